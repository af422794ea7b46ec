"""What a day does to everybody's habits: the effects a forecast could learn, and some it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.days import WORKED, DayKind, Meeting, kind_of, meetings, rest_days, trip_share
from simulator.menu_cycle import MEALS, meal_on
from simulator.population import Population
from simulator.randomness import Floats, logit_of, share_at, stream
from simulator.weather import Weather, weather
from simulator.world import OutsideWorld, World

LONG_REST_DAYS = 3
# Shifts of logits for breakfast, lunch and dinner.
BEFORE_REST = np.array([-0.10, -0.28, -1.30])
BEFORE_WEEKEND = np.array([-0.05, -0.10, -0.60])
AFTER_REST = np.array([-0.12, -0.06, -0.10])
MAKE_UP = np.array([-0.20, -0.12, -0.70])
LEAVE_BY_MONTH = (0.15, 0.35, 0.0, 0.0, 0.05, 0.0, 0.28, 0.38, 0.0, 0.08, 0.0, -0.05)
DRIFT_FROM = date(2025, 1, 1)
YEARLY_DRIFT = np.array([0.10, 0.07, -0.08])  # the canteen is better liked, overtime grows rarer


@dataclass(frozen=True)
class Circumstances:
    """A day before it is drawn.

    `presence` is each person's probability to come, `meals` shifts meal logits (3 rows, by
    person), `trainees` are guests of schools by unit index.
    """

    kind: DayKind
    weather: Weather
    meetings: tuple[Meeting, ...]
    open_meals: tuple[str, ...]
    presence: Floats
    meals: Floats
    leaving_early: Floats
    delay_minutes: float
    lunch_factor: float
    trainees: Mapping[int, int]


def circumstances(world: World, day: date) -> Circumstances:
    """The circumstances of one day. Raises OutsideWorld."""
    if day.year not in world.years:
        raise OutsideWorld(day=day, years=world.years)
    kind = kind_of(world.calendar, day)
    worked = kind in WORKED
    sky = weather(day, seed=world.seed)
    held = tuple(meetings(day, world.population.units, seed=world.seed, kind=kind))
    odd = world.mishaps.get(day)
    rng = stream(world.seed, "mood", day.toordinal())
    presence = _presence_on_workday(world, day, rng) if worked else _presence_at_rest(world, day)
    if odd:
        presence = share_at(logit_of(presence) + odd.presence * 3)
    return Circumstances(
        kind=kind,
        weather=sky,
        meetings=held,
        open_meals=MEALS if worked else ("lunch",),
        presence=presence,
        meals=_meal_shifts(world, day, kind, sky, held, rng),
        leaving_early=_leaving_early(world.population, day, rng),
        delay_minutes=min(sky.rain_mm / 6, 9.0) + float(rng.normal(0, 1.5)),
        lunch_factor=odd.lunch if odd else 1.0,
        trainees=_trainees(world, day) if worked else {},
    )


def _presence_on_workday(world: World, day: date, rng: np.random.Generator) -> Floats:
    people = world.population
    logits = people.presence - LEAVE_BY_MONTH[day.month - 1]
    after, before = (rest_days(world.calendar, day, step=step) for step in (1, -1))
    if after >= LONG_REST_DAYS:
        logits = logits - 0.55 - 0.04 * after
    if before >= LONG_REST_DAYS:
        logits = logits - 0.25
    if kind_of(world.calendar, day) is DayKind.MAKE_UP:
        logits = logits - 0.30
    logits = (
        logits + rng.normal(0, 0.08) + rng.normal(0, 0.22, len(people.units))[people.unit_index]
    )
    share = share_at(logits) * people.weekday_factor[:, min(day.isoweekday(), 5) - 1]
    share *= 1 - trip_share(day)
    return np.clip(share * _share_not_away(world, day) * _moved_in(people, day), 0.0, 0.995)


def _presence_at_rest(world: World, day: date) -> Floats:
    return world.population.duty * _moved_in(world.population, day)


def _share_not_away(world: World, day: date) -> Floats:
    """What training and inspections leave of each unit, by person."""
    people = world.population
    left = np.ones(len(people.units))
    for absence in world.absences.get(day, ()):
        left[people.unit_codes.index(absence.unit_code)] *= 1 - absence.share
    return left[people.unit_index]


def _moved_in(people: Population, day: date) -> Floats:
    inside = np.array([float(unit.in_complex_since <= day) for unit in people.units])
    return inside[people.unit_index]


def _meal_shifts(
    world: World,
    day: date,
    kind: DayKind,
    sky: Weather,
    held: tuple[Meeting, ...],
    rng: np.random.Generator,
) -> Floats:
    people = world.population
    years = (day - DRIFT_FROM).days / 365.25
    shift = YEARLY_DRIFT * years + rng.normal(0, [0.05, 0.05, 0.10]) + _draw_of_menu(world, day)
    shift = shift + _weather_shift(sky)
    after, before = (rest_days(world.calendar, day, step=step) for step in (1, -1))
    if after:
        shift = shift + (BEFORE_REST if after >= LONG_REST_DAYS else BEFORE_WEEKEND)
    if before >= LONG_REST_DAYS:
        shift = shift + AFTER_REST
    if kind is DayKind.MAKE_UP:
        shift = shift + MAKE_UP
    if kind not in WORKED:
        shift = shift + np.array([0.0, 0.5, 0.0])
    by_unit = np.repeat(shift[:, None], len(people.units), axis=1)
    by_unit[1] += _kept_over_noon(people, held) + _unit_trend(world, years)
    return by_unit[:, people.unit_index]


def _weather_shift(sky: Weather) -> Floats:
    """Rain and heat keep people in for lunch; cold mornings and rain cost breakfasts."""
    rain = min(sky.rain_mm / 25, 1.0)
    heat = max(sky.high_c - 31, 0) / 5
    cold = max(4 - sky.low_c, 0) / 5
    return np.array(
        [-0.15 * rain - 0.10 * cold, 0.30 * rain + 0.15 * heat + 0.08 * cold, 0.10 * rain]
    )


def _draw_of_menu(world: World, day: date) -> Floats:
    """How much more or less people come for what is cooked, from the main and half meat dishes."""

    def draw(meal: str) -> float:
        codes = meal_on(world.cycle, day, meal).dish_codes
        likings = [world.appeal[code] for code in codes if code[0] in "MH"]
        return float(np.mean(likings)) if likings else 0.0

    return np.array([0.0, 0.9 * draw("lunch"), 0.7 * draw("dinner")])


def _kept_over_noon(people: Population, held: tuple[Meeting, ...]) -> Floats:
    """Staff of units whose meeting runs over noon eat in rather than go home."""
    kept = np.zeros(len(people.units))
    for meeting in held:
        if meeting.runs_over_noon:
            index = people.unit_codes.index(meeting.unit_codes[0])
            kept[index] += min(meeting.attendees / people.units[index].headcount, 1.0) * 0.6
    return kept


def _unit_trend(world: World, years: float) -> Floats:
    trend = stream(world.seed, "trend").normal(0, 0.06, len(world.population.units))
    return np.asarray(trend * years, dtype=np.float64)


def _leaving_early(people: Population, day: date, rng: np.random.Generator) -> Floats:
    """Share that leaves before noon; units on field work more, all of them on Fridays."""
    by_unit = np.array([0.12 if unit.archetype == "field" else 0.03 for unit in people.units])
    by_unit = by_unit * rng.lognormal(0, 0.25, len(by_unit)) + (
        0.02 if day.isoweekday() == 5 else 0
    )
    return np.clip(by_unit, 0, 0.5)[people.unit_index]


def _trainees(world: World, day: date) -> dict[int, int]:
    """Course weeks of the schools: every other week outside the holiday months."""
    if day.month in (1, 2, 7, 8) or day.isocalendar().week % 2:
        return {}
    rng = stream(world.seed, "courses", day.isocalendar().year, day.isocalendar().week)
    units = world.population.units
    return {
        index: int(rng.integers(35, 90))
        for index, unit in enumerate(units)
        if unit.archetype == "school"
    }
