"""What the calendar page shows."""

import calendar
from dataclasses import dataclass
from datetime import date

from jieyue.kit import workdays
from jieyue.kit.actor import Actor
from jieyue.kit.workdays.models import CalendarDay
from jieyue.kit.workdays.rules import Workday

FIRST_YEAR, LAST_YEAR = 2004, 2100


@dataclass(frozen=True)
class CalendarException:
    """A day that differs from the plain week, and who says so."""

    day: date
    is_working: bool
    name: str
    source: str
    disagreement: str


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday; None pads the first and the last."""

    first: date
    weeks: list[list[Workday | None]]
    working: int


@dataclass(frozen=True)
class Year:
    """A year of the site's calendar."""

    year: int
    published: bool
    working: int
    months: list[Month]
    exceptions: list[CalendarException]
    disagreements: int


def year_of(actor: Actor, year: int) -> Year:
    """The calendar of a year from FIRST_YEAR to LAST_YEAR; three queries."""
    days = workdays.days(date(year, 1, 1), date(year + 1, 1, 1), site_id=actor.site_id or 0)
    rows = CalendarDay.objects.visible_to(actor).filter(day__year=year)
    fields = ("day", "is_working", "name", "source", "disagreement")
    exceptions = [CalendarException(*row) for row in rows.values_list(*fields)]
    return Year(
        year=year,
        published=next(iter(days.values())).published,
        working=sum(day.is_working for day in days.values()),
        months=[_month(year, month, days) for month in range(1, 13)],
        exceptions=exceptions,
        disagreements=sum(bool(row.disagreement) for row in exceptions),
    )


def _month(year: int, month: int, days: dict[date, Workday]) -> Month:
    grid = calendar.Calendar().monthdatescalendar(year, month)
    weeks = [[days[day] if day.month == month else None for day in week] for week in grid]
    working = sum(day.is_working for week in weeks for day in week if day)
    return Month(date(year, month, 1), weeks, working)
