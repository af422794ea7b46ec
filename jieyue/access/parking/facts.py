"""What the journal keeps of parking: ids and spaces, never plates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BayOverstayed(Fact):
    """A car stands in a charging bay although it is charged, or for too long."""

    name: ClassVar[str] = "access.parking.bay_overstayed"
    label: ClassVar[Any] = _("Charging bay taken too long")

    space_id: int
    problem: str


@dataclass(frozen=True, kw_only=True)
class CarAbandoned(Fact):
    """A car has not left for days."""

    name: ClassVar[str] = "access.parking.car_abandoned"
    label: ClassVar[Any] = _("Car not moved for days")

    zone_id: int
    since: datetime


@dataclass(frozen=True, kw_only=True)
class CarNoted(Fact):
    """A guard noted where a car stands. was_space_id: the space it was noted on before."""

    name: ClassVar[str] = "access.parking.car_noted"
    label: ClassVar[Any] = _("Car's space noted")

    space_id: int
    was_space_id: int | None


@dataclass(frozen=True, kw_only=True)
class CarOverstayed(Fact):
    """A visitor's car is still here; told: "host" first, then "guard"."""

    name: ClassVar[str] = "access.parking.car_overstayed"
    label: ClassVar[Any] = _("Visitor's car stays too long")

    visit_id: int
    told: str


@dataclass(frozen=True, kw_only=True)
class ParkingForgotten(Fact):
    """Reservations and noted spaces past their time were deleted."""

    name: ClassVar[str] = "access.parking.forgotten"
    label: ClassVar[Any] = _("Old parking records deleted")

    before: str
    reservations: int
    standings: int


@dataclass(frozen=True, kw_only=True)
class SpaceFreed(Fact):
    """A guard saw that a space is empty, or that its car is charged (`charged`)."""

    name: ClassVar[str] = "access.parking.space_freed"
    label: ClassVar[Any] = _("Space seen empty or car charged")

    space_id: int
    charged: bool


@dataclass(frozen=True, kw_only=True)
class SpaceGivenBack(Fact):
    """A reservation ended before its time, or the visit did."""

    name: ClassVar[str] = "access.parking.space_given_back"
    label: ClassVar[Any] = _("Reserved space given back")

    reservation_id: int
    space_id: int


@dataclass(frozen=True, kw_only=True)
class SpaceReserved(Fact):
    """A space is kept for a car. visit_id None: by hand."""

    name: ClassVar[str] = "access.parking.space_reserved"
    label: ClassVar[Any] = _("Parking space reserved")

    reservation_id: int
    space_id: int
    visit_id: int | None
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, kw_only=True)
class SpaceSet(Fact):
    """A space was set up or changed; `old` is empty for a new one."""

    name: ClassVar[str] = "access.parking.space_set"
    label: ClassVar[Any] = _("Parking space set up")

    space_id: int
    code: str
    old: dict[str, Any]
    new: dict[str, Any]
