"""来访用餐: a visitor who is to eat here is a guest of the kitchen, until the visit falls through.

    access.visitors     confirms, moves or ends a visit    VisitConfirmed, VisitChanged, VisitEnded
                        or more people come with it        GuestsAdded
    canteen.guests      books the meals within its hours for the inviting unit, or takes them back
                        as long as they have not begun
    (in the morning)    a visit that should have begun and to which nobody came: its lunch is taken
                        back before the kitchen cooks for it

The booking is charged to the unit and corrects the forecast as any other does. Told twice, each
books once.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.access.visitors.facts import GuestsAdded, VisitChanged, VisitConfirmed, VisitEnded
from jieyue.access.visitors.models import State, Visit
from jieyue.canteen.diners.actions import NotServed
from jieyue.canteen.diners.models import Canteen, MealPeriod
from jieyue.canteen.guests import actions as guests
from jieyue.canteen.guests.actions import DayPast, Party
from jieyue.canteen.guests.models import GuestBooking
from jieyue.kit.actor import Actor, system

EXPECTED = (State.CONFIRMED, State.ARRIVED, State.LEFT)
LATE_ENOUGH = timedelta(minutes=30)  # after the beginning; the gate's own grace


@transaction.atomic
def book(fact: VisitConfirmed, *, site_id: int, at: datetime) -> None:
    """A confirmed visit that asks for a meal: its meals are booked."""
    visit = _locked(fact.visit_id)
    if fact.wants_meal and visit.state in EXPECTED:
        _book(visit, _flow(site_id), at)


@transaction.atomic
def move(fact: VisitChanged, *, site_id: int, at: datetime) -> None:
    """Other hours may be other meals."""
    visit = _locked(fact.visit_id)
    if visit.wants_meal and visit.state in (State.CONFIRMED, State.ARRIVED):
        _take_back(visit, _flow(site_id), at, but=set(_meals(visit)))
        _book(visit, _flow(site_id), at)


@transaction.atomic
def count_anew(fact: GuestsAdded, *, site_id: int, at: datetime) -> None:
    """A group whose list came later eats as it is now."""
    visit = _locked(fact.visit_id)
    if visit.wants_meal and visit.state in (State.CONFIRMED, State.ARRIVED):
        _book(visit, _flow(site_id), at)


def take_back(fact: VisitEnded, *, site_id: int, at: datetime) -> None:
    """Nobody comes: what is not eaten yet is not cooked for."""
    if fact.outcome in (State.CANCELLED, State.NO_SHOW):
        _take_back(Visit.objects.get(id=fact.visit_id), _flow(site_id), at)


def take_back_of_absent(*, site_id: int, at: datetime) -> None:
    """Before the kitchen begins: meals of visits that should have begun and have not."""
    visits = Visit.objects.filter(
        site_id=site_id,
        wants_meal=True,
        state=State.CONFIRMED,
        from_at__lt=at - LATE_ENOUGH,
        until_at__gt=at,
    )
    for visit in visits:
        _take_back(visit, _flow(site_id), at)


def _locked(visit_id: int) -> Visit:
    """So that it does not end while its meals are booked, by the deliveries of two workers."""
    visit: Visit = Visit.objects.select_for_update(no_key=True).get(id=visit_id)
    return visit


def _book(visit: Visit, actor: Actor, at: datetime) -> None:
    """Each meal once, for as many as come; what stands for another number is booked anew."""
    if visit.unit_id is None:
        return
    here = visit.guests.count()
    for canteen_id, day, meal in _meals(visit):
        known = GuestBooking.objects.filter(
            canteen_id=canteen_id, day=day, meal=meal, reference=visit.number, cancelled_at=None
        )
        before = known.first()
        if before is not None and before.guests == here:
            continue
        party = Party(
            canteen_id=canteen_id,
            unit_id=visit.unit_id,
            meal=meal,
            day=day,
            guests=here,
            purpose=_("Visit %(number)s") % {"number": visit.number},
            reference=visit.number,
        )
        try:
            with transaction.atomic():
                if before is not None:
                    guests.cancel(booking_id=before.pk, actor=actor, at=at)
                guests.book(party=party, actor=actor, at=at)
        except (DayPast, NotServed):
            continue  # a day off, or told too late


def _meals(visit: Visit) -> Iterator[tuple[int, date, str]]:
    """Meals served while the visit lasts, at the site's first canteen."""
    canteen = Canteen.objects.filter(site_id=visit.site_id).order_by("id").first()
    if canteen is None:
        return
    begins, ends = timezone.localtime(visit.from_at), timezone.localtime(visit.until_at)
    for period in MealPeriod.objects.filter(canteen=canteen):
        day = begins.date()
        while day <= ends.date():
            zone = begins.tzinfo
            opens = datetime.combine(day, period.opens, tzinfo=zone)
            closes = datetime.combine(day, period.closes, tzinfo=zone)
            if begins < closes and ends > opens:
                yield canteen.pk, day, period.meal
            day += timedelta(days=1)


def _take_back(
    visit: Visit, actor: Actor, at: datetime, *, but: set[tuple[int, date, str]] | None = None
) -> None:
    """Cancel the meals of a visit that are still to come: one that has begun is cooked."""
    now = timezone.localtime(at)
    rows = GuestBooking.objects.filter(
        site_id=visit.site_id, reference=visit.number, cancelled_at=None, day__gte=now.date()
    )
    periods = MealPeriod.objects.filter(canteen__site_id=visit.site_id, opens__lte=now.time())
    begun = set(periods.values_list("canteen_id", "meal"))
    for booking in rows:
        if booking.day == now.date() and (booking.canteen_id, booking.meal) in begun:
            continue
        if (booking.canteen_id, booking.day, booking.meal) not in (but or ()):
            guests.cancel(booking_id=booking.pk, actor=actor, at=at)


def _flow(site_id: int) -> Actor:
    return system("flows.visitors_meals", site_id=site_id)
