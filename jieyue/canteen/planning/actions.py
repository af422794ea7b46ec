"""Every write to cooking plans: draft, service level, confirm, second batch."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.parameters import PLAN_DAYS
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning import awaited, rows
from jieyue.canteen.planning.basis import basis
from jieyue.canteen.planning.facts import (
    PlanConfirmed,
    PlanDrafted,
    SecondBatchReleased,
    ServiceLevelSet,
)
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal, PlanStatus
from jieyue.canteen.planning.refusals import (
    AlreadyReleased,
    BadPortions,
    DayIsPast,
    PlanAlreadyConfirmed,
    PlanChanged,
    PlanHasNoMeals,
    PlanNotInForce,
    ReasonMissing,
)
from jieyue.canteen.planning.rules import service_level
from jieyue.canteen.planning.rules.weeks import plan_week
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor

MOST_PORTIONS = 20_000  # of one dish at one meal; more is a typing error


@transaction.atomic
def draft(
    *,
    canteen_id: int,
    first_on: date,
    actor: Actor,
    at: datetime,
    days: int | None = None,
    again: bool = False,
) -> list[int]:
    """Plan the days from `first_on`, or plan them anew; returns the plans' ids in date order.

    Days already confirmed stay, unless `again`; then a draft stands beside the confirmed plan
    until it is confirmed itself. Levels that a person set are kept. Raises NotAllowed,
    Canteen.DoesNotExist, DayIsPast.
    """
    actor.require(CanteenPermission.PLANNING_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    today = timezone.localdate(at)
    if first_on < today:
        raise DayIsPast(first_on, today=today)
    values = parameters.read(site_id=canteen.site_id, on=today)
    wanted = [first_on + timedelta(days=n) for n in range(days or values.integer(PLAN_DAYS))]
    in_force = _confirmed_days(canteen_id, wanted)
    planned = [day for day in wanted if again or day not in in_force]
    if not planned:
        return []
    drafts = _drafts(canteen, planned, actor=actor, at=at)
    kept = _chosen_levels(drafts)
    found = basis(
        canteen_id=canteen_id,
        site_id=canteen.site_id,
        days=planned,
        today=today,
        values=values,
        chosen_levels={key: meal.service_level for key, meal in kept.items()},
    )
    week = plan_week(
        found.meals,
        raw_per_portion=found.raw_per_portion,
        counted=found.counted,
        cost_yuan=found.cost_yuan,
        costs=found.costs,
        goods=found.goods,
        fixed_needs=found.fixed_needs,
        today=today,
    )
    rows.store(drafts, found, week, kept, used=values.used)
    plans = [drafts[day] for day in planned]
    fact = PlanDrafted(
        canteen_id=canteen_id,
        first=planned[0],
        last=planned[-1],
        numbers=[plan.number for plan in plans],
    )
    journal.record(fact, actor=actor, at=at)
    return [plan.id for plan in plans]


@transaction.atomic
def set_service_level(
    *,
    number: str,
    meal: str,
    level: Decimal | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Choose how often a drafted meal may run short and plan anew; None follows the costs again.

    Raises NotAllowed, Plan.DoesNotExist, PlanMeal.DoesNotExist, PlanAlreadyConfirmed,
    ReasonMissing, ServiceLevelOutOfRange, DayIsPast.
    """
    actor.require(CanteenPermission.PLANNING_EDIT)
    plan = _locked(number, actor)
    _check_draft(plan)
    chosen = plan.meals.get(meal=meal)
    old = chosen.service_level
    if level is not None:
        if not reason.strip():
            raise ReasonMissing
        service_level.check(level)
    chosen.service_level = chosen.level_from_costs if level is None else level
    chosen.level_reason = "" if level is None else reason.strip()
    chosen.level_set_by = "" if level is None else actor.name
    chosen.save(update_fields=["service_level", "level_reason", "level_set_by"])
    fact = ServiceLevelSet(
        number=number, day=plan.day, meal=meal, old=old, new=level, reason=reason.strip()
    )
    journal.record(fact, actor=actor, at=at)
    again = Plan.objects.filter(
        canteen_id=plan.canteen_id, day=plan.day, status=PlanStatus.CONFIRMED
    ).exists()
    draft(
        canteen_id=plan.canteen_id,
        first_on=plan.day,
        days=1 if again else None,
        again=again,
        actor=actor,
        at=at,
    )


@transaction.atomic
def confirm(*, number: str, seen_revision: int, actor: Actor, at: datetime) -> None:
    """Put a draft in force as it was seen; what it buys waits on the buyer's desk from now on.

    It counts as on order already; what the plan it supersedes proposed vanishes.

    Of two people, the second is told who was first. Raises NotAllowed, Plan.DoesNotExist,
    PlanAlreadyConfirmed, PlanChanged, PlanHasNoMeals.
    """
    actor.require(CanteenPermission.PLANNING_CONFIRM)
    plan = _locked(number, actor)
    _check_draft(plan)
    if plan.revision != seen_revision:
        raise PlanChanged(number=number, seen=seen_revision, revision=plan.revision)
    if not plan.meals.exists():
        raise PlanHasNoMeals(number=number)
    former = Plan.objects.filter(
        canteen_id=plan.canteen_id, day=plan.day, status=PlanStatus.CONFIRMED
    ).first()
    if former is not None:
        former.status = PlanStatus.SUPERSEDED
        former.save(update_fields=["status"])
    plan.status = PlanStatus.CONFIRMED
    plan.confirmed_at, plan.confirmed_by = at, actor.name
    plan.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    rows.order(plan)
    if former is not None:
        awaited.vanish(former, at=at)
    fact = PlanConfirmed(
        plan_id=plan.id,
        number=number,
        canteen_id=plan.canteen_id,
        day=plan.day,
        revision=plan.revision,
        supersedes=former.number if former else "",
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def release_second_batch(*, plan_dish_id: int, portions: int, actor: Actor, at: datetime) -> None:
    """Tell the kitchen to cook `portions` more of a dish; 0 says that none are needed.

    Raises NotAllowed, PlanDish.DoesNotExist, PlanNotInForce, AlreadyReleased, BadPortions.
    """
    actor.require(CanteenPermission.PLANNING_RELEASE)
    if not 0 <= portions <= MOST_PORTIONS:
        raise BadPortions(portions, most=MOST_PORTIONS)
    dish = PlanDish.objects.visible_to(actor).select_for_update().get(id=plan_dish_id)
    meal = PlanMeal.objects.select_related("plan").get(id=dish.plan_meal_id)
    if meal.plan.status != PlanStatus.CONFIRMED:
        raise PlanNotInForce(number=meal.plan.number, status=meal.plan.status)
    if dish.released is not None and dish.released_at is not None:
        raise AlreadyReleased(
            portions=dish.released, released_by=dish.released_by, released_at=dish.released_at
        )
    dish.released, dish.released_at, dish.released_by = portions, at, actor.name
    dish.save(update_fields=["released", "released_at", "released_by"])
    fact = SecondBatchReleased(
        number=meal.plan.number,
        day=meal.plan.day,
        meal=meal.meal,
        dish_id=dish.dish_id,
        planned=dish.second,
        released=portions,
    )
    journal.record(fact, actor=actor, at=at)


def _locked(number: str, actor: Actor) -> Plan:
    """The plan with its canteen's row locked first, as `draft` does, so that neither waits for
    the other."""
    canteen_id = (
        Plan.objects.visible_to(actor).values_list("canteen_id", flat=True).get(number=number)
    )
    Canteen.objects.select_for_update(no_key=True).get(id=canteen_id)
    plan: Plan = Plan.objects.visible_to(actor).select_for_update().get(number=number)
    return plan


def _check_draft(plan: Plan) -> None:
    if plan.status == PlanStatus.DRAFT:
        return
    assert plan.confirmed_at is not None  # every status after draft was confirmed once
    raise PlanAlreadyConfirmed(
        number=plan.number, confirmed_by=plan.confirmed_by, confirmed_at=plan.confirmed_at
    )


def _confirmed_days(canteen_id: int, days: list[date]) -> set[date]:
    plans = Plan.objects.filter(canteen_id=canteen_id, day__in=days, status=PlanStatus.CONFIRMED)
    return set(plans.values_list("day", flat=True))


def _drafts(canteen: Canteen, days: list[date], *, actor: Actor, at: datetime) -> dict[date, Plan]:
    """One draft for each day: the one there is, a revision on, or a new one."""
    known = Plan.objects.filter(canteen=canteen, day__in=days, status=PlanStatus.DRAFT)
    drafts = {plan.day: plan for plan in known}
    for plan in drafts.values():
        plan.revision += 1
        plan.made_at, plan.made_by = at, actor.name
    for day in days:
        if day not in drafts:
            drafts[day] = Plan.objects.create(
                site_id=canteen.site_id,
                number=numbers.take("CP", site_id=canteen.site_id, at=at),
                canteen=canteen,
                day=day,
                made_at=at,
                made_by=actor.name,
            )
    return drafts


def _chosen_levels(drafts: dict[date, Plan]) -> dict[tuple[date, str], PlanMeal]:
    """The meals whose level a person set."""
    meals = PlanMeal.objects.filter(plan__in=drafts.values()).exclude(level_set_by="")
    return {(meal.plan.day, meal.meal): meal for meal in meals.select_related("plan")}
