from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.supplier_ratings.rules import (
    Part,
    accepted_share,
    price_share,
    quantity_kept,
    rate,
    share,
)

WEIGHTS = {"accepted": 25, "on_time": 25, "papers": 15, "price": 15, "quantity": 20}
WEIGHTS = {code: Decimal(weight) for code, weight in WEIGHTS.items()}
shares = st.none() | st.decimals(0, 1, places=3)


def parts(**known):
    return {part: Decimal(known[part]) if part in known else None for part in Part}


@pytest.mark.parametrize(
    ("known", "points_off", "score"),
    [
        (dict.fromkeys(Part, "1"), "0", "100.0"),
        (dict.fromkeys(Part, "1"), "20", "80.0"),
        (dict.fromkeys(Part, "0.1"), "20", "0.0"),  # never below nothing
        ({"on_time": "1", "accepted": "0.5"}, "0", "75.0"),  # the unknown does not count
        ({}, "20", None),
    ],
)
def test_a_rating_is_the_weighted_mean_less_the_incidents(known, points_off, score):
    found = rate(parts(**known), weights=WEIGHTS, points_off=Decimal(points_off))
    assert found.score == (None if score is None else Decimal(score))


@given(st.fixed_dictionaries(dict.fromkeys(Part, shares)), st.decimals(0, 300, places=1))
def test_a_rating_lies_between_nothing_and_a_hundred(known, points_off):
    found = rate(known, weights=WEIGHTS, points_off=points_off)
    assert found.score is None or 0 <= found.score <= 100
    if found.score is not None:
        better = rate(known, weights=WEIGHTS, points_off=Decimal(0))
        assert better.score >= found.score


def test_shares_of_nothing_are_unknown():
    assert share([]) is quantity_kept([]) is price_share([], worst_excess=Decimal(1)) is None
    assert accepted_share(Decimal(0), Decimal(0)) is None


def test_shares():
    assert share([True, True, False, True]) == Decimal("0.75")
    lines = [(Decimal(10), Decimal(12)), (Decimal(10), Decimal(5))]
    assert quantity_kept(lines) == Decimal("0.75")  # too much does not make up for too little
    assert accepted_share(Decimal(90), Decimal(10)) == Decimal("0.9")


@pytest.mark.parametrize(
    ("paid", "worth"), [("3", "1"), ("4", "1"), ("4.60", "0.5"), ("5.20", "0"), ("9", "0")]
)
def test_a_price_is_worth_less_the_further_it_lies_over_the_market(paid, worth):
    found = price_share([(Decimal(paid), Decimal(4))], worst_excess=Decimal("0.3"))
    assert round(found, 6) == Decimal(worth)
