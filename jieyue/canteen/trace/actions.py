"""召回: whatever is left of a lot and its kin is held at once."""

from datetime import datetime

from django.db import transaction

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.canteen.trace.facts import LotRecalled
from jieyue.canteen.trace.queries import lot_trace
from jieyue.canteen.trace.sheet import LotTrace
from jieyue.kit import journal
from jieyue.kit.actor import Actor


class RecallReasonMissing(Exception):
    """A recall is explained."""


@transaction.atomic
def recall(*, number: str, reason: str, actor: Actor, at: datetime) -> LotTrace:
    """Hold every lot of the family that may still be issued, and tell what it reached.

    A second recall finds nothing left to hold. Raises NotAllowed, StockLot.DoesNotExist,
    RecallReasonMissing.
    """
    actor.require(CanteenPermission.TRACE_RECALL)
    if not reason.strip():
        raise RecallReasonMissing
    trace = lot_trace(actor, number)
    open_lots = StockLot.objects.filter(
        id__in=[lot.lot_id for lot in trace.lots], status=LotStatus.AVAILABLE, quantity__gt=0
    )
    held = list(open_lots.order_by("id").values_list("id", "number"))
    for lot_id, _number in held:
        if open_lots.filter(id=lot_id).exists():  # a part may have been held with its whole
            movements.hold(lot_id=lot_id, reason=reason.strip(), actor=actor, at=at)
    fact = LotRecalled(
        number=number,
        held=[held_number for _, held_number in held],
        meals=trace.meal_count,
        portions=trace.portions,
        reason=reason.strip(),
    )
    journal.record(fact, actor=actor, at=at)
    return lot_trace(actor, number)
