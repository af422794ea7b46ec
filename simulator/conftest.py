"""One world and its last year, drawn once for all tests."""

from datetime import date

import pytest

from simulator.attendance import Outcome, history
from simulator.days import Calendar, DayKind
from simulator.world import World, make_world

FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 1, 31)
NATIONAL_DAY = [date(2025, 10, day) for day in range(1, 9)]
CALENDAR: Calendar = {
    **{day: DayKind.HOLIDAY for day in NATIONAL_DAY if day.isoweekday() < 6},
    date(2025, 9, 28): DayKind.MAKE_UP,
    date(2025, 10, 11): DayKind.MAKE_UP,
}


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(seed=7, calendar=CALENDAR, first_day=FIRST_DAY, last_day=LAST_DAY)


@pytest.fixture(scope="session")
def year(world: World) -> list[Outcome]:
    return list(history(world, first_day=FIRST_DAY, last_day=LAST_DAY))
