"""Reading fields of a device's message: each answer is of the type asked for, or BadMessage."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from jieyue.adapters.refusals import BadMessage

SHANGHAI = timezone(timedelta(hours=8))
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100  # a device whose battery is flat reports 1970
WHOLE = re.compile(r"-?\d{1,18}")
COMPACT = re.compile(r"\d{14}(\d{3})?")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


class Node:
    """One object of a message; `where` is its path, for refusals."""

    def __init__(self, value: Any, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise BadMessage("not_an_object", where)
        self.value, self.where = value, where

    def place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def has(self, name: str) -> bool:
        return self.value.get(name) not in (None, "", [], {})

    def node(self, name: str) -> "Node":
        """The object below `name`, empty if it is missing. Raises BadMessage."""
        return Node(self.value.get(name) or {}, self.place(name))

    def nodes(self, name: str) -> Iterator["Node"]:
        """The objects below `name`: one, several or none. Raises BadMessage."""
        value = self.value.get(name) or []
        for turn, each in enumerate(value if isinstance(value, list) else [value]):
            yield Node(each, f"{self.place(name)}[{turn}]")

    def text(self, name: str, *, longest: int = 64) -> str:
        """Text or a number as text, trimmed; empty if missing. Raises BadMessage."""
        value = self.value.get(name)
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, int) and abs(value) < 10**18:
            value = str(value)
        if not isinstance(value, str):
            raise BadMessage("field_invalid", self.place(name))
        value = value.strip()
        if len(value) > longest or UNPRINTABLE.search(value):
            raise BadMessage("field_invalid", self.place(name))
        return value

    def whole(self, name: str) -> int | None:
        """None if missing. Raises BadMessage."""
        text = self.text(name)
        if text and not WHOLE.fullmatch(text):
            raise BadMessage("field_invalid", self.place(name))
        return int(text) if text else None

    def flag(self, name: str, *, missing: bool) -> bool:
        """Raises BadMessage."""
        value = self.value.get(name)
        text = str(value).lower() if isinstance(value, bool) else self.text(name).lower()
        if not text:
            return missing
        if text not in TRUE | FALSE:
            raise BadMessage("field_invalid", self.place(name))
        return text in TRUE

    def share(self, name: str) -> float | None:
        """A confidence from 0 to 100, as 0 to 1; None if missing or out of bounds."""
        value = self.value.get(name)
        try:
            number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            return None
        return number / 100 if 0 <= number <= 100 else None

    def instant(self, name: str, *, zoneless: bool = False) -> datetime:
        """A moment with its offset; without one it is Shanghai's if `zoneless`.

        Raises BadMessage.
        """
        text, where = self.text(name), self.place(name)
        if not text:
            raise BadMessage("time_missing", where)
        try:
            at = _moment(text)
            at = at.replace(tzinfo=SHANGHAI) if zoneless and at.tzinfo is None else at
            in_bounds = EARLIEST_YEAR <= at.year <= LATEST_YEAR
        except (ValueError, OverflowError):
            raise BadMessage("time_invalid", where) from None
        if at.tzinfo is None:
            raise BadMessage("time_offset_missing", where)
        if not in_bounds:
            raise BadMessage("time_invalid", where)
        return at


def _moment(text: str) -> datetime:
    if COMPACT.fullmatch(text):
        return datetime.strptime(text[:14], "%Y%m%d%H%M%S")  # noqa: DTZ007
    return datetime.fromisoformat(text)
