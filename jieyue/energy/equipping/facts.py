"""What the journal keeps of equipping."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class EquippingNeedSet(Fact):
    """Somebody said how many meters of a medium are needed, by level; before: what was said."""

    name: ClassVar[str] = "energy.equipping.need_set"
    label = _("Needed meters set")
    medium: str
    before: dict[str, Any]
    after: dict[str, Any]
