"""临期: goods near their end, when the plans use them up, and which dishes would.

The store knows what expires, the plans know what is used: so this stands with the plans, and
menu calendar, plan and storekeeper's desk show it by its address.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from jieyue.canteen.menus.models import RecipeLine
from jieyue.canteen.planning.models import PlanNeed, PlanStatus
from jieyue.canteen.planning.rules.used_up import used_up_on
from jieyue.canteen.stock import expiring
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.canteen.stock.parameters import USE_DAYS_LOOKED_BACK
from jieyue.kit import parameters
from jieyue.kit.actor import Actor

NOTHING = Decimal(0)
MOST_DISHES = 6


@dataclass(frozen=True, kw_only=True)
class NearExpiry:
    """One lot near its end.

    used_up_on: when plans and habit will have used it, None when they do not reach that far.
    is_in_time: on its last day of use or before. dishes: what would use it, most of it first.
    """

    lot: expiring.ExpiringLot
    used_up_on: date | None
    is_in_time: bool
    dishes: tuple[str, ...]


def near_expiry(actor: Actor, *, canteen_id: int, today: date) -> list[NearExpiry]:
    """Lots near their end or past it, the first to expire first. Six queries."""
    values = parameters.read(site_id=actor.site_id or 0, on=today)
    lots = expiring.lots(actor, canteen_id=canteen_id, today=today, values=values)
    wanted = {lot.ingredient_id for lot in lots}
    if not wanted:
        return []
    planned = _planned(canteen_id, wanted, today)
    days = values.integer(USE_DAYS_LOOKED_BACK)
    habit = _daily_use(canteen_id, wanted, today, days)
    held = expiring.before(canteen_id=canteen_id, lots=lots, today=today)
    dishes = _dishes(actor, wanted)
    found = []
    for lot in lots:
        by = used_up_on(
            held[lot.id],
            planned=planned.get(lot.ingredient_id, {}),
            daily=habit.get(lot.ingredient_id, NOTHING),
            today=today,
        )
        found.append(
            NearExpiry(
                lot=lot,
                used_up_on=by,
                is_in_time=lot.may_be_issued and by is not None and by <= lot.expires_on,
                dishes=tuple(dishes.get(lot.ingredient_id, ())[:MOST_DISHES]),
            )
        )
    return found


def _planned(
    canteen_id: int, ingredient_ids: set[int], today: date
) -> Mapping[int, dict[date, Decimal]]:
    """What confirmed plans need by ingredient and day, and drafts on days without one."""
    rows = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day__gte=today,
        ingredient_id__in=ingredient_ids,
    ).exclude(plan_meal__plan__status=PlanStatus.SUPERSEDED)
    by_status: dict[tuple[str, date], dict[int, Decimal]] = defaultdict(dict)
    sums = rows.order_by().values_list(
        "plan_meal__plan__status", "plan_meal__plan__day", "ingredient_id"
    )
    for status, day, ingredient_id, needed in sums.annotate(total=Sum("needed")):
        by_status[status, day][ingredient_id] = needed
    confirmed = {day for status, day in by_status if status == PlanStatus.CONFIRMED}
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for (status, day), needs in by_status.items():
        if status == PlanStatus.CONFIRMED or day not in confirmed:
            for ingredient_id, needed in needs.items():
                found[ingredient_id][day] = needed
    return found


def _daily_use(
    canteen_id: int, ingredient_ids: set[int], today: date, days: int
) -> dict[int, Decimal]:
    """What was used on an average day lately, by ingredient."""
    out = Q(kind__in=(MovementKind.ISSUE, MovementKind.RETURN))
    rows = (
        Movement.objects.filter(
            out,
            lot__canteen_id=canteen_id,
            lot__ingredient_id__in=ingredient_ids,
            happened_on__gte=today - timedelta(days=days),
        )
        .order_by()
        .values_list("lot__ingredient_id")
        .annotate(total=Sum("quantity"))
    )
    return {ingredient_id: max(-total, NOTHING) / days for ingredient_id, total in rows}


def _dishes(actor: Actor, ingredient_ids: set[int]) -> Mapping[int, list[str]]:
    """Names of active dishes by ingredient, those that take most of it a portion first."""
    rows = (
        RecipeLine.objects.visible_to(actor)
        .filter(ingredient_id__in=ingredient_ids, dish__is_active=True)
        .order_by("-quantity")
        .values_list("ingredient_id", "dish__name")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for ingredient_id, name in rows:
        if name not in found[ingredient_id]:
            found[ingredient_id].append(name)
    return found
