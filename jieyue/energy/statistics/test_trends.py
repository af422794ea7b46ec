"""A period that was hardly measured is not held against a whole one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.energy.statistics.trends import MediumLine, Trend, Year, _is_whole, reductions
from jieyue.energy.statistics.uses import Offer

LEAST = Decimal("0.95")
LINE = MediumLine(
    medium="electricity", label="电", unit="kWh", use=Decimal(90), before=Decimal(100),
    coverage=Decimal(1), source="", amount_yuan=None,
)  # fmt: skip


class Found:
    """As much of an indicators' result as a comparison asks for."""

    def __init__(self, figure: int, coverage: str | None) -> None:
        self.per_m2 = self.per_person = self.water_per_person = Decimal(figure)
        self.electricity_per_m2 = self.non_heating_per_m2 = Decimal(figure)
        self.conventional_electricity_per_m2 = Decimal(figure)
        self.coverage = None if coverage is None else Decimal(coverage)


def test_a_change_needs_both_periods_whole():
    assert LINE.change == Decimal(-10)
    assert replace(LINE, is_comparable=False).change is None


@pytest.mark.parametrize(
    ("coverage", "whole"),
    [("1", True), ("0.95", True), ("0.9499", False), ("0.1", False), (None, True)],
)
def test_a_period_is_whole_from_the_least_coverage_on_and_bills_always_are(coverage, whole):
    offer = Offer(Decimal(1), coverage=None if coverage is None else Decimal(coverage))
    assert _is_whole(("meter", offer), LEAST) is whole
    assert _is_whole(None, LEAST) is False


def test_reductions_are_unknown_where_a_year_was_hardly_measured():
    whole = reductions(Found(100, "1"), Found(90, "0.99"), least=LEAST)
    assert set(whole.values()) == {Decimal("0.1")}
    short = reductions(Found(10, "0.1"), Found(90, "1"), least=LEAST)
    assert set(short.values()) == {None}


def test_a_trend_tells_reductions_by_its_own_limit():
    days = date(2025, 1, 1), date(2025, 12, 31)
    years = [Year(str(n), *days, Found(100 - n, "0.5"), None) for n in (0, 10)]
    assert Trend(tuple(years), mixed=False).reductions()["per_m2"] == Decimal("0.1")
    assert Trend(tuple(years), False, LEAST).reductions()["per_m2"] is None
