from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class DeliveryAccepted(Fact):
    """A delivery was weighed and judged; lots holds what was taken in, rejected is in lines.

    flags: codes of what was out of line, over all lines and the phone's clock.
    """

    name: ClassVar[str] = "canteen.receiving.accepted"
    label = _("Delivery received")

    receipt_id: int
    number: str
    order_number: str
    canteen_id: int
    supplier_id: int
    witness_id: int
    happened_at: datetime
    lots: list[int]
    lines: int
    rejected: int
    amount_yuan: Decimal
    flags: list[str]
