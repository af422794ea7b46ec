from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.planning.rules.needs import (
    Lot,
    MealKey,
    NegativeQuantity,
    OpenOrder,
    PlannedDish,
    RawNeed,
    cover,
    raw_needs,
)

MONDAY = date(2026, 11, 23)
POTATO, PORK = 1, 2


def meal(days=0, order=1):
    return MealKey(MONDAY + timedelta(days=days), order, ("breakfast", "lunch", "dinner")[order])


def need(quantity, *, days=0, order=1, ingredient_id=POTATO):
    return RawNeed(
        meal=meal(days, order),
        ingredient_id=ingredient_id,
        quantity=Decimal(quantity),
        shares=(),
    )


def lot(number, quantity, *, expires=None, received=-3, ingredient_id=POTATO):
    return Lot(
        id=number,
        ingredient_id=ingredient_id,
        quantity=Decimal(quantity),
        received_on=MONDAY + timedelta(days=received),
        expires_on=None if expires is None else MONDAY + timedelta(days=expires),
    )


def order(number, quantity, *, arrives, expires=None):
    return OpenOrder(
        id=number,
        ingredient_id=POTATO,
        quantity=Decimal(quantity),
        arrives_on=MONDAY + timedelta(days=arrives),
        expires_on=None if expires is None else MONDAY + timedelta(days=expires),
    )


def test_the_worked_example_of_the_standard_gives_81_70_kg():
    # 980 diners x 62 % -> 608 portions; 120 g cooked; 0.95 x 0.94
    per_portion = Decimal("0.120") / (Decimal("0.95") * Decimal("0.94"))
    dish = PlannedDish(meal=meal(), dish_id=7, portions=608)
    [found] = raw_needs([dish], {7: {POTATO: per_portion}})
    assert found.quantity.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) == Decimal("81.70")


def test_dishes_share_an_ingredient_and_the_buffer_is_added():
    dishes = [
        PlannedDish(meal=meal(), dish_id=7, portions=100),
        PlannedDish(meal=meal(), dish_id=8, portions=50),
    ]
    per_portion = {7: {POTATO: Decimal("0.1")}, 8: {POTATO: Decimal("0.2"), PORK: Decimal("0.05")}}
    potato, pork = raw_needs(dishes, per_portion, buffer=Decimal("0.05"))
    assert (potato.quantity, pork.quantity) == (Decimal("21.000"), Decimal("2.625"))
    assert [share.quantity for share in potato.shares] == [Decimal("10.5"), Decimal("10.5")]


def test_what_is_bought_by_the_piece_is_needed_whole():
    dish = PlannedDish(meal=meal(), dish_id=7, portions=100)
    per_portion = {7: {POTATO: Decimal("0.552"), PORK: Decimal("0.552")}}
    eggs, pork = raw_needs([dish], per_portion, counted={POTATO})
    assert (eggs.quantity, pork.quantity) == (Decimal(56), Decimal("55.200"))


def test_a_dish_without_a_recipe_needs_nothing():
    assert raw_needs([PlannedDish(meal=meal(), dish_id=9, portions=10)], {}) == []


@pytest.mark.parametrize(
    ("lots", "orders", "drawn", "net"),
    [
        ([lot(1, 4, expires=9), lot(2, 4, expires=2)], [], [2, 1], "2"),  # expiring first
        ([lot(1, 20, expires=-1)], [], [], "10"),  # expired before the meal
        ([lot(1, 20, expires=0)], [], [1], "0"),  # its last day is the day of the meal
        ([lot(1, 6), lot(2, 6, expires=300)], [], [2, 1], "0"),  # undated goods last
        ([lot(2, 6, received=-9), lot(1, 6, received=-3)], [], [2, 1], "0"),  # then first received
        ([], [order(5, 20, arrives=0)], [5], "0"),  # this morning, for lunch
        ([], [order(5, 20, arrives=1)], [], "10"),  # after the meal
        ([lot(1, 3)], [order(5, 20, arrives=-1)], [1, 5], "0"),  # stock before orders
    ],
)
def test_what_covers_a_lunch_of_ten_kilograms(lots, orders, drawn, net):
    [found] = cover([need(10)], lots=lots, orders=orders)
    assert [draw.source_id for draw in (*found.stock, *found.on_order)] == drawn
    assert found.net == Decimal(net)


def test_breakfast_is_cooked_before_the_morning_delivery():
    [found] = cover([need(10, order=0)], lots=[], orders=[order(5, 20, arrives=0)])
    assert found.net == 10


def test_one_lot_serves_the_week_once_in_date_order():
    week = [need(10, days=day, order=at) for day in (1, 0) for at in (2, 1)]
    found = cover(week, lots=[lot(1, 25)], orders=[])
    assert [item.net for item in found] == [0, 0, 5, 10]
    assert [item.need.meal for item in found] == sorted(item.meal for item in week)


@pytest.mark.parametrize("goods", [{"lots": [lot(1, -1)]}, {"orders": [order(1, -1, arrives=0)]}])
def test_goods_below_nothing_are_refused(goods):
    with pytest.raises(NegativeQuantity):
        cover([need(1)], **{"lots": [], "orders": [], **goods})


kilograms = st.decimals(0, 50, places=3)
weeks = st.lists(st.builds(need, kilograms, days=st.integers(0, 6), order=st.integers(0, 2)))
stores = st.lists(
    st.tuples(kilograms, st.one_of(st.none(), st.integers(-2, 9)), st.integers(-9, 0)), max_size=6
)
deliveries = st.lists(st.tuples(kilograms, st.integers(-1, 7)), max_size=4)


@given(week=weeks, stored=stores, ordered=deliveries)
def test_every_gram_is_used_once_in_time_and_fresh(week, stored, ordered):
    lots = [lot(i, q, expires=e, received=r) for i, (q, e, r) in enumerate(stored)]
    orders = [order(i, q, arrives=a) for i, (q, a) in enumerate(ordered)]
    found = cover(week, lots=lots, orders=orders)
    used_stock = dict.fromkeys(range(len(lots)), Decimal(0))
    used_orders = dict.fromkeys(range(len(orders)), Decimal(0))
    for item in found:
        drawn = sum((draw.quantity for draw in (*item.stock, *item.on_order)), Decimal(0))
        assert drawn + item.net == item.need.quantity
        assert item.net >= 0
        for draw in item.stock:
            assert draw.quantity > 0
            assert draw.expires_on is None or draw.expires_on >= item.need.meal.day
            used_stock[draw.source_id] += draw.quantity
        for draw in item.on_order:
            assert orders[draw.source_id].arrives_on <= item.need.meal.goods_by
            used_orders[draw.source_id] += draw.quantity
    assert all(used_stock[item.id] <= item.quantity for item in lots)
    assert all(used_orders[item.id] <= item.quantity for item in orders)
