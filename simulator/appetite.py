"""What the cooks draw for a meal: the gross quantity of every ingredient by the recipes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from simulator.food import Dish, Ingredient
from simulator.kitchen import DishServed
from simulator.menu_cycle import MEALS

DRAWN_IN = 10  # thousandths of a base unit: the store's scale shows no less
SLOT = {meal: place for place, meal in enumerate(MEALS)}


@dataclass(frozen=True, slots=True, order=True)
class MealKey:
    """A meal of a day; `slot` counts breakfast, lunch and dinner from 0."""

    day: date
    slot: int


@dataclass(frozen=True, slots=True)
class Cooked:
    """One dish at one meal: portions cooked and taken, as whole numbers."""

    dish_code: str
    prepared: int
    served: int


Meals = Mapping[MealKey, list[Cooked]]
Recipes = Mapping[str, Mapping[str, int]]  # dish, ingredient: thousandths of mg-like base units
PER_PORTION = 1_000_000  # recipes are kept in millionths of a base unit


def meals_of(rows: Iterable[DishServed]) -> dict[MealKey, list[Cooked]]:
    """The meals in order of time. A dish nobody was cooked for is left out."""
    found: dict[MealKey, list[Cooked]] = defaultdict(list)
    for row in rows:
        if row.prepared:
            key = MealKey(row.day, SLOT[row.meal])
            found[key].append(Cooked(row.dish_code, row.prepared, row.served))
    return dict(sorted(found.items()))


def gross_recipes(dishes: Iterable[Dish], goods: Mapping[str, Ingredient]) -> Recipes:
    """Millionths of a base unit, as bought, that one portion of each dish takes."""
    return {
        dish.code: {
            code: _gross(net_g, goods[code]) for code, net_g in _net_by_ingredient(dish).items()
        }
        for dish in dishes
    }


def drawn_for(cooked: Iterable[Cooked], recipes: Recipes) -> dict[str, dict[str, int]]:
    """Thousandths of a base unit by ingredient and dish, each rounded up to what a scale shows."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in cooked:
        for code, per_portion in recipes[row.dish_code].items():
            needed = -(-per_portion * row.prepared // 1000)
            found[code][row.dish_code] = -(-needed // DRAWN_IN) * DRAWN_IN
    return found


def _net_by_ingredient(dish: Dish) -> dict[str, Decimal]:
    net: dict[str, Decimal] = defaultdict(Decimal)
    for line in dish.recipe:
        net[line.ingredient_code] += line.net_g
    return net


def _gross(net_g: Decimal, item: Ingredient) -> int:
    bought_g = net_g / (item.net_yield * item.soaking_yield)
    units = bought_g / item.grams_per_base_unit() * PER_PORTION
    return int(units.to_integral_value(ROUND_CEILING))
