from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BillEntered(Fact):
    """A supplier's bill; unit_id None: for the whole complex."""

    name: ClassVar[str] = "energy.bills.entered"
    label = _("Energy bill entered")

    bill_id: int
    unit_id: int | None
    medium: str
    month: date
    quantity: Decimal
    amount_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class BillTakenBack(Fact):
    """A wrong bill no longer counts; its row stays."""

    name: ClassVar[str] = "energy.bills.taken_back"
    label = _("Energy bill taken back")

    bill_id: int
    reason: str
