"""客餐: meals for guests of a unit."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.guests import rules
from jieyue.canteen.guests.facts import GuestsBooked, GuestsCancelled
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.guests.rules import ReceptionWarning
from jieyue.canteen.parameters import COMPANIONS_SMALL_PARTY, SMALL_PARTY_GUESTS
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit


class NoGuests(Exception):
    """A booking has at least one guest, and no fewer than no companions."""


class DayPast(Exception):
    """The day is over."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, kw_only=True)
class Party:
    """Guests of a unit at one meal."""

    canteen_id: int
    unit_id: int
    meal: str
    day: date
    guests: int
    companions: int = 0
    purpose: str
    letter_number: str = ""
    reference: str = ""


@transaction.atomic
def book(*, party: Party, actor: Actor, at: datetime) -> list[ReceptionWarning]:
    """Book guests of a unit; returns what the reception rules find unusual.

    Raises NoGuests, NotServed, DayPast.
    """
    actor.require(CanteenPermission.GUESTS_BOOK, unit_id=party.unit_id)
    canteen = Canteen.objects.visible_to(actor).get(id=party.canteen_id)
    unit = Unit.objects.visible_to(actor).get(id=party.unit_id)
    if party.guests < 1 or party.companions < 0:
        raise NoGuests
    if party.day < timezone.localdate(at):
        raise DayPast(party.day)
    if not diners.serving_days(
        canteen_id=canteen.id, meal=party.meal, first=party.day, last=party.day
    ):
        raise NotServed(day=party.day, meal=party.meal)
    warnings = _warnings(party, actor)
    booking = GuestBooking.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        unit=unit,
        meal=party.meal,
        day=party.day,
        guests=party.guests,
        companions=party.companions,
        purpose=party.purpose,
        letter_number=party.letter_number,
        reference=party.reference,
        booked_by=actor.name,
        booked_at=at,
    )
    fact = GuestsBooked(
        booking_id=booking.id,
        canteen_id=canteen.id,
        unit_id=unit.id,
        meal=party.meal,
        day=party.day,
        guests=party.guests,
        companions=party.companions,
        warnings=[str(warning) for warning in warnings],
    )
    journal.record(fact, actor=actor, at=at)
    return warnings


@transaction.atomic
def cancel(*, booking_id: int, actor: Actor, at: datetime) -> None:
    """The guests do not come. A second call changes nothing."""
    rows = GuestBooking.objects.visible_to(actor).select_for_update()
    booking = rows.get(id=booking_id)
    actor.require(CanteenPermission.GUESTS_BOOK, unit_id=booking.unit_id)
    if booking.cancelled_at:
        return
    booking.cancelled_at = at
    booking.save(update_fields=["cancelled_at"])
    fact = GuestsCancelled(
        booking_id=booking.id,
        canteen_id=booking.canteen_id,
        meal=booking.meal,
        day=booking.day,
    )
    journal.record(fact, actor=actor, at=at)


def _warnings(party: Party, actor: Actor) -> list[ReceptionWarning]:
    assert actor.site_id is not None
    values = parameters.read(site_id=actor.site_id, on=party.day)
    most = rules.most_companions(
        party.guests,
        small_party_guests=values.integer(SMALL_PARTY_GUESTS),
        companions_small_party=values.integer(COMPANIONS_SMALL_PARTY),
    )
    return rules.reception_warnings(
        companions=party.companions, most=most, letter_number=party.letter_number
    )
