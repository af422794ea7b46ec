from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class IncidentNoted(Fact):
    """Something happened that the subject's next scorecard weighs."""

    name: ClassVar[str] = "scorecards.incidents.noted"
    label = _("Incident noted for a scorecard")

    incident_id: int
    subject_kind: str
    subject_id: int
    code: str
    happened_on: date
    source: str
