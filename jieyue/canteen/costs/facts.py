from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BudgetSet(Fact):
    """What a canteen may spend on a kind of cost in a month; `old` None: there was none."""

    name: ClassVar[str] = "canteen.costs.budget_set"
    label = _("Budget set")

    canteen_id: int
    month: date
    kind: str
    old: Decimal | None
    new: Decimal


@dataclass(frozen=True, kw_only=True)
class CostEntered(Fact):
    """Labour, energy or another cost of a day."""

    name: ClassVar[str] = "canteen.costs.entered"
    label = _("Other cost entered")

    entry_id: int
    canteen_id: int
    day: date
    kind: str
    amount_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class CostCancelled(Fact):
    """An entered cost was taken back."""

    name: ClassVar[str] = "canteen.costs.cancelled"
    label = _("Other cost taken back")

    entry_id: int
    amount_yuan: Decimal
