import random
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.planning.rules.cooking import MealWithoutForecast, MenuDish, dish_plans
from jieyue.canteen.planning.rules.needs import Lot, MealKey, OpenOrder, cover, raw_needs
from jieyue.canteen.planning.rules.portions import TakeRate, diners_from_quantiles
from jieyue.canteen.planning.rules.proposals import proposals
from jieyue.canteen.planning.rules.purchases import Terms, purchases

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


def test_a_week_of_three_meals_120_dishes_and_400_ingredients_takes_under_a_second():
    dice = random.Random(1)
    meals = [MealKey(MONDAY + timedelta(days=d), o, str(o)) for d in range(7) for o in range(3)]
    recipes = {
        dish: {i: Decimal(dice.randint(1, 150)) / 1000 for i in dice.sample(range(400), 12)}
        for dish in range(120)
    }
    menu = [
        MenuDish(meal=meal, dish_id=dish, take_rate=RATE, may_cook_twice=True)
        for meal in meals
        for dish in dice.sample(range(120), 12)
    ]
    lots = [_lot(i, dice) for i in range(1200)]
    orders = [_order(i, dice) for i in range(400)]
    terms = [_terms(s, i, dice) for i in range(400) for s in (1, 2)]

    start = time.process_time()
    dishes = dish_plans(
        menu,
        dict.fromkeys(meals, DINERS),
        levels=dict.fromkeys(meals, 0.93),
        first_batch_level=0.2,
    )
    needs = raw_needs((dish.planned for dish in dishes), recipes, buffer=Decimal("0.03"))
    rows = purchases(cover(needs, lots=lots, orders=orders), terms, today=MONDAY)
    found = proposals(rows, minimum_order_yuan={1: Decimal(500)})
    seconds = time.process_time() - start

    assert len(dishes) == 252
    assert len(rows) == len(needs) > 2000
    assert found
    assert seconds < 1


def _lot(number, dice):
    return Lot(
        id=number,
        ingredient_id=number % 400,
        quantity=Decimal(dice.randint(0, 40)),
        received_on=MONDAY,
        expires_on=MONDAY + timedelta(days=dice.randint(-2, 30)),
    )


def _order(number, dice):
    return OpenOrder(
        id=number,
        ingredient_id=number % 400,
        quantity=Decimal(dice.randint(0, 40)),
        arrives_on=MONDAY + timedelta(days=dice.randint(0, 6)),
    )


def _terms(supplier_id, ingredient_id, dice):
    return Terms(
        supplier_id=supplier_id,
        ingredient_id=ingredient_id,
        pack_quantity=Decimal(dice.choice([1, 5, 10, 25])),
        price_yuan=Decimal(dice.randint(3, 200)),
        lead_days=dice.randint(0, 2),
        shelf_life_days=dice.choice([2, 5, 180, None]),
    )
