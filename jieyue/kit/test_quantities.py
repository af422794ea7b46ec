"""Conversion between units is exact, and refuses by naming what is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.kit.quantities import CannotConvert, Unit, UnknownUnit, convert, parse_unit

AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=3)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        ("81700", Unit.G, Unit.KG, "81.7"),
        ("3", Unit.JIN, Unit.G, "1500"),
        ("2.5", Unit.T, Unit.KG, "2500"),
        ("750", Unit.ML, Unit.L, "0.75"),
        ("1.2", Unit.M3, Unit.L, "1200"),
        ("1.5", Unit.HA, Unit.M2, "15000"),
        ("10", Unit.KWH, Unit.MJ, "36"),
        ("1", Unit.GJ, Unit.MJ, "1000"),
        ("1", Unit.KGCE, Unit.MJ, "29.3076"),
        ("7", Unit.PIECE, Unit.PIECE, "7"),
    ],
)
def test_units_of_one_kind(value, from_unit, to_unit, expected):
    assert convert(Decimal(value), from_unit, to_unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "known", "expected"),
    [
        ("2", Unit.L, Unit.KG, {"kg_per_l": "0.92"}, "1.84"),  # rapeseed oil
        ("920", Unit.G, Unit.ML, {"kg_per_l": "0.92"}, "1000"),
        ("30", Unit.PIECE, Unit.KG, {"g_per_piece": "60"}, "1.8"),  # eggs
        ("1.8", Unit.KG, Unit.PIECE, {"g_per_piece": "60"}, "30"),
        ("10", Unit.PIECE, Unit.L, {"g_per_piece": "1030", "kg_per_l": "1.03"}, "10"),  # cartons
    ],
)
def test_a_density_or_the_mass_of_a_piece_joins_kinds(value, from_unit, to_unit, known, expected):
    known = {name: Decimal(figure) for name, figure in known.items()}
    assert convert(Decimal(value), from_unit, to_unit, **known) == Decimal(expected)


@pytest.mark.parametrize(
    ("from_unit", "to_unit", "known", "missing"),
    [
        (Unit.L, Unit.KG, {}, ("kg_per_l",)),
        (Unit.L, Unit.KG, {"kg_per_l": Decimal(0)}, ("kg_per_l",)),
        (Unit.KG, Unit.PIECE, {}, ("g_per_piece",)),
        (Unit.PIECE, Unit.ML, {}, ("g_per_piece", "kg_per_l")),
        (Unit.PIECE, Unit.ML, {"kg_per_l": Decimal(1)}, ("g_per_piece",)),
        (Unit.KG, Unit.M2, {}, ()),
        (Unit.KWH, Unit.KG, {"kg_per_l": Decimal(1)}, ()),
    ],
)
def test_a_refusal_names_both_units_and_what_is_missing(from_unit, to_unit, known, missing):
    with pytest.raises(CannotConvert) as refused:
        convert(Decimal(1), from_unit, to_unit, **known)
    error = refused.value
    assert (error.from_unit, error.to_unit, error.missing) == (from_unit, to_unit, missing)


@given(AMOUNTS, st.sampled_from(Unit), st.sampled_from(Unit))
def test_there_and_back_is_the_same_amount(amount, first, second):
    if first.kind == second.kind:
        back = convert(convert(amount, first, second), second, first)
        assert abs(back - amount) <= abs(amount) * Decimal("1e-24")


@given(AMOUNTS, st.sampled_from([Unit.G, Unit.ML, Unit.PIECE]))
def test_conversion_never_turns_a_rise_into_a_fall(amount, unit):
    known = {"kg_per_l": Decimal("0.92"), "g_per_piece": Decimal(60)}
    assert convert(amount, unit, Unit.KG, **known) <= convert(amount + 1, unit, Unit.KG, **known)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("KG", Unit.KG), (" 公斤 ", Unit.KG), ("斤", Unit.JIN), ("L", Unit.L), ("度", Unit.KWH)],
)
def test_units_are_read_as_people_write_them(text, unit):
    assert parse_unit(text) == unit


def test_an_unknown_unit_is_named():
    with pytest.raises(UnknownUnit) as refused:
        parse_unit("担")
    assert refused.value.text == "担"


def test_every_unit_has_a_label():
    from jieyue.kit.unit_labels import UNIT_LABELS, label_of

    assert set(UNIT_LABELS) == set(Unit)
    assert label_of("no unit") == "no unit"
