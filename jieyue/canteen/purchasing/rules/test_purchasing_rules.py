from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.purchasing.rules.deliveries import (
    Awaited,
    Delivered,
    LineState,
    allot,
    delivered,
)
from jieyue.canteen.purchasing.rules.prices import PriceFlag, price_flags, unit_price
from jieyue.canteen.purchasing.rules.taking import Proposed, take, whole_packs

kilos = st.decimals(min_value="0.001", max_value="999", places=3)


@pytest.mark.parametrize(
    ("received", "state"),
    [
        (["0", "0"], Delivered.SENT),
        (["1", "0"], Delivered.PART),
        (["10", "9.69"], Delivered.PART),
        (["10", "9.70"], Delivered.RECEIVED),  # 3 % short is as ordered
        (["14", "10"], Delivered.RECEIVED),  # more than ordered
    ],
)
def test_an_order_is_received_when_every_line_is(received, state):
    lines = [LineState(ordered=Decimal(10), received=Decimal(kg)) for kg in received]
    assert delivered(lines, tolerance=Decimal("0.03")) == state


@given(st.lists(st.tuples(kilos, kilos), max_size=6), kilos)
def test_a_delivery_is_shared_out_once_and_never_beyond_what_is_open(rows, accepted):
    awaited = [
        Awaited(id=place, quantity=quantity, received=min(received, quantity))
        for place, (quantity, received) in enumerate(rows)
    ]
    shares = allot(awaited, accepted=accepted)
    is_open = sum((row.open for row in awaited), Decimal(0))
    assert sum(shares.values(), Decimal(0)) == min(accepted, is_open)
    assert all(0 < shares[key] <= awaited[key].open for key in shares)


@pytest.mark.parametrize(
    ("price", "contract", "survey", "flags"),
    [
        ("4.00", "4.00", "4.00", []),
        ("4.01", "4.00", "4.00", [PriceFlag.ABOVE_CONTRACT]),
        ("4.40", "5.00", "4.00", []),  # ten per cent over the market is usual
        ("4.41", "5.00", "4.00", [PriceFlag.ABOVE_SURVEY]),
        ("4.41", "4.00", "4.00", [PriceFlag.ABOVE_CONTRACT, PriceFlag.ABOVE_SURVEY]),
        ("4.00", None, None, [PriceFlag.NO_CONTRACT]),
    ],
)
def test_a_price_is_held_against_contract_and_market(price, contract, survey, flags):
    found = price_flags(
        Decimal(price),
        contract_yuan=None if contract is None else Decimal(contract),
        survey_yuan=None if survey is None else Decimal(survey),
        survey_excess=Decimal("0.10"),
    )
    assert found == flags


def test_a_unit_price_is_rounded_once():
    assert unit_price(Decimal("20.00"), pack_quantity=Decimal(3)) == Decimal("6.6667")


@pytest.mark.parametrize(
    ("asked", "kept", "cut", "extra"),
    [
        ("15", {1: Decimal(10), 2: Decimal(5)}, {}, "0"),
        ("12", {1: Decimal(10), 2: Decimal(2)}, {2: Decimal(3)}, "0"),
        ("10", {1: Decimal(10)}, {2: Decimal(5)}, "0"),
        ("18", {1: Decimal(10), 2: Decimal(5)}, {}, "3"),
    ],
)
def test_a_request_takes_proposals_in_order(asked, kept, cut, extra):
    rows = [Proposed(id=1, quantity=Decimal(10)), Proposed(id=2, quantity=Decimal(5))]
    taken = take(rows, asked=Decimal(asked))
    assert (taken.kept, taken.cut, taken.extra) == (kept, cut, Decimal(extra))


@given(st.lists(kilos, max_size=6), kilos)
def test_nothing_proposed_is_lost_and_all_that_is_asked_for_is_there(quantities, asked):
    rows = [Proposed(id=place, quantity=kg) for place, kg in enumerate(quantities)]
    taken = take(rows, asked=asked)
    kept, cut = sum(taken.kept.values(), Decimal(0)), sum(taken.cut.values(), Decimal(0))
    assert kept + taken.extra == asked
    assert kept + cut == sum(quantities, Decimal(0))


@pytest.mark.parametrize(("kg", "packs"), [("10", 1), ("10.001", 2), ("0.5", 1), ("30", 3)])
def test_packs_are_whole(kg, packs):
    assert whole_packs(Decimal(kg), pack_quantity=Decimal(10)) == packs
