"""What the journal keeps of the kitchen."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class SlipFact(Fact):
    """One issue slip; `number` names it."""

    slip_id: int
    number: str
    canteen_id: int
    day: date
    meal: str


@dataclass(frozen=True, kw_only=True)
class SlipDrawnUp(SlipFact):
    """A slip was drawn up, from `plan_number` or, without one, for `reason`."""

    name: ClassVar[str] = "canteen.kitchen.slip_drawn_up"
    label = _("Issue slip drawn up")

    plan_number: str
    reason: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class GoodsOfSlipIssued(SlipFact):
    """The store handed out a slip; `overrides` are the lots taken out of their order."""

    name: ClassVar[str] = "canteen.kitchen.slip_issued"
    label = _("Issue slip issued")

    lines: int
    left_out: int
    overrides: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class GoodsOfSlipReceived(SlipFact):
    """A cook confirmed that the goods of a slip arrived."""

    name: ClassVar[str] = "canteen.kitchen.slip_received"
    label = _("Goods of an issue slip received")


@dataclass(frozen=True, kw_only=True)
class SlipCancelled(SlipFact):
    """A draft was taken back; nothing had left the store."""

    name: ClassVar[str] = "canteen.kitchen.slip_cancelled"
    label = _("Issue slip cancelled")


@dataclass(frozen=True, kw_only=True)
class GoodsOfSlipGivenBack(SlipFact):
    """What the kitchen did not need came back into its lot, in the base unit."""

    name: ClassVar[str] = "canteen.kitchen.slip_given_back"
    label = _("Goods of an issue slip given back")

    lot_id: int
    quantity: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class BatchFact(Fact):
    """One production batch; `number` names it."""

    batch_id: int
    number: str
    canteen_id: int
    day: date
    meal: str
    dish_id: int
    flags: list[str]


@dataclass(frozen=True, kw_only=True)
class BatchRecorded(BatchFact):
    """A batch came out of the kitchen."""

    name: ClassVar[str] = "canteen.kitchen.batch_recorded"
    label = _("Batch recorded")

    sequence: int
    portions: int
    centre_c: Decimal | None


@dataclass(frozen=True, kw_only=True)
class BatchChecked(BatchFact):
    """A batch was heated again, its holding was measured, or it left the counter: what is new."""

    name: ClassVar[str] = "canteen.kitchen.batch_checked"
    label = _("Batch checked")

    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class BatchCorrected(BatchFact):
    """A typing error of a batch was put right."""

    name: ClassVar[str] = "canteen.kitchen.batch_corrected"
    label = _("Batch corrected")

    old: dict[str, str]
    new: dict[str, str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class BatchTakenBack(BatchFact):
    """A batch that never was is gone; what it said stays here."""

    name: ClassVar[str] = "canteen.kitchen.batch_taken_back"
    label = _("Batch taken back")

    sequence: int
    portions: int
    reason: str
