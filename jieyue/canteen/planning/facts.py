from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class PlanDrafted(Fact):
    """Plans of a canteen were computed or computed anew; numbers in date order."""

    name: ClassVar[str] = "canteen.planning.drafted"
    label = _("Cooking plans drafted")

    canteen_id: int
    first: date
    last: date
    numbers: list[str]


@dataclass(frozen=True, kw_only=True)
class ServiceLevelSet(Fact):
    """A person chose a meal's service level, or (`new` None) went back to what the costs ask."""

    name: ClassVar[str] = "canteen.planning.service_level_set"
    label = _("Service level set")

    number: str
    day: date
    meal: str
    old: Decimal
    new: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanConfirmed(Fact):
    """A plan is in force; its purchases count as ordered."""

    name: ClassVar[str] = "canteen.planning.confirmed"
    label = _("Cooking plan confirmed")

    plan_id: int
    number: str
    canteen_id: int
    day: date
    revision: int
    supersedes: str


@dataclass(frozen=True, kw_only=True)
class SecondBatchReleased(Fact):
    """The kitchen was told to cook more of a dish."""

    name: ClassVar[str] = "canteen.planning.second_batch_released"
    label = _("Second batch released")

    number: str
    day: date
    meal: str
    dish_id: int
    planned: int
    released: int


@dataclass(frozen=True, kw_only=True)
class LotSet(Fact):
    """A lot in the store was entered or changed by a sheet, before the store kept movements."""

    name: ClassVar[str] = "canteen.planning.lot_set"
    label = _("Lot in the store set")

    number: str
    ingredient: str
    new: dict[str, str]
