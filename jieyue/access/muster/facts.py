"""What the journal keeps of musters: who called and ended them, never names of who was inside."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MusterCalled(Fact):
    """People are called to gather; expected: how many were on the list."""

    name: ClassVar[str] = "access.muster.called"
    label = _("Muster called")
    muster_id: int
    kind: str
    reason: str
    expected: int


@dataclass(frozen=True, kw_only=True)
class MusterEnded(Fact):
    """A muster was ended, with what was known then."""

    name: ClassVar[str] = "access.muster.ended"
    label = _("Muster ended")
    muster_id: int
    found: int
    missing: int
    outside: int
    open: int
    true_heads: int | None


@dataclass(frozen=True, kw_only=True)
class MusterListRead(Fact):
    """Somebody read who is inside although no muster was called; lines: how many there were."""

    name: ClassVar[str] = "access.muster.list_read"
    label = _("List of who is inside read")
    lines: int


@dataclass(frozen=True, kw_only=True)
class MusterNamesForgotten(Fact):
    """Names of ended musters were deleted; their figures stay."""

    name: ClassVar[str] = "access.muster.names_forgotten"
    label = _("Names of old musters deleted")
    musters: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class UnitAssemblyChanged(Fact):
    """A unit gathers at another point; point_id None: at its zone's."""

    name: ClassVar[str] = "access.muster.unit_assembly_changed"
    label = _("Unit's assembly point changed")
    unit_id: int
    point_id: int | None
