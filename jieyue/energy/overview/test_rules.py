from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.overview.rules import (
    Band,
    Branch,
    Placing,
    Trust,
    band_of,
    change_pct,
    duration_curve,
    flows,
    out_of_hours,
    quartiles,
    ranked,
    trust,
    week_profile,
)

D = Decimal


@pytest.mark.parametrize(
    ("coverage", "found"),
    [
        (None, Trust.NONE),
        (D(0), Trust.NONE),
        (D("0.5"), Trust.POOR),
        (D("0.8"), Trust.PART),
        (D("0.949"), Trust.PART),
        (D("0.95"), Trust.WHOLE),
        (D(1), Trust.WHOLE),
    ],
)
def test_how_far_a_figure_is_trusted(coverage, found):
    assert trust(coverage, figure=D("0.8"), ranking=D("0.95")) is found


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [(D(110), D(100), D(10)), (D(90), D(100), D(-10)), (D(5), D(0), None), (None, D(1), None)],
)
def test_a_change_needs_both_figures(now, then, found):
    assert change_pct(now, then) == found


@pytest.mark.parametrize(
    ("parent", "unaccounted", "found"),
    [
        (D(100), D(5), Band.INSIDE),
        (D(100), D("5.01"), Band.ABOVE),
        (D(100), D(-2), Band.INSIDE),
        (D(100), D("-2.01"), Band.BELOW),
        (D(0), D(0), Band.INSIDE),
        (D(0), D(-1), Band.BELOW),
        (None, None, Band.UNKNOWN),
    ],
)
def test_the_band_of_a_parent(parent, unaccounted, found):
    """STANDARDS 1.10 (7): -2 % to +5 % of electricity."""
    assert band_of(parent=parent, unaccounted=unaccounted, low_pct=D(-2), high_pct=D(5)) is found


def test_unknown_hours_are_no_part_of_the_duration_curve():
    curve = duration_curve(np.array([1.0, np.nan, 3.0, 2.0]))
    assert curve == [(0.0, 3.0), (50.0, 2.0), (100.0, 1.0)]
    assert duration_curve(np.array([np.nan])) == []


def test_the_mean_of_an_hour_is_of_known_days():
    load = np.full((3, 24), np.nan)
    load[0, 8], load[1, 8] = 10.0, 20.0
    profile = week_profile(load, [0, 0, 1])
    assert profile[0][8] == 15.0
    assert profile[1][8] is None
    assert profile[6][0] is None


def test_after_hours_is_night_and_days_off():
    load = np.ones((2, 24))
    load[0, 3] = np.nan
    found = out_of_hours(load, [True, False], opens=8, closes=18)
    assert (found.outside, found.total) == (13 + 24, 23 + 24)
    assert out_of_hours(np.full((1, 24), np.nan), [True], opens=8, closes=18).share is None


USES = st.one_of(st.none(), st.decimals(0, 10_000, places=3))


@given(st.lists(st.tuples(st.integers(0, 30), USES), max_size=30))
def test_streams_and_remainder_make_up_each_parent_exactly(rows):
    branches = [
        Branch(place + 1, (parent % place) + 1 if place else None, f"m{place}", use)
        for place, (parent, use) in enumerate(rows)
    ]
    streams, remainders = flows(branches)
    uses = {branch.id: branch.use for branch in branches}
    for rest in remainders:
        out = sum((each.use for each in streams if each.source == rest.meter_id), D(0))
        assert out + min(rest.use, D(0)) == uses[rest.meter_id]
    assert all(each.use > 0 for each in streams)


def test_a_child_that_is_unknown_is_in_the_remainder():
    tree = [Branch(1, None, "main", D(100)), Branch(2, 1, "a", D(60)), Branch(3, 1, "b", None)]
    streams, remainders = flows(tree)
    assert [(each.target, each.use) for each in streams] == [(2, D(60)), (-1, D(40))]
    assert remainders[0].use == D(40)


def test_no_ranking_while_one_is_covered_too_little():
    rows = [Placing(1, D(9), D(1)), Placing(2, D(5), D("0.95"))]
    assert ranked(rows, least=D("0.95")) == [2, 1]
    assert ranked([*rows, Placing(3, D(1), D("0.94"))], least=D("0.95")) is None
    assert ranked([*rows, Placing(3, None, D(1))], least=D("0.95")) is None


def test_quartiles_need_four():
    assert quartiles([D(1), D(2), D(3)]) is None
    assert quartiles(map(D, (4, 1, 3, 2, 5))) == (D(2), D(3), D(4))
