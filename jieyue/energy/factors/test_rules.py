"""Standard coal and carbon, by the worked example of STANDARDS 1.6 and 1.7."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.factors.rules import (
    CarbonFactors,
    Coal,
    CoefficientSet,
    NoCoefficient,
    SetsMixed,
    carbon,
    coal,
    coal_by_medium,
    of_year,
    per_unit,
)

DENSITY = {"gasoline": Decimal("0.73"), "diesel": Decimal("0.86")}
PER_KG = {
    "coal": Decimal("0.7143"),
    "electricity": Decimal("0.1229"),
    "gas": Decimal("1.3300"),
    "gasoline": Decimal("1.4714"),
    "diesel": Decimal("1.4571"),
}
CALORIFIC = CoefficientSet("calorific", per_unit(PER_KG, density_kg_per_l=DENSITY))
SHANDONG = CoefficientSet(
    "shandong_2019",
    per_unit(
        PER_KG | {"electricity": Decimal("0.31"), "gas": Decimal("1.2143")},
        density_kg_per_l=DENSITY,
    ),
)
USES = {
    "electricity": Decimal(3_860_000),
    "gas": Decimal(152_000),
    "gasoline": Decimal(28_000),
    "diesel": Decimal(5_000),
    "water": Decimal(36_500),
}
CARBON_PER_KG = {
    "gas": Decimal("2.1622"),
    "gasoline": Decimal("2.9251"),
    "diesel": Decimal("3.0959"),
}


def factors(scope: str, year: int, grid: str) -> CarbonFactors:
    counted = per_unit(CARBON_PER_KG, density_kg_per_l=DENSITY) | {"electricity": Decimal(grid)}
    return CarbonFactors(counted, scope, year)


def test_the_worked_example_to_the_last_digit():
    assert coal_by_medium(USES, CALORIFIC) == {
        "electricity": Decimal("474394.000"),
        "gas": Decimal("202160.000"),
        "gasoline": Decimal("30075.416"),
        "diesel": Decimal("6265.530"),
    }
    assert coal(USES, CALORIFIC) == Coal(Decimal("712894.946"), "calorific")


def test_the_same_building_by_the_shandong_set():
    assert coal(USES, SHANDONG) == Coal(Decimal("1417514.546"), "shandong_2019")


@pytest.mark.parametrize(
    ("scope", "year", "grid", "tonnes"),
    [("sichuan", 2022, "0.1404", "943.70"), ("national", 2023, "0.5306", "2449.87")],
)
def test_the_worked_carbon(scope: str, year: int, grid: str, tonnes: str):
    found = carbon(USES, factors(scope, year, grid))
    assert round(found.t, 2) == Decimal(tonnes)
    assert (found.factors.grid_scope, found.factors.grid_year) == (scope, year)


def test_own_solar_power_is_used_but_not_purchased():
    less = carbon(USES, factors("sichuan", 2022, "0.1404"), own_kwh=Decimal(60_000))
    all_of_it = carbon(USES, factors("sichuan", 2022, "0.1404"))
    assert all_of_it.kg - less.kg == Decimal("8424.0000")


def test_a_medium_without_factor_is_named_and_not_zero():
    found = carbon({"other": Decimal(3)}, factors("sichuan", 2022, "0.1404"))
    assert (found.kg_by_medium, found.without_factor) == ({}, ("other",))


def test_years_of_another_grid_factor_are_not_comparable():
    one = carbon(USES, factors("sichuan", 2021, "0.1255"))
    other = carbon(USES, factors("sichuan", 2022, "0.1404"))
    assert not one.is_comparable_to(other)
    assert one.is_comparable_to(one)


def test_a_medium_without_coefficient_is_refused():
    with pytest.raises(NoCoefficient):
        coal({"heat": Decimal(1)}, CALORIFIC)


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
        lambda a, b: a.ratio_to(b),
    ],
)
def test_coal_of_two_sets_never_mixes(mix):
    with pytest.raises(SetsMixed):
        mix(coal(USES, CALORIFIC), coal(USES, SHANDONG))


def test_a_tonne_of_coal_is_counted_in_tonnes():
    assert coal({"coal": Decimal(2)}, CALORIFIC).kgce == Decimal("1428.6")


@pytest.mark.parametrize(
    ("year", "found"),
    [(2019, None), (2021, (2021, Decimal("0.1255"))), (2026, (2022, Decimal("0.1404")))],
)
def test_a_year_takes_the_latest_published_by_then(year: int, found: tuple[int, Decimal] | None):
    assert of_year({"2021": "0.1255", "2022": "0.1404"}, year) == found


quantities = st.decimals(0, 10**7, places=6)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(USES, quantities)), min_size=1, max_size=4))
def test_coal_of_the_parts_sums_to_the_coal_of_the_whole(parts: list[dict[str, Decimal]]):
    whole = {medium: sum((part[medium] for part in parts), Decimal(0)) for medium in USES}
    summed = sum((coal(part, CALORIFIC).kgce for part in parts), Decimal(0))
    assert coal(whole, CALORIFIC).kgce == summed
