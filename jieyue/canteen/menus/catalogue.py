"""Lists and pages of dishes and ingredients: cost, contents, and how often a dish is taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.menus.category_names import name_of
from jieyue.canteen.menus.models import (
    Allergen,
    Course,
    Dish,
    Ingredient,
    IngredientPrice,
    RecipeLine,
    ServedCount,
    TakeRate,
    Weighing,
)
from jieyue.canteen.menus.queries import Portion, portions_of
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of

ALLERGENS = dict(Allergen.choices)
COUNTS_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class DishRow:
    """One line of the list of dishes. `take_rate`: learnt over all its meals, else the guess."""

    code: str
    name: str
    course: str
    portion_g: int | None
    cost_yuan: Decimal | None
    take_rate: float
    days: int
    allergens: str
    may_cook_twice: bool
    has_recipe: bool


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One ingredient of a recipe, with what one portion takes of it as bought."""

    ingredient: str
    quantity: Decimal
    unit: str
    weighed: str
    cook_yield: Decimal
    net_yield: Decimal
    soaking_yield: Decimal
    raw: Decimal | None
    base_unit: str
    allergens: str


@dataclass(frozen=True, kw_only=True)
class RateRow:
    """What is known of a dish's take rate at one meal of one canteen."""

    canteen: str
    meal: str
    mean: float
    sd: float
    days: int
    learnt_on: date


@dataclass(frozen=True, kw_only=True)
class CountRow:
    """One served count behind a take rate."""

    day: date
    canteen: str
    meal: str
    diners: int
    taken: int
    sold_out: bool

    @property
    def share(self) -> float | None:
        return self.taken / self.diners if self.diners else None


@dataclass(frozen=True, kw_only=True)
class DishPage:
    """Everything on the page of one dish."""

    code: str
    name: str
    name_en: str
    course: str
    portion_g: int | None
    spiciness: int
    cook_minutes: int
    holding_minutes: int
    may_cook_twice: bool
    recipe_portions: Decimal
    prior_take_rate: Decimal
    portion: Portion
    allergens: str
    lines: tuple[LineRow, ...]
    rates: tuple[RateRow, ...]
    counts: tuple[CountRow, ...]


@dataclass(frozen=True, kw_only=True)
class IngredientRow:
    """One line of the list of ingredients."""

    code: str
    name: str
    category: str
    base_unit: str
    net_yield: Decimal
    soaking_yield: Decimal
    price_yuan: Decimal | None
    priced_on: date | None
    shelf_life_days: int | None
    storage: str
    allergens: str
    may_edit: bool


def dishes(actor: Actor, *, on: date) -> list[DishRow]:
    """Active dishes by code, at the prices of a day. Six queries. Raises NotAllowed."""
    actor.require(CanteenPermission.MENUS_READ)
    found = list(Dish.objects.visible_to(actor).filter(is_active=True).order_by("code"))
    if not found:
        return []
    portions = portions_of(site_id=found[0].site_id, dish_ids=[d.id for d in found], on=on)
    learnt = _learnt(actor)
    return [_row(dish, portions[dish.id], learnt.get(dish.id)) for dish in found]


def dish(actor: Actor, code: str, *, on: date) -> DishPage:
    """One dish. Raises NotAllowed, Dish.DoesNotExist."""
    actor.require(CanteenPermission.MENUS_READ)
    found: Dish = Dish.objects.visible_to(actor).get(code=code)
    portion = portions_of(site_id=found.site_id, dish_ids=[found.id], on=on)[found.id]
    return DishPage(
        code=found.code,
        name=found.name,
        name_en=found.name_en,
        course=str(Course(found.course).label),
        portion_g=found.portion_g,
        spiciness=found.spiciness,
        cook_minutes=found.cook_minutes,
        holding_minutes=found.holding_minutes,
        may_cook_twice=found.may_cook_twice,
        recipe_portions=found.recipe_portions,
        prior_take_rate=found.prior_take_rate,
        portion=portion,
        allergens=allergen_text(portion.allergens),
        lines=_lines(found, portion),
        rates=_rates(found),
        counts=_counts(found),
    )


def ingredients(actor: Actor, *, on: date) -> list[IngredientRow]:
    """Active ingredients by code with their price of a day. One query. Raises NotAllowed."""
    actor.require(CanteenPermission.MENUS_READ)
    prices = IngredientPrice.objects.filter(ingredient=OuterRef("pk"), effective_on__lte=on)
    newest = prices.order_by("-effective_on")
    may_edit = actor.may(CanteenPermission.MENUS_EDIT)
    rows = Ingredient.objects.visible_to(actor).filter(is_active=True)
    rows = rows.annotate(
        price_yuan=Subquery(newest.values("price_yuan")[:1]),
        priced_on=Subquery(newest.values("effective_on")[:1]),
    )
    return [
        IngredientRow(
            code=row.code,
            name=row.name,
            category=name_of(row.category),
            base_unit=label_of(row.base_unit),
            net_yield=row.net_yield,
            soaking_yield=row.soaking_yield,
            price_yuan=row.price_yuan,
            priced_on=row.priced_on,
            shelf_life_days=row.shelf_life_days,
            storage=row.get_storage_display(),
            allergens=allergen_text(row.allergens),
            may_edit=may_edit,
        )
        for row in rows.order_by("code")
    ]


def prices(ingredient: Ingredient) -> list[tuple[date, Decimal]]:
    """Day from which, and yuan for one base unit, the latest first; a year of monthly prices."""
    rows = IngredientPrice.objects.filter(ingredient=ingredient).order_by("-effective_on")
    return [*rows.values_list("effective_on", "price_yuan")[:12]]


def allergen_text(codes: Iterable[str]) -> str:
    """Allergens in the reader's language, in one line."""
    return "、".join(str(ALLERGENS.get(code, code)) for code in codes)


def courses_of(actor: Actor) -> dict[str, list[tuple[int, str]]]:
    """Active dishes by course in the order of the menu, with their id and name; one query."""
    found: dict[str, list[tuple[int, str]]] = {course: [] for course in Course.values}
    rows = Dish.objects.visible_to(actor).filter(is_active=True).order_by("name")
    for dish_id, name, course in rows.values_list("id", "name", "course"):
        found[course].append((dish_id, name))
    return {course: names for course, names in found.items() if names}


def _row(dish: Dish, portion: Portion, learnt: tuple[float, int] | None) -> DishRow:
    mean, days = learnt or (float(dish.prior_take_rate), 0)
    return DishRow(
        code=dish.code,
        name=dish.name,
        course=dish.course,
        portion_g=dish.portion_g,
        cost_yuan=None if portion.problem else portion.cost_yuan,
        take_rate=mean,
        days=days,
        allergens=allergen_text(portion.allergens),
        may_cook_twice=dish.may_cook_twice,
        has_recipe=portion.problem is None,
    )


def _learnt(actor: Actor) -> dict[int, tuple[float, int]]:
    """Mean take rate and days of each dish, its meals weighed by their evidence."""
    sums: dict[int, tuple[float, float, int]] = defaultdict(lambda: (0.0, 0.0, 0))
    rows = TakeRate.objects.visible_to(actor)
    for dish_id, taking, passing, days in rows.values_list("dish_id", "taking", "passing", "days"):
        took, passed, counted = sums[dish_id]
        sums[dish_id] = (took + taking, passed + passing, counted + days)
    return {i: (took / (took + passed), days) for i, (took, passed, days) in sums.items()}


def _lines(found: Dish, portion: Portion) -> tuple[LineRow, ...]:
    rows = RecipeLine.objects.filter(dish=found).select_related("ingredient")
    return tuple(
        LineRow(
            ingredient=row.ingredient.name,
            quantity=row.quantity,
            unit=label_of(row.unit),
            weighed=str(Weighing(row.weighed).label),
            cook_yield=row.cook_yield,
            net_yield=row.ingredient.net_yield,
            soaking_yield=row.ingredient.soaking_yield,
            raw=portion.raw.get(row.ingredient_id),
            base_unit=label_of(row.ingredient.base_unit),
            allergens=allergen_text(row.ingredient.allergens),
        )
        for row in rows.order_by("position", "id")
    )


def _rates(found: Dish) -> tuple[RateRow, ...]:
    rows = TakeRate.objects.filter(dish=found).select_related("canteen", "dish")
    return tuple(
        RateRow(
            canteen=row.canteen.name,
            meal=str(Meal(row.meal).label),
            mean=learnt.mean,
            sd=learnt.sd,
            days=row.days,
            learnt_on=row.learnt_on,
        )
        for row, learnt in ((row, row.learnt) for row in rows)
    )


def _counts(found: Dish) -> tuple[CountRow, ...]:
    rows = ServedCount.objects.filter(dish=found).select_related("canteen").order_by("-day")
    return tuple(
        CountRow(
            day=row.day,
            canteen=row.canteen.name,
            meal=str(Meal(row.meal).label),
            diners=row.diners,
            taken=row.taken,
            sold_out=row.sold_out,
        )
        for row in rows[:COUNTS_SHOWN]
    )
