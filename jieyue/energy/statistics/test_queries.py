"""Indicators of a site from its bills, head-counts and areas."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jieyue.energy.bills.models import Bill
from jieyue.energy.denominators.models import AreaFigure
from jieyue.energy.statistics import queries
from jieyue.energy.statistics.models import Report
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_site, make_unit
from jieyue.people.units.models import HeadCount

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}


def bill(site: Site, medium: str, quantity: int, months: int = 12) -> None:
    for month in range(1, months + 1):
        share = Decimal(quantity) / 10
        Bill.objects.create(
            site=site,
            medium=medium,
            month=date(2025, month, 1),
            quantity=share if month > 2 else Decimal(0),
            amount_yuan=1,
            entered_at=AT,
            entered_by="tests",
        )


@pytest.fixture
def site() -> Site:
    site = make_site()
    unit = make_unit(site=site)
    stamp = {"site": site, "since_on": date(2025, 1, 1), "recorded_at": AT, "recorded_by": "t"}
    HeadCount.objects.create(unit=unit, kind="established", persons=1742, **stamp)
    AreaFigure.objects.create(kind="total", area_m2=58_000, **stamp)
    uses = {"electricity": 3_860_000, "gas": 152_000, "gasoline": 28_000, "diesel": 5_000}
    for medium, quantity in uses.items():
        bill(site, medium, quantity)
    return site


def test_the_worked_example_from_bills(site: Site):
    bill(site, "water", 36_500)
    found = queries.indicators(site_id=site.id, unit_id=None, set_code="calorific", **YEAR)
    assert found.total_kgce == Decimal("712894.946")
    figures = (found.per_m2, found.per_person, found.water_per_person, found.electricity_per_m2)
    assert [round(each, 2) for each in figures if each is not None] == [
        Decimal("11.66"),
        Decimal("409.24"),
        Decimal("20.95"),
        Decimal("66.55"),
    ]
    assert (found.persons, found.area_m2, found.basis) == (1742, Decimal(58_000), "year_end")
    assert set(found.sources.values()) == {"bill"}


def test_a_medium_whose_bills_are_not_whole_is_unknown(site: Site):
    bill(site, "water", 36_500, months=11)
    found = queries.indicators(site_id=site.id, unit_id=None, set_code="calorific", **YEAR)
    assert found.water_per_person is None
    assert "water" not in found.uses


def test_carbon_says_its_factor(site: Site):
    found = queries.indicators(site_id=site.id, unit_id=None, set_code="calorific", **YEAR)
    carbon = queries.carbon_of(found, site_id=site.id, on=YEAR["last"])
    assert (carbon.factors.grid_scope, carbon.factors.grid_year) == ("sichuan", 2022)
    assert round(carbon.t, 2) == Decimal("943.70")


def test_another_site_is_not_counted(site: Site):
    other = make_site()
    found = queries.indicators(site_id=other.id, unit_id=None, set_code="calorific", **YEAR)
    assert (found.per_m2, found.persons, found.area_m2, found.uses) == (None, None, None, {})


def test_fuel_that_only_reports_tell_counts_with_the_vehicles_part():
    site = make_site()
    for quarter in range(1, 5):
        Report.objects.create(
            site=site,
            form="NY201",
            edition="2025",
            year=2025,
            quarter=quarter,
            basis="year_end",
            status="submitted",
            digest="x",
            submitted_at=AT,
            opened_at=AT,
            frozen={
                "0.gasoline": {"value": "1000"},
                "0.gasoline_vehicles": {"value": "900"},
            },
        )
    found = queries.indicators(site_id=site.id, unit_id=None, set_code="calorific", **YEAR)
    assert found.uses == {"gasoline": Decimal(4_000)}
    assert found.sources == {"gasoline": "report"}
    assert found.vehicle_kgce == Decimal(3_600) * Decimal("0.73") * Decimal("1.4714")
    eleven_months = {"first": date(2025, 2, 1), "last": date(2025, 12, 31)}
    partly = queries.indicators(
        site_id=site.id, unit_id=None, set_code="calorific", **eleven_months
    )
    assert partly.uses == {}
