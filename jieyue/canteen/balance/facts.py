from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BalanceCheckOpened(Fact):
    """More of a group is unaccounted for than weighing errors explain."""

    name: ClassVar[str] = "canteen.balance.check_opened"
    label = _("Balance check opened")

    check_id: int
    canteen_id: int
    day: date
    group: str
    unexplained_kg: Decimal
    sigma_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class BalanceCheckExplained(Fact):
    """What lay behind a gap; `cause` is a code of `Cause`."""

    name: ClassVar[str] = "canteen.balance.check_explained"
    label = _("Balance check explained")

    check_id: int
    canteen_id: int
    day: date
    group: str
    cause: str
    explanation: str
