"""Guests who are expected, and with whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from jieyue.canteen.guests import rules
from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.guests.rules import ReceptionWarning
from jieyue.canteen.parameters import COMPANIONS_SMALL_PARTY, SMALL_PARTY_GUESTS
from jieyue.kit import parameters
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class BookingRow:
    id: int
    day: date
    meal: str
    canteen: str
    unit: str
    guests: int
    companions: int
    purpose: str
    letter_number: str
    warnings: tuple[ReceptionWarning, ...]


def bookings(actor: Actor, *, first: date, last: date) -> list[BookingRow]:
    """Bookings on [first, last] that stand, by day. Two queries."""
    if actor.site_id is None:
        return []
    values = parameters.read(site_id=actor.site_id, on=first)
    rows = GuestBooking.objects.visible_to(actor).filter(
        day__range=(first, last), cancelled_at=None
    )
    fields = (
        "id", "day", "meal", "canteen__name", "unit__name", "guests", "companions", "purpose",
        "letter_number",
    )  # fmt: skip
    found = []
    for row in rows.order_by("day", "meal", "unit__code").values_list(*fields):
        most = rules.most_companions(
            row[5],
            small_party_guests=values.integer(SMALL_PARTY_GUESTS),
            companions_small_party=values.integer(COMPANIONS_SMALL_PARTY),
        )
        warnings = rules.reception_warnings(companions=row[6], most=most, letter_number=row[8])
        found.append(BookingRow(*row, warnings=tuple(warnings)))
    return found


def totals(*, canteen_id: int, first: date, last: date) -> dict[tuple[str, date], int]:
    """Guests with their companions by meal and day. One query."""
    rows = GuestBooking.objects.filter(
        canteen_id=canteen_id, day__range=(first, last), cancelled_at=None
    )
    counted = rows.values_list("meal", "day").annotate(people=Sum(F("guests") + F("companions")))
    return {(meal, day): people for meal, day, people in counted.order_by("day")}
