"""采购订单: a granted request becomes orders by supplier and day; some are closed or cancelled."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing import proposals, slips
from jieyue.canteen.purchasing.facts import OrderCancelled, OrderClosed, OrderSent
from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderLine,
    OrderStatus,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
    RequestStatus,
)
from jieyue.canteen.purchasing.refusals import (
    AlreadyDone,
    OrderHasDeliveries,
    OrderIsComplete,
    ReasonMissing,
)
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor
from jieyue.kit.money import line_amount


def place(request: PurchaseRequest, *, actor: Actor, at: datetime) -> list[PurchaseOrder]:
    """One order for each supplier and delivery day of a request, and word of it to the buyer.

    Runs in the caller's transaction, with the request's row locked.
    """
    grouped: dict[tuple[int, date], list[RequestLine]] = defaultdict(list)
    for line in request.lines.select_related("supplier", "ingredient"):
        grouped[line.supplier_id, line.deliver_on].append(line)
    placed = [_place(request, lines, actor=actor, at=at) for lines in grouped.values()]
    request.status, request.decided_at = RequestStatus.ORDERED, at
    request.save(update_fields=["status", "decided_at"])
    return placed


def _place(
    request: PurchaseRequest, lines: list[RequestLine], *, actor: Actor, at: datetime
) -> PurchaseOrder:
    amounts = (line_amount(line.quantity, line.unit_price_yuan) for line in lines)
    order = PurchaseOrder.objects.create(
        site_id=request.site_id,
        number=numbers.take("PO", site_id=request.site_id, at=at),
        request=request,
        canteen_id=request.canteen_id,
        supplier=lines[0].supplier,
        deliver_on=lines[0].deliver_on,
        amount_yuan=sum(amounts, Decimal(0)),
        sent_at=at,
        sent_by=request.made_by,
        buyer_id=request.made_by_person_id,
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            site_id=request.site_id,
            order=order,
            request_line=line,
            ingredient=line.ingredient,
            quantity=line.quantity,
            unit_price_yuan=line.unit_price_yuan,
        )
        for line in lines
    )
    fact = OrderSent(
        order_id=order.id,
        number=order.number,
        request_number=request.number,
        supplier_id=order.supplier_id,
        canteen_id=order.canteen_id,
        deliver_on=order.deliver_on,
        amount_yuan=order.amount_yuan,
    )
    journal.record(fact, actor=actor, at=at)
    slips.tell_buyer(order, actor=actor, at=at)
    return order


@transaction.atomic
def close_short(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Await no more of an order of which something came. A cancelled order stays as it is.

    Raises NotAllowed, PurchaseOrder.DoesNotExist, ReasonMissing, AlreadyDone, OrderIsComplete.
    """
    actor.require(CanteenPermission.PURCHASING_EDIT)
    order = _locked(number, actor)
    _check_reason(reason)
    _check_not_over(order)
    if order.status == OrderStatus.RECEIVED:
        raise OrderIsComplete(number=number)
    _finish(order, OrderStatus.CLOSED, reason, actor=actor, at=at)
    _awaited(order).update(cancelled_at=at)
    fact = OrderClosed(order_id=order.id, number=number, reason=order.closed_reason)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def cancel(*, number: str, reason: str, propose_again: bool, actor: Actor, at: datetime) -> None:
    """Take back an order of which nothing came.

    propose_again: what plans wanted goes back to the buyer's desk, to be bought elsewhere.
    Raises NotAllowed, PurchaseOrder.DoesNotExist, ReasonMissing, AlreadyDone,
    OrderHasDeliveries.
    """
    actor.require(CanteenPermission.PURCHASING_EDIT)
    order = _locked(number, actor)
    _check_reason(reason)
    _check_not_over(order)
    if order.status != OrderStatus.SENT:
        raise OrderHasDeliveries(number=number)
    take_back(order, reason, propose_again=propose_again, actor=actor, at=at)


def take_back(
    order: PurchaseOrder, reason: str, *, propose_again: bool, actor: Actor, at: datetime
) -> None:
    """Cancel an order whose row is locked and of which nothing came."""
    _finish(order, OrderStatus.CANCELLED, reason, actor=actor, at=at)
    if propose_again:
        line_ids = list(order.lines.values_list("request_line_id", flat=True))
        proposals.give_back_lines(line_ids, at=at)
    _awaited(order).update(cancelled_at=at)
    fact = OrderCancelled(order_id=order.id, number=order.number, reason=order.closed_reason)
    journal.record(fact, actor=actor, at=at)


def _locked(number: str, actor: Actor) -> PurchaseOrder:
    orders = PurchaseOrder.objects.visible_to(actor).select_for_update()
    order: PurchaseOrder = orders.get(number=number)
    return order


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def _check_not_over(order: PurchaseOrder) -> None:
    if order.status in (OrderStatus.CLOSED, OrderStatus.CANCELLED):
        assert order.closed_at is not None  # both are set together
        raise AlreadyDone(
            number=order.number,
            status=str(OrderStatus(order.status).label),
            by=order.closed_by,
            done_at=order.closed_at,
        )


def _finish(
    order: PurchaseOrder, status: OrderStatus, reason: str, *, actor: Actor, at: datetime
) -> None:
    order.status, order.closed_at, order.closed_by = status, at, actor.name
    order.closed_reason = reason.strip()[:200]
    order.save(update_fields=["status", "closed_at", "closed_by", "closed_reason"])


def _awaited(order: PurchaseOrder) -> QuerySet[OnOrder]:
    line_ids = order.lines.values("request_line_id")
    return OnOrder.objects.filter(request_line_id__in=line_ids, received_at=None, cancelled_at=None)
