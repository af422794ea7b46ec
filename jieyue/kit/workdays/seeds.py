"""First entries of a year's calendar, from two libraries that are compared with each other.

`chinesecalendar` raises for a year it does not know. `holidays` answers such a year silently,
by the law's rules but without the make-up workdays (调休) of the State Council's notice. So a
year is published when the first library knows it; of an unpublished year only the statutory
days themselves are taken, as provisional.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

from jieyue.kit.workdays.rules import SATURDAY

CALENDAR, HOLIDAYS = "chinesecalendar", "holidays"
SUBSTITUTE = "（补假）"  # how `holidays` marks a day off that its own rule moved

# `holidays` names some days otherwise; one name for one holiday, as forecasts learn by name.
SAME_NAME = {"农历除夕": "春节", "清明节": "清明", "端午节": "端午", "中秋节": "中秋"}


@dataclass(frozen=True)
class SeedDay:
    """An exceptional day. `disagreement` is what the other library says, empty if they agree."""

    day: date
    is_working: bool
    name: str
    source: str
    disagreement: str = ""


@dataclass(frozen=True)
class SeedYear:
    """A year's exceptional days in order."""

    year: int
    published: bool
    days: tuple[SeedDay, ...]


@cache
def seed_year(year: int) -> SeedYear:
    """Pure but for the libraries' own tables, and the same at every call."""
    statutory = holidays.country_holidays("CN", years=year, language="zh_CN")
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == year]
    try:
        found = [_known_day(day, statutory) for day in days]
    except NotImplementedError:
        provisional = [_provisional_day(day, statutory) for day in days]
        return SeedYear(year, False, tuple(day for day in provisional if day))
    return SeedYear(year, True, tuple(day for day in found if day))


def _known_day(day: date, statutory: holidays.HolidayBase) -> SeedDay | None:
    is_off, english = chinese_calendar.get_holiday_detail(day)
    name = chinese_calendar.Holiday(english).chinese if english else ""
    in_week = day.weekday() < SATURDAY
    other = day in statutory.weekend_workdays or (in_week and day not in statutory)
    disagreement = "" if other is not is_off else _says(other, statutory.get(day, ""))
    if not name and in_week is not is_off and not disagreement:
        return None
    return SeedDay(day, not is_off, name, CALENDAR, disagreement)


def _says(is_working: bool, name: str) -> str:
    return f"{HOLIDAYS}: {'班' if is_working else '休'} {name}".strip()


def _provisional_day(day: date, statutory: holidays.HolidayBase) -> SeedDay | None:
    name = statutory.get(day, "")
    if not name or SUBSTITUTE in name:
        return None
    first = name.split(";")[0].strip()
    return SeedDay(day, False, SAME_NAME.get(first, first), HOLIDAYS)
