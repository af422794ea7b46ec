"""The drawn days are repeatable, coherent, and carry what a forecast can learn."""

from collections import defaultdict
from datetime import date, timedelta
from statistics import mean

import numpy as np
import pytest

from simulator.attendance import LUNCH_ENDS, NOON_LEAVE, Outcome, meal_counts, simulate_day
from simulator.conftest import CALENDAR, FIRST_DAY, LAST_DAY
from simulator.days import WORKED, DayKind, kind_of, rest_days
from simulator.kitchen import DishServed, MealTotal, dishes_served, meal_totals
from simulator.weather import weather
from simulator.world import OutsideWorld, World, make_world

WORKDAY = date(2025, 11, 19)


@pytest.fixture(scope="module")
def totals(year: list[Outcome]) -> list[MealTotal]:
    return list(meal_totals(year))


def lunches(totals: list[MealTotal], days: set[date]) -> float:
    return mean(total.served for total in totals if total.meal == "lunch" and total.day in days)


def test_a_day_is_the_same_drawn_alone_or_in_another_world_of_the_seed(
    world: World, year: list[Outcome]
) -> None:
    other = make_world(seed=7, calendar=CALENDAR, first_day=FIRST_DAY, last_day=WORKDAY)
    drawn = year[(WORKDAY - FIRST_DAY).days]
    for again in (simulate_day(world, WORKDAY), simulate_day(other, WORKDAY)):
        assert np.array_equal(again.arrives, drawn.arrives)
        assert np.array_equal(again.eats, drawn.eats)
        assert again.weather == drawn.weather
        assert again.meetings == drawn.meetings


def test_a_day_of_a_year_the_world_does_not_know_is_refused(world: World) -> None:
    with pytest.raises(OutsideWorld) as refusal:
        simulate_day(world, date(2027, 1, 4))
    assert refusal.value.years == range(2025, 2027)


def test_a_day_does_not_depend_on_the_other_years(world: World) -> None:
    longer = make_world(seed=7, calendar=CALENDAR, first_day=date(2023, 6, 1), last_day=LAST_DAY)
    assert np.array_equal(simulate_day(longer, WORKDAY).eats, simulate_day(world, WORKDAY).eats)


def test_another_seed_is_another_complex(world: World) -> None:
    other = make_world(seed=8, calendar=CALENDAR, first_day=FIRST_DAY, last_day=LAST_DAY)
    assert not np.array_equal(
        simulate_day(other, WORKDAY).arrives, simulate_day(world, WORKDAY).arrives
    )
    assert other.population.persons[0].name != world.population.persons[0].name


def test_who_eats_is_inside(year: list[Outcome]) -> None:
    for outcome in year:
        breakfast, lunch, dinner = outcome.eats
        assert not (outcome.eats & ~outcome.present).any()
        assert (outcome.arrives[breakfast] < 9 * 60).all()
        assert (outcome.arrives[lunch] <= NOON_LEAVE + 20).all()
        assert (outcome.leaves[lunch] > LUNCH_ENDS).all()
        assert (outcome.leaves[dinner] > 18 * 60).all()


def test_units_add_up_to_the_total(
    world: World, year: list[Outcome], totals: list[MealTotal]
) -> None:
    by_meal: dict[tuple[date, str], int] = defaultdict(int)
    for outcome in year:
        for count in meal_counts(outcome, world.population):
            assert count.served <= count.inside
            by_meal[count.day, count.meal] += count.served + count.guests
    assert by_meal == {(total.day, total.meal): total.served for total in totals}


def test_every_day_has_a_lunch_and_only_worked_days_have_more(totals: list[MealTotal]) -> None:
    meals: dict[date, set[str]] = defaultdict(set)
    for total in totals:
        meals[total.day].add(total.meal)
    for forward in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=forward)
        worked = kind_of(CALENDAR, day) in WORKED
        assert meals[day] == ({"breakfast", "lunch", "dinner"} if worked else {"lunch"})


def test_dishes_are_taken_within_what_is_cooked_and_who_is_there(
    world: World, year: list[Outcome], totals: list[MealTotal]
) -> None:
    outcomes = {outcome.day: outcome for outcome in year}
    served: dict[str, list[DishServed]] = defaultdict(list)
    diners: dict[str, int] = defaultdict(int)
    for total in totals:
        for count in dishes_served(world, outcomes[total.day], total):
            assert 0 <= count.served <= min(count.prepared, total.served)
            served[count.dish_code].append(count)
            diners[count.dish_code] += total.served
    assert len(served) >= 120
    against_prior = [
        sum(count.served for count in counts) / diners[code] / world.dishes[code].take_rate
        for code, counts in served.items()
    ]
    assert min(against_prior) > 0.4
    assert max(against_prior) < 2
    assert mean(against_prior) == pytest.approx(1, abs=0.15)


def test_effects_a_forecast_can_learn_are_there(totals: list[MealTotal]) -> None:
    ordinary = {
        total.day
        for total in totals
        if kind_of(CALENDAR, total.day) is DayKind.WORKDAY
        and rest_days(CALENDAR, total.day, step=1) < 3
    }
    eve, make_up = date(2025, 9, 30), {date(2025, 9, 28), date(2025, 10, 11)}
    at_rest = {total.day for total in totals if kind_of(CALENDAR, total.day) not in WORKED}
    mondays = {day for day in ordinary if day.isoweekday() == 1}
    fridays = {day for day in ordinary if day.isoweekday() == 5}
    assert lunches(totals, {eve}) < 0.95 * lunches(totals, ordinary)
    assert lunches(totals, make_up) < 0.95 * lunches(totals, ordinary)
    assert lunches(totals, fridays) < 0.95 * lunches(totals, mondays)
    assert lunches(totals, at_rest) < 0.15 * lunches(totals, ordinary)


def test_the_morning_tells_about_lunch(world: World, year: list[Outcome]) -> None:
    """Against the weekday's last four, a fuller morning goes with a fuller lunch."""
    seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
    ratios = []
    for outcome in year:
        if outcome.kind not in WORKED:
            continue
        today = int(outcome.inside_at(9 * 60 + 15).sum()), int(outcome.eats[1].sum())
        past = seen[outcome.day.isoweekday()][-4:]
        if len(past) == 4:
            usual = [mean(column) for column in zip(*past, strict=True)]
            ratios.append([today[0] / usual[0], today[1] / usual[1]])
        seen[outcome.day.isoweekday()].append(today)
    assert np.corrcoef(np.log(np.array(ratios)).T)[0, 1] > 0.5


def test_the_planner_orders_too_much_more_often_than_too_little(totals: list[MealTotal]) -> None:
    known = [total for total in totals if total.meal == "lunch"][60:]
    over = sum(max(total.ordered - total.served, 0) for total in known)
    short = sum(max(total.served - total.ordered, 0) for total in known)
    assert all(total.ordered % 10 == 0 for total in known)
    assert 0 < 3 * short < over < 0.15 * sum(total.served for total in known)


def test_a_unit_that_has_not_moved_in_is_not_there(world: World, year: list[Outcome]) -> None:
    people = world.population
    for outcome in year:
        present = dict(zip(people.unit_codes, people.by_unit(outcome.present), strict=True))
        for unit in people.units:
            assert unit.in_complex_since <= outcome.day or present[unit.code] == 0


def test_the_weather_is_that_of_a_rainy_mild_city() -> None:
    days = [weather(FIRST_DAY + timedelta(days=day), seed=7) for day in range(365)]
    assert sum(day.rain_mm > 0 for day in days) > 180
    assert min(day.low_c for day in days) > -3
    assert 29 < max(day.high_c for day in days) < 38
    assert mean(day.high_c for day in days[:31]) < 14 < 24 < mean(d.high_c for d in days[181:212])
