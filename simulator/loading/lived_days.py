"""A day of the last weeks in the canteen: what the plans ordered comes, is cooked and served.

The plans were made by the product on the days before, so what is bought and cooked is what they
asked for. A day may be taken up again later in the day; what has happened stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from jieyue.canteen.planning.models import PlanDish, PlanNeed, PlanStatus
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.stock.models import AverageCost, StockLot
from simulator.appetite import DRAWN_IN, SLOT, Cooked, MealKey, drawn_for, gross_recipes
from simulator.loading import canteen_history, residue, store, supply, tills
from simulator.loading.history import ServedMeal
from simulator.loading.loop import Loop, quantity, yuan
from simulator.prices import contract_price
from simulator.store import KEPT_LONG_DAYS, Delivery, Held, Lot, Shelf, one_day

RESTOCKED_ON = (2, 5)  # Tuesdays and Fridays
DAYS_IN_STORE = 21
THOUSANDTHS = 1000


@dataclass
class Asked:
    """What a day's plan wants: the quantities by meal, ingredient and dish, and the portions."""

    by_meal: dict[MealKey, dict[str, dict[str, int]]] = field(default_factory=dict)
    portions: dict[MealKey, dict[str, int]] = field(default_factory=dict)
    number: str = ""


def live(loop: Loop, day: date, served: Sequence[ServedMeal]) -> None:
    """One whole day that is over, with the meals as they were served."""
    asked = _asked(loop, day)
    meals = {MealKey(day, SLOT[meal.total.meal]): _cooked(meal, asked.portions) for meal in served}
    drawn = {key: _drawn(loop, key, cooked, asked) for key, cooked in meals.items()}
    orders = _orders(loop, day)
    held = _held(loop)
    shelves = _walk(loop, day, drawn, orders, held)
    moved = canteen_history.movements_of(shelves.values())
    lots = [lot for shelf in shelves.values() for lot in shelf.lots]
    store.load_lots(loop, lots)
    canteen_history.load_kitchen(
        loop,
        meals,
        drawn,
        moved,
        plan_numbers={day: asked.number},
        progress=lambda _: None,
    )
    _keep_lots(lot for row in moved for lot in [row.lot])
    _keep_averages(loop, shelves)
    store.load_counts(loop, (count for shelf in shelves.values() for count in shelf.counts))
    store.load_fridges(loop, first=day, last=day)
    supply.load_purchases(loop, (order for shelf in shelves.values() for order in shelf.deliveries))
    supply.load_surveys(loop, list(shelves), first=day, last=day)
    residue.load_tests(loop, lots)
    ate = {MealKey(day, SLOT[meal.total.meal]): meal.total.served for meal in served}
    canteen_history.load_waste(loop, meals, moved, ate)
    for meal in served:
        tills.load_sales(loop, meal.outcome, meal.dishes, slot=SLOT[meal.total.meal])
    loop.numbering.keep()


def _asked(loop: Loop, day: date) -> Asked:
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    dishes = {pk: code for code, pk in loop.dish_ids.items()}
    asked = Asked()
    confirmed = {
        "plan_meal__plan__canteen_id": loop.canteen_id,
        "plan_meal__plan__day": day,
        "plan_meal__plan__status": PlanStatus.CONFIRMED,
    }
    for number, meal, ingredient_id, shares in PlanNeed.objects.filter(**confirmed).values_list(
        "plan_meal__plan__number", "plan_meal__meal", "ingredient_id", "shares"
    ):
        asked.number = number
        by_ingredient = asked.by_meal.setdefault(MealKey(day, SLOT[meal]), {})
        by_ingredient[codes[ingredient_id]] = {
            dishes[dish_id]: int(Decimal(amount) * THOUSANDTHS) for dish_id, _, amount in shares
        }
    for meal, dish_id, first, second, released in PlanDish.objects.filter(**confirmed).values_list(
        "plan_meal__meal", "dish_id", "first", "second", "released"
    ):
        portions = asked.portions.setdefault(MealKey(day, SLOT[meal]), {})
        portions[dishes[dish_id]] = first + (second if released is None else released)
    return asked


def _cooked(meal: ServedMeal, portions: Mapping[MealKey, Mapping[str, int]]) -> list[Cooked]:
    """By the plan, and never less than was taken; without a plan what the cook would have made."""
    planned = portions.get(MealKey(meal.total.day, SLOT[meal.total.meal]), {})
    rows = [
        Cooked(row.dish_code, max(planned.get(row.dish_code, row.prepared), row.served), row.served)
        for row in meal.dishes
    ]
    return [row for row in rows if row.prepared]


def _drawn(
    loop: Loop, key: MealKey, cooked: Sequence[Cooked], asked: Asked
) -> dict[str, dict[str, int]]:
    """What is drawn for the portions really cooked, by the plan's figures where it has any."""
    if key not in asked.by_meal:
        return drawn_for(cooked, gross_recipes(loop.dishes.values(), loop.goods))
    made = {row.dish_code: row.prepared for row in cooked}
    planned = asked.portions[key]
    found: dict[str, dict[str, int]] = {}
    for code, by_dish in asked.by_meal[key].items():
        wanted = {
            dish: -(-amount * made[dish] // (planned[dish] * DRAWN_IN)) * DRAWN_IN
            for dish, amount in by_dish.items()
            if made.get(dish) and planned.get(dish) and amount
        }
        if wanted:
            found[code] = wanted
    return found


def _orders(loop: Loop, day: date) -> dict[str, list[Delivery]]:
    """What the plans have on order for the day, and what the storekeeper fills up."""
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    awaited: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = OnOrder.objects.filter(
        canteen_id=loop.canteen_id, received_at=None, cancelled_at=None, arrives_on__lte=day
    )
    for row_id, ingredient_id, amount in rows.values_list("id", "ingredient_id", "quantity"):
        awaited[codes[ingredient_id]].append((row_id, amount))
    found: dict[str, list[Delivery]] = defaultdict(list)
    for code, parts in awaited.items():
        total = int(sum(amount for _, amount in parts) * THOUSANDTHS)
        ids = tuple(row_id for row_id, _ in parts)
        found[code].append(Delivery(code, day, total, _price(loop, code, day), on_order_ids=ids))
    if day.isoweekday() in RESTOCKED_ON:
        for code, missing in _short(loop, day).items():
            if code not in found:
                found[code].append(Delivery(code, day, missing, _price(loop, code, day)))
    return found


def _short(loop: Loop, day: date) -> dict[str, int]:
    """What keeps and would not last three weeks at last week's pace, in whole packs."""
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    week = (day - timedelta(days=7), day - timedelta(days=1))
    needs = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=loop.canteen_id,
        plan_meal__plan__day__range=week,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        ingredient__shelf_life_days__gte=KEPT_LONG_DAYS,
    )
    used = needs.values_list("ingredient_id").annotate(Sum("needed"))
    lots = StockLot.objects.filter(canteen_id=loop.canteen_id, quantity__gt=0)
    held = dict(lots.values_list("ingredient_id").annotate(Sum("quantity")))
    found = {}
    for ingredient_id, needed in used:
        short = needed * DAYS_IN_STORE / 7 - held.get(ingredient_id, Decimal(0))
        pack = int(loop.goods[codes[ingredient_id]].pack_size * THOUSANDTHS)
        if short > 0:
            found[codes[ingredient_id]] = -(-int(short * THOUSANDTHS) // pack) * pack
    return found


def _price(loop: Loop, code: str, day: date) -> int:
    return contract_price(loop.goods[code], day, seed=loop.stage.world.seed)


def _held(loop: Loop) -> dict[str, Held]:
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    found: dict[str, Held] = defaultdict(Held)
    for lot in StockLot.objects.filter(
        canteen_id=loop.canteen_id, quantity__gt=0, status="available"
    ):
        assert lot.expires_on is not None  # every lot of the demo has a last day
        found[codes[lot.ingredient_id]].lots.append(
            Lot(
                codes[lot.ingredient_id],
                lot.received_on,
                0,
                lot.produced_on or lot.received_on,
                lot.expires_on,
                int(lot.quantity * THOUSANDTHS),
                int(lot.unit_cost_yuan * 10_000),
                int(lot.quantity * THOUSANDTHS),
                int(lot.value_yuan * 100),
                id=lot.pk,
                number=lot.number,
            )
        )
    for ingredient_id, amount, value in AverageCost.objects.filter(
        canteen_id=loop.canteen_id
    ).values_list("ingredient_id", "quantity", "value_yuan"):
        shelf = found[codes[ingredient_id]]
        shelf.quantity, shelf.value = int(amount * THOUSANDTHS), int(value * 100)
    return found


def _walk(
    loop: Loop,
    day: date,
    drawn: Mapping[MealKey, Mapping[str, Mapping[str, int]]],
    orders: Mapping[str, Sequence[Delivery]],
    held: Mapping[str, Held],
) -> dict[str, Shelf]:
    by_code: dict[str, dict[int, int]] = defaultdict(dict)
    for key, by_ingredient in drawn.items():
        for code, by_dish in by_ingredient.items():
            by_code[code][key.slot] = sum(by_dish.values())
    return {
        code: one_day(
            loop.goods[code],
            held.get(code, Held()),
            day=day,
            orders=orders.get(code, ()),
            drawn=by_code.get(code, {}),
            price=_price(loop, code, day),
            is_counted=(day + timedelta(days=1)).day == 1,
            seed=loop.stage.world.seed,
        )
        for code in sorted({*by_code, *orders, *held})
    }


def _keep_lots(touched: Iterable[Lot]) -> None:
    """What is left of every lot that was touched."""
    left = {lot.id: lot for lot in touched}
    table = connection.ops.quote_name(StockLot._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET quantity = %s, value_yuan = %s WHERE id = %s",
            [(quantity(lot.quantity), yuan(lot.value), lot.id) for lot in left.values()],
        )


def _keep_averages(loop: Loop, shelves: Mapping[str, Shelf]) -> None:
    AverageCost.objects.bulk_create(
        [
            AverageCost(
                site_id=loop.site_id,
                canteen_id=loop.canteen_id,
                ingredient_id=loop.ingredient_ids[code],
                quantity=quantity(shelf.quantity),
                value_yuan=yuan(shelf.value),
            )
            for code, shelf in shelves.items()
            if shelf.movements
        ],
        update_conflicts=True,
        unique_fields=["canteen", "ingredient"],
        update_fields=["quantity", "value_yuan"],
    )
