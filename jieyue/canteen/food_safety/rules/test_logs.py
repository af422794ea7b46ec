"""What a ledger takes, and what it calls out of line."""

from decimal import Decimal

import pytest

from jieyue.canteen.food_safety.rules import logs

LIMITS = logs.Limits(
    heat={
        "steam": (Decimal(100), Decimal(10)),
        "infrared": (Decimal(120), Decimal(10)),
        "dishwasher": (Decimal(85), Decimal("0.7")),
    },
    chlorine_ppm=Decimal(250),
    chlorine_minutes=Decimal(5),
    frying_oil_c=Decimal(190),
)
STEAM = {"goods": "餐盘", "method": "steam", "minutes": "15", "temperature_c": "100"}
CHLORINE = {"goods": "砧板", "method": "chlorine", "minutes": "5", "ppm": "250"}


@pytest.mark.parametrize(
    ("kind", "given", "found"),
    [
        ("disinfection", STEAM, []),
        ("disinfection", {**STEAM, "temperature_c": "99.9"}, ["too_cold"]),
        ("disinfection", {**STEAM, "temperature_c": ""}, ["too_cold"]),
        ("disinfection", {**STEAM, "minutes": "9"}, ["too_short"]),
        ("disinfection", {**STEAM, "method": "infrared"}, ["too_cold"]),
        ("disinfection", CHLORINE, []),
        ("disinfection", {**CHLORINE, "ppm": "249"}, ["too_weak"]),
        ("disinfection", {**CHLORINE, "ppm": "", "minutes": "4"}, ["too_weak", "too_short"]),
        ("frying_oil", {"fryer": "1", "temperature_c": "190", "is_clear": "yes"}, []),
        (
            "frying_oil",
            {"fryer": "1", "temperature_c": "191", "is_clear": "no"},
            ["oil_too_hot", "oil_not_clear"],
        ),
        ("gas_alarm", {"place": "热厨", "works": "no"}, ["alarm_does_not_work"]),
        ("knives", {"handed_out": "12", "returned": "12"}, []),
        ("knives", {"handed_out": "12", "returned": "11"}, ["knives_missing"]),
        ("pest_control", {"company": "x", "method": "y", "traces": "yes"}, ["traces_of_pests"]),
        ("grease_trap", {"place": "北侧", "removed_kg": "30", "cleaned_by": "x"}, []),
        (
            "additive",
            {
                "additive": "泡打粉",
                "mass_g": "5",
                "food_kg": "1",
                "limit_g_per_kg": "5",
                "dish": "馒头",
            },
            [],
        ),
        (
            "additive",
            {
                "additive": "泡打粉",
                "mass_g": "5.1",
                "food_kg": "1",
                "limit_g_per_kg": "5",
                "dish": "馒头",
            },
            ["additive_over_limit"],
        ),
    ],
)
def test_what_breaks_a_limit_is_named(kind, given, found):
    assert logs.problems(kind, logs.entries(kind, given), LIMITS) == found


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"goods": " "}, "missing"),
        ({"minutes": ""}, "missing"),
        ({"minutes": "ten"}, "not_a_number"),
        ({"minutes": "NaN"}, "not_a_number"),
        ({"minutes": "-1"}, "out_of_bounds"),
        ({"minutes": "601"}, "out_of_bounds"),
        ({"method": "prayer"}, "not_a_choice"),
        ({"goods": "盘" * 121}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused(changed, problem):
    with pytest.raises(logs.BadEntry) as refused:
        logs.entries("disinfection", {**STEAM, **changed})
    assert refused.value.problem == problem


def test_a_field_the_ledger_does_not_have_is_not_kept():
    assert "cook" not in logs.entries("disinfection", {**STEAM, "cook": "x"})
