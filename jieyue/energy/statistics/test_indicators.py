"""The worked example of STANDARDS 1.6, to the last digit."""

from decimal import Decimal

import pytest

from jieyue.energy.factors.rules import CoefficientSet, SetsMixed, per_unit
from jieyue.energy.statistics.indicators import Indicators, Uses, indicators, reduction

DENSITY = {"gasoline": Decimal("0.73"), "diesel": Decimal("0.86")}
STANDARD = {
    "electricity": Decimal("0.1229"),
    "gas": Decimal("1.3300"),
    "gasoline": Decimal("1.4714"),
    "diesel": Decimal("1.4571"),
    "heat": Decimal("34.12"),
}
LOCAL = STANDARD | {"electricity": Decimal("0.31"), "gas": Decimal("1.2143")}
USES = {
    "electricity": Decimal(3_860_000),
    "gas": Decimal(152_000),
    "gasoline": Decimal(28_000),
    "diesel": Decimal(5_000),
    "water": Decimal(36_500),
}


def found(
    by_medium: dict[str, Decimal] = USES,
    *,
    standard: dict[str, Decimal] = STANDARD,
    persons: int | None = 1742,
    area_m2: Decimal | None = Decimal(58_000),
    **more: Decimal,
) -> Indicators:
    code = "calorific" if standard is STANDARD else "shandong_2019"
    coefficients = CoefficientSet(code, per_unit(standard, density_kg_per_l=DENSITY))
    uses = Uses(by_medium, {}, **more)  # type: ignore[arg-type]
    return indicators(uses, coefficients, persons=persons, water_persons=persons, area_m2=area_m2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("total_kgce", "712894.946"),
        ("per_m2", "11.66"),
        ("per_m2_with_vehicles", "12.29"),
        ("per_person", "409.24"),
        ("water_per_person", "20.95"),
        ("electricity_per_m2", "66.55"),
    ],
)
def test_the_worked_example(name, expected):
    value = getattr(found(), name)
    assert round(value, len(expected.split(".")[1])) == Decimal(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("total_kgce", "1417514.546"), ("per_m2", "23.81"), ("per_person", "813.73")],
)
def test_the_same_building_by_the_local_set(name, expected):
    value = getattr(found(standard=LOCAL), name)
    assert round(value, len(expected.split(".")[1])) == Decimal(expected)


def test_the_same_building_by_two_sets_cannot_be_compared():
    one, other = found(), found(standard=LOCAL)
    with pytest.raises(SetsMixed):
        one.total.ratio_to(other.total)
    with pytest.raises(SetsMixed):
        one.check_set(other.set_code)
    one.check_set("calorific")


def test_unknown_is_never_zero():
    assert found(persons=None).per_person is None
    assert found(area_m2=None).per_m2 is None
    only_water = found({"water": Decimal(10)})
    assert only_water.per_m2 is None
    assert only_water.electricity_per_m2 is None
    assert only_water.water_per_person is not None


def test_fuel_that_no_vehicle_took_stays_in_the_area_figure():
    all_vehicles = found()
    some = found(vehicle_litres={"diesel": Decimal(1_000)})  # type: ignore[arg-type]
    burnt_elsewhere = Decimal(4_000) * Decimal("0.86") * Decimal("1.4571") / 58_000
    assert some.per_m2 - all_vehicles.per_m2 == pytest.approx(burnt_elsewhere)


def test_shandong_leaves_heating_and_the_server_room_out():
    uses = USES | {"heat": Decimal(1_000)}
    shown = found(
        uses,
        standard=LOCAL,
        server_room_kwh=Decimal(400_000),
        heating_pump_kwh=Decimal(60_000),
    )
    assert shown.non_heating_per_m2 == found(standard=LOCAL).per_m2
    assert shown.conventional_electricity_per_m2 == Decimal(3_400_000) / 58_000


@pytest.mark.parametrize(
    ("base", "current", "expected"),
    [("100", "75.8", "0.242"), ("100", "81.69", "0.1831"), ("0", "1", None), (None, "1", None)],
)
def test_the_reduction_rate(base, current, expected):
    values = [None if each is None else Decimal(each) for each in (base, current, expected)]
    assert reduction(values[0], values[1]) == values[2]
