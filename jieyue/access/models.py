"""Django finds tables here; each is defined beside its topic."""

from jieyue.access.console.models import EmergencyPassage, HandAnswer
from jieyue.access.credentials.models import (
    AccessProfile,
    Block,
    Clearance,
    Credential,
    Measure,
    PlateRequest,
    SigningKey,
)
from jieyue.access.decisions.models import Decision, HolderState, UsedPass
from jieyue.access.deliveries.models import DeliveryForm, Knock, LogInKey
from jieyue.access.devices.models import AilingSpell, Device
from jieyue.access.edge.models import EdgeUpload, GateRoom
from jieyue.access.entries.models import GateEntry, Ingest, QuarterPresence, RefusedEntry
from jieyue.access.faces.models import (
    Assessment,
    ConsentText,
    DeletionProof,
    FaceConsent,
    FaceDeletion,
    FaceReader,
    FaceTally,
    FaceTemplate,
    FaceUse,
    ReaderEnrolment,
)
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
from jieyue.access.health.models import (
    ContractorCheck,
    Declaration,
    DiningSlot,
    HealthOrder,
    HealthTally,
    Isolation,
    Temperature,
)
from jieyue.access.lookups.models import Lookup
from jieyue.access.muster.models import Muster, MusterLine, MusterMark, UnitAssembly
from jieyue.access.parking.models import (
    ParkingHour,
    ParkingNotice,
    Reservation,
    Space,
    Standing,
)
from jieyue.access.permits.models import PermitPlate, Worker, WorkPermit
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.statistics.models import GateDay
from jieyue.access.visitors.models import Guest, PublicAttempt, Visit, VisitPlate, VisitStop

__all__ = [
    "AccessProfile",
    "AilingSpell",
    "AssemblyPoint",
    "Assessment",
    "Block",
    "Clearance",
    "ConsentText",
    "ContractorCheck",
    "CountedDay",
    "Credential",
    "Decision",
    "Declaration",
    "DeletionProof",
    "DeliveryForm",
    "Device",
    "DiningSlot",
    "EdgeUpload",
    "EmergencyPassage",
    "FaceConsent",
    "FaceDeletion",
    "FaceReader",
    "FaceTally",
    "FaceTemplate",
    "FaceUse",
    "FireRelease",
    "Gate",
    "GateCommand",
    "GateDay",
    "GateEntry",
    "GateRoom",
    "Guest",
    "HandAnswer",
    "HealthOrder",
    "HealthTally",
    "HolderState",
    "Ingest",
    "Isolation",
    "Knock",
    "LogInKey",
    "Lookup",
    "Measure",
    "Muster",
    "MusterLine",
    "MusterMark",
    "OpeningPlan",
    "ParkingHour",
    "ParkingNotice",
    "PermitPlate",
    "PlanSlot",
    "PlateRequest",
    "PublicAttempt",
    "QuarterPresence",
    "ReaderEnrolment",
    "RefusedEntry",
    "Reservation",
    "RulesVersion",
    "SigningKey",
    "Space",
    "Standing",
    "Temperature",
    "UnitAssembly",
    "UsedPass",
    "Visit",
    "VisitPlate",
    "VisitStop",
    "WorkPermit",
    "Worker",
    "Zone",
    "ZoneQuarter",
]
