from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class PurchaseRequested(Fact):
    """A buyer asked leave to order."""

    name: ClassVar[str] = "canteen.purchasing.requested"
    label = _("Purchase requested")

    request_id: int
    number: str
    canteen_id: int
    amount_yuan: Decimal
    lines: int
    is_emergency: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class PurchaseGivenBack(Fact):
    """A request was refused or withdrawn; what plans proposed waits on the buyer's desk again."""

    name: ClassVar[str] = "canteen.purchasing.given_back"
    label = _("Purchase request given back")

    request_id: int
    number: str
    status: str


@dataclass(frozen=True, kw_only=True)
class OrderSent(Fact):
    """A supplier's order for a day exists and goes out."""

    name: ClassVar[str] = "canteen.purchasing.order_sent"
    label = _("Purchase order sent")

    order_id: int
    number: str
    request_number: str
    supplier_id: int
    canteen_id: int
    deliver_on: date
    amount_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Fact):
    """Accepted goods were booked on an order; `over` is what came beyond the order so far."""

    name: ClassVar[str] = "canteen.purchasing.order_delivered"
    label = _("Delivery booked on an order")

    order_id: int
    number: str
    order_line_id: int
    accepted: Decimal
    over: Decimal
    status: str


@dataclass(frozen=True, kw_only=True)
class OrderClosed(Fact):
    """The rest of an order is no longer awaited."""

    name: ClassVar[str] = "canteen.purchasing.order_closed"
    label = _("Purchase order closed short")

    order_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Fact):
    """An order of which nothing came was taken back."""

    name: ClassVar[str] = "canteen.purchasing.order_cancelled"
    label = _("Purchase order cancelled")

    order_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProposalsDropped(Fact):
    """A buyer decided that proposed goods are not bought."""

    name: ClassVar[str] = "canteen.purchasing.proposals_dropped"
    label = _("Purchase proposal dropped")

    canteen_id: int
    supplier_id: int
    ingredient_id: int
    deliver_on: date
    quantity: Decimal
    reason: str
