"""What kind of day a day is, from the table's exceptions and the plain week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class DayException:
    """A day that differs from the plain week, or bears a holiday's name."""

    is_working: bool
    name: str


@dataclass(frozen=True)
class Workday:
    """One local day. `name` is the holiday's, or the one a make-up workday (调休) is worked for.

    `published` is False when the State Council's notice for the year was not yet known: then
    named days are provisional and make-up workdays are missing.
    """

    day: date
    is_working: bool
    name: str
    is_make_up: bool
    published: bool


def workday(day: date, exception: DayException | None, *, published: bool) -> Workday:
    """An exception decides; without one, Monday to Friday are worked."""
    in_week = day.weekday() < SATURDAY
    if exception is None:
        return Workday(day, in_week, "", is_make_up=False, published=published)
    is_make_up = exception.is_working and not in_week
    return Workday(day, exception.is_working, exception.name, is_make_up, published)


def workdays(
    start: date,
    end: date,
    exceptions: Mapping[date, DayException],
    published_years: Mapping[int, bool],
) -> dict[date, Workday]:
    """Every day of [start, end), in order. A year that is not listed counts as unpublished."""
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    return {
        day: workday(day, exceptions.get(day), published=published_years.get(day.year, False))
        for day in days
    }
