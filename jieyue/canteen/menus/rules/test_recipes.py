from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest

from jieyue.canteen.menus.rules.recipes import (
    IngredientFacts,
    NoPortions,
    Recipe,
    RecipeLine,
    RecipeUnitDoesNotConvert,
    Weighed,
    YieldNotPositive,
    allergens,
    portion_cost,
    raw_per_portion,
    scaled,
    without_recipe,
)

POTATO = IngredientFacts(
    id=1, name="土豆", base_unit="kg", net_yield=Decimal("0.94"), price_yuan=Decimal("3.20")
)
EGG = IngredientFacts(
    id=2,
    name="鸡蛋",
    base_unit="kg",
    grams_per_piece=Decimal(55),
    price_yuan=Decimal("9.60"),
    allergens=frozenset({"egg"}),
)
SOY_SAUCE = IngredientFacts(
    id=3,
    name="酱油",
    base_unit="L",
    density_kg_per_l=Decimal("1.15"),
    allergens=frozenset({"soy", "gluten"}),
)
KELP = IngredientFacts(id=4, name="干海带", base_unit="kg", soaking_yield=Decimal("2.4"))
STORE = {item.id: item for item in (POTATO, EGG, SOY_SAUCE, KELP)}


def recipe(*lines, portions=1):
    return Recipe(dish="土豆烧蛋", portions=Decimal(portions), lines=lines)


def line(ingredient_id, quantity, unit="g", **changes):
    return RecipeLine(ingredient_id=ingredient_id, quantity=Decimal(quantity), unit=unit, **changes)


@pytest.mark.parametrize(
    ("of", "grams"),
    [
        # STANDARDS 2.10: 120 g cooked potato, 0.95 cooked, 0.94 net -> 134.378 g raw
        (line(1, 120, weighed=Weighed.COOKED, cook_yield=Decimal("0.95")), "134.378"),
        (line(1, 120, cook_yield=Decimal("0.95")), "127.660"),  # net: trimming only
        (line(1, 120, weighed=Weighed.GROSS, cook_yield=Decimal("0.95")), "120.000"),
        (line(4, 24), "10.000"),  # soaked kelp is 2.4 times the dry
        (line(2, 2, "piece"), "110.000"),
        (line(1, "0.12", "kg"), "127.660"),
    ],
)
def test_raw_quantity_of_a_portion(of, grams):
    raw = raw_per_portion(recipe(of), STORE)[of.ingredient_id]
    rounded = (raw * 1000).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    assert rounded == Decimal(grams)


def test_a_liquid_bought_by_volume_is_converted_by_its_density():
    raw = raw_per_portion(recipe(line(3, "11.5")), STORE)[3]
    assert raw == pytest.approx(Decimal("0.01"))


def test_a_recipe_for_many_portions_gives_the_same_portion():
    for_one = recipe(line(1, 120), line(2, 50))
    for_hundred = scaled(for_one, portions=Decimal(100))
    assert for_hundred.lines[0].quantity == 12000
    assert raw_per_portion(for_hundred, STORE) == raw_per_portion(for_one, STORE)


def test_an_ingredient_used_twice_is_added_up():
    raw = raw_per_portion(recipe(line(2, 30), line(2, 25)), STORE)
    assert raw == {2: Decimal("0.055")}


@pytest.mark.parametrize(
    ("ingredient", "unit", "missing"),
    [
        (replace(POTATO, grams_per_piece=None), "piece", "g_per_piece"),
        (replace(POTATO, density_kg_per_l=None), "ml", "kg_per_l"),
        (POTATO, "勺", "unit"),
    ],
)
def test_a_unit_that_does_not_convert_says_what_would(ingredient, unit, missing):
    with pytest.raises(RecipeUnitDoesNotConvert) as refusal:
        raw_per_portion(recipe(line(1, 3, unit)), {1: ingredient})
    error = refusal.value
    assert (error.dish, error.ingredient, error.unit, error.base_unit, error.missing) == (
        "土豆烧蛋",
        "土豆",
        unit,
        "kg",
        (missing,),
    )


def test_yields_and_portions_must_be_positive():
    with pytest.raises(YieldNotPositive) as refusal:
        raw_per_portion(recipe(line(1, 120)), {1: replace(POTATO, net_yield=Decimal(0))})
    assert refusal.value.what == "net_yield"
    with pytest.raises(NoPortions):
        raw_per_portion(recipe(line(1, 120), portions=0), STORE)
    with pytest.raises(NoPortions):
        scaled(recipe(line(1, 120)), portions=Decimal(0))


def test_the_cost_of_a_portion_is_rounded_once_and_names_what_has_no_price():
    raw = raw_per_portion(recipe(line(1, 120), line(2, 2, "piece"), line(4, 24)), STORE)
    found = portion_cost(raw, STORE)
    assert found.yuan == Decimal("1.46")  # 0.12766 x 3.20 + 0.110 x 9.60 = 1.4645
    assert found.unpriced == ("干海带",)


def test_allergens_come_from_every_ingredient_once():
    assert allergens([line(2, 1), line(3, 1), line(2, 1)], STORE) == ["egg", "gluten", "soy"]


def test_dishes_without_lines_have_no_recipe():
    assert without_recipe([recipe(line(1, 120)), recipe()]) == ["土豆烧蛋"]
