"""What ISAPI messages say, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from jieyue.adapters.pictures import Picture


@dataclass(frozen=True)
class AccessEvent:
    """A terminal recognised somebody.

    method: "face", "fingerprint" or "card"; subject: the employee number, or the card's number.
    is_current: false for what the terminal stored while nobody listened. wants_answer: the
    terminal asks whether to open (remoteCheck) instead of telling what it did.
    """

    event_id: str
    at: datetime
    serial_no: int
    method: str
    subject: str
    reader_no: int | None
    direction: str
    is_current: bool
    wants_answer: bool


@dataclass(frozen=True)
class PlateEvent:
    """A camera read a plate. plate is empty when it saw a vehicle without one.

    colour: as the camera says it ("newEnergyGreen"); confidence 0 to 1; heading: "forward"
    (towards the camera), "reverse" or empty.
    """

    event_id: str
    at: datetime
    plate: str
    colour: str
    confidence: float | None
    heading: str
    lane: int | None
    is_current: bool


@dataclass(frozen=True)
class Heartbeat:
    """The device is well; nothing happened."""

    at: datetime


@dataclass(frozen=True)
class OtherEvent:
    """Something that is no passage: a door held open, a stranger, a log-in."""

    at: datetime
    name: str


Event = AccessEvent | PlateEvent | Heartbeat | OtherEvent


@dataclass(frozen=True)
class Message:
    """One delivery. notes: stable codes of what was left out or is unusual."""

    events: tuple[Event, ...]
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
