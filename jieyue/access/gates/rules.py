"""What a gate's plan says at a minute of a day, and what a plan may not say. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import NamedTuple

DAY = 24 * 60  # minutes
CONTROLLED, FREE, LOCKED = "controlled", "free", "locked"
ANY, REST, WORK = "any", "rest", "work"
DAY_CLASSES = (ANY, REST, WORK)
MODES = (CONTROLLED, FREE, LOCKED)


class BadSlot(Exception):
    """A slot that no day can have; `reason` is "empty", "day_class" or "mode"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Slot(NamedTuple):
    """[since, until) in minutes of the local day it begins on; above 1440 is the next morning.

    day_class: of the day it begins on.
    """

    day_class: str
    since: int
    until: int
    mode: str = CONTROLLED


def slot(day_class: str, since: time, until: time, mode: str = CONTROLLED) -> Slot:
    """A slot as it is written: until 00:00 is the end of the day, before `since` the next morning.

    Raises BadSlot.
    """
    if day_class not in DAY_CLASSES:
        raise BadSlot("day_class")
    if mode not in MODES:
        raise BadSlot("mode")
    start, end = _minute(since), _minute(until) or DAY
    if start == end:
        raise BadSlot("empty")
    return Slot(day_class, start, end if end > start else end + DAY, mode)


def mode_at(
    slots: Iterable[Slot], *, minute: int, is_workday: bool, was_workday: bool | None = None
) -> str:
    """The mode at a minute of a local day; outside all slots a gate is locked.

    was_workday: whether the day before was one, for slots that reach past midnight; as today if
    nobody says.
    """
    before = is_workday if was_workday is None else was_workday
    for each in slots:
        if _fits(each, is_workday) and each.since <= minute < each.until:
            return each.mode
        if _fits(each, before) and each.since <= minute + DAY < each.until:
            return each.mode
    return LOCKED


def overlap(slots: Sequence[Slot]) -> tuple[Slot, Slot] | None:
    """The first two slots that both say something about one minute of some day."""
    for place, first in enumerate(slots):
        for second in slots[place + 1 :]:
            if _meet(first, second):
                return first, second
    return None


def encloses_itself(zone: int, parent: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether a zone would lie within itself with this parent; parents: of every zone as it is."""
    seen = {zone}
    while parent is not None:
        if parent in seen:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _fits(each: Slot, is_workday: bool) -> bool:
    return each.day_class == ANY or (each.day_class == WORK) is is_workday


def _meet(first: Slot, second: Slot) -> bool:
    """On some pair of days; what reaches past midnight meets the next day's slots too."""
    same_day = first.day_class == second.day_class or ANY in (first.day_class, second.day_class)
    if same_day and first.since < second.until and second.since < first.until:
        return True
    # A workday may follow a day off and the other way round, so a tail meets every class.
    return _tail(first) > second.since or _tail(second) > first.since


def _tail(each: Slot) -> int:
    """How many minutes of the next day it covers."""
    return max(0, each.until - DAY)
