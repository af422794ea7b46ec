"""What the journal keeps of zones, gates, plans and what was opened by hand."""

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class AssemblyPointSet(Fact):
    """An assembly point was set up or changed; `old` holds what differed, empty when new."""

    name: ClassVar[str] = "access.gates.assembly_point_set"
    label = _("Assembly point set up")
    assembly_point_id: int
    code: str
    new: dict[str, str]
    old: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CommandUnmet(Fact):
    """What was wanted of a gate was not done: "late" (nobody fetched it) or "failed"."""

    name: ClassVar[str] = "access.gates.command_unmet"
    label = _("Gate did not do what was asked")
    command_id: int
    gate_id: int
    code: str
    wanted: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class FireReleaseEnded(Fact):
    name: ClassVar[str] = "access.gates.fire_release_ended"
    label = _("Fire release of the gates ended")
    release_id: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class FireReleaseStarted(Fact):
    """Every gate in use that opens at a fire stands open; gates: how many."""

    name: ClassVar[str] = "access.gates.fire_release_started"
    label = _("Gates opened for a fire")
    release_id: int
    reason: str
    gates: int


@dataclass(frozen=True, kw_only=True)
class GateSet(Fact):
    """A gate was set up or changed; `old` holds what differed, empty when new."""

    name: ClassVar[str] = "access.gates.gate_set"
    label = _("Gate set up")
    gate_id: int
    code: str
    new: dict[str, str]
    old: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HandOpened(Fact):
    """A gate was commanded by hand; wanted: "open", "hold" or "release".

    What the guard wrote stands with the command, which is forgotten in time, and not here.
    """

    name: ClassVar[str] = "access.gates.hand_opened"
    label = _("Gate opened by hand")
    command_id: int
    gate_id: int
    code: str
    wanted: str
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class PlanSet(Fact):
    """An opening plan was set up or changed; slots as they are written."""

    name: ClassVar[str] = "access.gates.plan_set"
    label = _("Opening plan set up")
    plan_id: int
    code: str
    title: str
    slots: list[str]
    old_slots: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ZoneSet(Fact):
    """A zone was set up or changed; `old` holds what differed, empty when new."""

    name: ClassVar[str] = "access.gates.zone_set"
    label = _("Zone set up")
    zone_id: int
    code: str
    new: dict[str, str]
    old: dict[str, str] = field(default_factory=dict)
