"""Rows of sheets become ingredients, dishes and recipe lines; the same row twice changes nothing.

Each `put_…` answers "added", "changed" or "unchanged". What a row leaves empty keeps its value.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.canteen.menus.facts import DishSet, IngredientSet, RecipeLineSet
from jieyue.canteen.menus.models import Dish, Ingredient, IngredientPrice, RecipeLine
from jieyue.canteen.menus.queries import ingredient_facts
from jieyue.canteen.menus.rules import recipes
from jieyue.canteen.menus.rules.recipes import Weighed
from jieyue.canteen.menus.sheets import ALLERGEN_CODES
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


class NameTaken(Exception):
    """Another row of the site has this name."""

    def __init__(self, name: str, *, code: str) -> None:
        super().__init__(name, code)
        self.name, self.code = name, code


class UnknownAllergens(Exception):
    """Codes that are no allergens; `known` are those there are."""

    def __init__(self, codes: str) -> None:
        super().__init__(codes)
        self.codes, self.known = codes, " ".join(sorted(ALLERGEN_CODES))


class NoSuchDish(Exception):
    """A recipe names a dish the site does not have."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NoSuchIngredient(Exception):
    """A recipe names an ingredient the site does not have."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@transaction.atomic
def put_ingredient(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Add or change the ingredient of this code. Raises NotAllowed, NameTaken, UnknownAllergens."""
    actor.require(CanteenPermission.MENUS_EDIT)
    fields = {key: value for key, value in values.items() if value not in (None, "")}
    price = fields.pop("price_yuan", None)
    if "allergens" in fields:
        fields["allergens"] = _allergens(fields["allergens"])
    row, old, new = put_row(Ingredient, fields, actor)
    if price is not None and _set_price(row, price, at):
        new["price_yuan"] = str(price)
    if new:
        fact = IngredientSet(code=row.code, old=old or {}, new=new)
        journal.record(fact, actor=actor, at=at)
    return _outcome(old, new)


@transaction.atomic
def put_dish(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Add or change the dish of this code. Raises NotAllowed, NameTaken."""
    actor.require(CanteenPermission.MENUS_EDIT)
    fields = {key: value for key, value in values.items() if value not in (None, "")}
    row, old, new = put_row(Dish, fields, actor)
    if new:
        journal.record(DishSet(code=row.code, old=old or {}, new=new), actor=actor, at=at)
    return _outcome(old, new)


@transaction.atomic
def put_recipe_line(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Add or change one ingredient of a dish.

    Raises NotAllowed, NoSuchDish, NoSuchIngredient, RecipeUnitDoesNotConvert.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    dish = _named(Dish, values["dish"], actor)
    if dish is None:
        raise NoSuchDish(values["dish"])
    ingredient = _named(Ingredient, values["ingredient"], actor)
    if ingredient is None:
        raise NoSuchIngredient(values["ingredient"])
    line = RecipeLine.objects.filter(dish=dish, ingredient=ingredient).first()
    old = None if line is None else {key: str(getattr(line, key)) for key in _LINE}
    line = line or RecipeLine(
        site_id=dish.site_id,
        dish=dish,
        ingredient=ingredient,
        position=RecipeLine.objects.filter(dish=dish).count(),
    )
    for key in _LINE:
        if values.get(key) not in (None, ""):
            setattr(line, key, values[key])
    _check_converts(dish, line, at)
    line.save()
    line.refresh_from_db()
    new = {key: str(getattr(line, key)) for key in _LINE}
    if new == old:
        return "unchanged"
    fact = RecipeLineSet(dish=dish.code, ingredient=ingredient.code, old=old or {}, new=new)
    journal.record(fact, actor=actor, at=at)
    return _outcome(old, new)


_LINE = ("quantity", "unit", "weighed", "cook_yield")


def put_row(
    table: type[models.Model], fields: Mapping[str, Any], actor: Actor
) -> tuple[Any, dict[str, str] | None, dict[str, str]]:
    """The row of this code with the fields set, and what they were and became.

    Old is None for a new row; both are empty when nothing differs.
    """
    rows = table._default_manager.filter(site_id=actor.site_id)
    taken = rows.filter(name=fields["name"]).exclude(code=fields["code"])
    if taken.exists():
        raise NameTaken(fields["name"], code=taken.values_list("code", flat=True)[0])
    row = rows.select_for_update(no_key=True).filter(code=fields["code"]).first()
    if row is None:
        row = table._default_manager.create(site_id=actor.site_id, **fields)
        return row, None, {key: str(value) for key, value in fields.items()}
    differing = [key for key, value in fields.items() if getattr(row, key) != value]
    old = {key: str(getattr(row, key)) for key in differing}
    for key in differing:
        setattr(row, key, fields[key])
    if differing:
        row.save(update_fields=differing)
    return row, old, {key: str(fields[key]) for key in differing}


def _outcome(old: dict[str, str] | None, new: dict[str, str]) -> str:
    if old is None:
        return "added"
    return "changed" if new else "unchanged"


def _named(table: type[models.Model], text: str, actor: Actor) -> Any:
    rows = table._default_manager.filter(site_id=actor.site_id)
    return rows.filter(Q(name=text) | Q(code=text)).order_by("-name").first()


def _allergens(text: str) -> list[str]:
    codes = sorted(set(text.replace("、", " ").replace(",", " ").split()))
    unknown = [code for code in codes if code not in ALLERGEN_CODES]
    if unknown:
        raise UnknownAllergens(" ".join(unknown))
    return codes


def _set_price(ingredient: Ingredient, price: Decimal, at: datetime) -> bool:
    """Whether the price differs from the one in force; then it holds from today."""
    today = timezone.localdate(at)
    prices = IngredientPrice.objects.filter(ingredient=ingredient, effective_on__lte=today)
    latest = prices.order_by("-effective_on").first()
    if latest is not None and latest.price_yuan == price:
        return False
    IngredientPrice.objects.update_or_create(
        ingredient=ingredient,
        effective_on=today,
        defaults={"site_id": ingredient.site_id, "price_yuan": price},
    )
    return True


def _check_converts(dish: Dish, line: RecipeLine, at: datetime) -> None:
    facts = ingredient_facts(
        site_id=dish.site_id,
        on=timezone.localdate(at),
        ingredient_ids=[line.ingredient_id],
    )
    stated = recipes.RecipeLine(
        ingredient_id=line.ingredient_id,
        quantity=Decimal(line.quantity),
        unit=line.unit,
        weighed=Weighed(line.weighed),
        cook_yield=Decimal(line.cook_yield),
    )
    recipe = recipes.Recipe(dish=dish.name, portions=dish.recipe_portions, lines=(stated,))
    recipes.raw_per_portion(recipe, facts)
