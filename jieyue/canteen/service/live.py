"""The meal as it is served: who came, what is left of each dish, and what to release."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from jieyue.canteen.menus.counting import dishes_of_meal
from jieyue.canteen.planning import releases
from jieyue.canteen.planning.models import PlanDish, PlanMeal, PlanStatus
from jieyue.canteen.planning.refusals import NoMealTimes
from jieyue.canteen.planning.releases import LiveMeal
from jieyue.canteen.service.counting import sums_of
from jieyue.canteen.service.models import Sale
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class DishLeft:
    """One dish: portions cooked so far, taken, and left. None where nothing was planned.

    left is below zero when more was taken than the plan had cooked.
    """

    dish_id: int
    dish: str
    taken: Decimal
    cooked: int | None
    planned_second: int | None
    left: Decimal | None


@dataclass(frozen=True)
class TillCount:
    """Diners and money of one till; `till` is empty for what was entered without one."""

    till: str
    diners: int
    price_yuan: Decimal
    subsidy_yuan: Decimal


@dataclass(frozen=True)
class MealServed:
    """One meal of a canteen; advice is None without a plan in force, or once it is over."""

    diners: int
    dishes: tuple[DishLeft, ...]
    tills: tuple[TillCount, ...]
    flagged: int
    advice: LiveMeal | None


def dishes_left(
    actor: Actor, *, canteen_id: int, day: date, meal: str
) -> tuple[int, list[DishLeft]]:
    """Diners so far, and the menu's dishes, then others that were counted. Six queries."""
    sums = sums_of(canteen_id=canteen_id, day=day, meal=meal)
    return sums.diners, _dishes(actor, sums.portions, canteen_id=canteen_id, day=day, meal=meal)


def meal_served(
    actor: Actor, *, canteen_id: int, day: date, meal: str, today: date, at: datetime
) -> MealServed:
    """What the tills hold of a meal, and for today's the advice on second batches."""
    sums = sums_of(canteen_id=canteen_id, day=day, meal=meal)
    dishes = _dishes(actor, sums.portions, canteen_id=canteen_id, day=day, meal=meal)
    sales = Sale.objects.filter(canteen_id=canteen_id, day=day, meal=meal, cancelled_at=None)
    tills = (
        sales.order_by("till__code")
        .values_list("till__name")
        .annotate(Sum("diners"), Sum("price_yuan"), Sum("subsidy_yuan"))
    )
    return MealServed(
        diners=sums.diners,
        dishes=tuple(dishes),
        tills=tuple(TillCount(name or "", *rest) for name, *rest in tills),
        flagged=sales.exclude(flags=[]).count(),
        advice=_advice(actor, canteen_id, day, meal, sums.diners, at) if day == today else None,
    )


def _dishes(
    actor: Actor, portions: dict[int, Decimal], *, canteen_id: int, day: date, meal: str
) -> list[DishLeft]:
    planned = PlanDish.objects.filter(
        site_id=actor.site_id,
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day=day,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        plan_meal__meal=meal,
    )
    plans = {
        dish_id: (first, second, released)
        for dish_id, first, second, released in planned.values_list(
            "dish_id", "first", "second", "released"
        )
    }
    found = []
    for row in dishes_of_meal(canteen_id=canteen_id, day=day, meal=meal):
        taken = portions.get(row.dish_id, Decimal(0))
        first, second, released = plans.get(row.dish_id, (None, None, None))
        cooked = None if first is None else first + (released or 0)
        found.append(
            DishLeft(
                dish_id=row.dish_id,
                dish=row.dish,
                taken=taken,
                cooked=cooked,
                planned_second=None if released is not None else second,
                left=None if cooked is None else cooked - taken,
            )
        )
    return found


def _advice(
    actor: Actor, canteen_id: int, day: date, meal: str, come: int, at: datetime
) -> LiveMeal | None:
    """Advice from the diners the tills have counted, for who may see plans."""
    row = (
        PlanMeal.objects.visible_to(actor)
        .filter(
            plan__canteen_id=canteen_id,
            plan__day=day,
            plan__status=PlanStatus.CONFIRMED,
            meal=meal,
        )
        .first()
    )
    if row is None:
        return None
    try:
        return releases.advise(actor, plan_meal_id=row.id, come=come, at=at)
    except NoMealTimes:
        return None
