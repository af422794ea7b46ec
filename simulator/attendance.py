"""Who comes in and who eats: each person of each day, drawn from habits and circumstances.

A day depends on the world and its date only, so any day can be drawn alone and in any order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np

from simulator.circumstances import Circumstances, circumstances
from simulator.days import DayKind, Meeting
from simulator.menu_cycle import MEALS
from simulator.population import Population
from simulator.randomness import Flags, Ints, share_at, stream
from simulator.weather import Weather
from simulator.world import World

BREAKFAST_ENDS = 8 * 60 + 50
NOON_LEAVE = 12 * 60
LUNCH_ENDS = 13 * 60
DINNER_STARTS = 18 * 60


@dataclass(frozen=True)
class Outcome:
    """What became of one day, person by person in the population's order.

    `arrives` and `leaves` are minutes from midnight, -1 for who stayed away. `eats` has a row for
    each of breakfast, lunch and dinner. `guests` are lunch guests by unit.
    """

    day: date
    kind: DayKind
    weather: Weather
    meetings: tuple[Meeting, ...]
    arrives: Ints
    leaves: Ints
    eats: Flags
    guests: Ints

    @property
    def present(self) -> Flags:
        return self.arrives >= 0

    def inside_at(self, minute: int) -> Flags:
        """Who has arrived and not left for the day; those out over noon count as inside."""
        return self.present & (self.arrives <= minute) & (self.leaves > minute)


@dataclass(frozen=True, slots=True)
class MealCount:
    """One unit at one meal. `inside` is who was in the complex; `served` of them ate."""

    day: date
    meal: str
    unit_code: str
    inside: int
    served: int
    guests: int


def simulate_day(world: World, day: date) -> Outcome:
    """One day, past or to come. Raises OutsideWorld."""
    around = circumstances(world, day)
    rng = stream(world.seed, "day", day.toordinal())
    people = world.population
    eats = rng.random((3, people.size)) < share_at(people.meal_logits + around.meals)
    present = rng.random(people.size) < around.presence
    arrives, leaves = _hours(people, eats, around, rng)
    eats &= present & _may_eat(arrives, leaves)
    eats &= np.array([meal in around.open_meals for meal in MEALS])[:, None]
    if around.lunch_factor < 1:
        eats[1] &= rng.random(people.size) < around.lunch_factor
    leaves = np.where(eats[2], np.maximum(leaves, DINNER_STARTS + 35), leaves)
    return Outcome(
        day=day,
        kind=around.kind,
        weather=around.weather,
        meetings=around.meetings,
        arrives=np.where(present, arrives, -1),
        leaves=np.where(present, leaves, -1),
        eats=eats,
        guests=_lunch_guests(people, around, rng),
    )


def history(world: World, *, first_day: date, last_day: date) -> Iterator[Outcome]:
    """The outcomes of [first_day, last_day], in order."""
    for forward in range((last_day - first_day).days + 1):
        yield simulate_day(world, first_day + timedelta(days=forward))


def meal_counts(outcome: Outcome, people: Population) -> list[MealCount]:
    """Units by open meals; a meal nobody may have is left out."""
    minutes = (BREAKFAST_ENDS, NOON_LEAVE + 20, DINNER_STARTS)
    counts = []
    for place, meal in enumerate(MEALS):
        if not outcome.eats[place].any():
            continue
        served = people.by_unit(outcome.eats[place])
        inside = people.by_unit(outcome.inside_at(minutes[place]))
        guests = outcome.guests if meal == "lunch" else np.zeros_like(outcome.guests)
        columns = (inside.tolist(), served.tolist(), guests.tolist())
        counts += [
            MealCount(outcome.day, meal, *row)
            for row in zip(people.unit_codes, *columns, strict=True)
        ]
    return counts


def _hours(
    people: Population, eats: Flags, around: Circumstances, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Minutes of arrival and of leaving for good, for everybody as if all came."""
    size = people.size
    usual = people.arrival_minute + people.arrival_sd * rng.standard_normal(size)
    late = np.where(rng.random(size) < 0.04, rng.exponential(45, size), 0)
    arrives = usual + late + around.delay_minutes
    for_breakfast = np.minimum(arrives, rng.uniform(7 * 60 + 35, BREAKFAST_ENDS - 15, size))
    arrives = np.where(eats[0] & (late < 10), for_breakfast, arrives)
    afternoon = rng.random(size) < 0.035
    arrives = np.where(afternoon, rng.uniform(13.4 * 60, 14.6 * 60, size), arrives)
    leaves = np.maximum(rng.normal(18 * 60 + 6, 14, size), arrives + 60)
    out_early = ~afternoon & (rng.random(size) < around.leaving_early)
    leaves = np.where(out_early, np.maximum(rng.uniform(600, 715, size), arrives + 20), leaves)
    return arrives.astype(np.int64), leaves.astype(np.int64)


def _may_eat(arrives: Ints, leaves: Ints) -> Flags:
    """Only who is inside while a meal is served eats it; who dines stays on for it."""
    breakfast = arrives <= BREAKFAST_ENDS - 5
    lunch = (arrives <= NOON_LEAVE + 20) & (leaves > LUNCH_ENDS)
    dinner = leaves > DINNER_STARTS - 40
    return np.stack([breakfast, lunch, dinner])


def _lunch_guests(people: Population, around: Circumstances, rng: np.random.Generator) -> Ints:
    """Meeting guests who stay for lunch, and trainees of a school, by the inviting unit."""
    guests = np.zeros(len(people.units), dtype=np.int64)
    place = {code: index for index, code in enumerate(people.unit_codes)}
    for meeting in around.meetings:
        if meeting.starts_at < time(12):
            stays = 0.85 if meeting.runs_over_noon else 0.3
            guests[place[meeting.unit_codes[0]]] += rng.binomial(meeting.guests, stays)
    for index, trainees in around.trainees.items():
        guests[index] += rng.binomial(trainees, 0.9)
    return guests if around.lunch_factor >= 1 else (guests * around.lunch_factor).astype(np.int64)
