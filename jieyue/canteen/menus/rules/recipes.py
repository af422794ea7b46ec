"""Recipes: raw quantity and cost of one portion, allergens, scaling.

Raw per portion (STANDARDS 2.10) = cooked / (cooking yield x net yield x soaking yield). A line may
be written as it is weighed: cooked on the plate, net after trimming, or gross as bought.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from jieyue.kit.quantities import CannotConvert, Unit, UnknownUnit, convert, parse_unit

FEN = Decimal("0.01")


class Weighed(StrEnum):
    """At which stage a recipe states its quantity."""

    COOKED = "cooked"
    NET = "net"
    GROSS = "gross"


class YieldNotPositive(ValueError):
    """A yield of zero or less would need endless food."""

    def __init__(self, *, ingredient: str, what: str, value: Decimal) -> None:
        super().__init__(ingredient, what, value)
        self.ingredient, self.what, self.value = ingredient, what, value


class NoPortions(ValueError):
    """A recipe must be written for at least one portion."""


class RecipeUnitDoesNotConvert(ValueError):
    """A recipe's unit does not lead to the unit the ingredient is bought in.

    `missing` names what would make it convert: "kg_per_l" (density), "g_per_piece", or "unit"
    when another unit must be written.
    """

    def __init__(
        self, *, dish: str, ingredient: str, unit: str, base_unit: str, missing: tuple[str, ...]
    ) -> None:
        super().__init__(dish, ingredient, unit, base_unit, missing)
        self.dish, self.ingredient, self.unit, self.base_unit = dish, ingredient, unit, base_unit
        self.missing = missing or ("unit",)


@dataclass(frozen=True, kw_only=True)
class IngredientFacts:
    """What a recipe must know of an ingredient. Prices are yuan for one base unit."""

    id: int
    name: str
    base_unit: str
    net_yield: Decimal = Decimal(1)  # mass after trimming / mass bought
    soaking_yield: Decimal = Decimal(1)  # mass after soaking / dry mass
    price_yuan: Decimal | None = None
    density_kg_per_l: Decimal | None = None
    grams_per_piece: Decimal | None = None
    allergens: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class RecipeLine:
    """An ingredient of a recipe written for `Recipe.portions` portions."""

    ingredient_id: int
    quantity: Decimal
    unit: str
    weighed: Weighed = Weighed.NET
    cook_yield: Decimal = Decimal(1)  # mass cooked / mass net


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A dish and its lines for so many portions. Without lines it has no recipe yet."""

    dish: str
    portions: Decimal
    lines: tuple[RecipeLine, ...]


@dataclass(frozen=True, kw_only=True)
class PortionCost:
    """Yuan for one portion to the fen, and the ingredients that have no price."""

    yuan: Decimal
    unpriced: tuple[str, ...]


def raw_per_portion(
    recipe: Recipe, ingredients: Mapping[int, IngredientFacts]
) -> dict[int, Decimal]:
    """Raw quantity of each ingredient for one portion, in its base unit, not rounded.

    Raises NoPortions, YieldNotPositive, RecipeUnitDoesNotConvert.
    """
    if recipe.portions <= 0:
        raise NoPortions(recipe.dish)
    raw: dict[int, Decimal] = {}
    for line in recipe.lines:
        ingredient = ingredients[line.ingredient_id]
        gross = line.quantity / recipe.portions / _kept(line, ingredient)
        quantity = _in_base_unit(gross, line, ingredient, dish=recipe.dish)
        raw[ingredient.id] = raw.get(ingredient.id, Decimal(0)) + quantity
    return raw


def scaled(recipe: Recipe, *, portions: Decimal) -> Recipe:
    """The same dish for another number of portions. Raises NoPortions."""
    if recipe.portions <= 0 or portions <= 0:
        raise NoPortions(recipe.dish)
    factor = portions / recipe.portions
    lines = tuple(replace(line, quantity=line.quantity * factor) for line in recipe.lines)
    return replace(recipe, portions=portions, lines=lines)


def portion_cost(
    raw: Mapping[int, Decimal], ingredients: Mapping[int, IngredientFacts]
) -> PortionCost:
    """Cost of the ingredients of one portion, rounded once. What has no price is named."""
    found = [(ingredients[ingredient_id], quantity) for ingredient_id, quantity in raw.items()]
    priced = [(item.price_yuan, q) for item, q in found if item.price_yuan is not None]
    total = sum((price * quantity for price, quantity in priced), Decimal(0))
    return PortionCost(
        yuan=total.quantize(FEN, rounding=ROUND_HALF_UP),
        unpriced=tuple(item.name for item, _ in found if item.price_yuan is None),
    )


def allergens(lines: Iterable[RecipeLine], ingredients: Mapping[int, IngredientFacts]) -> list[str]:
    """The allergens of everything in the dish, each once, sorted."""
    return sorted({a for line in lines for a in ingredients[line.ingredient_id].allergens})


def without_recipe(recipes: Sequence[Recipe]) -> list[str]:
    """The dishes that nothing can be bought for."""
    return [recipe.dish for recipe in recipes if not recipe.lines]


def _kept(line: RecipeLine, ingredient: IngredientFacts) -> Decimal:
    """The part of the mass bought that is still there when the line is weighed."""
    _check_yield(ingredient, "net_yield", ingredient.net_yield)
    _check_yield(ingredient, "soaking_yield", ingredient.soaking_yield)
    _check_yield(ingredient, "cook_yield", line.cook_yield)
    if line.weighed is Weighed.GROSS:
        return Decimal(1)
    prepared = ingredient.net_yield * ingredient.soaking_yield
    return prepared * line.cook_yield if line.weighed is Weighed.COOKED else prepared


def _check_yield(ingredient: IngredientFacts, what: str, value: Decimal) -> None:
    if value <= 0:
        raise YieldNotPositive(ingredient=ingredient.name, what=what, value=value)


def _in_base_unit(
    quantity: Decimal, line: RecipeLine, ingredient: IngredientFacts, *, dish: str
) -> Decimal:
    try:
        return convert(
            quantity,
            _unit(line.unit),
            _unit(ingredient.base_unit),
            kg_per_l=ingredient.density_kg_per_l,
            g_per_piece=ingredient.grams_per_piece,
        )
    except (CannotConvert, UnknownUnit) as error:
        raise RecipeUnitDoesNotConvert(
            dish=dish,
            ingredient=ingredient.name,
            unit=line.unit,
            base_unit=ingredient.base_unit,
            missing=error.missing if isinstance(error, CannotConvert) else (),
        ) from error


@lru_cache(maxsize=64)
def _unit(text: str) -> Unit:
    """`parse_unit`, remembered: a thousand recipe lines are written in five units."""
    return parse_unit(text)
