from decimal import Decimal

import pytest

from jieyue.canteen.menus.rules.drafts import units_of, weigh
from jieyue.canteen.menus.rules.recipes import IngredientFacts, NoPortions, RecipeLine
from jieyue.kit.quantities import Unit

POTATO = IngredientFacts(id=1, name="土豆", base_unit="kg", price_yuan=Decimal("4"))
OIL = IngredientFacts(
    id=2, name="豆油", base_unit="l", price_yuan=Decimal("10"), allergens=frozenset({"soybean"})
)
KNOWN = {1: POTATO, 2: OIL}


def line(ingredient_id, quantity, unit):
    return RecipeLine(ingredient_id=ingredient_id, quantity=Decimal(quantity), unit=unit)


def test_the_lines_that_convert_are_counted_and_the_others_named():
    draft = weigh([line(1, "200", "g"), line(2, "5", "g")], KNOWN, portions=Decimal(2))
    assert draft.cost.yuan == Decimal("0.40")
    assert draft.allergens == ("soybean",)
    refusal = draft.refused[1]
    assert (refusal.ingredient, refusal.missing) == ("豆油", ("kg_per_l",))
    assert refusal.units == (Unit.ML, Unit.L)


def test_an_ingredient_named_twice_costs_twice():
    draft = weigh([line(1, "100", "g"), line(1, "100", "g")], KNOWN, portions=Decimal(1))
    assert draft.cost.yuan == Decimal("0.80")


def test_no_portions_cost_nothing_that_could_be_said():
    with pytest.raises(NoPortions):
        weigh([line(1, "100", "g")], KNOWN, portions=Decimal(0))


@pytest.mark.parametrize(
    ("known", "units"),
    [
        ({}, {Unit.G, Unit.KG, Unit.JIN}),
        ({"grams_per_piece": Decimal(50)}, {Unit.G, Unit.KG, Unit.JIN, Unit.PIECE}),
        ({"density_kg_per_l": Decimal(1)}, {Unit.G, Unit.KG, Unit.JIN, Unit.ML, Unit.L}),
    ],
)
def test_what_is_known_of_an_ingredient_opens_units(known, units):
    assert set(units_of(IngredientFacts(id=1, name="x", base_unit="kg", **known))) == units
