"""What the journal keeps of use that people added or took away."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class UseAdjusted(Fact):
    """Use was added beside a meter's register on [first_on, last_on], in the medium's unit.

    takes_back: the adjustment that this one undoes.
    """

    name: ClassVar[str] = "energy.consumption.adjusted"
    label = _("Use adjusted")

    adjustment_id: int
    meter_id: int
    number: str
    first_on: date
    last_on: date
    use: Decimal
    reason: str
    takes_back: int | None
