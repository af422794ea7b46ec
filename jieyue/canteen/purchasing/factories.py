"""Rows of purchases for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderLine,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
    RequestStatus,
)
from jieyue.canteen.suppliers.factories import make_supplier
from jieyue.canteen.suppliers.models import Supplier

SENT_AT = datetime(2026, 3, 1, 2, tzinfo=UTC)
TUESDAY = date(2026, 3, 3)
_numbers = count(1)


def make_on_order(
    *,
    canteen: Canteen,
    ingredient: Ingredient,
    quantity: str = "10",
    arrives_on: date,
    **fields: object,
) -> OnOrder:
    """Goods awaited; only proposed unless a `request_line` is given."""
    return OnOrder.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        ingredient=ingredient,
        quantity=Decimal(quantity),
        arrives_on=arrives_on,
        **fields,
    )


def make_order(
    *, canteen: Canteen, supplier: Supplier | None = None, deliver_on: date = TUESDAY
) -> PurchaseOrder:
    """A sent order without lines, with the request it comes from."""
    number = next(_numbers)
    request = PurchaseRequest.objects.create(
        site_id=canteen.site_id,
        number=f"PR-T-{number:05}",
        canteen=canteen,
        status=RequestStatus.ORDERED,
        made_by="采购员",
        made_at=SENT_AT,
    )
    return PurchaseOrder.objects.create(
        site_id=canteen.site_id,
        number=f"PO-T-{number:05}",
        request=request,
        canteen=canteen,
        supplier=supplier or make_supplier(site=canteen.site),
        deliver_on=deliver_on,
        amount_yuan=0,
        sent_at=SENT_AT,
        sent_by="采购员",
    )


def make_order_line(
    *, order: PurchaseOrder, ingredient: Ingredient, quantity: str = "10", price: str = "4"
) -> OrderLine:
    """One ingredient of an order with its request line and the goods awaited of it."""
    asked = RequestLine.objects.create(
        site_id=order.site_id,
        request=order.request,
        supplier=order.supplier,
        ingredient=ingredient,
        quantity=Decimal(quantity),
        pack_quantity=Decimal(1),
        unit_price_yuan=Decimal(price),
        deliver_on=order.deliver_on,
    )
    make_on_order(
        canteen=order.canteen,
        ingredient=ingredient,
        quantity=quantity,
        arrives_on=order.deliver_on,
        supplier=order.supplier,
        request_line=asked,
    )
    return OrderLine.objects.create(
        site_id=order.site_id,
        order=order,
        request_line=asked,
        ingredient=ingredient,
        quantity=Decimal(quantity),
        unit_price_yuan=Decimal(price),
    )
