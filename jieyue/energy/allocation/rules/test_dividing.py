from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.allocation.rules.dividing import Remainder, Weights, amounts, divide
from jieyue.energy.allocation.rules.method import Basis, Method, Rule, Within

FLOOR, BUILDING, SITE = Within.FLOOR, Within.BUILDING, Within.SITE
AREAS = {
    (FLOOR, 5): {1: Decimal(60), 2: Decimal(40)},
    (BUILDING, 9): {1: Decimal(60), 2: Decimal(40), 3: Decimal(100)},
    (SITE, None): {1: Decimal(60), 2: Decimal(40), 3: Decimal(100), 4: Decimal(200)},
}
WEIGHTS = Weights(
    areas=AREAS,
    figures={Basis.DINER_MEALS: {1: Decimal(10), 4: Decimal(30)}},
    hours_factor={3: Decimal("1.5")},
    unit_ids={"A": 1, "D": 4},
)


def rule(basis, within=SITE, **fields):
    return Rule(code="r", title="规则", title_en="rule", basis=basis, within=within, **fields)


def method(*rules):
    return Method(title="办法", title_en="", source="", rules=rules)


def meter(**fields):
    values = {
        "meter_id": 7, "number": "E-1", "medium": "electricity", "item": "total",
        "building_id": 9, "floor_id": 5, "unit_id": None, "served": frozenset(),
        "use_micro": 1000, "estimated_micro": 10,
    }  # fmt: skip
    return Remainder(**{**values, **fields})


@pytest.mark.parametrize(
    ("each", "one", "uses"),
    [
        (meter(unit_id=3), rule(Basis.AREA), {3: 1000}),  # its own sub-meter
        (meter(), rule(Basis.AREA, FLOOR), {1: 600, 2: 400}),
        (meter(floor_id=6), rule(Basis.AREA, FLOOR), {1: 300, 2: 200, 3: 500}),  # an empty floor
        (meter(floor_id=None), rule(Basis.AREA, FLOOR), {1: 300, 2: 200, 3: 500}),
        (meter(), rule(Basis.AREA_HOURS, BUILDING), {1: 240, 2: 160, 3: 600}),
        (meter(), rule(Basis.DINER_MEALS), {1: 250, 4: 750}),
        (meter(), rule(Basis.DINER_MEALS, BUILDING), {1: 1000}),  # of whoever sits in it
        (meter(), rule(Basis.FIXED, shares={"A": Decimal(1), "D": Decimal(4)}), {1: 200, 4: 800}),
        (meter(served=frozenset({2, 4})), rule(Basis.AREA), {2: 167, 4: 833}),
        (meter(), rule(Basis.RACK_KWH, otherwise=Basis.AREA), {1: 150, 2: 100, 3: 250, 4: 500}),
        (meter(), rule(Basis.RACK_KWH), {None: 1000}),  # nothing known is nobody's, not zero
        (meter(), rule(Basis.AREA, items=frozenset({"canteen"})), {None: 1000}),
        (meter(use_micro=-1000), rule(Basis.AREA, FLOOR), {1: -600, 2: -400}),
    ],
)
def test_who_gets_what(each, one, uses):
    parts = divide([each], method(one), WEIGHTS)
    assert {part.unit_id: part.use_micro for part in parts} == uses
    assert sum(part.estimated_micro for part in parts) == 10


def test_the_first_rule_that_fits_divides():
    canteen = rule(Basis.DINER_MEALS, items=frozenset({"canteen"}))
    parts = divide([meter(item="canteen"), meter()], method(canteen, rule(Basis.AREA)), WEIGHTS)
    assert {part.basis for part in parts[:2]} == {"diner_meals"}
    assert {part.basis for part in parts[2:]} == {"area"}


def test_a_share_says_why():
    first = divide([meter()], method(rule(Basis.AREA, FLOOR)), WEIGHTS)[0]
    assert (first.weight, first.weight_total, first.place) == (60, 100, "floor")


METERS = st.builds(
    meter,
    use_micro=st.integers(-(10**9), 10**13),
    estimated_micro=st.integers(0, 10**9),
    unit_id=st.sampled_from([None, None, None, 1, 2]),
    floor_id=st.sampled_from([None, 5, 6]),
    item=st.sampled_from(["total", "canteen"]),
    served=st.sampled_from([frozenset(), frozenset({2, 3}), frozenset({99})]),
)
RULES = st.builds(
    rule,
    st.sampled_from([b for b in Basis if b is not Basis.FIXED]),
    st.sampled_from(list(Within)),
    otherwise=st.sampled_from([None, Basis.AREA]),
)


@given(st.lists(METERS, max_size=12), RULES, st.integers(0, 10**10))
def test_parts_sum_to_the_main_meter_and_to_the_bill_exactly(meters, one, fen):
    parts = divide(meters, method(one), WEIGHTS)
    assert sum(part.use_micro for part in parts) == sum(each.use_micro for each in meters)
    assert sum(part.estimated_micro for part in parts) == sum(m.estimated_micro for m in meters)
    if any(part.use_micro for part in parts):
        assert sum(amounts(fen, parts)) == fen
