"""Units and multipliers, formulas, the tree: tables of cases, and what must always hold."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.meters.rules import (
    CannotCount,
    capacity,
    formulas,
    is_fine,
    modulus_milli,
    multiplier,
    tree,
)
from jieyue.energy.meters.rules.formulas import BadFormula, NamedTwice, Term
from jieyue.energy.meters.rules.tree import Span

D = Decimal
DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("ct", "pt", "unit", "medium", "right"),
    [
        ("40", "1", "kwh", "electricity", "40"),  # 200/5 A transformers
        ("20", "100", "kwh", "electricity", "2000"),
        ("1", "1", "mwh", "electricity", "1000"),
        ("1", "1", "l", "water", "0.001"),
        ("1", "1", "m3", "gas", "1"),
        ("1", "1", "mwh", "heat", "3.6"),
        ("1", "1", "kg", "coal", "0.001"),
        ("1", "1", "kgce", "other", "0.001"),
    ],
)
def test_the_multiplier_is_ct_by_pt_by_the_units_factor(ct, pt, unit, medium, right):
    found = multiplier(ct_ratio=D(ct), pt_ratio=D(pt), register_unit=unit, medium=medium)
    assert found == D(right)


@pytest.mark.parametrize(
    ("unit", "medium"), [("m3", "electricity"), ("kwh", "water"), ("kg", "gasoline"), ("", "gas")]
)
def test_a_register_that_cannot_become_the_mediums_unit_is_refused(unit, medium):
    with pytest.raises(CannotCount):
        multiplier(ct_ratio=D(1), pt_ratio=D(1), register_unit=unit, medium=medium)


def test_kwh_of_heat_cannot_be_kept_in_thousandths():
    right = multiplier(ct_ratio=D(1), pt_ratio=D(1), register_unit="kwh", medium="heat")
    assert (right, is_fine(right), is_fine(D("0.001"))) == (D("0.0036"), False, True)


def test_a_counter_of_five_digits_turns_over_at_a_hundred_thousand():
    assert modulus_milli(5) == 100_000_000


@pytest.mark.parametrize(
    ("usual", "most"),
    [([], None), ([0, 0, 0], None), ([4], 12), ([2, 4, 6], 12), ([2, 4, 6, 8], 15)],
)
def test_without_a_stated_capacity_it_is_three_times_the_median(usual, most):
    assert capacity(usual, times=3) == most


def test_the_median_is_of_the_last_twelve_periods():
    assert capacity([1000] * 20 + [1] * 12, times=3) == 3


@pytest.mark.parametrize(
    ("formula", "terms"),
    [
        ("E-A-01", {"E-A-01": 1}),
        ("E-A-01 - E-A-02 - 0.5 * E-B-03", {"E-A-01": 1, "E-A-02": -1, "E-B-03": "-0.5"}),
        ("E-A-01- E-A-02", {"E-A-01": 1, "E-A-02": -1}),
        ("E-A-01 -E-A-02", {"E-A-01": 1, "E-A-02": -1}),
        ("E-A-01+E-A-02", {"E-A-01": 1, "E-A-02": 1}),
        ("2*(E1 - 0.5*(E2 + E3)) + E4*3", {"E1": 2, "E2": -1, "E3": -1, "E4": 3}),
        ("- E1 + E2", {"E1": -1, "E2": 1}),
        ("一号楼总表 － 0.25 × 食堂表", {"一号楼总表": 1, "食堂表": "-0.25"}),
        ("1001 + 0.5 * 1002", {"1001": 1, "1002": "0.5"}),
        ("2 * 0.5 * E1", {"E1": 1}),
    ],
)
def test_formulas(formula, terms):
    assert formulas.read(formula) == [Term(D(value), key) for key, value in terms.items()]


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "+",
        "E1 +",
        "E1 E2",
        "(E1",
        "E1)",
        "E1 * E2",
        "E1 / 2",
        "0 * E1",
        "E1 ^ 2",
        "(" * 40 + "E1",
    ],
)
def test_formulas_that_cannot_be_read(formula):
    with pytest.raises(BadFormula):
        formulas.read(formula)


def test_a_meter_named_twice_is_told():
    with pytest.raises(NamedTwice) as caught:
        formulas.read("E1 + E2 - 0.5 * E1")
    assert caught.value.number == "E1"


def test_virtual_meters_that_count_each_other():
    terms_of = {
        "V1": formulas.read("V2 + E1"),
        "V2": formulas.read("V3"),
        "V3": formulas.read("V1"),
        "V4": formulas.read("V1"),
    }
    assert formulas.ring("V1", terms_of) == ["V1", "V2", "V3", "V1"]
    assert formulas.ring("V4", terms_of) == []
    assert formulas.ring("V1", {"V1": formulas.read("V1 - E1")}) == ["V1", "V1"]


def test_virtual_meters_are_taken_apart():
    terms_of = {"V1": formulas.read("E1 - E2"), "V2": formulas.read("2 * V1 + E2 - E3 + E3B")}
    counted = formulas.expanded("V2", terms_of)
    assert counted == {"E1": 2, "E2": -1, "E3": -1, "E3B": 1}
    assert "E2" not in formulas.expanded("V3", terms_of | {"V3": formulas.read("V1 + E2")})


@pytest.mark.parametrize(
    ("counted", "twice"),
    [
        ({"E1": 1, "E11": -1}, None),  # what the parent's others use
        ({"E11": 1, "E12": 1}, None),  # two beside each other
        ({"E1": 1, "E11": 1}, ("E11", "E1")),
        ({"E1": 1, "E111": "0.5"}, ("E111", "E1")),  # two levels below
        ({"E1": -1, "E11": -1}, ("E11", "E1")),
    ],
)
def test_a_sub_meter_with_its_parent_is_counted_twice(counted, twice):
    parents = {"E1": None, "E11": "E1", "E12": "E1", "E111": "E11"}
    values = {number: D(value) for number, value in counted.items()}
    assert formulas.counted_twice(values, parents) == twice


def test_a_ring_is_named_on_its_first_day():
    spans = [
        Span(1, None, DAY, None),
        Span(2, 1, DAY, DAY + timedelta(days=10)),
        Span(2, 3, DAY + timedelta(days=10), None),
    ]
    late = Span(3, 2, DAY, None)
    assert tree.rings(late, spans) == (DAY + timedelta(days=10), [3, 2, 3])
    assert tree.rings(Span(3, 2, DAY, DAY + timedelta(days=10)), spans) is None
    assert tree.rings(Span(3, 1, DAY, None), spans) is None
    assert tree.rings(Span(1, 1, DAY, None), [])[1] == [1, 1]


@given(st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12), max_size=13))
def test_a_ring_is_found_exactly_when_one_stands_below_oneself(parents):
    for meter_id in parents:
        is_below_itself = meter_id in tree.below(meter_id, parents)
        assert bool(tree.ring(meter_id, parents)) == is_below_itself


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 5)), max_size=14))
def test_placements_taken_one_by_one_never_make_a_ring_on_any_day(steps):
    """Each step places a meter under another from a day on; refused when it closes a ring."""
    rows: list[Span] = [Span(meter_id, None, DAY, None) for meter_id in range(1, 7)]
    for meter_id, parent_id, days in steps:
        since_on = DAY + timedelta(days=1 + days)
        mine = [span for span in rows if span.meter_id == meter_id]
        others = [span for span in rows if span.meter_id != meter_id]
        if any(span.since_on == since_on for span in mine):
            continue
        later = [span.since_on for span in mine if span.since_on > since_on]
        new = Span(meter_id, parent_id, since_on, min(later, default=None))
        if tree.rings(new, others):
            continue
        cut = [
            Span(meter_id, span.parent_id, span.since_on, since_on)
            if span.covers(since_on)
            else span
            for span in mine
        ]
        rows = [*others, *cut, new]
    for day in range(8):
        parents = tree.parents_on(rows, DAY + timedelta(days=day))
        assert not [each for each in parents if tree.ring(each, parents)]
