from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.stock.rules.order import Held, earlier, proposed

MARCH = date(2026, 3, 1)


def held(lot_id, quantity="10", *, expires=None, received=1):
    return Held(
        lot_id=lot_id,
        number=f"L{lot_id}",
        quantity=Decimal(quantity),
        received_on=date(2026, 2, received),
        expires_on=None if expires is None else date(2026, 3, expires),
    )


@pytest.mark.parametrize(
    ("lots", "wanted", "draws"),
    [
        ([held(1, expires=20), held(2, expires=10)], "15", [(2, "10"), (1, "5")]),
        ([held(1), held(2, expires=31)], "12", [(2, "10"), (1, "2")]),  # undated last
        ([held(1, received=9), held(2, received=3)], "4", [(2, "4")]),  # first in, first out
        ([held(7, expires=5), held(3, expires=5)], "11", [(3, "10"), (7, "1")]),
        ([held(1, "0", expires=1), held(2, expires=9)], "1", [(2, "1")]),
        ([held(1, "4")], "9", [(1, "4")]),  # all there is
        ([], "9", []),
        ([held(1)], "0", []),
    ],
)
def test_what_expires_first_goes_first(lots, wanted, draws):
    found = [(draw.lot_id, draw.quantity) for draw in proposed(lots, Decimal(wanted))]
    assert found == [(lot_id, Decimal(quantity)) for lot_id, quantity in draws]


def test_the_lot_that_ought_to_go_first_is_named():
    lots = [held(1, expires=9), held(2, expires=5), held(3, "0", expires=1)]
    assert earlier(lots, 1).lot_id == 2
    assert earlier(lots, 2) is None
    assert earlier([], 2) is None


lots_drawn = st.lists(
    st.builds(
        Held,
        lot_id=st.integers(1, 99),
        number=st.just(""),
        quantity=st.decimals(0, 50, places=3),
        received_on=st.dates(date(2026, 1, 1), MARCH),
        expires_on=st.none() | st.dates(MARCH, date(2026, 5, 1)),
    ),
    unique_by=lambda lot: lot.lot_id,
    max_size=8,
)


@given(lots_drawn, st.decimals(0, 200, places=3))
def test_draws_sum_to_what_is_wanted_or_to_all_there_is(lots, wanted):
    draws = proposed(lots, wanted)
    total = sum(lot.quantity for lot in lots)
    assert sum(draw.quantity for draw in draws) == min(wanted, total)
    dates = [draw.expires_on or date.max for draw in draws]
    assert dates == sorted(dates)
    whole = {lot.lot_id: lot.quantity for lot in lots}
    assert all(draw.quantity == whole[draw.lot_id] for draw in draws[:-1])
