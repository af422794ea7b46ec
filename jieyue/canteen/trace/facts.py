from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class LotRecalled(Fact):
    """What is left of a lot and of its maker's batch was held; the meals it reached are counted."""

    name: ClassVar[str] = "canteen.trace.lot_recalled"
    label = _("Lot recalled")

    number: str
    held: list[str]
    meals: int
    portions: int
    reason: str
