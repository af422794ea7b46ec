"""Readings and conclusions, GB/T 5009.199-2003 and STANDARDS 2.4."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.residue_tests.rules import (
    AlreadyConcluded,
    ImpossibleReading,
    State,
    control_is_valid,
    inhibition_pct,
    is_due,
    is_interference_prone,
    needs_attention,
    state_after,
)

FIFTY = Decimal(50)
LOWEST = Decimal(-30)
percents = st.decimals(min_value=-30, max_value=100, places=2)


@pytest.mark.parametrize(
    ("da0", "dat", "found"),
    [
        ("0.5000", "0.4500", "10.00"),
        ("0.5000", "0.2500", "50.00"),
        ("0.5000", "0", "100.00"),
        ("0.4000", "0.4400", "-10.00"),  # noise: the sample runs a little faster than the blank
        ("0.3000", "0.2000", "33.33"),
        ("0.4000", "0.20002", "50.00"),  # 49.995 rounds half up
    ],
)
def test_inhibition(da0, dat, found):
    got = inhibition_pct(da0=Decimal(da0), dat=Decimal(dat), lowest_pct=LOWEST)
    assert got == Decimal(found)


@pytest.mark.parametrize(
    ("da0", "dat"), [("0", "0.1"), ("-0.4", "0.1"), ("0.4", "-0.01"), ("0.2", "0.4")]
)
def test_impossible_readings_are_refused(da0, dat):
    with pytest.raises(ImpossibleReading):
        inhibition_pct(da0=Decimal(da0), dat=Decimal(dat), lowest_pct=LOWEST)


@pytest.mark.parametrize(
    ("readings", "state"),
    [
        ([], State.PENDING),
        (["49.99"], State.PASSED),
        (["50.00"], State.RETEST_2),
        (["72", "20"], State.RETEST_3),  # one below does not end it
        (["72", "64"], State.RETEST_3),
        (["72", "64", "50"], State.FAILED),
        (["72", "64", "49.99"], State.HELD),
        (["72", "20", "64"], State.HELD),
        (["72", "20", "10"], State.HELD),
    ],
)
def test_what_readings_come_to(readings, state):
    assert state_after([Decimal(each) for each in readings], threshold_pct=FIFTY) is state


def test_the_threshold_is_the_methods():
    assert state_after([Decimal(60)], threshold_pct=Decimal(70)) is State.PASSED
    assert state_after([Decimal(60)], threshold_pct=FIFTY) is State.RETEST_2


@pytest.mark.parametrize(
    "readings", [["10", "10"], ["60", "60", "60", "60"], ["60", "1", "1", "1"]]
)
def test_a_concluded_sample_takes_no_reading(readings):
    with pytest.raises(AlreadyConcluded):
        state_after([Decimal(each) for each in readings], threshold_pct=FIFTY)


@given(st.lists(percents, min_size=1, max_size=3), percents)
def test_a_positive_first_reading_never_ends_in_a_pass(readings, threshold):
    first_fails = readings[0] >= threshold
    try:
        state = state_after(readings, threshold_pct=threshold)
    except AlreadyConcluded as refusal:
        state = refusal.state
    assert (state is State.PASSED) is not first_fails
    if state is State.FAILED:
        assert min(readings) >= threshold


@pytest.mark.parametrize(
    ("blank", "positive", "valid"),
    [
        ("0.40", "0.10", True),
        ("0.40", "0.20", True),
        ("0.40", "0.21", False),  # the method would have missed it
        ("0.29", "0.05", False),  # tired enzyme
        ("0.40", "-0.1", False),
        ("0", "0", False),
    ],
)
def test_controls(blank, positive, valid):
    assert (
        control_is_valid(
            blank_da=Decimal(blank),
            positive_da=Decimal(positive),
            least_blank_da=Decimal("0.3"),
            threshold_pct=FIFTY,
        )
        is valid
    )


@pytest.mark.parametrize(
    ("category", "lots_a_day", "already", "suspect", "due"),
    [
        ("叶菜", 0, 40, False, True),
        ("猪肉", 0, 0, False, False),
        ("猪肉", 0, 0, True, False),
        ("叶菜", 3, 2, False, True),
        ("叶菜", 3, 3, False, False),
        ("叶菜", 3, 3, True, True),
    ],
)
def test_which_lots_are_tested(category, lots_a_day, already, suspect, due):
    assert (
        is_due(
            category=category,
            categories=["叶菜", "水果"],
            lots_a_day=lots_a_day,
            already=already,
            suspect=suspect,
        )
        is due
    )


def test_names_that_slow_the_enzyme():
    parts = ["葱", "韭"]
    assert is_interference_prone("大葱", parts=parts)
    assert not is_interference_prone("菠菜", parts=parts)


def test_attention_is_the_methods():
    assert needs_attention(Decimal(35), attention_pct=Decimal(35))
    assert not needs_attention(Decimal(99), attention_pct=None)
