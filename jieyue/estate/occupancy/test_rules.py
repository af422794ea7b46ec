from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.estate.occupancy import rules
from jieyue.estate.occupancy.rules import EmptySpan, RoomOccupied, Span

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))
OPEN = Span(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("held", "asked", "refusal"),
    [
        ([], Span(date(2026, 1, 1)), None),
        ([MARCH], Span(date(2026, 4, 1)), None),  # comes on the day the other goes
        ([MARCH], Span(date(2026, 3, 31)), RoomOccupied),
        ([MARCH], Span(date(2026, 2, 1), date(2026, 3, 1)), None),
        ([MARCH], Span(date(2026, 2, 1), date(2026, 3, 2)), RoomOccupied),
        ([MARCH], Span(date(2026, 2, 1)), RoomOccupied),  # open, so it runs into March
        ([OPEN], Span(date(2030, 1, 1)), RoomOccupied),
        ([OPEN], Span(date(2026, 2, 1), date(2026, 3, 1)), None),
        ([MARCH], MARCH, RoomOccupied),
        ([], Span(date(2026, 3, 1), date(2026, 3, 1)), EmptySpan),
    ],
)
def test_a_room_has_one_occupant_on_any_day(held, asked, refusal):
    if refusal is None:
        rules.check_free(held, asked=asked)
        return
    with pytest.raises(refusal):
        rules.check_free(held, asked=asked)


days = st.integers(0, 60).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
spans = st.tuples(days, st.none() | st.integers(1, 20)).map(
    lambda pair: Span(pair[0], pair[1] and pair[0] + timedelta(days=pair[1]))
)


@given(spans, spans)
def test_two_spans_overlap_exactly_when_they_share_a_day(one, other):
    def covered(span):
        last = span.until_on or date(2027, 1, 1)
        return {span.since_on + timedelta(days=n) for n in range((last - span.since_on).days)}

    assert rules.overlaps(one, other) is bool(covered(one) & covered(other))
    assert rules.overlaps(one, other) is rules.overlaps(other, one)


def test_area_is_summed_by_unit_and_the_vacant_kept_apart():
    rooms = [(1, Decimal("18.50")), (2, Decimal(24)), (1, Decimal("1.55")), (None, Decimal(60))]

    assert rules.area_by_unit(rooms) == {
        1: Decimal("20.05"),
        2: Decimal("24"),
        None: Decimal("60"),
    }
