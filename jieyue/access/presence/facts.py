"""What the journal keeps of presence: look-ups of persons, never where they were."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class PersonLookedUp(Fact):
    """An officer looked up one person's whereabouts; the reason stands with the look-up."""

    name: ClassVar[str] = "access.presence.looked_up"
    label = _("Somebody's whereabouts looked up")
    lookup_id: int
    person_id: int
    purpose: str
