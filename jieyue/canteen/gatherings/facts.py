from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class GatheringCancelled(Fact):
    name: ClassVar[str] = "canteen.gatherings.cancelled"
    label = _("Meeting or training cancelled")

    gathering_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class GatheringNoted(Fact):
    name: ClassVar[str] = "canteen.gatherings.noted"
    label = _("Meeting or training noted")

    gathering_id: int
    day: date
    kind: str
    unit_id: int | None
    attendees: int
