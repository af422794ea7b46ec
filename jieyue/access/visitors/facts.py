"""What the journal keeps of visits: ids and counts, never names, plates or numbers of people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class VisitRequested(Fact):
    """Somebody wants to come, or was invited and waits for the host."""

    name: ClassVar[str] = "access.visitors.requested"
    label = _("Visit asked for")
    visit_id: int
    number: str
    way: str
    purpose: str
    host_id: int | None
    guests: int


@dataclass(frozen=True, kw_only=True)
class VisitConfirmed(Fact):
    """The host confirmed this visit. plates: ids of its VisitPlate rows, for who must know them
    (`visitors.queries.plates_of`): the journal is kept longer than plates may be."""

    name: ClassVar[str] = "access.visitors.confirmed"
    label = _("Visit confirmed")
    visit_id: int
    number: str
    unit_id: int | None
    host_id: int | None
    from_at: datetime
    until_at: datetime
    guests: int
    plates: list[int]
    wants_meal: bool
    wants_parking: bool


@dataclass(frozen=True, kw_only=True)
class VisitRefused(Fact):
    name: ClassVar[str] = "access.visitors.refused"
    label = _("Visit not confirmed")
    visit_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class GuestsAdded(Fact):
    """More people come with a visit that is confirmed; guests: all of them now."""

    name: ClassVar[str] = "access.visitors.guests_added"
    label = _("People added to a visit")
    visit_id: int
    number: str
    guests: int


@dataclass(frozen=True, kw_only=True)
class VisitChanged(Fact):
    """Other times; `before_*` are the old ones. is_late: prolonged after it should have ended."""

    name: ClassVar[str] = "access.visitors.changed"
    label = _("Visit changed")
    visit_id: int
    number: str
    before_from_at: datetime
    before_until_at: datetime
    from_at: datetime
    until_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class VisitEnded(Fact):
    """It is over: ended, cancelled or no_show; its passes open nothing any more."""

    name: ClassVar[str] = "access.visitors.ended"
    label = _("Visit over")
    visit_id: int
    number: str
    unit_id: int | None
    outcome: str


@dataclass(frozen=True, kw_only=True)
class VisitHeld(Fact):
    """Security must look at a visit first."""

    name: ClassVar[str] = "access.visitors.held"
    label = _("Visit held for security")
    visit_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class VisitCleared(Fact):
    name: ClassVar[str] = "access.visitors.cleared"
    label = _("Visit cleared by security")
    visit_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DepartmentAgreed(Fact):
    name: ClassVar[str] = "access.visitors.department_agreed"
    label = _("Unit agreed to a visit")
    visit_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class VisitWrittenUp(Fact):
    """An urgent repair that was let in at once has been completed."""

    name: ClassVar[str] = "access.visitors.written_up"
    label = _("Urgent visit written up")
    visit_id: int
    number: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class VisitOverstayed(Fact):
    """Somebody is still inside; told: "host" first, then "guard"."""

    name: ClassVar[str] = "access.visitors.overstayed"
    label = _("Visitor stays too long")
    visit_id: int
    number: str
    unit_id: int | None
    inside: int
    told: str


@dataclass(frozen=True, kw_only=True)
class GuestChecked(Fact):
    """Who came showed a document; `document` is its kind."""

    name: ClassVar[str] = "access.visitors.checked"
    label = _("Visitor's identity checked")
    visit_id: int
    guest_id: int
    document: str
    is_photo_compared: bool


@dataclass(frozen=True, kw_only=True)
class GuestArrived(Fact):
    """is_checked: somebody saw a document; badge: number given out, empty without."""

    name: ClassVar[str] = "access.visitors.arrived"
    label = _("Visitor arrived")
    visit_id: int
    guest_id: int
    unit_id: int | None
    badge: str
    is_checked: bool


@dataclass(frozen=True, kw_only=True)
class GuestLeft(Fact):
    """is_unseen: went out without having been seen coming in."""

    name: ClassVar[str] = "access.visitors.left"
    label = _("Visitor left")
    visit_id: int
    guest_id: int
    unit_id: int | None
    is_unseen: bool


@dataclass(frozen=True, kw_only=True)
class GuestConsented(Fact):
    """kind: "notice" or "face"; version empty: withdrawn."""

    name: ClassVar[str] = "access.visitors.consented"
    label = _("Visitor's consent recorded")
    visit_id: int
    guest_id: int
    kind: str
    version: str


@dataclass(frozen=True, kw_only=True)
class VisitsStopped(Fact):
    """unit_id None: visits to everybody."""

    name: ClassVar[str] = "access.visitors.stopped"
    label = _("Visits stopped for a while")
    stop_id: int
    unit_id: int | None
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class StopLifted(Fact):
    name: ClassVar[str] = "access.visitors.stop_lifted"
    label = _("Stop of visits lifted")
    stop_id: int


@dataclass(frozen=True, kw_only=True)
class VisitorsForgotten(Fact):
    """Names and numbers of visits that ended before a day were deleted. left: rows of those
    visits that still hold any, counted afterwards; 0 is the proof."""

    name: ClassVar[str] = "access.visitors.forgotten"
    label = _("Visitors' data deleted")
    before: date
    visits: int
    guests: int
    plates: int
    faces: int
    left: int
