"""What the store refuses, with what was wrong. Words for people are in `messages.py`."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone


class StockRefused(Exception):
    """The store cannot do what was asked."""


class BadQuantity(StockRefused):
    """Goods move in quantities above nothing."""

    def __init__(self, quantity: Decimal) -> None:
        super().__init__(quantity)
        self.quantity = quantity


class BadAmount(StockRefused):
    """Goods cannot be worth less than nothing."""

    def __init__(self, amount_yuan: Decimal) -> None:
        super().__init__(amount_yuan)
        self.amount_yuan = amount_yuan


class NotEnoughStock(StockRefused):
    """The lot holds less than was asked for; both in the base unit."""

    def __init__(self, *, number: str, held: Decimal, asked: Decimal, unit: str) -> None:
        super().__init__(number, held, asked)
        self.number, self.held, self.asked, self.unit = number, held, asked, unit


class NotEnoughPieces(StockRefused):
    """The lot holds fewer pieces than were asked for."""

    def __init__(self, *, number: str, held: Decimal, asked: Decimal) -> None:
        super().__init__(number, held, asked)
        self.number, self.held, self.asked = number, held, asked


class MoreThanIssued(StockRefused):
    """More is brought back than was taken from the lot."""

    def __init__(self, *, number: str, issued: Decimal, asked: Decimal, unit: str) -> None:
        super().__init__(number, issued, asked)
        self.number, self.issued, self.asked, self.unit = number, issued, asked, unit


class LotNotReleased(StockRefused):
    """The lot is held or rejected."""

    def __init__(self, *, number: str, status: str, reason: str) -> None:
        super().__init__(number, status, reason)
        self.number, self.status, self.reason = number, status, reason


class LotAlready(StockRefused):
    """The lot has this status already, or one that cannot be left for it."""

    def __init__(self, *, number: str, status: str, reason: str) -> None:
        super().__init__(number, status, reason)
        self.number, self.status, self.reason = number, status, reason


class LotExpired(StockRefused):
    """The lot's last day of use is over."""

    def __init__(self, *, number: str, expires_on: date) -> None:
        super().__init__(number, expires_on)
        self.number, self.expires_on = number, expires_on


class LotChanged(StockRefused):
    """Somebody moved the lot since it was on the screen."""

    def __init__(self, *, number: str, by: str, at: datetime, what: str) -> None:
        super().__init__(number, by, at, what)
        self.number, self.by, self.at, self.what = number, by, at, what
        self.said = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


class NotFirstToExpire(StockRefused):
    """Another lot ought to go first, and no reason was given."""

    def __init__(self, *, number: str, first: str, expires_on: date | None) -> None:
        super().__init__(number, first, expires_on)
        self.number, self.first, self.expires_on = number, first, expires_on


class StoreFrozen(StockRefused):
    """The place is being counted."""

    def __init__(self, *, stocktake: str, started_by: str, started_at: datetime) -> None:
        super().__init__(stocktake, started_by, started_at)
        self.stocktake, self.started_by, self.started_at = stocktake, started_by, started_at
        self.said = f"{timezone.localtime(started_at):%Y-%m-%d %H:%M}"


class ReasonNeeded(StockRefused):
    """This movement needs a reason."""


class WitnessNeeded(StockRefused):
    """A disposal takes a second person, other than the one who records it."""


class PhotoNeeded(StockRefused):
    """A disposal is recorded with a photo."""


class SamePlace(StockRefused):
    """The lot lies at that place already."""

    def __init__(self, *, number: str, location: str) -> None:
        super().__init__(number, location)
        self.number, self.location = number, location


class NoSupplier(StockRefused):
    """Nobody knows who delivered the lot, so it cannot go back."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class LotKnown(StockRefused):
    """The sheet's lot is in the store already with other figures; counting is what changes them."""

    def __init__(self, *, number: str, held: Decimal) -> None:
        super().__init__(number, held)
        self.number, self.held = number, held


class NoSuchCanteen(StockRefused):
    """A sheet names a canteen the site does not have."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NoSuchPlace(StockRefused):
    """A sheet names a place the store does not have."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class ExpiresFirst(StockRefused):
    """Goods cannot expire before they came."""

    def __init__(self, *, expires_on: date, received_on: date) -> None:
        super().__init__(expires_on, received_on)
        self.expires_on, self.received_on = expires_on, received_on


class PlaceTaken(StockRefused):
    """A place of the store has this code already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LimitsCrossed(StockRefused):
    """The lowest temperature lies above the highest."""


class StocktakeOpen(StockRefused):
    """The place is being counted, or its count waits for approval."""

    def __init__(self, *, stocktake: str, started_by: str, status: str) -> None:
        super().__init__(stocktake, started_by, status)
        self.stocktake, self.started_by, self.status = stocktake, started_by, status


class StocktakeOver(StockRefused):
    """The stocktake is no longer in the state this needs: `by` brought it into its own `at`."""

    def __init__(self, *, stocktake: str, status: str, by: str, at: datetime) -> None:
        super().__init__(stocktake, status, by, at)
        self.stocktake, self.status, self.by, self.at = stocktake, status, by, at
        self.said = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


class MonthEndNeedsNames(StockRefused):
    """A month-end count is of the whole store, by storekeeper, accountant and supervisor."""


class NothingToCount(StockRefused):
    """Nothing lies there by the books."""


class AlreadyCounted(StockRefused):
    """Somebody else counted the line."""

    def __init__(self, *, by: str, at: datetime, counted: Decimal) -> None:
        super().__init__(by, at, counted)
        self.by, self.at, self.counted = by, at, counted
        self.said = f"{timezone.localtime(at):%H:%M}"


class BadCount(StockRefused):
    """A count is nothing or more."""

    def __init__(self, counted: Decimal) -> None:
        super().__init__(counted)
        self.counted = counted


class NotAllCounted(StockRefused):
    """Lines of the stocktake are not counted yet."""

    def __init__(self, lines: int) -> None:
        super().__init__(lines)
        self.lines = lines


class ReasonsMissing(StockRefused):
    """Differences beyond the tolerance have no reason; `lots` names them."""

    def __init__(self, lots: list[str]) -> None:
        super().__init__(tuple(lots))
        self.lots, self.named = lots, "、".join(lots)


class OwnCount(StockRefused):
    """Whoever hands a count in does not approve it."""


class BadTemperature(StockRefused):
    """No fridge has this temperature."""

    def __init__(self, temperature_c: Decimal) -> None:
        super().__init__(temperature_c)
        self.temperature_c = temperature_c


class MeasureNeeded(StockRefused):
    """The reading is out of range, so it is to be said what was done."""

    def __init__(self, *, temperature_c: Decimal, limits: str) -> None:
        super().__init__(temperature_c, limits)
        self.temperature_c, self.limits = temperature_c, limits
