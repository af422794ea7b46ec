"""What a recorded figure means beside the one already there, and which days a canteen serves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

RARE_SHARE = 0.02  # a weekday seen on less of the days is an exception, not a habit

MEAL_WORDS = {
    "breakfast": "breakfast",
    "早餐": "breakfast",
    "早饭": "breakfast",
    "lunch": "lunch",
    "午餐": "lunch",
    "中餐": "lunch",
    "午饭": "lunch",
    "dinner": "dinner",
    "supper": "dinner",
    "晚餐": "dinner",
    "晚饭": "dinner",
}


class UnknownMeal(Exception):
    """A word that names no meal."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def meal_named(word: str, *, default: str) -> str:
    """The stored code of a meal as people write it; an empty word is the default's."""
    if not word.strip():
        return default
    try:
        return MEAL_WORDS[word.strip().lower()]
    except KeyError:
        raise UnknownMeal(word) from None


class Outcome(StrEnum):
    """What a row of a record means beside what is recorded already."""

    COMPLETES = "completes"
    DIFFERS = "differs"
    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Figures:
    """Planned and served of one meal; None is unknown."""

    planned: int | None
    served: int | None


def compare(stored: Figures | None, row: Figures) -> Outcome:
    """A figure may complete what is unknown; it never replaces what is recorded."""
    if stored is None:
        return Outcome.NEW
    pairs = [(stored.planned, row.planned), (stored.served, row.served)]
    if any(known is not None and new is not None and known != new for known, new in pairs):
        return Outcome.DIFFERS
    if any(known is None and new is not None for known, new in pairs):
        return Outcome.COMPLETES
    return Outcome.UNCHANGED


def completed(stored: Figures, row: Figures) -> Figures:
    """The stored figures with the unknown ones taken from the row."""
    return Figures(
        stored.planned if stored.planned is not None else row.planned,
        stored.served if stored.served is not None else row.served,
    )


def weekdays_served(days: Iterable[date]) -> str:
    """ISO digits of the weekdays on which these days habitually fall, such as "1245"."""
    seen = Counter(day.isoweekday() for day in days)
    total = sum(seen.values())
    return "".join(str(d) for d in range(1, 8) if seen[d] > RARE_SHARE * total)


def is_served(day: date, *, weekdays: str, workdays_only: bool, is_working: bool) -> bool:
    """Whether a canteen serves on a day: on its weekdays, and if it says so only on workdays.

    A make-up workday (调休) counts as a workday of any canteen that follows the calendar.
    """
    if workdays_only and not is_working:
        return False
    weekend_made_up = workdays_only and day.isoweekday() > 5
    return weekend_made_up or str(day.isoweekday()) in weekdays
