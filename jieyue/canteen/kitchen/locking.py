"""Slips, locked for writing after their canteen: one write of a canteen's kitchen at a time.

Locks are taken in this order: canteen, slip, then what `stock.movements` locks.
"""

from typing import Any

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.kitchen import refusals
from jieyue.canteen.kitchen.models import IssueSlip, SlipStatus
from jieyue.kit.actor import Actor

SETTLED = {
    SlipStatus.ISSUED: refusals.SlipIssued,
    SlipStatus.CANCELLED: refusals.SlipCancelled,
}


def locked_canteen(canteen_id: int, actor: Actor) -> Canteen:
    """One write of a canteen's kitchen at a time. Raises Canteen.DoesNotExist."""
    rows = Canteen.objects.visible_to(actor)
    canteen: Canteen = rows.select_for_update(no_key=True).get(id=canteen_id)
    return canteen


def locked_slip(number: str, actor: Actor) -> IssueSlip:
    """Raises IssueSlip.DoesNotExist."""
    slips = IssueSlip.objects.visible_to(actor)
    locked_canteen(slips.values_list("canteen_id", flat=True).get(number=number), actor)
    slip: IssueSlip = slips.select_for_update().get(number=number)
    return slip


def locked_draft(number: str, actor: Actor) -> IssueSlip:
    """Raises IssueSlip.DoesNotExist, SlipIssued, SlipCancelled."""
    slip = locked_slip(number, actor)
    settled = SETTLED.get(SlipStatus(slip.status))
    if settled is not None:
        raise settled(number=number, status=slip.status, by=slip.issued_by, at=slip.issued_at)
    return slip


def named(slip: IssueSlip) -> dict[str, Any]:
    """What every fact of a slip says of it."""
    return {
        "slip_id": slip.id,
        "number": slip.number,
        "canteen_id": slip.canteen_id,
        "day": slip.day,
        "meal": slip.meal,
    }
