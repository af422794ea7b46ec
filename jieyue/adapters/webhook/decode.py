"""Webhook messages into plain values, by a mapping of the sender's fields to ours.

Ours are event_id, at, direction, kind, subject, colour, confidence, current and picture; a mapping
says where each stands ("data.plate.no"), what stays the same for all, and what a value means:

    {"items": "data.list", "fields": {"subject": "plate.no"}, "fixed": {"kind": "plate"},
     "values": {"direction": {"entry": "in", "exit": "out"}}, "zoneless": true}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jieyue.adapters.nodes import Node
from jieyue.adapters.pictures import Picture, read_base64
from jieyue.adapters.refusals import BadMessage
from jieyue.adapters.trees import read_json

FIELDS = (
    "event_id",
    "at",
    "direction",
    "kind",
    "subject",
    "colour",
    "confidence",
    "current",
    "picture",
)
KINDS = ("card", "face", "id", "plate", "qr")
DIRECTIONS = ("in", "out", "")
LONGEST_PATH = 100
MOST_EVENTS = 500
PARTS = {"items", "fields", "fixed", "values", "zoneless"}


class BadMapping(Exception):
    """A mapping that cannot be used; where: the part that is wrong."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True)
class Mapped:
    """How one sender names things. fields: our name to its path; zoneless: times are Shanghai's."""

    items: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    zoneless: bool = False


@dataclass(frozen=True)
class Event:
    """One passage. confidence is from 0 to 1."""

    event_id: str
    at: datetime
    direction: str
    kind: str
    subject: str
    colour: str
    confidence: float | None
    is_current: bool
    picture: Picture | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """One event of several that cannot be read; the others stand."""

    event_id: str
    reason: str
    where: str


def mapping(tree: Any) -> Mapped:
    """Raises BadMapping."""
    if not isinstance(tree, dict) or tree.keys() - PARTS:
        raise BadMapping(", ".join(sorted(tree.keys() - PARTS)) if isinstance(tree, dict) else "{")
    fields, fixed = _texts(tree, "fields"), _texts(tree, "fixed")
    items, values = tree.get("items", ""), tree.get("values", {})
    if not isinstance(items, str) or len(items) > LONGEST_PATH:
        raise BadMapping("items")
    if not isinstance(values, dict) or not values.keys() <= set(FIELDS):
        raise BadMapping("values")
    return Mapped(
        items=items,
        fields=fields,
        fixed=fixed,
        values={name: _texts(values, name, known=False) for name in values},
        zoneless=tree.get("zoneless") is True,
    )


def _texts(tree: Mapping[str, Any], part: str, *, known: bool = True) -> dict[str, str]:
    found = tree.get(part, {})
    if not isinstance(found, dict) or (known and not found.keys() <= set(FIELDS)):
        raise BadMapping(part)
    if not all(isinstance(text, str) and len(text) <= LONGEST_PATH for text in found.values()):
        raise BadMapping(part)
    return found


def decode(body: bytes, mapped: Mapped) -> list[Event | Broken]:
    """One entry an event, in their order. Raises BadMessage."""
    tree = read_json(body)
    items = _at(tree, mapped.items) if mapped.items else tree
    if not mapped.items and isinstance(tree, dict) and isinstance(tree.get("items"), list):
        items = tree["items"]
    rows = items if isinstance(items, list) else [items]
    if not rows or items is None:
        raise BadMessage("no_event", mapped.items)
    if len(rows) > MOST_EVENTS:
        raise BadMessage("too_many_values", mapped.items)
    if len(rows) == 1:
        return [_event(rows[0], mapped)]
    return [_event_or_broken(row, mapped) for row in rows]


def _event_or_broken(row: Any, mapped: Mapped) -> Event | Broken:
    try:
        return _event(row, mapped)
    except BadMessage as error:
        event_id = _at(row, mapped.fields.get("event_id", "event_id"))
        shown = event_id[:64] if isinstance(event_id, str) else ""
        return Broken(shown, error.reason, error.where)


def _event(row: Any, mapped: Mapped) -> Event:
    if not isinstance(row, dict):
        raise BadMessage("not_an_object")
    node = Node({name: _value(row, name, mapped) for name in FIELDS})
    picture, notes = _picture(node.value["picture"])
    return Event(
        event_id=_needed(node, "event_id", longest=64),
        at=node.instant("at", zoneless=mapped.zoneless),
        direction=_choice(node, "direction", DIRECTIONS),
        kind=_choice(node, "kind", KINDS),
        subject=_needed(node, "subject", longest=2000),
        colour=node.text("colour", longest=12),
        confidence=_confidence(node),
        is_current=node.flag("current", missing=True),
        picture=picture,
        notes=notes,
    )


def _value(row: Any, name: str, mapped: Mapped) -> Any:
    if name in mapped.fixed:
        return mapped.fixed[name]
    value = _at(row, mapped.fields.get(name, name))
    meanings = mapped.values.get(name, {})
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    if plain and len(str(value)[:LONGEST_PATH]) < LONGEST_PATH:
        return meanings.get(str(value), value)
    return value


def _at(tree: Any, path: str) -> Any:
    """What stands at a dotted path; None if there is nothing."""
    for part in path.split("."):
        if not isinstance(tree, dict):
            return None
        tree = tree.get(part)
    return tree


def _needed(node: Node, name: str, *, longest: int) -> str:
    text = node.text(name, longest=longest)
    if not text:
        raise BadMessage("field_missing", name)
    return text


def _choice(node: Node, name: str, choices: tuple[str, ...]) -> str:
    text = node.text(name)
    if text not in choices:
        raise BadMessage("field_invalid" if text else "field_missing", name)
    return text


def _confidence(node: Node) -> float | None:
    share = node.share("confidence")
    return None if share is None or share > 0.01 else share * 100


def _picture(value: Any) -> tuple[Picture | None, tuple[str, ...]]:
    if not value:
        return None, ()
    picture = read_base64("picture", value)
    return (picture, ()) if isinstance(picture, Picture) else (None, (picture,))
