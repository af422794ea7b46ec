"""报表: the statutory forms as data: editions, lines, codes and which line belongs to which. Pure.

Lines of different forms are the same by caption, never by number: 建筑面积 is 101 in the unit's
form and 102 in the summary. `key` is the caption's name in code. Source: STANDARDS 1.2.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

MEDIA = (
    "electricity", "water", "coal", "gas", "gasoline", "diesel", "lpg", "heat", "other",
)  # fmt: skip
FEE = "_fee"


class UnknownForm(Exception):
    """No form of that code in that edition."""

    def __init__(self, code: str, *, edition: str) -> None:
        super().__init__(code, edition)
        self.code, self.edition = code, edition


@dataclass(frozen=True)
class Line:
    """One line of a form.

    parent: key of the line it is a part of, "" for none; parts sum to their parent unless
    `at_most`. scale: how many of the unit's form are one here. kind: text, whole or decimal.
    """

    key: str
    code: str
    caption: str
    unit: str
    parent: str
    at_most: bool
    kind: str
    scale: Decimal = Decimal(1)

    @property
    def is_part(self) -> bool:
        return bool(self.parent)

    @property
    def is_text(self) -> bool:
        return self.kind == "text"


@dataclass(frozen=True)
class Form:
    """A form of one edition. sums: of a summary, the form it adds up, by category or level."""

    code: str
    edition: str
    title: str
    lines: tuple[Line, ...]
    periods: tuple[str, ...]
    many_rows: bool
    sums: str
    by: str

    @property
    def is_summary(self) -> bool:
        return bool(self.sums)

    def line(self, key: str) -> Line:
        """Raises KeyError."""
        return self._by_key()[key]

    def has(self, key: str) -> bool:
        return key in self._by_key()

    def parts_of(self, key: str) -> list[Line]:
        """Lines that sum to this one."""
        return [line for line in self.lines if line.parent == key and not line.at_most]

    def _by_key(self) -> Mapping[str, Line]:
        return {line.key: line for line in self.lines}


def form(code: str, *, edition: str) -> Form:
    """Raises UnknownForm."""
    found = forms(edition).get(code)
    if found is None:
        raise UnknownForm(code, edition=edition)
    return found


@cache
def forms(edition: str) -> Mapping[str, Form]:
    """Every form of an edition by code; empty for an edition that is not known."""
    data = _data()
    if edition not in data["editions"]:
        return {}
    return {each["code"]: _form(each, edition, data) for each in data["forms"]}


@cache
def editions() -> tuple[str, ...]:
    return tuple(_data()["editions"])


def edition_of(year: int, since: Mapping[str, int]) -> str:
    """The edition for data of a year: the latest that has begun, else the first there is."""
    begun = [each for each, first in since.items() if first <= year and each in editions()]
    return max(begun, key=lambda each: since[each], default=editions()[0])


def is_fee(key: str) -> bool:
    return key.endswith(FEE) and key != "heating_fee"


def system_title() -> str:
    """The statistical system's name, as every form bears it."""
    title: str = _data()["system"]
    return title


@cache
def _data() -> Any:
    return json.loads(files(__package__).joinpath("forms.json").read_text("utf-8"))


def _form(entry: Mapping[str, Any], edition: str, data: Mapping[str, Any]) -> Form:
    struck = set(data["editions"][edition]["struck"])
    lines = [_line(each, edition, data) for each in entry["lines"] if each["caption"] not in struck]
    return Form(
        entry["code"],
        edition,
        entry["title"],
        tuple(lines),
        tuple(entry["periods"]),
        entry["rows"] == "many",
        entry.get("sums", ""),
        entry.get("by", ""),
    )


def _line(entry: Mapping[str, Any], edition: str, data: Mapping[str, Any]) -> Line:
    path = entry["caption"]
    parent, _slash, caption = path.rpartition("/")
    renamed = data["editions"][edition]["renamed"]
    key = data["keys"][path]
    return Line(
        key,
        entry["code"],
        renamed.get(path, caption),
        entry.get("unit", ""),
        data["keys"][parent] if parent else "",
        key in data["at_most"],
        "text" if key in data["text"] else "whole" if key in data["whole"] else "decimal",
        Decimal(entry.get("scale", 1)),
    )
