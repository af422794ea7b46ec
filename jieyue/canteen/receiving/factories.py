"""Deliveries and receipts for tests."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from jieyue.canteen.purchasing.models import OrderLine, PurchaseOrder
from jieyue.canteen.receiving import actions
from jieyue.canteen.receiving.deliveries import Delivery, Line
from jieyue.canteen.receiving.models import Receipt
from jieyue.canteen.receiving.rules import SENSES
from jieyue.kit.actor import Actor, system
from jieyue.people.factories import make_person, make_unit

DELIVERED_AT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 06:30 local on Tuesday, 3 March
FINE = dict.fromkeys(SENSES, True)


def line_of(ordered: OrderLine, gross: str = "10.5", tare: str = "0.5", **fields: Any) -> Line:
    """One ordered line as it came, in good order."""
    values: dict[str, Any] = {"senses": FINE, "weighings": [(Decimal(gross), Decimal(tare))]}
    return Line(order_line_id=ordered.id, **(values | fields))


def delivery_of(
    order: PurchaseOrder,
    lines: Iterable[Line],
    *,
    witness_id: int | None,
    client_id: UUID | None = None,
    happened_at: datetime = DELIVERED_AT,
    **fields: Any,
) -> Delivery:
    return Delivery(
        client_id=client_id or uuid4(),
        order_number=order.number,
        happened_at=happened_at,
        lines=tuple(lines),
        witness_id=witness_id,
        **fields,
    )


def make_receipt(
    order: PurchaseOrder,
    *lines: Line,
    actor: Actor | None = None,
    at: datetime = DELIVERED_AT,
) -> Receipt:
    """A delivery recorded through the action; all that was ordered, without lines given."""
    came = lines or [line_of(each, str(each.quantity), "0") for each in order.lines.all()]
    witness = make_person(unit=make_unit(site=order.site))
    seen = order.receipts.count()
    return actions.receive(
        delivery_of(order, came, witness_id=witness.id, happened_at=at, seen_receipts=seen),
        actor=actor or system("test", site_id=order.site_id),
        at=at,
    )
