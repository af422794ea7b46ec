"""A site's calendar, kept in the process until somebody edits it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from jieyue.kit.editions import Kept, renew
from jieyue.kit.workdays import rules
from jieyue.kit.workdays.rules import DayException, Workday
from jieyue.kit.workdays.seeds import SeedYear, seed_year

SUBJECT = "workdays"
LONGEST_WAIT = timedelta(days=40)  # no public holiday lasts so long


@dataclass(frozen=True)
class Calendar:
    """The exceptions of a site, and for each year it has whether that year is published."""

    exceptions: dict[date, DayException]
    years: dict[int, bool]


def days(start: date, end: date, *, site_id: int) -> dict[date, Workday]:
    """Every day of [start, end), in order. One query, but for a year asked for the first time."""
    calendar = _kept.get(site_id)
    wanted = range(start.year, end.year + 1) if start < end else range(0)
    missing = [year for year in wanted if year not in calendar.years]
    if missing:
        seed(missing, site_id=site_id)
        calendar = _kept.get(site_id)
    return rules.workdays(start, end, calendar.exceptions, calendar.years)


def on(day: date, *, site_id: int) -> Workday:
    """One day."""
    return days(day, day + timedelta(days=1), site_id=site_id)[day]


def next_workday(day: date, *, site_id: int) -> Workday:
    """The first working day after `day`."""
    following = day + timedelta(days=1)
    spell = days(following, following + LONGEST_WAIT, site_id=site_id).values()
    return next(workday for workday in spell if workday.is_working)


def seed(years: Iterable[int], *, site_id: int) -> int:
    """Enter these years from the libraries where the site has none; returns how many it entered.

    What a site has is never overwritten. Safe when two processes do it at once.
    """
    from jieyue.kit.workdays.models import CalendarYear

    known = set(CalendarYear.objects.filter(site_id=site_id).values_list("year", flat=True))
    missing = sorted(set(years) - known)
    if missing:
        with transaction.atomic():
            for year in missing:
                _enter(seed_year(year), site_id=site_id)
            renew(SUBJECT, site_id=site_id)
    return len(missing)


def _enter(seeded: SeedYear, *, site_id: int) -> None:
    from jieyue.kit.workdays.models import CalendarDay, CalendarYear

    year = CalendarYear(site_id=site_id, year=seeded.year, published=seeded.published)
    CalendarYear.objects.bulk_create([year], ignore_conflicts=True)
    rows = [
        CalendarDay(
            site_id=site_id,
            day=day.day,
            is_working=day.is_working,
            name=day.name,
            source=day.source,
            disagreement=day.disagreement,
        )
        for day in seeded.days
    ]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)


def _load(site_id: int) -> Calendar:
    from jieyue.kit.workdays.models import CalendarDay, CalendarYear

    rows = CalendarDay.objects.filter(site_id=site_id).values_list("day", "is_working", "name")
    years = CalendarYear.objects.filter(site_id=site_id).values_list("year", "published")
    exceptions = {day: DayException(is_working, name) for day, is_working, name in rows}
    return Calendar(exceptions, dict(years))


_kept: Kept[Calendar] = Kept(SUBJECT, _load)
