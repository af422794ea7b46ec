"""A site's sets, factors and prices on a day."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.energy.factors import queries
from jieyue.energy.factors.rules import NoGridFactor, UnknownSet
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 30)


@pytest.mark.parametrize(
    ("code", "electricity", "gas", "year"),
    [
        ("calorific", "0.1229", "1.33", None),
        ("equivalent", "0.3015", "1.33", 2022),
        ("shandong_2019", "0.31", "1.2143", None),
    ],
)
def test_each_set_has_its_own_electricity(code, electricity, gas, year):
    found = queries.coefficient_set(site_id=make_site().id, code=code, on=DAY)
    assert found.kgce_per_unit["electricity"] == Decimal(electricity)
    assert found.kgce_per_unit["gas"] == Decimal(gas)
    assert found.kgce_per_unit["coal"] == Decimal("714.3")
    assert (found.code, found.electricity_year) == (code, year)
    assert "energy.factors.calorific.heat" in found.used


def test_an_unknown_set_is_refused():
    with pytest.raises(UnknownSet):
        queries.coefficient_set(site_id=make_site().id, code="guess", on=DAY)


def test_every_set_listed_can_be_had():
    site = make_site()
    for code in queries.set_codes(site_id=site.id, on=DAY):
        assert queries.coefficient_set(site_id=site.id, code=code, on=DAY).code == code


def test_carbon_takes_the_sites_grid_and_says_its_year():
    found = queries.carbon_factors(site_id=make_site().id, on=date(2026, 1, 1))
    assert (found.grid_scope, found.grid_year) == ("sichuan", 2022)
    assert found.grid_kg_per_kwh == Decimal("0.1404")


def test_another_grid_may_be_asked_for_and_a_year_too_early_is_refused():
    site_id = make_site().id
    national = queries.carbon_factors(site_id=site_id, on=date(2026, 1, 1), scope="national")
    assert (national.grid_year, national.grid_kg_per_kwh) == (2023, Decimal("0.5306"))
    with pytest.raises(NoGridFactor):
        queries.carbon_factors(site_id=site_id, on=date(2020, 1, 1))


def test_every_medium_has_a_price():
    assert queries.price(site_id=make_site().id, medium="water", on=DAY) == Decimal(5)
