"""Who pays for a serving: a person's account, the unit that invited guests, or nobody."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from jieyue.canteen.guests.models import GuestBooking
from jieyue.canteen.service import refusals, rules
from jieyue.canteen.service.models import MealAccount, Sale
from jieyue.canteen.service.parameters import (
    COMPANIONS_PAY,
    SECOND_MEAL_REFUSED,
    SECOND_MEAL_SUBSIDISED,
)
from jieyue.canteen.service.rules import Flag, Price
from jieyue.canteen.service.serving import Serving
from jieyue.kit.parameters import Values
from jieyue.people.persons.models import Person


@dataclass
class Payer:
    """Who is charged and how much. `flags` and `against` say the same, for after and before."""

    price: Price
    person_id: int | None = None
    unit_id: int | None = None
    booking_id: int | None = None
    name: str = ""
    account: MealAccount | None = None
    unknown_card: str = ""
    flags: set[Flag] = field(default_factory=set)
    against: list[refusals.ServiceRefused] = field(default_factory=list)

    def note(self, flag: Flag, refusal: refusals.ServiceRefused | None = None) -> None:
        self.flags.add(flag)
        if refusal is not None:
            self.against.append(refusal)

    def refuse(self) -> None:
        """Raise what stands against it while the diner still waits."""
        for refusal in self.against:
            raise refusal


def find(serving: Serving, *, day: date, price: Price, site_id: int, values: Values) -> Payer:
    """Who pays, with accounts and bookings locked. Raises OneDinerKind, DoesNotExist of what
    is named by id and is not of this site."""
    named = [serving.card_number.strip(), serving.person_id, serving.guest_booking_id]
    if sum(bool(name) for name in named) > 1:
        raise refusals.OneDinerKind
    if serving.guest_booking_id:
        return _guests(serving, day=day, price=price, site_id=site_id, values=values)
    if not any(named):
        return Payer(price=rules.NOTHING)
    if serving.diners != 1:
        raise refusals.OneDinerKind
    payer = _person(serving, price=price, site_id=site_id)
    if payer.person_id is not None:
        _eats_again(payer, serving, day=day, values=values)
        _charge(payer)
    return payer


def _person(serving: Serving, *, price: Price, site_id: int) -> Payer:
    card = serving.card_number.strip()
    rows = MealAccount.objects.filter(site_id=site_id).select_related("person")
    rows = rows.select_for_update(of=("self",))
    if not card:
        person = Person.objects.get(id=serving.person_id, site_id=site_id)
        account = rows.filter(person=person).first()
        if account is None:  # then the person's own row keeps a second till waiting
            Person.objects.select_for_update(no_key=True).get(id=person.id)
        return _payer(person, account, price)
    account = rows.filter(card_number=card).first()
    if account is not None:
        return _payer(account.person, account, price)
    payer = Payer(price=rules.in_full(price), unknown_card=card[:40])
    payer.note(Flag.UNKNOWN_CARD, refusals.UnknownCard(card[:40]))
    return payer


def _payer(person: Person, account: MealAccount | None, price: Price) -> Payer:
    return Payer(
        price=price, person_id=person.id, unit_id=person.unit_id, name=person.name, account=account
    )


def _eats_again(payer: Payer, serving: Serving, *, day: date, values: Values) -> None:
    earlier = (
        Sale.objects.filter(
            person_id=payer.person_id, day=day, meal=serving.meal, cancelled_at=None
        )
        .order_by("happened_at")
        .values_list("happened_at", flat=True)
        .first()
    )
    if earlier is None:
        return
    refused = values.boolean(SECOND_MEAL_REFUSED)
    payer.note(Flag.AGAIN, refusals.AteAlready(name=payer.name, at=earlier) if refused else None)
    if not values.boolean(SECOND_MEAL_SUBSIDISED):
        payer.price = rules.in_full(payer.price)


def _charge(payer: Payer) -> None:
    account, own_share = payer.account, payer.price.own_share_yuan
    if account is None:
        if own_share:
            payer.note(Flag.NO_ACCOUNT, refusals.NoAccount(name=payer.name))
        return
    found = rules.account_flags(
        is_blocked=account.is_blocked,
        balance_yuan=account.balance_yuan,
        may_be_negative_yuan=account.may_be_negative_yuan,
        own_share_yuan=own_share,
    )
    for flag in found:
        payer.note(flag, _refusal(flag, payer.name, account, own_share))


def _refusal(
    flag: Flag, name: str, account: MealAccount, own_share: Decimal
) -> refusals.ServiceRefused:
    if flag is Flag.BLOCKED:
        return refusals.AccountBlocked(name=name)
    missing = own_share - account.balance_yuan - account.may_be_negative_yuan
    return refusals.NotEnoughMoney(
        name=name, balance_yuan=account.balance_yuan, needed_yuan=missing
    )


def _guests(serving: Serving, *, day: date, price: Price, site_id: int, values: Values) -> Payer:
    rows = GuestBooking.objects.select_for_update(of=("self",)).select_related("unit")
    booking = rows.get(id=serving.guest_booking_id, site_id=site_id)
    payer = Payer(
        price=rules.in_full(price),
        unit_id=booking.unit_id,
        booking_id=booking.id,
        name=booking.unit.name,
    )
    if (booking.canteen_id, booking.day, booking.meal) != (serving.canteen_id, day, serving.meal):
        other = refusals.BookedElsewhere(day=booking.day, meal=booking.meal)
        payer.note(Flag.BOOKED_ELSEWHERE, other)
    if booking.cancelled_at is not None:
        payer.note(Flag.BOOKING_CANCELLED, refusals.BookingCancelled())
    if serving.companions and values.boolean(COMPANIONS_PAY):
        payer.note(Flag.COMPANIONS_ON_UNIT, refusals.CompanionsPay())
    came = Sale.objects.filter(guest_booking=booking, cancelled_at=None).aggregate(
        guests=Sum(F("diners") - F("companions")), companions=Sum("companions")
    )
    guests = serving.diners - serving.companions
    for asked, booked, served in (
        (guests, booking.guests, came["guests"] or 0),
        (serving.companions, booking.companions, came["companions"] or 0),
    ):
        left = rules.places_left(booked=booked, served=served)
        if asked > left:
            payer.note(Flag.TOO_MANY_GUESTS, refusals.TooManyGuests(asked=asked, left=left))
    return payer
