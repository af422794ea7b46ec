from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Fact):
    """A request began its way through its steps."""

    name: ClassVar[str] = "people.approvals.asked"
    label = _("Approval asked for")

    approval_id: int
    kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class StepAgreed(Fact):
    """One step was agreed to; there are more to come."""

    name: ClassVar[str] = "people.approvals.step_agreed"
    label = _("Approval step agreed")

    approval_id: int
    position: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApprovalGranted(Fact):
    """The last step was agreed to: what was asked for may be done."""

    name: ClassVar[str] = "people.approvals.granted"
    label = _("Approved")

    approval_id: int
    kind: str
    subject_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApprovalRefused(Fact):
    """A step was refused: what was asked for may not be done."""

    name: ClassVar[str] = "people.approvals.refused"
    label = _("Approval refused")

    approval_id: int
    kind: str
    subject_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApprovalWithdrawn(Fact):
    """Whoever asked took the request back."""

    name: ClassVar[str] = "people.approvals.withdrawn"
    label = _("Approval withdrawn")

    approval_id: int
    kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class StepDelegated(Fact):
    """A step was handed to another person."""

    name: ClassVar[str] = "people.approvals.delegated"
    label = _("Approval step delegated")

    approval_id: int
    position: int
    to_person_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApprovalUrged(Fact):
    """Those who are to decide were reminded."""

    name: ClassVar[str] = "people.approvals.urged"
    label = _("Approval urged")

    approval_id: int
    position: int


@dataclass(frozen=True, kw_only=True)
class ChainSet(Fact):
    """Who decides requests of a kind was said anew."""

    name: ClassVar[str] = "people.approvals.chain_set"
    label = _("Approval chain set")

    kind: str
    steps: list[str]
