"""What the manager and the kitchen do with plans: confirm them, and cook second batches."""

from datetime import date, time, timedelta

from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.planning import actions as planning
from jieyue.canteen.planning.models import Plan, PlanDish, PlanStatus
from simulator.loading.stage import Stage, moment

CONFIRMED_AT = time(20, 0)
DAYS_BEFORE = 2  # so that breakfast's goods come on the eve
RELEASED_AT = {"breakfast": time(8, 10), "lunch": time(12, 15), "dinner": time(18, 10)}


def plan_and_confirm(stage: Stage, canteen_id: int, day: date) -> None:
    """The manager plans a day two evenings before it and confirms what the screen shows."""
    at = moment(day - timedelta(days=DAYS_BEFORE), CONFIRMED_AT)
    ids = planning.draft(canteen_id=canteen_id, first_on=day, days=1, actor=stage.actor, at=at)
    for plan in Plan.objects.filter(id__in=ids, status=PlanStatus.DRAFT):
        if plan.meals.exists():
            planning.confirm(
                number=plan.number, seen_revision=plan.revision, actor=stage.actor, at=at
            )


def release(stage: Stage, canteen_id: int, day: date) -> None:
    """The kitchen cooks of each second batch what the guests asked for beyond the first."""
    taken = {
        (meal, dish_id): portions
        for meal, dish_id, portions in ServedCount.objects.filter(
            canteen_id=canteen_id, day=day
        ).values_list("meal", "dish_id", "taken")
    }
    dishes = PlanDish.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day=day,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        second__gt=0,
        released=None,
    ).select_related("plan_meal")
    for dish in dishes:
        wanted = taken.get((dish.plan_meal.meal, dish.dish_id), 0) - dish.first
        planning.release_second_batch(
            plan_dish_id=dish.id,
            portions=max(0, min(wanted, dish.second)),
            actor=stage.actor,
            at=moment(day, RELEASED_AT[dish.plan_meal.meal]),
        )


def draft_ahead(stage: Stage, canteen_id: int) -> None:
    """Drafts from tomorrow on, for the manager to look at and confirm."""
    planning.draft(
        canteen_id=canteen_id,
        first_on=stage.today + timedelta(days=1),
        actor=stage.actor,
        at=stage.at,
    )
