"""The cycle is varied, keeps the seasons, and feeds a duty day with little."""

from datetime import date, timedelta

import pytest

from simulator.menu_cycle import MEALS, duty_lunch, meal_on, season_of
from simulator.world import World

YEAR = [date(2025, 1, 1) + timedelta(days=day) for day in range(365)]


@pytest.mark.parametrize("season", ["summer", "winter"])
def test_the_workdays_of_a_cycle_use_120_dishes_or_more(world: World, season: str) -> None:
    meals = [meal for meal in world.cycle.values() if meal.season == season and meal.weekday < 6]
    assert len({code for meal in meals for code in meal.dish_codes}) >= 120


def test_no_dish_comes_twice_on_a_day_but_the_daily_ones(world: World) -> None:
    for day in YEAR:
        codes = [code for meal in MEALS for code in meal_on(world.cycle, day, meal).dish_codes]
        twice = {world.dishes[code].name for code in codes if codes.count(code) > 1}
        assert twice <= {"米饭"}


def test_dishes_keep_to_their_season(world: World) -> None:
    for day in YEAR:
        for meal in MEALS:
            for code in meal_on(world.cycle, day, meal).dish_codes:
                assert world.dishes[code].season in ("", season_of(day))


def test_a_duty_lunch_is_a_few_dishes_and_rice(world: World) -> None:
    courses = {code: dish.course for code, dish in world.dishes.items()}
    codes = duty_lunch(meal_on(world.cycle, date(2025, 11, 22), "lunch"), courses)
    assert [courses[code] for code in codes] == ["main", "half", "vegetable", "soup", "staple"]
    assert world.dishes[codes[-1]].name == "米饭"
