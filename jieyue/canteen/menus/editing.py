"""Writing dishes with their recipes, and ingredients with their prices, by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.menus.actions import RECIPE_COLUMNS, set_recipe
from jieyue.canteen.menus.facts import DishSet, IngredientSet
from jieyue.canteen.menus.imports import put_row
from jieyue.canteen.menus.models import Dish, Ingredient, IngredientPrice, RecipeLine
from jieyue.canteen.menus.queries import ingredient_facts, recipes_of
from jieyue.canteen.menus.rules import recipes
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


class CodeTaken(Exception):
    """Another row of the site has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BaseUnitInUse(Exception):
    """Prices and recipes are counted in this unit, so it cannot become another."""

    def __init__(self, *, ingredient: str, base_unit: str) -> None:
        super().__init__(ingredient, base_unit)
        self.ingredient, self.base_unit = ingredient, base_unit


class PriceInThePast(Exception):
    """What was reckoned with an earlier price stays as it was reckoned."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@transaction.atomic
def save_dish(
    values: Mapping[str, Any],
    *,
    portions: Decimal,
    lines: Sequence[recipes.RecipeLine],
    is_new: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Add or change the dish of this code together with its recipe: all of it or nothing.

    Raises NotAllowed, CodeTaken, NameTaken, and what `set_recipe` raises.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    _check_code(Dish, values["code"], is_new=is_new, actor=actor)
    dish, old, new = put_row(Dish, values, actor)
    if new:
        journal.record(DishSet(code=dish.code, old=old or {}, new=new), actor=actor, at=at)
    written = [tuple(getattr(line, column) for column in RECIPE_COLUMNS) for line in lines]
    stored = list(RecipeLine.objects.filter(dish=dish).values_list(*RECIPE_COLUMNS))
    if stored != written or dish.recipe_portions != portions:
        set_recipe(dish_id=dish.id, portions=portions, lines=lines, actor=actor, at=at)


@transaction.atomic
def save_ingredient(
    values: Mapping[str, Any],
    *,
    price_yuan: Decimal | None,
    price_from: date,
    is_new: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Add or change the ingredient of this code, and its price from a day on when one is given.

    Raises NotAllowed, CodeTaken, NameTaken, BaseUnitInUse, PriceInThePast, and
    RecipeUnitDoesNotConvert when a recipe would no longer lead to the base unit.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    _check_code(Ingredient, values["code"], is_new=is_new, actor=actor)
    if price_yuan is not None and price_from < timezone.localdate(at):
        raise PriceInThePast(price_from)
    if not is_new:
        _check_base_unit(values, actor)
    ingredient, old, new = put_row(Ingredient, values, actor)
    old = old or {}
    _check_recipes(ingredient, on=timezone.localdate(at))
    if price_yuan is not None:
        before = _set_price(ingredient, price_yuan, price_from)
        if before != price_yuan:
            old |= {} if before is None else {"price_yuan": str(before)}
            new |= {"price_yuan": str(price_yuan), "price_from": str(price_from)}
    if new:
        journal.record(IngredientSet(code=ingredient.code, old=old, new=new), actor=actor, at=at)


def _check_code(table: type[Any], code: str, *, is_new: bool, actor: Actor) -> None:
    if is_new and table._default_manager.filter(site_id=actor.site_id, code=code).exists():
        raise CodeTaken(code)


def _check_base_unit(values: Mapping[str, Any], actor: Actor) -> None:
    known = Ingredient.objects.get(site_id=actor.site_id, code=values["code"])
    if known.base_unit == values["base_unit"]:
        return
    lines = RecipeLine.objects.filter(ingredient=known)
    if lines.exists() or IngredientPrice.objects.filter(ingredient=known).exists():
        raise BaseUnitInUse(ingredient=known.name, base_unit=known.base_unit)


def _check_recipes(ingredient: Ingredient, *, on: date) -> None:
    """Every recipe with this ingredient still converts."""
    lines = RecipeLine.objects.filter(ingredient=ingredient)
    dish_ids = set(lines.values_list("dish_id", flat=True))
    if not dish_ids:
        return
    facts = ingredient_facts(site_id=ingredient.site_id, on=on, ingredient_ids=[ingredient.id])
    for recipe in recipes_of(dish_ids=dish_ids).values():
        own = tuple(line for line in recipe.lines if line.ingredient_id == ingredient.id)
        alone = recipes.Recipe(dish=recipe.dish, portions=recipe.portions, lines=own)
        recipes.raw_per_portion(alone, facts)


def _set_price(ingredient: Ingredient, price: Decimal, day: date) -> Decimal | None:
    """The price in force on that day until now; the same price again writes nothing."""
    prices = IngredientPrice.objects.filter(ingredient=ingredient, effective_on__lte=day)
    latest = prices.order_by("-effective_on").first()
    before: Decimal | None = latest.price_yuan if latest else None
    if before != price:
        IngredientPrice.objects.update_or_create(
            ingredient=ingredient,
            effective_on=day,
            defaults={"site_id": ingredient.site_id, "price_yuan": price},
        )
    return before
