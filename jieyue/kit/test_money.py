"""Money agrees with the slip, to the fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.kit.money import FEN, BadShares, line_amount, split, yuan

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
SHARES = st.lists(st.decimals(min_value=0, max_value=10**6, places=4), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("2.345", "2.35"), ("2.3449", "2.34"), ("-2.345", "-2.35"), ("0.005", "0.01"), ("7", "7.00")],
)
def test_yuan_are_rounded_half_up(value, rounded):
    assert yuan(Decimal(value)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "amount"),
    [("81.70", "3.2000", "261.44"), ("0.333", "12.50", "4.16"), ("1.5", "0.0050", "0.01")],
)
def test_a_line_is_rounded_once(quantity, unit_price, amount):
    assert line_amount(Decimal(quantity), Decimal(unit_price)) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),  # the first of equals gets the fen
        ("0.01", ["1", "3"], ["0.00", "0.01"]),
        ("-0.05", ["1", "1"], ["-0.03", "-0.02"]),  # a credit note
        ("100.00", ["0", "5"], ["0.00", "100.00"]),
    ],
)
def test_a_split_is_to_the_fen(amount, shares, parts):
    found = split(Decimal(amount), [Decimal(share) for share in shares])
    assert found == [Decimal(part) for part in parts]


@given(AMOUNTS, SHARES)
def test_the_parts_of_a_split_sum_to_the_whole_and_stay_within_a_fen(amount, shares):
    if sum(shares) == 0:
        shares = [*shares, Decimal(1)]
    parts = split(amount, shares)
    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - amount * share / sum(shares)) < FEN


@pytest.mark.parametrize("shares", [[], ["0", "0"], ["2", "-1"]])
def test_shares_that_cannot_split_are_refused(shares):
    with pytest.raises(BadShares):
        split(Decimal(1), [Decimal(share) for share in shares])
