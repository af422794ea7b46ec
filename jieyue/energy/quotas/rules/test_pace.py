from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.quotas.rules.pace import State, pace

EVEN = [Decimal(10)] * 12
SUMMER = [Decimal(n) for n in (5, 5, 5, 5, 10, 20, 30, 30, 10, 5, 5, 5)]  # 135


def by(months, before=(), quota=120, margin="0.05"):
    filled = [Decimal(n) for n in months] + [None] * (12 - len(months))
    full = list(before) or [None] * 12
    return pace(Decimal(quota), filled, full, margin=Decimal(margin), year=2026)


@pytest.mark.parametrize(
    ("months", "before", "state"),
    [
        ([], EVEN, State.UNKNOWN),
        ([10, 10], EVEN, State.WITHIN),
        ([10, "10.9"], EVEN, State.WITHIN),  # 4.5 % ahead
        ([11, "10.1"], EVEN, State.AHEAD),
        ([5] * 4, SUMMER, State.AHEAD),  # 16.7 % used where 14.8 % is usual
        ([4] * 4, SUMMER, State.WITHIN),
        ([15] * 8, EVEN, State.AHEAD),  # all of it, not a kWh more
        ([15, 15] * 4 + ["0.001"], EVEN, State.OVER),
        ([10, "10.5"], (), State.AHEAD),  # 17.1 % where 59 of 365 days are 16.2 %
        ([10, 9], (), State.WITHIN),
    ],
)
def test_a_year_is_held_against_its_own_pace(months, before, state):
    assert by(months, before).state is state


def test_what_the_year_comes_to():
    found = by([12, 12, 12], EVEN)
    assert (found.used, found.share, found.expected) == (36, Decimal("0.3"), Decimal("0.25"))
    assert found.year_end == 144


def test_a_month_that_is_unknown_is_not_counted_as_nothing():
    months = [Decimal(12), None, Decimal(12), *[None] * 9]
    found = pace(Decimal(120), months, EVEN, margin=Decimal(0), year=2026)
    assert found.expected == Decimal(2) / 12
    assert found.state is State.AHEAD


@given(
    st.lists(st.one_of(st.none(), st.decimals(0, 1000, places=2)), min_size=12, max_size=12),
    st.lists(st.one_of(st.none(), st.decimals(0, 1000, places=2)), min_size=12, max_size=12),
)
def test_over_is_over_whatever_the_year_before(months, before):
    found = pace(Decimal(500), months, before, margin=Decimal("0.1"), year=2024)
    assert (found.state is State.OVER) == (sum(use or 0 for use in months) > 500)
