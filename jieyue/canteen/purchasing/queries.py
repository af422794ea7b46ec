"""Requests and orders as lists and pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import (
    OrderStatus,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
    RequestStatus,
)
from jieyue.canteen.purchasing.parameters import SURVEY_EXCESS_PCT
from jieyue.canteen.purchasing.rules.prices import PriceFlag, price_flags
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import line_amount
from jieyue.kit.unit_labels import label_of

OPEN = (OrderStatus.SENT, OrderStatus.PART_RECEIVED)


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """One line of the list of requests."""

    number: str
    made_at: datetime
    made_by: str
    canteen: str
    amount_yuan: Decimal
    lines: int
    is_emergency: bool
    status: str


@dataclass(frozen=True, kw_only=True)
class RequestLineRow:
    """One ingredient of a request; prices are per base unit."""

    supplier: str
    deliver_on: date
    ingredient: str
    unit: str
    quantity: Decimal
    unit_price_yuan: Decimal
    contract_yuan: Decimal | None
    survey_yuan: Decimal | None
    flags: tuple[PriceFlag, ...]
    amount_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """A request with its lines and the orders it became."""

    number: str
    canteen: str
    status: str
    status_label: str
    is_emergency: bool
    reason: str
    amount_yuan: Decimal
    approval_id: int | None
    made_by: str
    made_at: datetime
    decided_at: datetime | None
    decided_reason: str
    lines: tuple[RequestLineRow, ...]
    orders: tuple["OrderRow", ...]


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """One line of the list of orders."""

    number: str
    supplier: str
    canteen: str
    deliver_on: date
    amount_yuan: Decimal
    lines: int
    open_lines: int
    status: str
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class OrderLineRow:
    """One ingredient of an order, and how much of it came."""

    ingredient: str
    unit: str
    quantity: Decimal
    received: Decimal
    unit_price_yuan: Decimal
    amount_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """An order as its page and its print show it."""

    number: str
    request_number: str
    canteen: str
    supplier_code: str
    supplier: str
    address: str
    contact: str
    phone: str
    deliver_on: date
    status: str
    status_label: str
    amount_yuan: Decimal
    sent_at: datetime
    sent_by: str
    closed_at: datetime | None
    closed_by: str
    closed_reason: str
    lines: tuple[OrderLineRow, ...]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_untouched(self) -> bool:
        return self.status == OrderStatus.SENT


def request_rows(actor: Actor) -> list[RequestRow]:
    """Newest first. Raises NotAllowed. One query."""
    actor.require(CanteenPermission.PURCHASING_READ)
    rows = PurchaseRequest.objects.visible_to(actor).select_related("canteen")
    return [
        RequestRow(
            number=row.number,
            made_at=row.made_at,
            made_by=formats.who(row.made_by),
            canteen=row.canteen.name,
            amount_yuan=row.amount_yuan,
            lines=row.line_count,
            is_emergency=row.is_emergency,
            status=row.status,
        )
        for row in rows.annotate(line_count=Count("lines"))
    ]


def request_of(actor: Actor, *, number: str, today: date) -> RequestPage:
    """Raises NotAllowed, PurchaseRequest.DoesNotExist."""
    actor.require(CanteenPermission.PURCHASING_READ)
    rows = PurchaseRequest.objects.visible_to(actor).select_related("canteen")
    row = rows.get(number=number)
    values = parameters.read(site_id=row.site_id, on=today)
    excess = values.decimal(SURVEY_EXCESS_PCT) / 100
    orders = PurchaseOrder.objects.visible_to(actor).filter(request=row)
    return RequestPage(
        number=row.number,
        canteen=row.canteen.name,
        status=row.status,
        status_label=str(RequestStatus(row.status).label),
        is_emergency=row.is_emergency,
        reason=row.reason,
        amount_yuan=row.amount_yuan,
        approval_id=row.approval_id,
        made_by=formats.who(row.made_by),
        made_at=row.made_at,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
        lines=tuple(
            _request_line(line, excess)
            for line in row.lines.select_related("supplier", "ingredient")
        ),
        orders=tuple(_order_rows(orders, today=today)),
    )


def order_rows(actor: Actor, *, today: date) -> list[OrderRow]:
    """Latest delivery day first. Raises NotAllowed. One query."""
    actor.require(CanteenPermission.PURCHASING_READ)
    return _order_rows(PurchaseOrder.objects.visible_to(actor), today=today)


def order_of(actor: Actor, *, number: str) -> OrderPage:
    """Raises NotAllowed, PurchaseOrder.DoesNotExist."""
    actor.require(CanteenPermission.PURCHASING_READ)
    rows = PurchaseOrder.objects.visible_to(actor).select_related("canteen", "supplier", "request")
    row = rows.get(number=number)
    return OrderPage(
        number=row.number,
        request_number=row.request.number,
        canteen=row.canteen.name,
        supplier_code=row.supplier.code,
        supplier=row.supplier.name,
        address=row.supplier.address,
        contact=row.supplier.contact,
        phone=row.supplier.phone,
        deliver_on=row.deliver_on,
        status=row.status,
        status_label=str(OrderStatus(row.status).label),
        amount_yuan=row.amount_yuan,
        sent_at=row.sent_at,
        sent_by=formats.who(row.sent_by),
        closed_at=row.closed_at,
        closed_by=formats.who(row.closed_by),
        closed_reason=row.closed_reason,
        lines=tuple(
            OrderLineRow(
                ingredient=line.ingredient.name,
                unit=label_of(line.ingredient.base_unit),
                quantity=line.quantity,
                received=line.received_quantity,
                unit_price_yuan=line.unit_price_yuan,
                amount_yuan=line_amount(line.quantity, line.unit_price_yuan),
            )
            for line in row.lines.select_related("ingredient")
        ),
    )


def _request_line(line: RequestLine, excess: Decimal) -> RequestLineRow:
    flags = price_flags(
        line.unit_price_yuan,
        contract_yuan=line.contract_price_yuan,
        survey_yuan=line.survey_price_yuan,
        survey_excess=excess,
    )
    return RequestLineRow(
        supplier=line.supplier.name,
        deliver_on=line.deliver_on,
        ingredient=line.ingredient.name,
        unit=label_of(line.ingredient.base_unit),
        quantity=line.quantity,
        unit_price_yuan=line.unit_price_yuan,
        contract_yuan=line.contract_price_yuan,
        survey_yuan=line.survey_price_yuan,
        flags=tuple(flags),
        amount_yuan=line_amount(line.quantity, line.unit_price_yuan),
    )


def _order_rows(orders: Iterable[PurchaseOrder], *, today: date) -> list[OrderRow]:
    rows = orders.select_related("canteen", "supplier").annotate(  # type: ignore[attr-defined]
        line_count=Count("lines"),
        open_count=Count("lines", filter=Q(lines__received_quantity__lt=F("lines__quantity"))),
    )
    return [
        OrderRow(
            number=row.number,
            supplier=row.supplier.name,
            canteen=row.canteen.name,
            deliver_on=row.deliver_on,
            amount_yuan=row.amount_yuan,
            lines=row.line_count,
            open_lines=row.open_count,
            status=row.status,
            is_overdue=row.status in OPEN and row.deliver_on < today,
        )
        for row in rows
    ]
