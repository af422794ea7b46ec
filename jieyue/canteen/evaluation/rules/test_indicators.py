from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.evaluation.rules.buckets import (
    Bucket,
    Step,
    bucket_of,
    buckets,
    year_before,
)
from jieyue.canteen.evaluation.rules.figures import (
    Bought,
    DayFigures,
    Forecasts,
    Plates,
    Stored,
    Supply,
    Yielded,
)
from jieyue.canteen.evaluation.rules.indicators import reckon

MONDAY = date(2026, 3, 2)


def day(n=0, **parts):
    return DayFigures(day=MONDAY + timedelta(days=n), **{"diners": 1000, "meals": 1, **parts})


def waste(plate="30", unserved="20", trimmings="50"):
    kg = {"plate": plate, "unserved": unserved, "trimmings": trimmings}
    return {stage: Decimal(mass) for stage, mass in kg.items() if mass is not None}


def test_waste_is_grams_for_each_diner_meal_by_stage():
    found = reckon([day(waste_kg=waste()), day(1, diners=500, waste_kg=waste("30", "5", "40"))])
    grams = {code: found[code].value for code in ("W1", "W1a", "W1b", "W1c")}
    assert grams == {
        "W1": Decimal("116.666667"), "W1a": Decimal(40), "W1b": Decimal("16.666667"),
        "W1c": Decimal(60),
    }  # fmt: skip
    assert (found["W1"].coverage, found["W1"].low) == (1, None)


def test_days_not_weighed_lower_the_coverage_and_open_an_interval():
    weighed = [day(n, waste_kg=waste(plate=str(28 + n))) for n in range(4)]
    known, half = reckon(weighed)["W1a"], reckon([*weighed, *(day(n) for n in range(4, 8))])["W1a"]
    assert half.value == known.value
    assert (known.coverage, half.coverage) == (1, Decimal("0.5"))
    assert half.low < half.value < half.high
    assert known.low is None


def test_a_stage_left_out_is_not_zero():
    found = reckon([day(waste_kg=waste(unserved=None))])
    assert (found["W1b"].value, found["W1"].value) == (None, None)
    assert found["W1a"].value == 30


@pytest.mark.parametrize(
    ("code", "parts", "value", "coverage"),
    [
        ("W2", {"bought": Bought(kg=Decimal(600), yuan=Decimal(9000), known_yuan=Decimal(8100))},
         "0.6", "0.9"),
        ("W2y", {"bought": Bought(yuan=Decimal(9000))}, "9", "1"),
        ("W3", {"plates": Plates(meals=1, inspected=200, clean=180)}, "0.9", "1"),
        ("W4", {"supply": Supply(dishes=10, counted=8, prepared=4000, off=200)}, "0.05", "0.8"),
        ("W5", {"yielded": Yielded(issued_kg=Decimal(400), gross_kg=Decimal(100),
                                   net_kg=Decimal(88), standard_kg=Decimal(90))}, "0.88", "0.25"),
        ("W6", {"stored": Stored(issued_yuan=Decimal(8000), spoiled_yuan=Decimal(80))},
         "0.01", "1"),
        ("W7", {"forecasts": Forecasts(meals=1, came=1000, off=45)}, "0.045", "1"),
    ],
)  # fmt: skip
def test_each_indicator_by_hand(code, parts, value, coverage):
    found = reckon([day(**parts)])[code]
    assert (found.value, found.coverage) == (Decimal(value), Decimal(coverage))


def test_nothing_recorded_is_unknown_and_never_zero():
    found = reckon([day(), day(1)])
    assert {each.value for each in found.values()} == {None}
    assert {each.coverage for each in found.values()} == {Decimal(0)}
    assert {each.value for each in reckon([]).values()} == {None}


def test_clean_plates_come_with_wilsons_interval():
    few = reckon([day(plates=Plates(meals=1, inspected=10, clean=10))])["W3"]
    many = reckon([day(plates=Plates(meals=1, inspected=1000, clean=900))])["W3"]
    assert (float(few.low), float(few.high)) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert (float(many.low), float(many.high)) == pytest.approx((0.8799, 0.9171), abs=1e-4)


WASTE = st.dictionaries(
    st.sampled_from(["plate", "unserved", "trimmings"]),
    st.integers(0, 5000).map(lambda tenths: Decimal(tenths) / 10),
)
DAYS = st.lists(st.tuples(st.integers(0, 2000), WASTE), max_size=8).map(
    lambda rows: [day(diners=diners, waste_kg=kg) for diners, kg in rows]
)


@given(days=DAYS, factor=st.integers(1, 9), turn=st.integers(0, 7))
def test_waste_keeps_its_scale_and_the_order_of_days_means_nothing(days, factor, turn):
    found = reckon(days)
    mixed = reckon([*days[turn:], *days[:turn]][::-1])
    for code in ("W1", "W1a", "W1b", "W1c"):
        value = found[code].value
        assert 0 <= found[code].coverage <= 1
        assert (value is None) == (mixed[code].value is None)
        if value is not None:
            assert float(mixed[code].value) == pytest.approx(float(value), rel=1e-6, abs=1e-5)
            low, high = found[code].low, found[code].high
            assert low is None or low <= value <= high
    heavier = [
        day(waste_kg={stage: kg * factor for stage, kg in each.waste_kg.items()},
            diners=each.diners * factor)
        for each in days
    ]  # fmt: skip
    again = reckon(heavier)["W1a"].value
    if again is not None:
        assert float(again) == pytest.approx(float(found["W1a"].value), rel=1e-6, abs=1e-5)


@given(days=DAYS.filter(lambda days: any(each.waste_kg and each.diners for each in days)))
def test_deleting_a_weighing_never_raises_the_coverage(days):
    place = next(n for n, each in enumerate(days) if each.waste_kg and each.diners)
    fewer = [*days[:place], day(diners=days[place].diners), *days[place + 1 :]]
    for code in ("W1", "W1a", "W1b", "W1c"):
        assert reckon(fewer)[code].coverage <= reckon(days)[code].coverage


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (Step.DAY, (date(2026, 11, 23), date(2026, 11, 23))),
        (Step.WEEK, (date(2026, 11, 23), date(2026, 11, 29))),
        (Step.MONTH, (date(2026, 11, 1), date(2026, 11, 30))),
        (Step.QUARTER, (date(2026, 10, 1), date(2026, 12, 31))),
    ],
)
def test_steps_of_a_chart(step, found):
    bucket = bucket_of(date(2026, 11, 23), step)
    assert bucket == Bucket(*found)
    row = buckets(date(2026, 11, 23), step, 5)
    assert row[-1] == bucket
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(row))


def test_the_same_quarter_a_year_before():
    quarter = bucket_of(date(2028, 2, 29), Step.QUARTER)
    assert year_before(quarter, Step.QUARTER) == Bucket(date(2027, 1, 1), date(2027, 3, 31))
    week = bucket_of(date(2026, 11, 23), Step.WEEK)
    assert year_before(week, Step.WEEK).first.weekday() == 0
