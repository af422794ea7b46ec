"""Which goods on order a plan may count on, and what a superseded plan no longer wants."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from jieyue.canteen.planning.models import Plan, PlanNeed, PlanStatus
from jieyue.canteen.purchasing import proposals
from jieyue.canteen.purchasing.models import OnOrder


def countable(*, canteen_id: int, planned: Collection[date], today: date) -> QuerySet[OnOrder]:
    """Goods of which something is still to come, for plans of the days `planned`.

    What the plans in force of those very days propose is left out: they are to be superseded,
    and their proposals vanish with them unless another plan in force counts on them. Goods
    proposed for a day that is over do not come: nobody ordered them.
    """
    rows = proposals.awaited(canteen_id=canteen_id)
    rows = rows.exclude(proposals.PROPOSED, arrives_on__lt=today)
    to_vanish = _proposed(canteen_id=canteen_id).filter(
        plan__day__in=planned, plan__status=PlanStatus.CONFIRMED
    )
    ids = set(to_vanish.values_list("id", flat=True))
    if ids:
        ids -= _counted_on(canteen_id=canteen_id, besides=planned, today=today)
    return rows.exclude(id__in=ids)


def vanish(former: Plan, *, at: datetime) -> None:
    """Cancel what a superseded plan proposed, once the plan in its place is in force.

    What a plan in force counts on stays proposed, as does what was requested or ordered.
    """
    today = timezone.localdate(at)
    counted = _counted_on(canteen_id=former.canteen_id, besides=(), today=today)
    rows = _proposed(canteen_id=former.canteen_id).filter(plan=former)
    rows.exclude(id__in=counted).update(cancelled_at=at)


def _proposed(*, canteen_id: int) -> QuerySet[OnOrder]:
    """Goods that plans propose and nobody requested yet."""
    return OnOrder.objects.filter(proposals.PROPOSED, canteen_id=canteen_id).exclude(plan=None)


def _counted_on(*, canteen_id: int, besides: Collection[date], today: date) -> set[int]:
    """Ids of awaited goods that plans in force count on, other than those of days `besides`."""
    needs = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        plan_meal__plan__day__gte=today,
    ).exclude(plan_meal__plan__day__in=besides)
    draws = needs.exclude(on_order=[]).values_list("on_order", flat=True)
    return {draw[0] for found in draws for draw in found}
