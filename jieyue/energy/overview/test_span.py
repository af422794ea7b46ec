from datetime import date

import pytest

from jieyue.energy.overview.span import BadSpan, Kind, Span, asked, span_of

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("kind", "on", "first", "last"),
    [
        (Kind.DAY, date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        (Kind.WEEK, date(2026, 3, 1), date(2026, 2, 23), date(2026, 3, 1)),
        (Kind.MONTH, date(2024, 2, 11), date(2024, 2, 1), date(2024, 2, 29)),
        (Kind.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (Kind.YEAR, date(2026, 6, 6), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_period_a_day_is_in(kind, on, first, last):
    span = span_of(kind, on)
    assert (span.first, span.last) == (first, last)
    assert span.before.last < first
    assert span.before.after == span
    assert span.after.before == span


def test_weeks_and_days_meet_the_same_weekday_a_year_before():
    day = span_of(Kind.DAY, TODAY).year_ago.first
    assert day == date(2025, 11, 24)
    assert day.weekday() == TODAY.weekday()


def test_months_and_years_meet_the_calendar_a_year_before():
    assert span_of(Kind.MONTH, date(2026, 2, 5)).year_ago.last == date(2025, 2, 28)
    leap = span_of(Kind.MONTH, date(2024, 2, 5)).year_ago
    assert (leap.first, leap.last) == (date(2023, 2, 1), date(2023, 2, 28))


@pytest.mark.parametrize(
    ("span", "last"),
    [
        (span_of(Kind.MONTH, TODAY), date(2026, 11, 22)),
        (span_of(Kind.YEAR, TODAY), date(2026, 11, 22)),
        (span_of(Kind.DAY, TODAY), TODAY),  # begins today: as it is
        (span_of(Kind.WEEK, TODAY), date(2026, 11, 29)),
        (span_of(Kind.MONTH, date(2026, 10, 1)), date(2026, 10, 31)),
    ],
)
def test_only_days_that_are_over_are_compared(span, last):
    assert span.elapsed(TODAY).last == last


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        ({}, Kind.MONTH, date(2026, 11, 1)),
        ({"span": "nonsense", "on": "2026-13-01"}, Kind.MONTH, date(2026, 11, 1)),
        ({"span": "year", "on": "2025-04-01"}, Kind.YEAR, date(2025, 1, 1)),
        ({"span": "day", "on": "1066-10-14"}, Kind.DAY, TODAY),
        ({"span": "any", "from": "2026-01-05", "to": "2026-01-09"}, Kind.ANY, date(2026, 1, 5)),
        ({"span": "any", "from": "2026-01-05"}, Kind.MONTH, date(2026, 11, 1)),
    ],
)
def test_what_an_address_asks_for(values, kind, first):
    span = asked(values, today=TODAY)
    assert (span.kind, span.first) == (kind, first)
    assert asked(span.query(), today=TODAY) == span


@pytest.mark.parametrize("days", [("2026-02-01", "2026-01-31"), ("2020-01-01", "2026-01-01")])
def test_days_backwards_or_too_many_are_refused(days):
    with pytest.raises(BadSpan):
        asked({"span": "any", "from": days[0], "to": days[1]}, today=TODAY)


def test_any_days_move_by_their_own_length():
    span = Span(Kind.ANY, date(2026, 1, 5), date(2026, 1, 9))
    assert (span.before.first, span.before.last) == (date(2025, 12, 31), date(2026, 1, 4))
    assert span.before.after == span
