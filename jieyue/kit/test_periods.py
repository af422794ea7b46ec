"""Spans of time are half-open and know where they are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jieyue.kit.periods import SHANGHAI, BadPeriod, Period, days_of, local_day, local_month

DAY = local_day(date(2026, 11, 23))


def test_a_local_day_starts_at_midnight_in_shanghai():
    assert DAY.start == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert DAY.end - DAY.start == timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (DAY.start, True),
        (DAY.end - timedelta(microseconds=1), True),
        (DAY.end, False),
        (DAY.start - timedelta(microseconds=1), False),
    ],
)
def test_the_start_is_inside_and_the_end_is_not(at, inside):
    assert (at in DAY) is inside


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(day, first, following):
    assert local_month(day) == Period(local_day(first).start, local_day(following).start)


def test_neighbouring_days_do_not_overlap():
    following = local_day(date(2026, 11, 24))
    assert not DAY.overlaps(following)
    assert DAY.overlaps(Period(DAY.end - timedelta(seconds=1), following.end))
    assert not DAY.overlaps(Period(DAY.start, DAY.start))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (DAY.end, DAY.start),
        (datetime(2026, 11, 23), datetime(2026, 11, 24)),
    ],
)
def test_a_period_that_runs_backwards_or_has_no_zone_is_refused(start, end):
    with pytest.raises(BadPeriod):
        Period(start, end)


def test_days_are_listed_without_the_end():
    assert days_of(date(2026, 2, 27), date(2026, 3, 2)) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]
    assert DAY.start.astimezone(SHANGHAI).date() == date(2026, 11, 23)
