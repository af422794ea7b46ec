"""Why a purchase is not requested, ordered, booked or closed."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone


class PurchaseRefused(Exception):
    """Base of what purchasing refuses, so that a page can say why."""


class NothingToRequest(PurchaseRefused):
    """A request holds no line."""


class ProposalsChanged(PurchaseRefused):
    """Somebody requested these goods meanwhile, or the plan no longer wants them."""

    def __init__(self, *, supplier: str, ingredient: str) -> None:
        super().__init__(supplier, ingredient)
        self.supplier, self.ingredient = supplier, ingredient


class AlreadyRequested(PurchaseRefused):
    """Somebody else requested the goods already."""

    def __init__(self, *, number: str, made_by: str, made_at: datetime, ingredient: str) -> None:
        super().__init__(number, made_by, made_at, ingredient)
        self.number, self.made_by, self.made_at = number, made_by, made_at
        self.ingredient, self.said_at = ingredient, _moment(made_at)


class BadQuantity(PurchaseRefused):
    """A line asks for more than nothing and at most `most` base units."""

    def __init__(self, *, given: Decimal | str, most: Decimal) -> None:
        super().__init__(given, most)
        self.given, self.most = given, most


class BadPrice(PurchaseRefused):
    """A price is a number of yuan from 0 on."""

    def __init__(self, *, given: str) -> None:
        super().__init__(given)
        self.given = given


class SameLineTwice(PurchaseRefused):
    """One request names an ingredient of a supplier twice for one day."""

    def __init__(self, *, ingredient: str, deliver_on: date) -> None:
        super().__init__(ingredient, deliver_on)
        self.ingredient, self.deliver_on = ingredient, deliver_on


class DeliveryDayPast(PurchaseRefused):
    """Goods cannot be ordered for a day that is over."""

    def __init__(self, *, deliver_on: date, today: date) -> None:
        super().__init__(deliver_on, today)
        self.deliver_on, self.today = deliver_on, today


class SupplierInactive(PurchaseRefused):
    """The supplier is no longer used."""

    def __init__(self, *, supplier: str) -> None:
        super().__init__(supplier)
        self.supplier = supplier


class EmergencyNeedsReason(PurchaseRefused):
    """An emergency purchase says why it could not wait for the plan."""


class AlreadyDone(PurchaseRefused):
    """Somebody else closed or cancelled the order first."""

    def __init__(self, *, number: str, status: str, by: str, done_at: datetime) -> None:
        super().__init__(number, status, by, done_at)
        self.number, self.status, self.by, self.done_at = number, status, by, done_at
        self.said_at = _moment(done_at)


class OrderNotOpen(PurchaseRefused):
    """Nothing can be received on an order that was closed or cancelled."""

    def __init__(self, *, number: str, status: str) -> None:
        super().__init__(number, status)
        self.number, self.status = number, status


class OrderHasDeliveries(PurchaseRefused):
    """An order of which something came is closed short, not cancelled."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class OrderIsComplete(PurchaseRefused):
    """Everything came, there is nothing to close short."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class ReasonMissing(PurchaseRefused):
    """Closing short, cancelling and dropping need a reason."""


class NegativeQuantity(PurchaseRefused):
    """What is accepted is never below nothing."""

    def __init__(self, *, quantity: Decimal) -> None:
        super().__init__(quantity)
        self.quantity = quantity


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
