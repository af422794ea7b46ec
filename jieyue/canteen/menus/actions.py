"""Every write to menus, recipes and take rates."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.diners.queries import serving_days
from jieyue.canteen.menus.facts import (
    CycleApplied,
    MenuSet,
    RecipeSet,
    ServedRecorded,
    TakeRatesLearnt,
)
from jieyue.canteen.menus.models import (
    CycleDish,
    CycleMenu,
    Dish,
    MenuDay,
    MenuDish,
    RecipeLine,
    ServedCount,
    TakeRate,
)
from jieyue.canteen.menus.queries import dish_ids_of, ingredient_facts
from jieyue.canteen.menus.rules import recipes, take_rates
from jieyue.canteen.menus.rules.take_rates import Prior, Served
from jieyue.canteen.parameters import (
    TAKE_RATE_DAY_CORRELATION,
    TAKE_RATE_HALF_LIFE_DAYS,
    TAKE_RATE_PRIOR_STRENGTH,
)
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor

RECIPE_COLUMNS = ("ingredient_id", "quantity", "unit", "weighed", "cook_yield")


class UnknownDishes(LookupError):
    """Dish ids that the site does not have."""

    def __init__(self, dish_ids: Sequence[int]) -> None:
        super().__init__(tuple(dish_ids))
        self.dish_ids = tuple(dish_ids)


class UnknownIngredients(LookupError):
    """Ingredient ids that the site does not have."""

    def __init__(self, ingredient_ids: Sequence[int]) -> None:
        super().__init__(tuple(ingredient_ids))
        self.ingredient_ids = tuple(ingredient_ids)


@dataclass(frozen=True, kw_only=True)
class DishCount:
    """Portions of one dish taken at one meal."""

    day: date
    meal: str
    dish_id: int
    diners: int
    taken: int
    sold_out: bool = False


@transaction.atomic
def set_menu(
    *, canteen_id: int, day: date, meal: str, dish_ids: Sequence[int], actor: Actor, at: datetime
) -> None:
    """Say what a meal offers, in this order; a dish named twice is offered once.

    No dishes at all removes the menu. Raises NotAllowed, Canteen.DoesNotExist, UnknownDishes.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    new = list(dict.fromkeys(dish_ids))
    check_dishes(new, site_id=canteen.site_id)
    old = dish_ids_of(canteen_id=canteen_id, day=day, meal=meal)
    if new == old:
        return
    MenuDay.objects.filter(canteen=canteen, day=day, meal=meal).delete()
    if new:
        _create_menus(canteen, {(day, meal): new})
    fact = MenuSet(canteen_id=canteen_id, day=day, meal=meal, old=old, new=new)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def apply_cycle(*, cycle_id: int, first: date, last: date, actor: Actor, at: datetime) -> int:
    """Fill the meals of [first, last] that are served and have no menu yet; returns how many."""
    actor.require(CanteenPermission.MENUS_EDIT)
    cycle = CycleMenu.objects.visible_to(actor).select_related("canteen").get(id=cycle_id)
    Canteen.objects.select_for_update(no_key=True).get(id=cycle.canteen_id)
    offered = _offered(cycle)
    taken = MenuDay.objects.filter(canteen_id=cycle.canteen_id, day__range=(first, last))
    known = set(taken.values_list("day", "meal"))
    menus: dict[tuple[date, str], list[int]] = {}
    for meal in sorted({meal for _, _, meal in offered}):
        for day in serving_days(canteen_id=cycle.canteen_id, meal=meal, first=first, last=last):
            dishes = offered.get((*_place(cycle, day), meal))
            if dishes and (day, meal) not in known:
                menus[day, meal] = dishes
    _create_menus(cycle.canteen, menus)
    fact = CycleApplied(cycle_id=cycle_id, first=first, last=last, meals=len(menus))
    journal.record(fact, actor=actor, at=at)
    return len(menus)


@transaction.atomic
def set_recipe(
    *,
    dish_id: int,
    portions: Decimal,
    lines: Sequence[recipes.RecipeLine],
    actor: Actor,
    at: datetime,
) -> None:
    """Replace the recipe of a dish. Nothing changes when a line does not convert.

    Raises NotAllowed, Dish.DoesNotExist, UnknownIngredients, NoPortions, YieldNotPositive,
    RecipeUnitDoesNotConvert.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    dish = Dish.objects.visible_to(actor).select_for_update(no_key=True).get(id=dish_id)
    facts = ingredient_facts(site_id=dish.site_id, on=timezone.localdate(at))
    unknown = [line.ingredient_id for line in lines if line.ingredient_id not in facts]
    if unknown:
        raise UnknownIngredients(unknown)
    recipe = recipes.Recipe(dish=dish.name, portions=portions, lines=tuple(lines))
    recipes.raw_per_portion(recipe, facts)
    old = list(dish.lines.values_list(*RECIPE_COLUMNS))
    dish.recipe_portions = portions
    dish.save(update_fields=["recipe_portions"])
    dish.lines.all().delete()
    RecipeLine.objects.bulk_create(_line(dish, i, line) for i, line in enumerate(lines))
    new = [tuple(getattr(line, column) for column in RECIPE_COLUMNS) for line in lines]
    journal.record(RecipeSet(dish_id=dish_id, old=old, new=new), actor=actor, at=at)


@transaction.atomic
def record_served(
    *, canteen_id: int, counts: Iterable[DishCount], actor: Actor, at: datetime
) -> int:
    """Store what was taken of each dish; a later count of the same dish and meal replaces it.

    Raises NotAllowed, UnknownDishes, and BadServedCount before anything is stored.
    """
    actor.require(CanteenPermission.MENUS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    rows = list(counts)
    for row in rows:
        if not 0 <= row.taken <= row.diners:
            raise take_rates.BadServedCount(day=row.day, diners=row.diners, taken=row.taken)
    check_dishes({row.dish_id for row in rows}, site_id=canteen.site_id)
    ServedCount.objects.bulk_create(
        (ServedCount(site_id=canteen.site_id, canteen=canteen, **vars(row)) for row in rows),
        update_conflicts=True,
        unique_fields=["canteen", "day", "meal", "dish"],
        update_fields=["diners", "taken", "sold_out"],
        batch_size=1000,
    )
    if rows:
        days = [row.day for row in rows]
        fact = ServedRecorded(
            canteen_id=canteen_id, first=min(days), last=max(days), counts=len(rows)
        )
        journal.record(fact, actor=actor, at=at)
    return len(rows)


@transaction.atomic
def learn_take_rates(*, canteen_id: int, actor: Actor, at: datetime) -> int:
    """Learn every dish's take rate anew from the counts before today; returns how many dishes."""
    actor.require(CanteenPermission.MENUS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    on = timezone.localdate(at)
    values = parameters.read(site_id=canteen.site_id, on=on)
    strength = float(values.decimal(TAKE_RATE_PRIOR_STRENGTH))
    correlation = float(values.decimal(TAKE_RATE_DAY_CORRELATION))
    half_life = float(values.integer(TAKE_RATE_HALF_LIFE_DAYS))
    found = []
    for (meal, dish_id, prior), served in _served(canteen_id=canteen_id, before=on).items():
        learnt = take_rates.learn(
            served,
            Prior(mean=prior, strength=strength),
            on=on,
            day_correlation=correlation,
            half_life_days=half_life,
        )
        found.append(
            TakeRate(
                site_id=canteen.site_id,
                canteen=canteen,
                meal=meal,
                dish_id=dish_id,
                taking=learnt.taking,
                passing=learnt.passing,
                day_correlation=learnt.day_correlation,
                days=learnt.days,
                learnt_on=on,
                parameters_used=values.used,
            )
        )
    TakeRate.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["canteen", "meal", "dish"],
        update_fields=[
            "taking",
            "passing",
            "day_correlation",
            "days",
            "learnt_on",
            "parameters_used",
        ],
    )
    fact = TakeRatesLearnt(canteen_id=canteen_id, learnt_on=on, dishes=len(found))
    journal.record(fact, actor=actor, at=at)
    return len(found)


def check_dishes(dish_ids: Iterable[int], *, site_id: int) -> None:
    """Raises UnknownDishes when the site lacks one."""
    wanted = set(dish_ids)
    known = set(Dish.objects.filter(site_id=site_id, id__in=wanted).values_list("id", flat=True))
    if wanted - known:
        raise UnknownDishes(sorted(wanted - known))


def _create_menus(canteen: Canteen, menus: dict[tuple[date, str], list[int]]) -> None:
    created = MenuDay.objects.bulk_create(
        MenuDay(site_id=canteen.site_id, canteen=canteen, day=day, meal=meal) for day, meal in menus
    )
    MenuDish.objects.bulk_create(
        MenuDish(site_id=canteen.site_id, menu=menu, dish_id=dish_id, position=position)
        for menu in created
        for position, dish_id in enumerate(menus[menu.day, menu.meal])
    )


def _offered(cycle: CycleMenu) -> dict[tuple[int, int, str], list[int]]:
    """Dish ids by week, ISO weekday and meal."""
    offered: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    dishes = CycleDish.objects.filter(cycle=cycle).order_by("position", "id")
    for week, weekday, meal, dish_id in dishes.values_list("week", "weekday", "meal", "dish_id"):
        offered[week, weekday, meal].append(dish_id)
    return offered


def _place(cycle: CycleMenu, day: date) -> tuple[int, int]:
    """Week of the cycle, from 1, and ISO weekday."""
    monday = day - timedelta(days=day.weekday())
    return (monday - cycle.starts_on).days // 7 % cycle.weeks + 1, day.isoweekday()


def _line(dish: Dish, position: int, line: recipes.RecipeLine) -> RecipeLine:
    return RecipeLine(
        site_id=dish.site_id,
        dish=dish,
        ingredient_id=line.ingredient_id,
        position=position,
        quantity=line.quantity,
        unit=line.unit,
        weighed=line.weighed,
        cook_yield=line.cook_yield,
    )


def _served(*, canteen_id: int, before: date) -> dict[tuple[str, int, float], list[Served]]:
    """Counts by meal, dish and the dish's first guess."""
    grouped: dict[tuple[str, int, float], list[Served]] = defaultdict(list)
    rows = ServedCount.objects.filter(canteen_id=canteen_id, day__lt=before)
    for meal, dish_id, prior, day, diners, taken, sold_out in rows.values_list(
        "meal", "dish_id", "dish__prior_take_rate", "day", "diners", "taken", "sold_out"
    ).iterator():
        served = Served(day=day, diners=diners, taken=taken, sold_out=sold_out)
        grouped[meal, dish_id, float(prior)].append(served)
    return grouped
