from datetime import date

import pytest

from jieyue.canteen.planning.rules.cooking import MealWithoutForecast, MenuDish, dish_plans
from jieyue.canteen.planning.rules.needs import MealKey
from jieyue.canteen.planning.rules.portions import TakeRate, diners_from_quantiles

MONDAY = date(2026, 11, 23)
LUNCH = MealKey(MONDAY, 1, "lunch")
DINERS = diners_from_quantiles({"0.1": 905.0, "0.5": 980.0, "0.9": 1050.0})
RATE = TakeRate(mean=0.62, sd=0.03, day_correlation=0.01)


def test_a_dish_cooked_twice_starts_low_and_buys_for_both():
    once = MenuDish(meal=LUNCH, dish_id=1, take_rate=RATE)
    twice = MenuDish(meal=LUNCH, dish_id=2, take_rate=RATE, may_cook_twice=True)
    found = dish_plans([once, twice], {LUNCH: DINERS}, levels={LUNCH: 0.9}, first_batch_level=0.2)
    assert found[0].second == 0
    assert found[1].first < found[1].expected < found[1].total
    assert found[0].total == found[1].total == found[1].planned.portions


def test_a_meal_without_forecast_is_named():
    dish = MenuDish(meal=LUNCH, dish_id=1, take_rate=RATE)
    with pytest.raises(MealWithoutForecast) as refusal:
        dish_plans([dish], {}, levels={LUNCH: 0.9}, first_batch_level=0.2)
    assert refusal.value.meal == LUNCH
