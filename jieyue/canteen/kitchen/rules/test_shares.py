from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.kitchen.rules.shares import Drawn, Pot, share_out

PORK, PEPPER, OIL = 1, 2, 3


def pot(batch_id, dish_id, portions, *, sequence=1, **raw):
    by_ingredient = {PORK: raw.get("pork", 0), PEPPER: raw.get("pepper", 0)}
    return Pot(
        batch_id=batch_id,
        dish_id=dish_id,
        sequence=sequence,
        portions=portions,
        raw={i: Decimal(str(q)) for i, q in by_ingredient.items() if q},
    )


def drew(lot_id, ingredient_id, quantity):
    return Drawn(lot_id=lot_id, ingredient_id=ingredient_id, quantity=Decimal(str(quantity)))


TWO = [pot(1, 10, 200, pork="0.1", pepper="0.05"), pot(2, 20, 100, pork="0.1")]


@pytest.mark.parametrize(
    ("drawn", "pots", "shared"),
    [
        ([], TWO, {}),
        ([drew(7, PORK, 30)], [], {}),
        ([drew(7, PORK, 30)], TWO, {(1, 7): "20", (2, 7): "10"}),
        ([drew(7, PORK, 10)], TWO, {(1, 7): "6.667", (2, 7): "3.333"}),
        ([drew(8, PEPPER, 9)], TWO, {(1, 8): "9"}),
        ([drew(9, OIL, 3)], TWO, {(1, 9): "2", (2, 9): "1"}),
        ([drew(7, PORK, 30), drew(7, PORK, -6)], TWO, {(1, 7): "16", (2, 7): "8"}),
        ([drew(7, PORK, 30), drew(7, PORK, -30)], TWO, {}),
        ([drew(7, PORK, 12), drew(6, PORK, 3)], TWO,
         {(1, 6): "2", (1, 7): "8", (2, 6): "1", (2, 7): "4"}),
        ([drew(7, PORK, "0.001")], TWO, {(1, 7): "0.001", (2, 7): "0"}),
    ],
)  # fmt: skip
def test_what_a_meal_drew_is_shared_out_by_the_recipes(drawn, pots, shared):
    expected = {key: Decimal(quantity) for key, quantity in shared.items()}
    assert share_out(drawn, pots) == expected


GRAMS = st.integers(min_value=0, max_value=500_000).map(lambda n: n * Decimal("0.001"))
LOTS = st.lists(st.tuples(st.sampled_from([PORK, PEPPER, OIL]), GRAMS, GRAMS), max_size=6)
POTS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 900), GRAMS, GRAMS), min_size=1, max_size=7
)


def meal(lots, pots):
    turns = {dish: count(1) for dish in range(1, 5)}
    drawn = []
    for lot_id, (ingredient_id, issued, back) in enumerate(lots, 1):
        drawn += [
            drew(lot_id, ingredient_id, issued),
            drew(lot_id, ingredient_id, -min(issued, back)),
        ]
    made = [
        pot(batch_id, dish, portions, sequence=next(turns[dish]), pork=pork, pepper=pepper)
        for batch_id, (dish, portions, pork, pepper) in enumerate(pots, 1)
    ]
    return drawn, made


@given(LOTS, POTS)
def test_the_shares_of_a_lot_sum_to_what_was_issued_less_what_came_back(lots, pots):
    drawn, made = meal(lots, pots)
    shared = share_out(drawn, made)
    for lot_id, (_, issued, back) in enumerate(lots, 1):
        parts = [quantity for (_, lot), quantity in shared.items() if lot == lot_id]
        assert sum(parts) == issued - min(issued, back)
        assert all(part >= 0 for part in parts)


@given(LOTS, POTS, st.randoms())
def test_the_order_of_arrival_does_not_matter(lots, pots, random):
    drawn, made = meal(lots, pots)
    expected = share_out(drawn, made)
    random.shuffle(drawn)
    random.shuffle(made)
    assert share_out(drawn, made) == expected
