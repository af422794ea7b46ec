"""A day of events as a file: CSV, lines of JSON, or one JSON object with gates and credentials.

    {"zones": [{"code", "parent", "limit"}],
     "gates": [{"code", "traffic", "outer", "inner", "antipassback", "repeat_s"}],
     "devices": [{"serial", "gate", "fault"}],
     "credentials": [{"kind", "subject", "colour", "holder", "holder_key", "unit", "zones",
                      "valid_from", "valid_until", "status"}],
     "blocks": [{"kind", "subject", "reason", "since", "until"}],
     "events": [{"event_id", "device", "gate", "direction", "at", "received_at", "kind",
                 "subject", "colour", "current", "unit"}]}

What is left away is made up: every device stands at a gate of its own into one zone, and without
credentials everybody seen is a valid holder of their unit.
"""

import csv
import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from jieyue.access.decisions.day_rules import BadRow, gate_of, places_of, read_moment, rules_of
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.replaying import DayEvent
from jieyue.access.decisions.rules import Question
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.plates import rules as plates

GZIP = b"\x1f\x8b"
NAMES = {
    "event_id": ("event_id", "id", "serial_no"),
    "device": ("device", "device_id", "device_serial", "serial"),
    "gate": ("gate", "gate_id", "gate_code"),
    "direction": ("direction",),
    "at": ("at", "occurred_at", "time", "timestamp", "datetime"),
    "received_at": ("received_at", "received"),
    "kind": ("kind", "credential"),
    "subject": ("subject", "subject_ref", "number"),
    "colour": ("colour", "color"),
    "current": ("current", "is_current", "current_event", "currentEvent"),
    "unit": ("unit", "unit_id"),
}
SHOWN = {
    "staff_no": "id",
    "person_id": "person",
    "card": "card",
    "face": "face",
    "plate": "plate",
    "qr": "qr",
    "visitor": "visitor",
}
DIRECTIONS = {"in": "in", "enter": "in", "进": "in", "out": "out", "exit": "out", "出": "out"}
NO_JSON = (ValueError, RecursionError)  # also a number of thousands of digits, endless brackets
NO = ("false", "0", "no", "否")


class BadDayFile(Exception):
    """The file is none of a day's events. `wanted`: what would be right."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


@dataclass
class Day:
    """The events and rules of a file. refused: rows that are no event, by reason.

    units: names by the ids that the credentials bear.
    """

    events: list[DayEvent]
    snapshot: Snapshot
    refused: Counter[str] = field(default_factory=Counter)
    units: dict[int | None, str] = field(default_factory=dict)


def read_rows(content: bytes) -> tuple[list[Any], dict[str, Any]]:
    """The rows of a file, and the sections of rules beside them. Raises BadDayFile."""
    text = _text(content).strip()
    if not text:
        raise BadDayFile("events")
    if text[0] not in "[{":
        return _csv(text), {}
    try:
        found = json.loads(text)
    except NO_JSON:
        return _lines(text), {}
    if isinstance(found, list):
        return found, {}
    for name in ("events", "items"):
        if isinstance(found.get(name), list):
            return found[name], {key: part for key, part in found.items() if key != name}
    return [found], {}


def _text(content: bytes) -> str:
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise BadDayFile("gzip") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadDayFile("text")


def _csv(text: str) -> list[Any]:
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        names, rows = set(reader.fieldnames or ()), list(reader)
    except csv.Error as error:  # a field of more than 128 KB
        raise BadDayFile("CSV") from error
    for wanted in ("direction", "at"):
        if not names & set(NAMES[wanted]):
            raise BadDayFile(wanted)
    return [{key: value for key, value in row.items() if value not in ("", None)} for row in rows]


def _lines(text: str) -> list[Any]:
    """Lines of JSON; one that is none stays as its text, and is refused as a row."""
    rows: list[Any] = []
    for line in text.splitlines():
        try:
            rows.append(json.loads(line))
        except NO_JSON:
            rows.append(line)
    if not any(isinstance(row, dict) for row in rows):
        raise BadDayFile("events")
    return rows


def perturbed(rows: Sequence[Any], *, seed: int, double: float = 0, delay_s: int = 0) -> list[Any]:
    """The rows as a bad network would bring them: some twice, late, and in any order."""
    chance = Random(seed)  # noqa: S311
    out = list(rows) + [row for row in rows if chance.random() < double]
    late = [chance.uniform(0, delay_s) if delay_s else chance.random() for _row in out]
    order = sorted(range(len(out)), key=late.__getitem__)
    return [_received_later(out[place], late[place] if delay_s else 0) for place in order]


def _received_later(row: Any, seconds: float) -> Any:
    if not isinstance(row, dict) or not seconds:
        return row
    try:
        received = read_moment(_of(row, "received_at") or _of(row, "at"))
    except BadRow:
        return row
    return {**row, "received_at": (received + timedelta(seconds=seconds)).isoformat()}


def day_of(rows: Sequence[Any], sections: Mapping[str, Any], *, antipassback: str) -> Day:
    """The day the rows tell of; antipassback: of gates the file says nothing about."""
    refused: Counter[str] = Counter()
    events: list[tuple[DayEvent, str]] = []
    for row in rows:
        try:
            events.append(_event(row))
        except BadRow as error:
            refused[str(error)] += 1
    try:
        snapshot, units = rules_of(events, sections, antipassback)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadDayFile("sections") from error
    places = places_of(sections)
    placed = [event._replace(gate=gate_of(event, places)) for event, _unit in events]
    return Day(placed, snapshot, refused, units)


def _of(row: Mapping[str, Any], name: str) -> Any:
    return next((row[alias] for alias in NAMES[name] if row.get(alias) is not None), None)


def _event(row: Any) -> tuple[DayEvent, str]:
    """One event and its holder's unit. Raises BadRow."""
    if not isinstance(row, dict):
        raise BadRow("not_an_object")
    at = read_moment(_of(row, "at"))
    direction = DIRECTIONS.get(str(_of(row, "direction")).strip().lower())
    if direction is None:
        raise BadRow("direction_invalid")
    kind, subject = _shown(row)
    colour = str(_of(row, "colour") or "")
    question = Question(
        at_ms=milliseconds(at),
        direction=direction,
        kind=kind,
        subject=subject,
        colour=colour,
        is_current=str(_of(row, "current")).lower() not in NO,
    )
    gate = str(_of(row, "gate") or "")
    device = str(_of(row, "device") or gate or "device")
    given = _of(row, "event_id")
    event_id = str(given) if given is not None else f"{question.at_ms}|{direction}|{kind}|{subject}"
    return DayEvent(device, event_id, gate, question), str(_of(row, "unit") or "")


def _shown(row: Mapping[str, Any]) -> tuple[str, str]:
    kind, subject = str(_of(row, "kind") or ""), _of(row, "subject")
    if subject is None:
        given = [name for name in SHOWN if row.get(name) not in (None, "")]
        if len(given) != 1:
            raise BadRow("credential_ambiguous" if given else "credential_missing")
        kind, subject = SHOWN[given[0]], row[given[0]]
    kind = {"staff": "id", "staff_no": "id"}.get(kind, kind) or "id"
    text = str(subject).strip()
    if kind == "plate":
        text = plates.normalise(text, from_ocr=True)
    if not text:
        raise BadRow("credential_missing")
    return kind, text
