import json
from decimal import Decimal

import pytest

from jieyue.energy.factors.rules import SetsMixed
from jieyue.energy.quotas.rules.limits import (
    BadLimits,
    Figure,
    Key,
    Limits,
    Rating,
    check,
    find,
    rate,
)
from jieyue.energy.quotas.seeding import limits_of, sample_files

SET = "shandong_2019"


def key(level="prefecture", zone="A", indicator="energy_per_m2", set_code=SET):
    return Key("organ", level, zone, indicator, set_code)


def limits(constraint="20.0", baseline="11.9", guide="6.5", **fields):
    return Limits(
        key=key(**fields),
        constraint=Decimal(constraint),
        baseline=None if baseline is None else Decimal(baseline),
        guide=Decimal(guide),
    )


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        ("6.4", "advanced"), ("6.5", "advanced"), ("6.501", "good"), ("11.9", "good"),
        ("11.901", "qualified"), ("20.0", "qualified"), ("20.001", "over"),
    ],
)  # fmt: skip
def test_lower_is_better_and_a_bound_belongs_to_it(value, rating):
    assert rate(Figure(Decimal(value), SET), limits()) == rating


@pytest.mark.parametrize(
    ("value", "rating"), [("10", "advanced"), ("10.1", "qualified"), ("25.1", "over")]
)
def test_water_has_two_levels(value, rating):
    water = limits("25", None, "10", indicator="water_per_person", set_code="")
    assert rate(Figure(Decimal(value), ""), water) == rating
    assert Rating.GOOD not in {rate(Figure(Decimal(n), ""), water) for n in range(40)}


def test_coal_by_another_set_is_never_compared():
    """12 kgce/m2 by 0.1229 would pass for good under limits made with 0.31; it is refused."""
    with pytest.raises(SetsMixed):
        rate(Figure(Decimal(12), "calorific"), limits())


@pytest.mark.parametrize(
    "asked",
    [
        {"level": "county"}, {"level": ""}, {"zone": "B"}, {"zone": ""},
        {"indicator": "energy_per_person"}, {"set_code": "calorific"}, {"set_code": ""},
    ],
)  # fmt: skip
def test_a_missing_key_is_no_quota_and_never_a_neighbours(asked):
    assert find([limits()], key(**asked)) is None
    assert find([limits()], key()) == limits()


@pytest.mark.parametrize(
    ("constraint", "baseline", "guide"),
    [("5", "6", "4"), ("5", "4", "4"), ("5", None, "6"), ("5", "3", "0"), ("5", None, "5")],
)
def test_levels_that_do_not_fall_are_refused(constraint, baseline, guide):
    with pytest.raises(BadLimits):
        check(limits(constraint, baseline, guide))


def test_the_sample_is_the_shandong_table_of_the_standards():
    rows = [
        row
        for path in sample_files()
        for row in limits_of(json.loads(path.read_text(encoding="utf-8"))["rows"])
    ]
    for row in rows:
        check(row)
    assert find(rows, key(zone="A")) == limits()
    assert find(rows, key(zone="B")) == limits("20.8", "12.6", "6.9", zone="B")
    assert find(rows, key(level="provincial", zone="")) == limits(
        "25.5", "16.6", "9.6", level="provincial", zone=""
    )
    assert find(rows, key(level="provincial", zone="A")) is None
