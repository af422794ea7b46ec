"""What the journal keeps of the store. Quantities are in the ingredient's base unit."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class LotMoved(Fact):
    """One movement; quantity and amount are signed, what comes is positive."""

    movement_id: int
    lot_id: int
    number: str
    canteen_id: int
    ingredient_id: int
    quantity: Decimal
    amount_yuan: Decimal
    document: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OpeningEntered(LotMoved):
    """Goods that lay in the store already were entered."""

    name: ClassVar[str] = "canteen.stock.opening_entered"
    label = _("Opening stock entered")


@dataclass(frozen=True, kw_only=True)
class GoodsReceived(LotMoved):
    """Goods came into the store as a new lot."""

    name: ClassVar[str] = "canteen.stock.received"
    label = _("Goods received into the store")


@dataclass(frozen=True, kw_only=True)
class GoodsIssued(LotMoved):
    """Goods left the store for the kitchen."""

    name: ClassVar[str] = "canteen.stock.issued"
    label = _("Goods issued")


@dataclass(frozen=True, kw_only=True)
class GoodsGivenBack(LotMoved):
    """Goods came back from the kitchen."""

    name: ClassVar[str] = "canteen.stock.given_back"
    label = _("Goods given back to the store")


@dataclass(frozen=True, kw_only=True)
class GoodsMovedIn(LotMoved):
    """Goods were moved to another place of the store, where they are a lot of their own."""

    name: ClassVar[str] = "canteen.stock.moved_in"
    label = _("Goods moved within the store: in")


@dataclass(frozen=True, kw_only=True)
class GoodsMovedOut(LotMoved):
    """Goods were moved to another place of the store, from this lot."""

    name: ClassVar[str] = "canteen.stock.moved_out"
    label = _("Goods moved within the store: out")


@dataclass(frozen=True, kw_only=True)
class GoodsReturned(LotMoved):
    """Goods went back to their supplier."""

    name: ClassVar[str] = "canteen.stock.returned_to_supplier"
    label = _("Goods returned to the supplier")


@dataclass(frozen=True, kw_only=True)
class GoodsSpoiled(LotMoved):
    """Goods went bad in the store."""

    name: ClassVar[str] = "canteen.stock.spoiled"
    label = _("Goods spoiled")


@dataclass(frozen=True, kw_only=True)
class GoodsDestroyed(LotMoved):
    """Condemned goods were destroyed."""

    name: ClassVar[str] = "canteen.stock.destroyed"
    label = _("Goods destroyed")


@dataclass(frozen=True, kw_only=True)
class StockAdjusted(LotMoved):
    """The books followed what was counted."""

    name: ClassVar[str] = "canteen.stock.adjusted"
    label = _("Stock adjusted")


@dataclass(frozen=True, kw_only=True)
class LotJudged(Fact):
    """A lot's status changed."""

    lot_id: int
    number: str
    canteen_id: int
    ingredient_id: int
    old: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LotHeld(LotJudged):
    """A lot was put aside until it is decided on."""

    name: ClassVar[str] = "canteen.stock.held"
    label = _("Lot held")


@dataclass(frozen=True, kw_only=True)
class LotReleased(LotJudged):
    """A held lot may be issued."""

    name: ClassVar[str] = "canteen.stock.released"
    label = _("Lot released")


@dataclass(frozen=True, kw_only=True)
class LotRejected(LotJudged):
    """A lot can never be issued any more."""

    name: ClassVar[str] = "canteen.stock.rejected"
    label = _("Lot rejected")


@dataclass(frozen=True, kw_only=True)
class StocktakeStarted(Fact):
    """A count began; nothing moves there until it is handed in or cancelled."""

    name: ClassVar[str] = "canteen.stock.stocktake_started"
    label = _("Stocktake started")

    number: str
    canteen_id: int
    location_id: int | None
    lines: int


@dataclass(frozen=True, kw_only=True)
class StocktakeSubmitted(Fact):
    """A count was handed in for approval."""

    name: ClassVar[str] = "canteen.stock.stocktake_submitted"
    label = _("Stocktake handed in")

    number: str
    canteen_id: int
    differing: int


@dataclass(frozen=True, kw_only=True)
class StocktakeApproved(Fact):
    """A count was approved, and the books follow it; the worth of all differences, signed."""

    name: ClassVar[str] = "canteen.stock.stocktake_approved"
    label = _("Stocktake approved")

    number: str
    canteen_id: int
    adjusted: int
    amount_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class StocktakeCancelled(Fact):
    """A count was given up, and the books stay."""

    name: ClassVar[str] = "canteen.stock.stocktake_cancelled"
    label = _("Stocktake cancelled")

    number: str
    canteen_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class FridgeOutOfRange(Fact):
    """A fridge was too warm or too cold, and something was done about it."""

    name: ClassVar[str] = "canteen.stock.fridge_out_of_range"
    label = _("Fridge out of range")

    reading_id: int
    location_id: int
    canteen_id: int
    place: str
    temperature_c: Decimal
    measure_taken: str


@dataclass(frozen=True, kw_only=True)
class PlaceSet(Fact):
    """A place of the store was set up or changed: what is new."""

    name: ClassVar[str] = "canteen.stock.place_set"
    label = _("Place of the store set")

    location_id: int
    code: str
    new: dict[str, str]
