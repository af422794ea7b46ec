"""A day of the last weeks in the canteen: what the plans ordered comes, is cooked and served.

The plans were made by the product on the days before, so what is bought and cooked is what they
asked for. The cooks draw what the recipes need for what is really cooked, and the buyer orders
less of what is fresh by what still lies in the store. A day may be taken up again later in the
day; what has happened stays as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet, Sum

from jieyue.canteen.kitchen.models import IssueLine, IssueSlip
from jieyue.canteen.planning.models import PlanDish, PlanNeed, PlanStatus
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.stock.models import AverageCost, StockLot
from simulator import food
from simulator.appetite import SLOT, Cooked, MealKey, drawn_for, gross_recipes
from simulator.loading import canteen_history, money, residue, store, supply, tills, waste
from simulator.loading.history import ServedMeal
from simulator.loading.loop import Loop, at, quantity, yuan
from simulator.menu_cycle import MEALS
from simulator.prices import contract_price
from simulator.store import (
    DRAWN_AT,
    KEPT_LONG_DAYS,
    STAFF_MEAL,
    Delivery,
    Held,
    Lot,
    Movement,
    Shelf,
    by_weight,
    one_day,
)

RESTOCKED_ON = (2, 5)  # Tuesdays and Fridays
DAYS_IN_STORE = 21
THOUSANDTHS = 1000
MISSING_G = 8_000  # of pork, at one lunch: something for the mass balance to find
MISSING_OF = "pork"
MISSING_WEEKDAY, MISSING_WEEK = 4, 1  # on a Thursday of every fourth week
COME_BY = 7 * 60 + 30  # minutes from midnight
LATE_SUPPLIERS = 2


@dataclass
class Asked:
    """The portions of each dish that a day's plan has cooked, by meal."""

    portions: dict[MealKey, dict[str, int]] = field(default_factory=dict)
    number: str = ""


def live(loop: Loop, day: date, served: Sequence[ServedMeal]) -> None:
    """One whole day that is over, with the meals that nobody has recorded yet."""
    asked = _asked(loop, day)
    meals = {MealKey(day, SLOT[meal.total.meal]): _cooked(meal, asked.portions) for meal in served}
    supply_and_draw(loop, day, meals, _orders(loop, day), asked, is_over=True)
    store.load_fridges(loop, first=day, last=day)
    supply.load_surveys(loop, list(loop.goods), first=day, last=day)
    money.load_other_costs(loop, first=day, last=day)
    cook_and_serve(loop, meals, served, weighed=set(meals))
    loop.numbering.keep()


def begin(loop: Loop, day: date, *, minute: int) -> None:
    """Today up to a minute: some suppliers have come and some have not; tests are due."""
    asked = _asked(loop, day)
    due = {key: portions for key, portions in asked.portions.items() if _drawn_by(key, minute)}
    meals = {
        key: [Cooked(dish, made, 0) for dish, made in portions.items() if made]
        for key, portions in due.items()
    }
    orders = _orders(loop, day)
    late = _late(loop, orders) if minute >= COME_BY else set(loop.supplier_ids)
    awaited = [
        order
        for code, rows in orders.items()
        for order in rows
        if loop.goods[code].supplier_key in late
    ]
    come = {
        code: rows for code, rows in orders.items() if loop.goods[code].supplier_key not in late
    }
    supply_and_draw(loop, day, meals, come, asked, is_over=False)
    supply.load_purchases(loop, awaited)
    loop.numbering.keep()


def go_on(loop: Loop, day: date, served: Sequence[ServedMeal], *, minute: int) -> None:
    """Today's meals that are over by now; what was left of the last is still to be weighed."""
    asked = _asked(loop, day)
    meals = {MealKey(day, SLOT[meal.total.meal]): _cooked(meal, asked.portions) for meal in served}
    due = {
        key: [Cooked(dish, made, 0) for dish, made in portions.items() if made]
        for key, portions in asked.portions.items()
        if _drawn_by(key, minute)
    }
    supply_and_draw(loop, day, {**due, **meals}, {}, asked, is_over=False)
    weighed = {key for key in meals if key.slot == 0}
    cook_and_serve(loop, meals, served, weighed=weighed)
    loop.numbering.keep()


def _drawn_by(key: MealKey, minute: int) -> bool:
    return DRAWN_AT[key.slot] <= minute


def _late(loop: Loop, orders: Iterable[str]) -> set[str]:
    """The two suppliers with least to bring have not come yet."""
    lines = Counter(loop.goods[code].supplier_key for code in orders)
    return {key for key, _ in lines.most_common()[-LATE_SUPPLIERS:]} if len(lines) > 2 else set()


def supply_and_draw(
    loop: Loop,
    day: date,
    meals: Mapping[MealKey, Sequence[Cooked]],
    orders: Mapping[str, Sequence[Delivery]],
    asked: Asked,
    *,
    is_over: bool,
) -> None:
    """Take in the orders and draw for the meals that have no slip yet.

    While a day is not over, its last lots wait for their residue tests.
    """
    known = _slips(loop, day)
    drawn = {key: _drawn(loop, cooked) for key, cooked in meals.items() if key not in known}
    shelves = _walk(loop, day, drawn, orders, _held(loop), is_over=is_over)
    moved = canteen_history.movements_of(shelves.values())
    lots = [lot for shelf in shelves.values() for lot in shelf.lots]
    waiting = [] if is_over else residue.last_of(loop, lots)
    for lot in waiting:
        lot.status, lot.reason = "quarantined", residue.HELD_FOR
    store.load_lots(loop, lots)
    canteen_history.load_slips(loop, moved, plan_numbers={day: asked.number})
    if meals:
        waste.load_staff_meals(loop, [row for row in moved if row.reason == STAFF_MEAL], max(meals))
    _keep_lots(row.lot for row in moved)
    _keep_averages(loop, shelves)
    store.load_counts(loop, (count for shelf in shelves.values() for count in shelf.counts))
    supply.load_purchases(loop, (order for shelf in shelves.values() for order in shelf.deliveries))
    residue.load_tests(loop, [lot for lot in lots if lot not in waiting])
    residue.note_due(loop, waiting)


def cook_and_serve(
    loop: Loop,
    meals: Mapping[MealKey, list[Cooked]],
    served: Sequence[ServedMeal],
    *,
    weighed: Collection[MealKey],
) -> None:
    """Pots, samples and sales of meals that are over, and the waste of those `weighed`."""
    drawn = {key: _drawn(loop, cooked) for key, cooked in meals.items()}
    moved = [row for key in meals for row in _issued(loop, key)]
    canteen_history.load_pots(loop, meals, drawn, moved)
    ate = {MealKey(m.total.day, SLOT[m.total.meal]): m.total.served for m in served}
    canteen_history.load_waste(loop, {key: meals[key] for key in sorted(weighed)}, moved, ate)
    for meal in served:
        tills.load_sales(loop, meal.outcome, meal.dishes, slot=SLOT[meal.total.meal])


def _slips(loop: Loop, day: date) -> set[MealKey]:
    slips = IssueSlip.objects.filter(canteen_id=loop.canteen_id, day=day, status="issued")
    return {MealKey(day, SLOT[meal]) for meal in slips.values_list("meal", flat=True)}


def _issued(loop: Loop, key: MealKey) -> list[Movement]:
    """What the slips of a meal drew, as the movements the store keeps."""
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    lines = IssueLine.objects.filter(
        slip__canteen_id=loop.canteen_id, slip__day=key.day, slip__meal=MEALS[key.slot]
    ).exclude(movement=None)
    return [
        Movement(
            Lot(codes[ingredient_id], key.day, 0, key.day, key.day, 0, 0, 0, 0, id=lot_id),
            "issue",
            -int(amount * THOUSANDTHS),
            0,
            0,
            key.day,
            DRAWN_AT[key.slot],
            key.slot,
        )
        for ingredient_id, lot_id, amount in lines.values_list(
            "ingredient_id", "lot_id", "quantity"
        )
        if lot_id is not None
    ]


def _asked(loop: Loop, day: date) -> Asked:
    dishes = {pk: code for code, pk in loop.dish_ids.items()}
    asked = Asked()
    confirmed = {
        "plan_meal__plan__canteen_id": loop.canteen_id,
        "plan_meal__plan__day": day,
        "plan_meal__plan__status": PlanStatus.CONFIRMED,
    }
    rows = PlanDish.objects.filter(**confirmed).values_list(
        "plan_meal__plan__number", "plan_meal__meal", "dish_id", "first", "second", "released"
    )
    for number, meal, dish_id, first, second, released in rows:
        asked.number = number
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


def _drawn(loop: Loop, cooked: Sequence[Cooked]) -> dict[str, dict[str, int]]:
    """What the recipes need for the portions really cooked."""
    return drawn_for(cooked, gross_recipes(loop.dishes.values(), loop.goods))


def _take_away(loop: Loop, day: date, drawn: Mapping[str, dict[int, int]]) -> None:
    """On one lunch in four weeks some pork leaves the store that no recipe asked for."""
    if (day.isoweekday(), day.toordinal() // 7 % 4) != (MISSING_WEEKDAY, MISSING_WEEK):
        return
    eaten = {
        code: by_slot[1]
        for code, by_slot in drawn.items()
        if loop.goods[code].category == MISSING_OF and by_slot.get(1, 0) > MISSING_G
    }
    if eaten:
        drawn[max(eaten, key=lambda code: eaten[code])][1] += MISSING_G


def _orders(loop: Loop, day: date) -> dict[str, list[Delivery]]:
    """What the plans have on order for the day, and what the storekeeper fills up."""
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    awaited: dict[str, dict[int, Decimal]] = defaultdict(dict)
    rows = OnOrder.objects.filter(
        canteen_id=loop.canteen_id,
        received_at=None,
        cancelled_at=None,
        arrives_on__lte=day,
    )
    for row_id, ingredient_id, amount in rows.values_list("id", "ingredient_id", "quantity"):
        awaited[codes[ingredient_id]][row_id] = amount
    wanting = _wanting(loop, day)
    found: dict[str, list[Delivery]] = defaultdict(list)
    for code, parts in awaited.items():
        item, total = loop.goods[code], int(sum(parts.values()) * THOUSANDTHS)
        if item.shelf_life_days < KEPT_LONG_DAYS:
            total = min(total, by_weight(item, max(0, wanting[code])))
        if not total:
            OnOrder.objects.filter(id__in=parts).update(cancelled_at=at(day, COME_BY - 150))
            continue
        price = _price(loop, code, day)
        found[code].append(Delivery(code, day, total, price, on_order_ids=tuple(parts)))
    if day.isoweekday() in RESTOCKED_ON:
        for code, missing in _short(loop, day).items():
            if code not in found:
                found[code].append(Delivery(code, day, missing, _price(loop, code, day)))
    return found


def _wanting(loop: Loop, day: date) -> Counter[str]:
    """Thousandths that the meals before the next delivery need beyond what is held."""
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    next_day = day + timedelta(days=1)
    weekdays = {s.key: s.delivery_weekdays for s in food.suppliers()}
    found: Counter[str] = Counter()
    needs = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=loop.canteen_id,
        plan_meal__plan__day__range=(day, next_day),
        plan_meal__plan__status=PlanStatus.CONFIRMED,
    ).values_list("ingredient_id", "plan_meal__plan__day", "plan_meal__meal", "needed")
    for ingredient_id, on, meal, needed in needs:
        code = codes[ingredient_id]
        comes_again = next_day.isoweekday() in weekdays[loop.goods[code].supplier_key]
        if on == day or SLOT[meal] == 0 or not comes_again:
            found[code] += int(needed * THOUSANDTHS)
    for ingredient_id, held in (
        _good(loop, day).values_list("ingredient_id").annotate(Sum("quantity"))
    ):
        found[codes[ingredient_id]] -= int(held * THOUSANDTHS)
    return found


def _good(loop: Loop, day: date) -> QuerySet[StockLot]:
    return StockLot.objects.filter(
        canteen_id=loop.canteen_id, quantity__gt=0, status="available", expires_on__gte=day
    ).order_by()


def _short(loop: Loop, day: date) -> dict[str, int]:
    """What keeps and would not last as long as it should, in whole packs.

    The coming weeks' menus are those of a cycle ago, so what was drawn then is what to expect.
    """
    codes = {pk: code for code, pk in loop.ingredient_ids.items()}
    then = day - canteen_history.CYCLE
    lines = IssueLine.objects.filter(
        slip__canteen_id=loop.canteen_id,
        slip__day__range=(then, then + timedelta(days=DAYS_IN_STORE)),
        ingredient__shelf_life_days__gte=KEPT_LONG_DAYS,
    ).order_by()
    drawn: Counter[str] = Counter()
    for ingredient_id, on, amount in lines.values_list("ingredient_id", "slip__day").annotate(
        Sum("quantity")
    ):
        code = codes[ingredient_id]
        if on <= then + timedelta(days=lasting(loop.goods[code])):
            drawn[code] += int(amount * THOUSANDTHS)
    held = dict(_good(loop, day).values_list("ingredient_id").annotate(Sum("quantity")))
    found = {}
    for code, needed in drawn.items():
        item = loop.goods[code]
        short = needed - int(held.get(loop.ingredient_ids[code], 0) * THOUSANDTHS)
        pack = int(item.pack_size * THOUSANDTHS)
        if short > 0:
            found[code] = -(-short // pack) * pack
    return found


def lasting(item: food.Ingredient) -> int:
    """For how many days something that keeps is bought."""
    return min(DAYS_IN_STORE, item.shelf_life_days // 2)


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
    *,
    is_over: bool,
) -> dict[str, Shelf]:
    by_code: dict[str, dict[int, int]] = defaultdict(dict)
    for key, by_ingredient in drawn.items():
        for code, by_dish in by_ingredient.items():
            by_code[code][key.slot] = sum(by_dish.values())
    _take_away(loop, day, by_code)
    return {
        code: one_day(
            loop.goods[code],
            held.get(code, Held()),
            day=day,
            orders=orders.get(code, ()),
            drawn=by_code.get(code, {}),
            price=_price(loop, code, day),
            is_over=is_over,
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
