"""Django finds tables here; each is defined beside its topic."""

from jieyue.access.credentials.models import (
    AccessProfile,
    Block,
    Clearance,
    Credential,
    Measure,
    SigningKey,
)
from jieyue.access.decisions.models import Decision, HolderState
from jieyue.access.devices.models import Device
from jieyue.access.entries.models import GateEntry, Ingest, QuarterPresence, RefusedEntry
from jieyue.access.gates.models import (
    AssemblyPoint,
    FireRelease,
    Gate,
    GateCommand,
    OpeningPlan,
    PlanSlot,
    RulesVersion,
    Zone,
)

__all__ = [
    "AccessProfile",
    "AssemblyPoint",
    "Block",
    "Clearance",
    "Credential",
    "Decision",
    "Device",
    "FireRelease",
    "Gate",
    "GateCommand",
    "GateEntry",
    "HolderState",
    "Ingest",
    "Measure",
    "OpeningPlan",
    "PlanSlot",
    "QuarterPresence",
    "RefusedEntry",
    "RulesVersion",
    "SigningKey",
    "Zone",
]
