from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class GuestPassed(Fact):
    """A visitor or contractor was let pass a gate, or was seen to have passed.

    holder_key: as in Credential, but "credential:7" for a car, since the journal keeps no plates.
    """

    name: ClassVar[str] = "access.decisions.guest_passed"
    label: ClassVar[Any] = _("Guest passed a gate")

    holder: str
    holder_key: str
    gate_id: int
    direction: str
    passed_at: datetime
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DecisionsForgotten(Fact):
    """Single decisions past their keeping time were deleted, and older inputs emptied."""

    name: ClassVar[str] = "access.decisions.forgotten"
    label: ClassVar[Any] = _("Old gate decisions deleted")

    before: str
    decisions: int
    inputs: int


@dataclass(frozen=True, kw_only=True)
class DecisionsLookedAt(Fact):
    """Somebody looked at one person's decisions; the purpose stands with the look-up."""

    name: ClassVar[str] = "access.decisions.looked_at"
    label: ClassVar[Any] = _("One person's gate decisions looked at")

    person_id: int | None
    lookup_id: int
    credential_id: int | None
    decisions: int
