"""What a trace shows: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class TestLine:
    """One residue test of a lot; `inhibition_pct` is the highest reading, None before any."""

    __test__ = False  # no test class, whatever its name says

    number: str
    state: str
    inhibition_pct: Decimal | None
    sampled_at: datetime


@dataclass(frozen=True, kw_only=True)
class LotOrigin:
    """Where a lot came from. Receipt and order are empty for opening stock."""

    lot_id: int
    number: str
    ingredient: str
    unit: str
    batch_number: str
    status: str
    status_label: str
    supplier: str
    supplier_code: str
    received_on: date
    produced_on: date | None
    expires_on: date | None
    left: Decimal
    location: str
    receipt: str
    order: str
    accepted_by: str
    papers: Sequence[str]
    tests: Sequence[TestLine]


@dataclass(frozen=True, kw_only=True)
class MealUse:
    """A dish of one meal that holds something of the lot; quantity in the ingredient's unit.

    batch is empty when the lot was drawn for the meal and no batch of it was recorded.
    served: portions taken; None when nobody counted. sample: label of the retained sample.
    """

    canteen: str
    canteen_code: str
    day: date
    meal: str
    meal_label: str
    dish: str
    dish_code: str
    batch: str
    quantity: Decimal
    portions: int | None
    served: int | None
    sample: str
    sample_is_kept: bool


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Goods of the lot that left the store by another way than the kitchen."""

    kind: str
    kind_label: str
    quantity: Decimal
    at: datetime
    document: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LotTrace:
    """A lot, its parts and siblings of the same maker's batch, and every meal they reached."""

    number: str
    unit: str
    lots: Sequence[LotOrigin]
    meals: Sequence[MealUse]
    ways_out: Sequence[WayOut]

    @property
    def left(self) -> Decimal:
        return sum((lot.left for lot in self.lots), Decimal(0))

    @property
    def used(self) -> Decimal:
        return sum((meal.quantity for meal in self.meals), Decimal(0))

    @property
    def portions(self) -> int:
        """Portions cooked; each batch counts once, whatever lots went into it."""
        return sum({meal.batch: meal.portions or 0 for meal in self.meals if meal.batch}.values())

    @property
    def meal_count(self) -> int:
        return len({(meal.canteen_code, meal.day, meal.meal) for meal in self.meals})


@dataclass(frozen=True, kw_only=True)
class DishLot:
    """What a batch took of one lot."""

    batch: str
    quantity: Decimal
    origin: LotOrigin


@dataclass(frozen=True, kw_only=True)
class DishTrace:
    """One dish of a day, back to lots, tests and suppliers."""

    dish: str
    dish_code: str
    day: date
    uses: Sequence[MealUse]
    lots: Sequence[DishLot]
