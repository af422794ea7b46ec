"""Django finds tables here; each is defined beside its topic."""

from jieyue.access.devices.models import Device
from jieyue.access.entries.models import GateEntry, Ingest, QuarterPresence, RefusedEntry

__all__ = ["Device", "GateEntry", "Ingest", "QuarterPresence", "RefusedEntry"]
