"""What the calendar says about days, handed in as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day. All of it is known long before, except a strike: announced a few days ahead.

    is_working: a working day, make-up days (调休) included, weekends and holidays not.
    closed: this canteen does not open, whatever the office does.
    """

    is_working: bool
    holiday_name: str = ""
    is_make_up: bool = False
    strike: bool = False
    closed: bool = False
    school_holiday: bool = False

    @property
    def is_off(self) -> bool:
        """No ordinary meal is served."""
        return self.closed or not self.is_working


def ordinary(day: date) -> DayFacts:
    """A day of which nothing is known but its weekday."""
    return DayFacts(is_working=day.weekday() < SATURDAY)


@dataclass(frozen=True)
class Calendar:
    """Days by date; a date that is not in it is an ordinary weekday or weekend day."""

    days: Mapping[date, DayFacts]

    def facts(self, day: date) -> DayFacts:
        """What is known of this day."""
        return self.days.get(day) or ordinary(day)

    def between(self, start: date, end: date) -> list[DayFacts]:
        """Every day from `start` to `end`, both included."""
        length = (end - start).days + 1
        return [self.facts(start + timedelta(days=ahead)) for ahead in range(length)]
