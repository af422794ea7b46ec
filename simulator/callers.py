"""Who calls on the units: visits of a day, with companions, cars, and those who never come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import numpy as np

from simulator.cars import DIGITS
from simulator.days import WORKED, kind_of
from simulator.population import GIVEN, SURNAMES, Person
from simulator.randomness import stream
from simulator.world import World

VISITS = 13  # on an ordinary workday
NO_SHOW, WALK_IN, BY_CAR, MEAL = 0.07, 0.15, 0.42, 0.12
COMPANIES = (
    "演示建设集团",
    "演示科技公司",
    "演示会计师事务所",
    "演示设计院",
    "演示县发改局",
    "个人",
)
PURPOSES = ("business", "meeting", "business", "meeting", "delivery", "interview")


@dataclass(frozen=True, slots=True)
class Call:
    """One visit. Times are minutes from midnight; `arrives` is None for a no-show.

    names: the first is the visitor, the others come along. plate is empty without a car.
    """

    number: int
    host_staff_no: str
    unit_code: str
    names: tuple[str, ...]
    organisation: str
    phone: str
    purpose: str
    begins: int
    ends: int
    arrives: int | None
    leaves: int
    plate: str
    is_walk_in: bool
    wants_meal: bool

    def clock(self, minute: int) -> time:
        return time(minute // 60, minute % 60)


def calls(world: World, day: date) -> list[Call]:
    """The visits of one day, by when they begin; none on days off."""
    if kind_of(world.calendar, day) not in WORKED:
        return []
    rng = stream(world.seed, "callers", day.toordinal())
    people = [p for p in world.population.persons if p.kind != "contractor_staff"]
    count = int(rng.poisson(VISITS))
    begins = sorted(int(m) for m in _begins(rng, count))
    return [_call(rng, people, n, at) for n, at in enumerate(begins, 1)]


def _begins(rng: np.random.Generator, count: int) -> list[int]:
    """Mornings more than afternoons, on the quarter-hour."""
    morning = rng.random(count) < 0.6
    minutes = np.where(morning, rng.normal(570, 35, count), rng.normal(900, 45, count))
    return [int(round(m / 15) * 15) for m in minutes.clip(500, 1000)]


def _call(rng: np.random.Generator, people: Sequence[Person], number: int, at: int) -> Call:
    host = people[int(rng.integers(0, len(people)))]
    party = 1 + int(rng.poisson(0.7))
    lasts = int(rng.choice([30, 60, 60, 90, 120]))
    arrives = at + int(rng.normal(-4, 9))
    plate = "川" + str(rng.choice(list("TTTAZL"))) + "".join(rng.choice(list(DIGITS), 5))
    return Call(
        number=number,
        host_staff_no=host.staff_no,
        unit_code=host.unit_code,
        names=tuple(_name(rng) for _ in range(party)),
        organisation=str(rng.choice(COMPANIES)),
        phone="139" + "".join(rng.choice(list(DIGITS), 8)),
        purpose=str(rng.choice(PURPOSES)),
        begins=at,
        ends=at + lasts,
        arrives=None if rng.random() < NO_SHOW else max(arrives, at - 14),
        leaves=at + lasts + int(rng.normal(2, 14)),
        plate=plate if rng.random() < BY_CAR else "",
        is_walk_in=bool(rng.random() < WALK_IN),
        wants_meal=bool(rng.random() < MEAL and at < 720 < at + lasts + 60),
    )


def _name(rng: np.random.Generator) -> str:
    given = rng.choice(list(GIVEN), int(rng.integers(1, 3)))
    return str(rng.choice(list(SURNAMES))) + "".join(given)
