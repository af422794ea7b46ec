"""A recipe while it is written: what one portion costs so far, and which lines do not convert."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.canteen.menus.rules.recipes import (
    IngredientFacts,
    PortionCost,
    Recipe,
    RecipeLine,
    RecipeUnitDoesNotConvert,
    allergens,
    portion_cost,
    raw_per_portion,
)
from jieyue.kit.quantities import Unit, convertible

RECIPE_UNITS = (Unit.G, Unit.KG, Unit.JIN, Unit.ML, Unit.L, Unit.PIECE)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A line whose unit does not lead to the ingredient's own.

    missing: what the ingredient would need ("kg_per_l", "g_per_piece"); units: what would do.
    """

    ingredient: str
    unit: str
    base_unit: str
    missing: tuple[str, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What can be said of the lines given; refused by their place among them."""

    cost: PortionCost
    allergens: tuple[str, ...]
    refused: Mapping[int, Refusal]


def weigh(
    lines: Sequence[RecipeLine], ingredients: Mapping[int, IngredientFacts], *, portions: Decimal
) -> Draft:
    """Cost and allergens of the lines that convert. Raises NoPortions, YieldNotPositive."""
    raw: dict[int, Decimal] = {}
    refused: dict[int, Refusal] = {}
    for place, line in enumerate(lines):
        alone = Recipe(dish="", portions=portions, lines=(line,))
        try:
            found = raw_per_portion(alone, ingredients)
        except RecipeUnitDoesNotConvert as error:
            refused[place] = _refusal(error, ingredients[line.ingredient_id])
            continue
        for ingredient_id, quantity in found.items():
            raw[ingredient_id] = raw.get(ingredient_id, Decimal(0)) + quantity
    return Draft(
        cost=portion_cost(raw, ingredients),
        allergens=tuple(allergens(lines, ingredients)),
        refused=refused,
    )


def units_of(ingredient: IngredientFacts) -> tuple[Unit, ...]:
    """The units a recipe may be written in for this ingredient as it is known now."""
    return tuple(
        unit
        for unit in RECIPE_UNITS
        if convertible(
            unit,
            Unit(ingredient.base_unit),
            kg_per_l=ingredient.density_kg_per_l,
            g_per_piece=ingredient.grams_per_piece,
        )
    )


def _refusal(error: RecipeUnitDoesNotConvert, ingredient: IngredientFacts) -> Refusal:
    return Refusal(
        ingredient=error.ingredient,
        unit=error.unit,
        base_unit=error.base_unit,
        missing=error.missing,
        units=units_of(ingredient),
    )
