from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.targets.rules import (
    BadSteps,
    Reached,
    agreement,
    change_of_area,
    check_steps,
    even_steps,
    reached,
    reduction_rate,
)

YEARS = {"first_year": 2021, "last_year": 2025}


def d(text):
    return Decimal(text)


def test_the_steps_of_the_fourteenth_plan():
    assert even_steps(d("0.06"), **YEARS) == {
        2021: d("0.012"), 2022: d("0.024"), 2023: d("0.036"), 2024: d("0.048"), 2025: d("0.06"),
    }  # fmt: skip


@given(st.decimals(0, "0.9999", places=4), st.integers(1, 9))
def test_even_steps_always_rise_to_the_reduction(reduction, years):
    span = {"first_year": 2026, "last_year": 2025 + years}
    check_steps(even_steps(reduction, **span), reduction, **span)


@pytest.mark.parametrize(
    ("steps", "year"),
    [
        ({}, 2021),
        ({2021: "0.01", 2022: "0.02", 2023: "0.015", 2024: "0.04", 2025: "0.06"}, 2023),
        ({2021: "0.01", 2022: "0.02", 2023: "0.03", 2024: "0.04"}, 2025),
        ({2021: "0.01", 2022: "0.02", 2023: "0.03", 2024: "0.04", 2025: "0.05"}, 2025),
        ({2020: "0", 2021: "0.01", 2022: "0.02", 2023: "0.03", 2024: "0.04", 2025: "0.06"}, 2025),
        ({2021: "-0.01", 2022: "0.02", 2023: "0.03", 2024: "0.04", 2025: "0.06"}, 2021),
    ],
)
def test_steps_that_do_not_rise_to_the_target_are_refused(steps, year):
    with pytest.raises(BadSteps) as caught:
        check_steps({n: d(step) for n, step in steps.items()}, d("0.06"), **YEARS)
    assert caught.value.year == year


@pytest.mark.parametrize(
    ("base", "current", "rate"),
    [("400", "376", "0.06"), ("400", "400", "0"), ("400", "440", "-0.1"), (None, "1", None),
     ("400", None, None), ("0", "1", None)],
)  # fmt: skip
def test_how_much_was_saved(base, current, rate):
    found = reduction_rate(base and d(base), current and d(current))
    assert found == (None if rate is None else d(rate))


@pytest.mark.parametrize(
    ("rate", "step", "outcome"),
    [
        ("0.06", "0.06", Reached.YES), ("0.0599", "0.06", Reached.NO), ("-0.1", "0", Reached.NO),
        (None, "0.06", Reached.UNKNOWN), ("0.06", None, Reached.UNKNOWN),
    ],
)  # fmt: skip
def test_a_reduction_of_exactly_the_step_reaches_it(rate, step, outcome):
    assert reached(rate and d(rate), step and d(step)) is outcome


def test_both_indicators_tell_the_area_of_a_person():
    """STANDARDS 1.6: 409.24 and 12.29 (vehicle fuel in both) of 58,000 m² and 1,742 persons."""
    both = agreement(
        per_person=d("712894.946") / 1742, per_m2=d("712894.946") / 58000, persons=1742,
        area_m2=d(58000),
    )  # fmt: skip
    assert both is not None
    assert round(both.implied_m2, 6) == round(d(58000) / 1742, 6)
    assert abs(both.deviation) < d("1e-20")
    without_vehicles = agreement(
        per_person=d("409.24"), per_m2=d("11.66"), persons=1742, area_m2=d(58000)
    )
    assert without_vehicles is not None
    assert round(without_vehicles.deviation, 3) == d("0.054")


def test_the_article_implies_less_area_a_person():
    """-24.2 % a person and -18.31 % a m²: 0.7580 / 0.8169 = 0.9279."""
    change = change_of_area(left_per_person=d("0.7580"), left_per_m2=d("0.8169"))
    assert round(change, 4) == d("-0.0721")


@pytest.mark.parametrize("missing", ["per_person", "per_m2", "persons", "area_m2"])
def test_without_one_of_the_four_nothing_is_said(missing):
    values = {"per_person": d(400), "per_m2": d(12), "persons": 10, "area_m2": d(300)}
    assert agreement(**{**values, missing: None}) is None
