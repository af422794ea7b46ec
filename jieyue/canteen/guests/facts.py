from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class GuestsBooked(Fact):
    name: ClassVar[str] = "canteen.guests.booked"
    label = _("Guests booked for a meal")

    booking_id: int
    canteen_id: int
    unit_id: int
    meal: str
    day: date
    guests: int
    companions: int
    warnings: list[str]


@dataclass(frozen=True, kw_only=True)
class GuestsCancelled(Fact):
    name: ClassVar[str] = "canteen.guests.cancelled"
    label = _("Guests of a meal cancelled")

    booking_id: int
    canteen_id: int
    meal: str
    day: date
