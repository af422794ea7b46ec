"""A week's plan: 3 meals × 7 days, 120 dishes, 400 ingredients, stock, orders and two suppliers."""

import random
import time
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from bench import Figure

MONDAY = date(2026, 11, 23)
DISHES, INGREDIENTS, DISHES_A_MEAL, LINES = 120, 400, 12, 12
RUNS = 7


def measure() -> Iterable[Figure]:
    from jieyue.canteen.planning.rules.cooking import MenuDish, dish_plans
    from jieyue.canteen.planning.rules.needs import MealKey, cover, raw_needs
    from jieyue.canteen.planning.rules.portions import TakeRate, diners_from_quantiles
    from jieyue.canteen.planning.rules.proposals import proposals
    from jieyue.canteen.planning.rules.purchases import purchases

    dice = random.Random(1)
    meals = [MealKey(MONDAY + timedelta(days=d), o, str(o)) for d in range(7) for o in range(3)]
    recipes = {
        dish: {
            i: Decimal(dice.randint(1, 150)) / 1000 for i in dice.sample(range(INGREDIENTS), LINES)
        }
        for dish in range(DISHES)
    }
    rate = TakeRate(mean=0.62, sd=0.03, day_correlation=0.01)
    diners = diners_from_quantiles({"0.1": 905.0, "0.5": 980.0, "0.9": 1050.0})
    menu = [
        MenuDish(meal=meal, dish_id=dish, take_rate=rate, may_cook_twice=True)
        for meal in meals
        for dish in dice.sample(range(DISHES), DISHES_A_MEAL)
    ]
    lots, orders, terms = _goods(dice)
    seconds, lines = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        dishes = dish_plans(
            menu,
            dict.fromkeys(meals, diners),
            levels=dict.fromkeys(meals, 0.93),
            first_batch_level=0.2,
        )
        needs = raw_needs((d.planned for d in dishes), recipes, buffer=Decimal("0.03"))
        rows = purchases(cover(needs, lots=lots, orders=orders), terms, today=MONDAY)
        proposals(rows, minimum_order_yuan={1: Decimal(500)})
        seconds.append(time.perf_counter() - start)
        lines = len(rows)
    what = f"plan of a week, {len(menu)} dishes served, {lines:,} needs"
    yield Figure(f"{what}: median of {RUNS}, s", f"{median(seconds):.2f}", "≤ 1")


def _goods(dice: random.Random) -> tuple[list, list, list]:
    from jieyue.canteen.planning.rules.needs import Lot, OpenOrder
    from jieyue.canteen.planning.rules.purchases import Terms

    lots = [
        Lot(
            id=number,
            ingredient_id=number % INGREDIENTS,
            quantity=Decimal(dice.randint(0, 40)),
            received_on=MONDAY,
            expires_on=MONDAY + timedelta(days=dice.randint(-2, 30)),
        )
        for number in range(3 * INGREDIENTS)
    ]
    orders = [
        OpenOrder(
            id=number,
            ingredient_id=number,
            quantity=Decimal(dice.randint(0, 40)),
            arrives_on=MONDAY + timedelta(days=dice.randint(0, 6)),
        )
        for number in range(INGREDIENTS)
    ]
    terms = [
        Terms(
            supplier_id=supplier,
            ingredient_id=number,
            pack_quantity=Decimal(dice.choice([1, 5, 10, 25])),
            price_yuan=Decimal(dice.randint(3, 200)),
            lead_days=dice.randint(0, 2),
            shelf_life_days=dice.choice([2, 5, 180, None]),
        )
        for number in range(INGREDIENTS)
        for supplier in (1, 2)
    ]
    return lots, orders, terms
