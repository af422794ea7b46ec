from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.overview.boundary import Stay, Term, terms

FIRST, DAYS = date(2026, 3, 1), 6
LAST = FIRST + timedelta(days=DAYS - 1)


def test_a_group_of_a_meter_and_its_children_is_the_meter():
    stays = [
        Stay(1, None, False, FIRST, None),
        Stay(2, 1, True, FIRST, None),
        Stay(3, 2, True, FIRST, None),
    ]
    assert terms(stays, first=FIRST, last=LAST) == [Term(2, 1, FIRST, LAST)]


def test_a_foreign_child_is_taken_off():
    stays = [Stay(2, None, True, FIRST, None), Stay(3, 2, False, FIRST, None)]
    assert terms(stays, first=FIRST, last=LAST) == [
        Term(2, 1, FIRST, LAST),
        Term(3, -1, FIRST, LAST),
    ]


@st.composite
def dated_trees(draw):
    """Meters whose place changes at most once, with a use for every day."""
    stays, uses = [], {}
    count = draw(st.integers(1, 8))
    for meter in range(1, count + 1):
        change = FIRST + timedelta(days=draw(st.integers(0, DAYS)))
        spans = [(date(2026, 1, 1), change), (change, None)]
        for since_on, until_on in spans:
            parent = draw(st.integers(0, meter - 1)) or None
            stays.append(Stay(meter, parent, draw(st.booleans()), since_on, until_on))
        for n in range(DAYS):
            uses[meter, FIRST + timedelta(days=n)] = draw(st.integers(0, 1000))
    return stays, uses


@given(dated_trees())
def test_terms_sum_to_the_remainders_of_the_group_on_every_day(tree):
    stays, uses = tree
    found = terms(stays, first=FIRST, last=LAST)
    for n in range(DAYS):
        day = FIRST + timedelta(days=n)
        now = [s for s in stays if s.since_on <= day and (s.until_on is None or day < s.until_on)]
        expected = 0
        for stay in now:
            below = sum(uses[s.meter_id, day] for s in now if s.parent_id == stay.meter_id)
            expected += (uses[stay.meter_id, day] - below) * stay.is_inside
        got = sum(
            term.sign * uses[term.meter_id, day] for term in found if term.first <= day <= term.last
        )
        assert got == expected
