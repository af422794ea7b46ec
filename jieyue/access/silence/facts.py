from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class DevicesFellSilent(Fact):
    """Devices that usually report by this time have not; the units' counts are unknown."""

    name: ClassVar[str] = "access.silence.noticed"
    label: ClassVar[Any] = _("Gate devices fell silent")

    day: date
    cutoff: time
    device_ids: list[int]
    unit_ids: list[int]
