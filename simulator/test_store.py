"""The sums that must hold of two months in the store, drawn once."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from simulator import food
from simulator.appetite import MealKey, Meals, drawn_for, gross_recipes, meals_of
from simulator.attendance import Outcome
from simulator.kitchen import dishes_served, meal_totals
from simulator.prices import contract_price, market_price
from simulator.scraps import scraps
from simulator.store import Held, Lot, Shelf, Span, by_weight, one_day, walk
from simulator.world import World

FIRST, LAST = date(2025, 3, 1), date(2025, 4, 30)
GOODS = {item.code: item for item in food.ingredients()}
Drawn = dict[MealKey, dict[str, dict[str, int]]]


@pytest.fixture(scope="module")
def meals(world: World, year: list[Outcome]) -> Meals:
    by_day = {outcome.day: outcome for outcome in year}
    return meals_of(
        row
        for total in meal_totals(year)
        if FIRST <= total.day <= LAST
        for row in dishes_served(world, by_day[total.day], total)
    )


@pytest.fixture(scope="module")
def drawn(world: World, meals: Meals) -> Drawn:
    recipes = gross_recipes(world.dishes.values(), GOODS)
    return {key: drawn_for(cooked, recipes) for key, cooked in meals.items()}


@pytest.fixture(scope="module")
def shelves(drawn: Drawn) -> dict[str, Shelf]:
    demand: dict[str, dict[tuple[date, int], int]] = defaultdict(dict)
    for key, by_ingredient in drawn.items():
        for code, by_dish in by_ingredient.items():
            demand[code][key.day, key.slot] = sum(by_dish.values())
    weekdays = {s.key: s.delivery_weekdays for s in food.suppliers()}
    span = Span(FIRST, LAST, frozenset([date(2025, 3, 31), LAST]))
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return {
        code: walk(
            item,
            demand.get(code, {}),
            prices=dict.fromkeys(days, contract_price(item, FIRST, seed=7)),
            weekdays=weekdays[item.supplier_key],
            span=span,
            seed=7,
        )
        for code, item in GOODS.items()
    }


def test_what_is_left_of_a_lot_is_the_sum_of_its_movements(shelves: dict[str, Shelf]) -> None:
    left: Counter[int] = Counter()
    money: Counter[int] = Counter()
    lots: dict[int, Lot] = {}
    for shelf in shelves.values():
        lots |= {id(lot): lot for lot in shelf.lots}
        for row in shelf.movements:
            left[id(row.lot)] += row.quantity
            money[id(row.lot)] += row.amount
    assert len(lots) > 800
    for key, lot in lots.items():
        assert (lot.quantity, lot.value) == (left[key], money[key])
        assert lot.quantity >= 0
        assert lot.value >= 0
        assert lot.quantity or not lot.value


def test_the_moving_average_holds_what_the_lots_hold(shelves: dict[str, Shelf]) -> None:
    for shelf in shelves.values():
        assert shelf.quantity == sum(lot.quantity for lot in shelf.lots)
        assert shelf.value == sum(row.average for row in shelf.movements)
        assert shelf.value >= 0


def test_every_lot_but_the_opening_ones_came_with_a_delivery(shelves: dict[str, Shelf]) -> None:
    for shelf in shelves.values():
        brought = [
            arrival
            for order in shelf.deliveries
            for arrival in order.arrivals
            if arrival.lot is not None
        ]
        assert all(arrival.accepted == arrival.lot.delivered for arrival in brought if arrival.lot)
        assert {id(a.lot) for a in brought} == {id(lot) for lot in shelf.lots if lot.order}


def test_every_meal_gets_what_its_recipes_ask_for(shelves: dict[str, Shelf], drawn: Drawn) -> None:
    given: Counter[tuple[str, date, int]] = Counter()
    for code, shelf in shelves.items():
        for row in shelf.movements:
            if row.slot >= 0:
                given[code, row.day, row.slot] -= row.quantity
    for key, by_ingredient in drawn.items():
        for code, by_dish in by_ingredient.items():
            assert given[code, key.day, key.slot] >= sum(by_dish.values())


def test_nothing_expired_or_rejected_is_drawn(shelves: dict[str, Shelf]) -> None:
    for shelf in shelves.values():
        for row in shelf.movements:
            if row.kind == "issue":
                assert row.day <= row.lot.expires
                assert row.lot.status == "available"


def test_first_expired_goes_first(shelves: dict[str, Shelf]) -> None:
    for shelf in shelves.values():
        gone = [row for row in shelf.movements if row.kind == "issue"]
        for before, after in pairwise(gone):
            if after.lot.received < before.day:
                assert before.lot.expires <= after.lot.expires


def test_waste_is_less_than_what_was_cooked(world: World, meals: Meals, drawn: Drawn) -> None:
    for key, cooked in meals.items():
        issued = {code: sum(by_dish.values()) for code, by_dish in drawn[key].items()}
        found = scraps(
            key,
            cooked,
            issued,
            diners=max(row.served for row in cooked),
            dishes=world.dishes,
            goods=GOODS,
            half_portions_from=LAST,
            first_day=FIRST,
            seed=7,
        )
        made = sum(c.prepared * float(world.dishes[c.dish_code].portion_g) for c in cooked) / 1000
        assert sum(rest.mass_kg for rest in found.rests) + found.plate_kg < made
        taken = {row.dish_code: row.prepared - row.served for row in cooked}
        assert all(rest.portions == taken[rest.dish_code] for rest in found.rests)


def test_a_day_goes_on_from_what_the_store_holds() -> None:
    item = next(i for i in GOODS.values() if i.category == "pork" and i.shelf_life_days == 3)
    lot = Lot(item.code, FIRST, 0, FIRST, FIRST + timedelta(days=3), 9_000, 300_000, 9_000, 27_000)
    shelf = one_day(
        item,
        Held([lot], 9_000, 27_000),
        day=FIRST + timedelta(days=1),
        orders=(),
        drawn={1: 4_000},
        price=300_000,
        is_over=True,
        seed=7,
    )
    assert (lot.quantity, lot.value) == (5_000, 15_000)
    assert (shelf.quantity, shelf.value) == (5_000, 15_000)
    assert [row.quantity for row in shelf.movements] == [-4_000]


@pytest.mark.parametrize(("is_over", "left"), [(True, 0), (False, 5_000)])
def test_the_staff_eat_what_would_not_keep(is_over: bool, left: int) -> None:
    item = next(i for i in GOODS.values() if i.category == "pork" and i.shelf_life_days == 3)
    lot = Lot(item.code, FIRST, 0, FIRST, FIRST + timedelta(days=3), 9_000, 300_000, 9_000, 27_000)
    shelf = one_day(
        item,
        Held([lot], 9_000, 27_000),
        day=lot.expires,
        orders=(),
        drawn={1: 4_000},
        price=300_000,
        is_over=is_over,
        seed=7,
    )
    assert lot.quantity == shelf.quantity == left
    assert {row.kind for row in shelf.movements} == {"issue"}
    assert [row.slot for row in shelf.movements] == ([1, -1] if is_over else [1])


@pytest.mark.parametrize(("asked", "sold"), [(1, 500), (500, 500), (7_320, 7_500), (0, 0)])
def test_fresh_goods_are_sold_by_the_half_kilogram(asked: int, sold: int) -> None:
    pork = next(i for i in GOODS.values() if i.category == "pork" and i.base_unit == "kg")
    assert by_weight(pork, asked) == sold


def test_a_contract_stays_near_the_market() -> None:
    pork = next(i for i in GOODS.values() if i.category == "pork")
    for week in range(0, 52, 5):
        day = FIRST + timedelta(weeks=week)
        asked, agreed = market_price(pork, day, seed=7), contract_price(pork, day, seed=7)
        assert 0.8 < agreed / asked < 1.25
