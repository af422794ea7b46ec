"""What is on in the complex: meetings, units away for training, business trips and mishaps.

Which days are worked is told from outside (`Calendar`); this only asks it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

import numpy as np

from simulator.estate import Unit
from simulator.randomness import stream


class DayKind(StrEnum):
    """`MAKE_UP` is 调休上班: a Saturday or Sunday that is worked. `HOLIDAY` is a weekday off."""

    WORKDAY = "workday"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


WORKED = frozenset([DayKind.WORKDAY, DayKind.MAKE_UP])
Calendar = Mapping[date, DayKind]  # a day that is missing goes by its weekday
TRIP_SHARE_BY_MONTH = (0.01, 0.01, 0.03, 0.04, 0.04, 0.03, 0.02, 0.02, 0.04, 0.05, 0.05, 0.02)
MISHAPS = (
    ("厨房燃气检修", 0.0, 0.45),
    ("暴雨红色预警", -0.30, 1.1),
    ("机关职工运动会", -0.35, 0.9),
)
SUBJECTS = ("工作调度会", "项目评审会", "业务培训班", "专题协调会", "检查汇报会", "座谈会")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in the complex. `attendees` are staff of `unit_codes` (the host first)."""

    day: date
    subject: str
    unit_codes: tuple[str, ...]
    attendees: int
    guests: int
    starts_at: time
    ends_at: time

    @property
    def runs_over_noon(self) -> bool:
        return self.starts_at < time(12) < self.ends_at


@dataclass(frozen=True, slots=True)
class Absence:
    """Part of a unit away on [first_day, last_day]: training takes nearly all, a trip some."""

    unit_code: str
    kind: str
    first_day: date
    last_day: date
    share: float


@dataclass(frozen=True, slots=True)
class Mishap:
    """A day out of the ordinary: `presence` shifts a logit, `lunch` multiplies the diners."""

    day: date
    name: str
    presence: float
    lunch: float


def kind_of(calendar: Calendar, day: date) -> DayKind:
    """The kind of a day; by its weekday where the calendar says nothing."""
    by_weekday = DayKind.WORKDAY if day.isoweekday() < 6 else DayKind.WEEKEND
    return calendar.get(day, by_weekday)


def rest_days(calendar: Calendar, day: date, *, step: int) -> int:
    """How many days of rest adjoin a day, after it (`step` 1) or before it (`step` -1)."""
    count = 0
    while kind_of(calendar, day + timedelta(days=step * (count + 1))) not in WORKED:
        count += 1
    return count


def trip_share(day: date) -> float:
    """The usual share of staff away on business in that month."""
    return TRIP_SHARE_BY_MONTH[day.month - 1]


def meetings(day: date, units: Sequence[Unit], *, seed: int, kind: DayKind) -> list[Meeting]:
    """The meetings of one day; none on a day of rest, most from Tuesday to Thursday."""
    if kind not in WORKED:
        return []
    rng = stream(seed, "meetings", day.toordinal())
    hosts = [unit for unit in units if not unit.is_contractor]
    usual = 5.0 if day.isoweekday() in (2, 3, 4) else 2.5
    return [_meeting(day, hosts, rng) for _ in range(int(rng.poisson(usual)))]


def _meeting(day: date, hosts: Sequence[Unit], rng: np.random.Generator) -> Meeting:
    invited = rng.choice(len(hosts), size=int(rng.integers(1, 6)), replace=False)
    size = int(np.clip(rng.lognormal(3.0, 0.7), 6, 160))
    guests = int(rng.binomial(size, 0.35 if rng.random() < 0.4 else 0.05))
    starts = int(rng.choice([540, 570, 600, 870, 900]))
    ends = starts + int(np.clip(rng.normal(125, 40), 45, 240))
    return Meeting(
        day=day,
        subject=SUBJECTS[int(rng.integers(len(SUBJECTS)))],
        unit_codes=tuple(hosts[place].code for place in invited),
        attendees=size - guests,
        guests=guests,
        starts_at=_clock(starts),
        ends_at=_clock(ends),
    )


def absences(units: Sequence[Unit], year: int, *, seed: int, calendar: Calendar) -> list[Absence]:
    """Training days and inspection trips of a year, by first day."""
    worked = [day for day in _days_of(year) if kind_of(calendar, day) in WORKED]
    found = [
        absence
        for unit in units
        if not unit.is_contractor
        for absence in _absences_of(unit, year, worked, seed)
    ]
    return sorted(found, key=lambda absence: (absence.first_day, absence.unit_code))


def _absences_of(unit: Unit, year: int, worked: Sequence[date], seed: int) -> list[Absence]:
    rng = stream(seed, "absences", year, int(unit.code[1:]))
    often = unit.archetype == "field"
    kinds = ["training"] * int(rng.integers(2, 6)) + ["trip"] * (4 if often else 1)
    starts = rng.choice(len(worked) - 6, size=len(kinds), replace=False)
    found = []
    for kind, start in zip(kinds, starts, strict=True):
        length = int(rng.integers(1, 3)) if kind == "training" else int(rng.integers(3, 6))
        share = 0.9 if kind == "training" else float(rng.uniform(0.2, 0.45))
        last_day = worked[int(start) + length - 1]
        found.append(Absence(unit.code, kind, worked[int(start)], last_day, round(share, 2)))
    return found


def mishaps(year: int, *, seed: int, calendar: Calendar) -> list[Mishap]:
    """The few days of a year on which something unforeseen happens, one of each sort."""
    worked = [day for day in _days_of(year) if kind_of(calendar, day) in WORKED]
    places = stream(seed, "mishaps", year).choice(len(worked), size=len(MISHAPS), replace=False)
    pairs = zip(places, MISHAPS, strict=True)
    return sorted((Mishap(worked[place], *sort) for place, sort in pairs), key=lambda m: m.day)


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=back) for back in range((date(year + 1, 1, 1) - first).days)]


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
