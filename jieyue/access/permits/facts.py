"""What the journal keeps of work permits: ids and counts, never names or numbers of workers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class PermitDrafted(Fact):
    """Written down, or changed before it was approved."""

    name: ClassVar[str] = "access.permits.drafted"
    label = _("Work permit drafted")
    permit_id: int
    number: str
    company: str
    from_at: datetime
    until_at: datetime
    insurance_until: date
    is_hot_work: bool


@dataclass(frozen=True, kw_only=True)
class PermitApproved(Fact):
    """In force; passes open in its window. workers: how many."""

    name: ClassVar[str] = "access.permits.approved"
    label = _("Work permit approved")
    permit_id: int
    number: str
    unit_id: int
    workers: int


@dataclass(frozen=True, kw_only=True)
class PermitRefused(Fact):
    name: ClassVar[str] = "access.permits.refused"
    label = _("Work permit refused")
    permit_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PermitSuspended(Fact):
    """Nothing opens until it is approved again; reason "insurance" when that ended."""

    name: ClassVar[str] = "access.permits.suspended"
    label = _("Work permit suspended")
    permit_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PermitEnded(Fact):
    name: ClassVar[str] = "access.permits.ended"
    label = _("Work permit ended")
    permit_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class WorkerAdded(Fact):
    name: ClassVar[str] = "access.permits.worker_added"
    label = _("Worker added to a permit")
    permit_id: int
    worker_id: int


@dataclass(frozen=True, kw_only=True)
class WorkerRemoved(Fact):
    name: ClassVar[str] = "access.permits.worker_removed"
    label = _("Worker taken off a permit")
    permit_id: int
    worker_id: int


@dataclass(frozen=True, kw_only=True)
class WorkerChecked(Fact):
    """A guard compared a worker with the document and the permit."""

    name: ClassVar[str] = "access.permits.worker_checked"
    label = _("Worker checked at the gate")
    permit_id: int
    worker_id: int


@dataclass(frozen=True, kw_only=True)
class InsuranceRenewed(Fact):
    name: ClassVar[str] = "access.permits.insurance_renewed"
    label = _("Contractor's insurance renewed")
    permit_id: int
    number: str
    until: date


@dataclass(frozen=True, kw_only=True)
class WorkersForgotten(Fact):
    """left: rows that still hold a name or number afterwards; 0 is the proof."""

    name: ClassVar[str] = "access.permits.forgotten"
    label = _("Workers' data deleted")
    before: date
    permits: int
    workers: int
    left: int
