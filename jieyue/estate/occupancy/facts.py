from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class RoomOccupied(Fact):
    """A room was handed over to a unit."""

    name: ClassVar[str] = "estate.occupancy.occupied"
    label = _("Room handed over")

    occupancy_id: int
    room_id: int
    unit_id: int
    since_on: date


@dataclass(frozen=True, kw_only=True)
class RoomVacated(Fact):
    """A unit gave a room back."""

    name: ClassVar[str] = "estate.occupancy.vacated"
    label = _("Room taken back")

    occupancy_id: int
    room_id: int
    unit_id: int
    until_on: date


@dataclass(frozen=True, kw_only=True)
class OccupanciesImported(Fact):
    """Many rooms were handed over at once."""

    name: ClassVar[str] = "estate.occupancy.imported"
    label = _("Occupancies imported")

    occupancy_ids: list[int]
