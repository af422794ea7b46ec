"""What the journal keeps of readings: corrections, never the readings themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ReadingCorrected(Fact):
    """A reading counts otherwise than it came; registers in thousandths, None: it never was."""

    name: ClassVar[str] = "energy.readings.corrected"
    label: ClassVar[Any] = _("Reading corrected")

    meter_id: int
    number: str
    read_at: datetime
    was_milli: int
    register_milli: int | None
    reason: str
