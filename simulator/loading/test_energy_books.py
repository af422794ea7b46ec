"""The calendar of the demo's books, and how its quotas follow from what was used."""

from datetime import date
from decimal import Decimal

from jieyue.energy.statistics.spans import Span
from simulator.loading.energy_books import whole_months
from simulator.loading.energy_goals import MOVED_SOURCE, SOURCE, _quota
from simulator.loading.energy_reports import spans_of


def test_only_months_that_lie_whole_between_two_days_have_bills():
    months = whole_months(date(2024, 11, 24), date(2026, 11, 24))
    assert (months[0], months[-1], len(months)) == (date(2024, 12, 1), date(2026, 10, 1), 23)
    assert whole_months(date(2024, 12, 1), date(2025, 1, 1)) == [date(2024, 12, 1)]
    assert whole_months(date(2024, 12, 1), date(2024, 12, 31)) == []


def test_a_year_is_reported_after_its_four_quarters_and_the_last_quarter_comes_last():
    months = whole_months(date(2024, 11, 24), date(2026, 11, 24))
    spans = spans_of(months, date(2026, 11, 24))
    codes = ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2025", "2026Q1", "2026Q2", "2026Q3"]
    assert [span.code for span in spans] == codes


def test_right_after_new_year_the_year_is_reported_with_its_last_quarter():
    months = whole_months(date(2025, 1, 5), date(2027, 1, 5))
    assert spans_of(months, date(2027, 1, 5))[-1] == Span(2026, 4)


def test_a_quota_is_a_little_less_than_last_year():
    used = [Decimal(10)] * 6 + [None] * 6
    assert _quota(used, [Decimal(10)] * 12) == (Decimal("117.60"), SOURCE)


def test_a_unit_that_moved_gets_what_this_year_comes_to():
    used = [Decimal(10)] * 6 + [None] * 6
    assert _quota(used, [Decimal(4)] * 12) == (Decimal(120), MOVED_SOURCE)
    assert _quota([None] * 12, [Decimal(4)] * 12) == (Decimal("47.04"), SOURCE)
