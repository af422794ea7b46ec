"""What GA/T 1400 objects say, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from jieyue.adapters.pictures import Picture


@dataclass(frozen=True)
class Vehicle:
    """MotorVehicleObject. plate is empty for a vehicle without one; confidence 0 to 1.

    colour: code of ColorType; plate_class: of GA/T 16.7, which tells new-energy plates.
    is_automatic: InfoKind 1; entered by hand it is 2.
    """

    object_id: str
    device_code: str
    at: datetime
    plate: str
    colour: str
    plate_class: str
    confidence: float | None
    direction: str
    lane: int | None
    is_automatic: bool
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Face:
    """FaceObject: that a face was seen, and when. Its picture is never read."""

    object_id: str
    device_code: str
    at: datetime
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Broken:
    """One object of a list that cannot be read; the others stand."""

    object_id: str
    reason: str
    where: str


@dataclass(frozen=True)
class Report:
    """Register, UnRegister or Keepalive: who speaks."""

    kind: str
    device_code: str
