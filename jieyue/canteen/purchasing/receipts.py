"""What a delivery means for its order: called by receiving, which has checked who may accept."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.purchasing.facts import OrderDelivered
from jieyue.canteen.purchasing.models import OnOrder, OrderLine, OrderStatus, PurchaseOrder
from jieyue.canteen.purchasing.parameters import SHORT_TOLERANCE_PCT
from jieyue.canteen.purchasing.refusals import NegativeQuantity, OrderNotOpen
from jieyue.canteen.purchasing.rules import deliveries
from jieyue.canteen.purchasing.rules.deliveries import Awaited, LineState
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor

OVER = (OrderStatus.CLOSED, OrderStatus.CANCELLED)


@transaction.atomic
def book(*, order_line_id: int, accepted: Decimal, actor: Actor, at: datetime) -> None:
    """Add what was accepted to an order's line, and to the awaited goods behind it.

    More than ordered is booked too. A line counts as delivered within the tolerance, after
    which nothing of it is awaited. Nothing accepted changes nothing. Raises
    OrderLine.DoesNotExist, NegativeQuantity, OrderNotOpen.
    """
    if accepted < 0:
        raise NegativeQuantity(quantity=accepted)
    order_id = (
        OrderLine.objects.filter(site_id=actor.site_id)
        .values_list("order_id", flat=True)
        .get(id=order_line_id)
    )
    order = PurchaseOrder.objects.select_for_update().get(id=order_id)
    if order.status in OVER:
        raise OrderNotOpen(number=order.number, status=order.status)
    if accepted == 0:
        return
    values = parameters.read(site_id=order.site_id, on=timezone.localdate(at))
    tolerance = values.decimal(SHORT_TOLERANCE_PCT) / 100
    line = OrderLine.objects.select_for_update().get(id=order_line_id)
    line.received_quantity += accepted
    line.save(update_fields=["received_quantity"])
    _meet(line, accepted=accepted, tolerance=tolerance, at=at)
    order.status = OrderStatus(
        deliveries.delivered(map(_state, order.lines.all()), tolerance=tolerance)
    )
    order.save(update_fields=["status"])
    fact = OrderDelivered(
        order_id=order.id,
        number=order.number,
        order_line_id=line.id,
        accepted=accepted,
        over=max(line.received_quantity - line.quantity, Decimal(0)),
        status=order.status,
    )
    journal.record(fact, actor=actor, at=at)


def _meet(line: OrderLine, *, accepted: Decimal, tolerance: Decimal, at: datetime) -> None:
    """Share a delivery out among the awaited goods of the line, oldest first."""
    rows = {
        row.id: row
        for row in OnOrder.objects.select_for_update()
        .filter(request_line_id=line.request_line_id, received_at=None, cancelled_at=None)
        .order_by("id")
    }
    awaited = [
        Awaited(id=row.id, quantity=row.quantity, received=row.received_quantity)
        for row in rows.values()
    ]
    for row_id, share in deliveries.allot(awaited, accepted=accepted).items():
        rows[row_id].received_quantity += share
    is_complete = deliveries.is_complete(_state(line), tolerance=tolerance)
    for row in rows.values():
        if is_complete or row.received_quantity >= row.quantity:
            row.received_at = at
    OnOrder.objects.bulk_update(rows.values(), ["received_quantity", "received_at"])


def _state(line: OrderLine) -> LineState:
    return LineState(ordered=line.quantity, received=line.received_quantity)
