"""How far the planning of each day has come."""

from datetime import date

from jieyue.canteen.planning.models import Plan, PlanStatus
from jieyue.kit.actor import Actor


def statuses(actor: Actor, *, canteen_id: int, first: date, last: date) -> dict[date, str]:
    """Status of each planned day of [first, last]; a draft beside a plan in force is a draft."""
    plans = Plan.objects.visible_to(actor).filter(canteen_id=canteen_id, day__range=(first, last))
    rows = plans.exclude(status=PlanStatus.SUPERSEDED).order_by("day", "status")
    return dict(rows.values_list("day", "status"))
