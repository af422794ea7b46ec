"""What to do about the second batch while a meal is served."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from jieyue.canteen.diners.models import MealPeriod
from jieyue.canteen.planning.models import PlanDish, PlanMeal
from jieyue.canteen.planning.refusals import NoMealTimes
from jieyue.canteen.planning.rules.batches import (
    Advice,
    ArrivalCurve,
    habitual_curve,
    second_batch,
    updated,
)
from jieyue.canteen.planning.rules.portions import Diners, TakeRate, diners_from_quantiles
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class DishAdvice:
    """Advice for one dish of the meal."""

    plan_dish_id: int
    dish: str
    first: int
    planned_second: int
    advice: Advice
    portions: int


@dataclass(frozen=True, kw_only=True)
class LiveMeal:
    """A meal under way: diners counted, the whole meal as it looks now, and the dishes."""

    plan_meal_id: int
    come: int
    usual_share: float
    expected_before: int
    expected: int
    low: int
    high: int
    dishes: tuple[DishAdvice, ...]


def advise(actor: Actor, *, plan_meal_id: int, come: int, at: datetime) -> LiveMeal:
    """Advice from the diners counted so far. Raises PlanMeal.DoesNotExist, NoMealTimes.

    Before the meal opens nothing is learnt; after it closes a pot comes too late.
    """
    rows = PlanMeal.objects.visible_to(actor).select_related("plan")
    meal = rows.get(id=plan_meal_id)
    period = MealPeriod.objects.filter(canteen_id=meal.plan.canteen_id, meal=meal.meal).first()
    if period is None:
        raise NoMealTimes(meal=meal.meal)
    minute = _minutes_after(period.opens, meal.plan.day, at)
    curve = habitual_curve(open_minutes=_minutes_between(period))
    diners = updated(
        diners_from_quantiles(meal.quantiles), come=max(come, 0), minute=minute, curve=curve
    )
    dishes = PlanDish.objects.filter(plan_meal=meal, released=None, second__gt=0)
    return LiveMeal(
        plan_meal_id=meal.id,
        come=come,
        usual_share=curve.share_by(minute),
        expected_before=meal.expected,
        expected=round(diners.mean),
        low=round(diners.quantile(0.1)),
        high=round(diners.quantile(0.9)),
        dishes=tuple(
            _advice(dish, diners, curve, minute, float(meal.service_level))
            for dish in dishes.select_related("dish").order_by("position")
        ),
    )


def _advice(
    row: PlanDish, diners: Diners, curve: ArrivalCurve, minute: float, level: float
) -> DishAdvice:
    found = second_batch(
        diners,
        TakeRate(mean=row.take_rate, sd=row.take_rate_sd, day_correlation=row.day_correlation),
        first=row.first,
        level=level,
        minute=minute,
        curve=curve,
        cook_minutes=row.dish.cook_minutes,
    )
    return DishAdvice(
        plan_dish_id=row.id,
        dish=row.dish.name,
        first=row.first,
        planned_second=row.second,
        advice=found.advice,
        portions=found.portions,
    )


def _minutes_after(opens: time, day: date, at: datetime) -> float:
    local = timezone.localtime(at)
    opened = datetime.combine(day, opens, tzinfo=local.tzinfo)
    return (local - opened).total_seconds() / 60


def _minutes_between(period: MealPeriod) -> float:
    start = datetime.combine(date.min, period.opens)
    return (datetime.combine(date.min, period.closes) - start).total_seconds() / 60
