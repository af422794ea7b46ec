"""Whether the cook may work today: health certificate and morning check, as staff_health has it."""

from datetime import datetime

from django.utils import timezone

from jieyue.canteen.kitchen.refusals import NotFitForWork
from jieyue.canteen.staff_health import queries as staff_health
from jieyue.canteen.staff_health.messages import REASONS
from jieyue.canteen.staff_health.rules import Reason
from jieyue.kit.actor import Actor


def require(actor: Actor, *, at: datetime) -> None:
    """Raises NotFitForWork for a food handler who is not fit.

    Whoever is no food handler records for the kitchen from a desk, and a part of the system has
    no health to check.
    """
    if actor.person_id is None:
        return
    found = staff_health.may_work(person_id=actor.person_id, on=timezone.localdate(at))
    if found.reason is not None and found.reason is not Reason.NOT_REGISTERED:
        raise NotFitForWork(name=actor.name, reason=str(REASONS[found.reason]))
