from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class HandlerRegistered(Fact):
    """Somebody was put on, or (`until`) taken off, the list of those who work with food."""

    name: ClassVar[str] = "canteen.staff_health.handler_registered"
    label = _("Food handler registered")

    canteen_id: int
    person_id: int
    post: str
    until: date | None


@dataclass(frozen=True, kw_only=True)
class HealthCertificateEntered(Fact):
    name: ClassVar[str] = "canteen.staff_health.certificate_entered"
    label = _("Health certificate entered")

    person_id: int
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class MorningChecked(Fact):
    """Somebody was looked at before the shift. What ails them stays out of the journal."""

    name: ClassVar[str] = "canteen.staff_health.morning_checked"
    label = _("Morning check made")

    check_id: int
    canteen_id: int
    person_id: int
    day: date
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class HandlerCleared(Fact):
    """The cause of a suspension is gone."""

    name: ClassVar[str] = "canteen.staff_health.cleared"
    label = _("Back to work allowed")

    check_id: int
    person_id: int
    on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class DutyMarked(Fact):
    name: ClassVar[str] = "canteen.staff_health.duty_marked"
    label = _("Marked on duty")

    canteen_id: int
    person_id: int
    day: date
