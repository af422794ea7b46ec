from decimal import Decimal

import pytest

from jieyue.canteen.kitchen.rules.slips import (
    DishNeed,
    LotDraw,
    after_claims,
    needed,
    out_of_order,
)

STEW, SOUP = 1, 2


def lots(*pairs):
    return [LotDraw(lot_id=lot_id, quantity=Decimal(str(q))) for lot_id, q in pairs]


@pytest.mark.parametrize(
    ("portions", "is_counted", "quantity"),
    [
        ({STEW: 300, SOUP: 100}, False, "40.2"),  # the whole plan, as it rounded itself
        ({STEW: 200, SOUP: 100}, False, "30"),  # the first batch only
        ({STEW: 1}, False, "0.1"),
        ({STEW: 7, SOUP: 1}, True, "1"),  # 0.8 of a piece is one
        ({}, False, "0"),
    ],
)
def test_a_slip_draws_for_the_portions_that_are_cooked(portions, is_counted, quantity):
    shares = [
        DishNeed(dish_id=STEW, portions=300, quantity=Decimal(30)),
        DishNeed(dish_id=SOUP, portions=100, quantity=Decimal(10)),
    ]
    found = needed(shares, portions, planned=Decimal("40.2"), is_counted=is_counted)
    assert found == Decimal(quantity)


@pytest.mark.parametrize(
    ("claims", "quantity", "draws"),
    [
        ({}, 6, [(1, 5), (2, 1)]),
        ({1: 5}, 6, [(2, 6)]),
        ({1: 2, 2: 7}, 6, [(1, 3), (2, 1), (3, 2)]),
        ({1: 9}, 3, [(2, 3)]),  # claimed beyond what is there
        ({}, 40, [(1, 5), (2, 8), (3, 20)]),  # the store holds less
    ],
)
def test_other_slips_keep_what_they_claim(claims, quantity, draws):
    store = lots((1, 5), (2, 8), (3, 20))
    claimed = {lot: Decimal(q) for lot, q in claims.items()}
    assert after_claims(store, claimed, Decimal(quantity)) == lots(*draws)


@pytest.mark.parametrize(
    ("taken", "orders", "found"),
    [
        ([(1, 5), (2, 1)], [[(1, 5), (2, 1)]], set()),
        ([(2, 6)], [[(1, 5), (2, 1)]], {2}),
        ([(2, 6)], [[(1, 5), (2, 1)], [(2, 6)]], set()),  # lot 1 is claimed by another slip
        ([(1, 3), (1, 2), (2, 1)], [[(1, 5), (2, 1)]], set()),  # two lines of one lot
        ([(1, 3), (2, 3)], [[(1, 5), (2, 1)]], {2}),
        ([(9, 1)], [[(1, 1)]], {9}),
    ],
)
def test_a_lot_out_of_its_order_is_found(taken, orders, found):
    assert out_of_order(lots(*taken), *[lots(*order) for order in orders]) == found
