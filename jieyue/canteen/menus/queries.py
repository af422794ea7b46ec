"""Dishes, recipes, menus and take rates: plain values for pages and for planning."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.menus.models import (
    Dish,
    Ingredient,
    IngredientPrice,
    MenuDay,
    MenuDish,
    RecipeLine,
    TakeRate,
)
from jieyue.canteen.menus.rules import recipes
from jieyue.canteen.menus.rules.recipes import IngredientFacts, Recipe, Weighed
from jieyue.canteen.menus.rules.take_rates import Learnt, Prior, learn
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor

WEIGHED = {each.value: each for each in Weighed}
MEAL_ORDER = {Meal.BREAKFAST.value: 0, Meal.LUNCH.value: 1, Meal.DINNER.value: 2}


@dataclass(frozen=True, kw_only=True)
class RecipeProblem:
    """Why a dish cannot be planned: code "no_recipe", "unit" or "yield", and the names in it."""

    code: str
    dish: str
    ingredient: str = ""
    unit: str = ""
    base_unit: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Portion:
    """One portion of a dish: raw quantities by ingredient, cost and allergens."""

    raw: Mapping[int, Decimal]
    cost_yuan: Decimal
    unpriced: tuple[str, ...]
    allergens: tuple[str, ...]
    problem: RecipeProblem | None = None


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A dish on a menu with what planning must know of it."""

    day: date
    meal: str
    dish_id: int
    dish: str
    course: str
    cook_minutes: int
    may_cook_twice: bool
    take_rate: Learnt


@dataclass(frozen=True, kw_only=True)
class MenuCell:
    """One meal of the calendar. `without_recipe` names dishes nothing can be bought for."""

    day: date
    meal: str
    dishes: tuple[str, ...]
    without_recipe: tuple[str, ...]


def ingredient_facts(
    *, site_id: int, on: date, ingredient_ids: Iterable[int] | None = None
) -> dict[int, IngredientFacts]:
    """Every ingredient of a site, or those named, with its price on a day. One query."""
    price = IngredientPrice.objects.filter(ingredient=OuterRef("pk"), effective_on__lte=on)
    newest = Subquery(price.order_by("-effective_on").values("price_yuan")[:1])
    rows = Ingredient.objects.filter(site_id=site_id).annotate(price_yuan=newest)
    if ingredient_ids is not None:
        rows = rows.filter(id__in=list(ingredient_ids))
    columns = [each.name for each in fields(IngredientFacts) if each.name != "allergens"]
    return {
        row["id"]: IngredientFacts(**row | {"allergens": frozenset(row["allergens"])})
        for row in rows.order_by().values(*columns, "allergens")
    }


def portions_of(*, site_id: int, dish_ids: Iterable[int], on: date) -> dict[int, Portion]:
    """One portion of each dish at the prices of a day. Three queries, whatever the dishes."""
    facts = ingredient_facts(site_id=site_id, on=on)
    return {dish_id: _portion(r, facts) for dish_id, r in recipes_of(dish_ids=dish_ids).items()}


def recipes_of(*, dish_ids: Iterable[int]) -> dict[int, Recipe]:
    """The recipes of the dishes as the rules take them; without lines where there is none."""
    ids = list(dish_ids)
    lines: dict[int, list[recipes.RecipeLine]] = defaultdict(list)
    found = RecipeLine.objects.filter(dish_id__in=ids).order_by("dish_id", "position", "id")
    for dish_id, ingredient_id, quantity, unit, weighed, cook_yield in found.values_list(
        "dish_id", "ingredient_id", "quantity", "unit", "weighed", "cook_yield"
    ):
        lines[dish_id].append(
            recipes.RecipeLine(
                ingredient_id=ingredient_id,
                quantity=quantity,
                unit=unit,
                weighed=WEIGHED[weighed],
                cook_yield=cook_yield,
            )
        )
    dishes = Dish.objects.filter(id__in=ids).values_list("id", "name", "recipe_portions")
    return {
        dish_id: Recipe(dish=name, portions=portions, lines=tuple(lines[dish_id]))
        for dish_id, name, portions in dishes
    }


def menu_entries(
    *,
    canteen_id: int,
    first: date,
    last: date,
    prior_strength: float,
    day_correlation: float,
) -> list[MenuEntry]:
    """The dishes of [first, last] by day, meal and place on the menu. Two queries.

    A dish that was never counted at that meal has its first guess, worth `prior_strength` diners.
    """
    learnt = take_rates(canteen_id=canteen_id)
    rows = MenuDish.objects.filter(
        menu__canteen_id=canteen_id, menu__day__range=(first, last)
    ).values_list(
        "menu__day", "menu__meal", "dish_id", "dish__name", "dish__course", "dish__cook_minutes",
        "dish__may_cook_twice", "dish__prior_take_rate", "position",
    )  # fmt: skip
    ordered = sorted(rows, key=lambda row: (row[0], MEAL_ORDER[row[1]], row[8], row[2]))
    return [
        MenuEntry(
            day=day,
            meal=meal,
            dish_id=dish_id,
            dish=dish,
            course=course,
            cook_minutes=minutes,
            may_cook_twice=twice,
            take_rate=learnt.get((meal, dish_id))
            or first_guess(prior, prior_strength, day_correlation, on=day),
        )
        for day, meal, dish_id, dish, course, minutes, twice, prior, _ in ordered
    ]


def take_rates(*, canteen_id: int) -> dict[tuple[str, int], Learnt]:
    """What was learnt, by meal and dish."""
    rows = TakeRate.objects.filter(canteen_id=canteen_id).select_related("dish")
    return {(row.meal, row.dish_id): row.learnt for row in rows}


def first_guess(
    prior_take_rate: Decimal, strength: float, day_correlation: float, *, on: date
) -> Learnt:
    """A take rate before anything was counted."""
    prior = Prior(mean=float(prior_take_rate), strength=strength)
    return learn([], prior, on=on, day_correlation=day_correlation)


def calendar(actor: Actor, *, canteen_id: int, first: date, last: date) -> list[MenuCell]:
    """The menus of [first, last] that there are, by day and meal. Three queries.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.MENUS_READ)
    menus = MenuDay.objects.visible_to(actor).filter(
        canteen_id=canteen_id, day__range=(first, last)
    )
    rows = MenuDish.objects.filter(menu__in=menus).values_list("menu_id", "dish_id", "dish__name")
    placed = list(rows.order_by("menu_id", "position", "id"))
    with_recipe = dishes_with_recipe({dish_id for _, dish_id, _ in placed})
    names: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for menu_id, dish_id, name in placed:
        names[menu_id].append((name, dish_id in with_recipe))
    cells = [
        MenuCell(
            day=day,
            meal=meal,
            dishes=tuple(name for name, _ in names[menu_id]),
            without_recipe=tuple(name for name, has_recipe in names[menu_id] if not has_recipe),
        )
        for menu_id, day, meal in menus.values_list("id", "day", "meal")
    ]
    return sorted(cells, key=lambda cell: (cell.day, MEAL_ORDER[cell.meal]))


def dish_ids_of(*, canteen_id: int, day: date, meal: str) -> list[int]:
    """The dishes of one meal in the order of its menu; empty when it has none."""
    dishes = MenuDish.objects.filter(menu__canteen_id=canteen_id, menu__day=day, menu__meal=meal)
    return list(dishes.order_by("position", "id").values_list("dish_id", flat=True))


def dishes_with_recipe(dish_ids: Iterable[int]) -> set[int]:
    """Of these dishes, those with at least one recipe line."""
    lines = RecipeLine.objects.filter(dish_id__in=list(dish_ids)).order_by()
    return set(
        lines.values_list("dish_id").annotate(n=Count("id")).values_list("dish_id", flat=True)
    )


def _portion(recipe: Recipe, facts: Mapping[int, IngredientFacts]) -> Portion:
    nothing = Portion(raw={}, cost_yuan=Decimal(0), unpriced=(), allergens=())
    if not recipe.lines:
        return _with_problem(nothing, RecipeProblem(code="no_recipe", dish=recipe.dish))
    named = tuple(recipes.allergens(recipe.lines, facts))
    try:
        raw = recipes.raw_per_portion(recipe, facts)
    except recipes.RecipeUnitDoesNotConvert as error:
        problem = RecipeProblem(
            code="unit",
            dish=recipe.dish,
            ingredient=error.ingredient,
            unit=error.unit,
            base_unit=error.base_unit,
            missing=error.missing,
        )
        return _with_problem(nothing, problem, allergens=named)
    cost = recipes.portion_cost(raw, facts)
    return Portion(raw=raw, cost_yuan=cost.yuan, unpriced=cost.unpriced, allergens=named)


def _with_problem(
    portion: Portion, problem: RecipeProblem, *, allergens: tuple[str, ...] = ()
) -> Portion:
    return Portion(
        raw=portion.raw,
        cost_yuan=portion.cost_yuan,
        unpriced=portion.unpriced,
        allergens=allergens,
        problem=problem,
    )
