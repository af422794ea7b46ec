from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.water.balance_rules import (
    Line,
    balance,
    fixture_leak_rate,
    reuse_rate,
    unaccounted,
    volume_leak_rate,
)

D = Decimal

MOST = D("0.10")


def test_the_two_rates_of_the_standard():
    assert round(volume_leak_rate(D(89), D(3050)) * 100, 3) == D("2.918")
    assert round(fixture_leak_rate(7, 612) * 100, 2) == D("1.14")
    assert volume_leak_rate(D(0), D(0)) is None
    assert fixture_leak_rate(0, 0) is None


def test_reuse():
    assert reuse_rate(D(300), D(100)) == D("0.75")
    assert reuse_rate(D(0), D(0)) is None


@pytest.mark.parametrize(
    ("intake", "is_within"),
    [(D(3050), True), (D(3388), True), (D(3389), False), (D(2772), False), (None, False)],
)
def test_accepted_within_a_tenth(intake, is_within):
    lines = [
        Line("A", v_f=D(2000), v_co=D(500), v_d=D(1450), v_l=D(50)),
        Line("B", v_f=D(1050), v_co=D(11), v_d=D(1000), v_l=D(39)),
    ]
    found = balance(lines, intake=intake, most_deviation=MOST)
    assert found.is_within is is_within
    assert (found.fresh, found.leaked) == (3050, 89)


def test_a_line_that_does_not_balance_is_named():
    lines = [Line("塔", v_cy=D(90), v_f=D(10), v_cy_out=D(90), v_co=D(9))]
    found = balance(lines, intake=D(10), most_deviation=MOST)
    assert (found.unbalanced, found.is_within) == (("塔",), False)
    assert found.reuse_rate == D("0.9")


@pytest.mark.parametrize(
    ("out", "share", "is_within"),
    [(95, "0.05", True), (90, "0.10", True), (89, "0.11", False), (101, "-0.01", False)],
)
def test_unaccounted_water(out, share, is_within):
    found = unaccounted(D(100), D(out), least=D(0), most=MOST)
    assert (found.share, found.is_within) == (D(share), is_within)
    assert unaccounted(D(0), D(5), least=D(0), most=MOST).is_within is False


volumes = st.decimals(0, 10_000, places=3)


@given(st.lists(st.tuples(volumes, volumes, volumes), max_size=8))
def test_sums_of_balanced_lines_balance(rows):
    lines = [
        Line(str(number), v_f=co + d + leaked, v_co=co, v_d=d, v_l=leaked)
        for number, (co, d, leaked) in enumerate(rows)
    ]
    found = balance(lines, intake=None, most_deviation=MOST)
    assert found.fresh == found.consumed + found.discharged + found.leaked
    assert found.unbalanced == ()
    assert found.volume_leak_rate is None or 0 <= found.volume_leak_rate <= 1
