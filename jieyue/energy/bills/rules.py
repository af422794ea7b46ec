"""What a bill must bear: its implied price, and figures written in ten thousands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

TEN_THOUSAND = Decimal(10_000)
MOST = Decimal(10**12)
Band = tuple[Decimal, Decimal]


class Slip(StrEnum):
    """Which figure would make the price fit if it stood in ten thousands."""

    QUANTITY = "quantity"  # 10^4 kWh written as kWh: the quantity is too small
    FEE = "fee"  # 10^4 yuan written as yuan: the fee is too small


class BillRefused(Exception):
    """What was entered cannot be a bill."""


class BadBill(BillRefused):
    """A quantity or an amount below 0, not a number, or both nothing."""

    def __init__(self, *, quantity: Decimal, amount_yuan: Decimal) -> None:
        super().__init__(quantity, amount_yuan)
        self.quantity, self.amount_yuan = quantity, amount_yuan


class FutureMonth(BillRefused):
    """A bill for a month that has not begun."""

    def __init__(self, month: date, *, today: date) -> None:
        super().__init__(month, today)
        self.month, self.this_month = f"{month:%Y-%m}", f"{today:%Y-%m}"


class UnknownMedium(BillRefused):
    """No such medium."""

    def __init__(self, medium: str) -> None:
        super().__init__(medium)
        self.medium = medium


class TenThousandSlip(BillRefused):
    """The price fits only if one figure stands in ten thousands."""

    def __init__(self, *, price: Decimal, band: Band) -> None:
        super().__init__(price, band)
        self.price = f"{price:.4f}"
        self.low, self.high = band


class QuantitySlip(TenThousandSlip):
    """The quantity is 10,000 times too small."""


class FeeSlip(TenThousandSlip):
    """The amount is 10,000 times too small."""


class PriceNeedsWords(BillRefused):
    """The implied price lies outside its band and nobody said why."""

    def __init__(self, *, price: Decimal, band: Band) -> None:
        super().__init__(price, band)
        self.price = f"{price:.4f}"
        self.low, self.high = band


class BillKnown(BillRefused):
    """The supplier's number is entered for this medium and month."""

    def __init__(self, *, number: str, entered_by: str, entered_at: datetime) -> None:
        super().__init__(number, entered_by, entered_at)
        self.number, self.entered_by = number, entered_by
        self.said_at = f"{entered_at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


class AlreadyTakenBack(BillRefused):
    """Somebody has taken the bill back."""

    def __init__(self, *, by: str, at: datetime) -> None:
        super().__init__(by, at)
        self.by = by
        self.said_at = f"{at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


class ReasonMissing(BillRefused):
    """Taking back needs a reason."""


@dataclass(frozen=True)
class Priced:
    """An implied price beside its band. slip: the figure that stands in ten thousands."""

    price: Decimal | None
    band: Band | None
    slip: Slip | None

    @property
    def is_outside(self) -> bool:
        return (
            self.price is not None
            and self.band is not None
            and not self.band[0] <= self.price <= self.band[1]
        )


def implied_price(quantity: Decimal | None, fee: Decimal | None) -> Decimal | None:
    """Yuan per unit; None when one is unknown or nothing was used."""
    return fee / quantity if quantity and fee is not None and quantity > 0 else None


def slip_of(price: Decimal, band: Band) -> Slip | None:
    """Whether a price out of its band would fit if one figure stood in ten thousands."""
    low, high = band
    if low <= price / TEN_THOUSAND <= high:
        return Slip.QUANTITY
    if low <= price * TEN_THOUSAND <= high:
        return Slip.FEE
    return None


def priced(quantity: Decimal | None, fee: Decimal | None, band: Band | None) -> Priced:
    price = implied_price(quantity, fee)
    found = Priced(price, band, None)
    if price and band and found.is_outside:
        return Priced(price, band, slip_of(price, band))
    return found


def check(*, quantity: Decimal, amount_yuan: Decimal, band: Band | None, price_note: str) -> None:
    """Raises BadBill, QuantitySlip, FeeSlip, PriceNeedsWords."""
    for figure in (quantity, amount_yuan):
        if not figure.is_finite() or not 0 <= figure < MOST:
            raise BadBill(quantity=quantity, amount_yuan=amount_yuan)
    if not quantity and not amount_yuan:
        raise BadBill(quantity=quantity, amount_yuan=amount_yuan)
    found = priced(quantity, amount_yuan, band)
    if found.price is None or found.band is None or not found.is_outside:
        return
    if found.slip is not None:
        kind = QuantitySlip if found.slip is Slip.QUANTITY else FeeSlip
        raise kind(price=found.price, band=found.band)
    if not price_note.strip():
        raise PriceNeedsWords(price=found.price, band=found.band)


def bands(stored: Mapping[str, tuple[str, str]]) -> dict[str, Band]:
    """Bands as the parameter keeps them, as numbers."""
    return {medium: (Decimal(low), Decimal(high)) for medium, (low, high) in stored.items()}
