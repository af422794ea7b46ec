from datetime import UTC, datetime, timedelta

import pytest

from jieyue.access.factories import make_profile, make_zone
from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import actions as visitors
from jieyue.access.visitors.asking import GuestAsked, VisitAsked
from jieyue.access.visitors.models import State, Visit
from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.guests.models import GuestBooking
from jieyue.flows import visitors_meals
from jieyue.kit import journal
from jieyue.kit.actor import Scope
from jieyue.people.factories import make_actor, make_person, make_site

AT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30 local on the Monday
TEN, TWO = AT + timedelta(hours=1.5), AT + timedelta(hours=5.5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    site = make_site()
    make_profile(site=site, zones=[make_zone(site=site)], code="CALLER", is_default=True)
    make_meal_period(canteen=make_canteen(site=site))
    return site


@pytest.fixture
def host(site):
    person = make_person(site=site)
    grants = {AccessPermission.VISITORS_INVITE: Scope.OWN, AccessPermission.VISITORS_READ: "own"}
    return make_actor(site=site, person=person, grants=grants)


def invite(host, *, until=TWO, wants_meal=True) -> Visit:
    asked = VisitAsked(
        host_id=host.person_id,
        purpose="meeting",
        from_at=TEN,
        until_at=until,
        guests=[GuestAsked(name="来访甲"), GuestAsked(name="来访乙")],
        wants_meal=wants_meal,
    )
    visit = visitors.invite(asked=asked, actor=host, at=AT)
    journal.deliver_all(now=AT)
    return visit


def booked() -> list[tuple[str, int]]:
    rows = GuestBooking.objects.filter(cancelled_at=None)
    return list(rows.values_list("meal", "guests"))


def test_a_visit_over_noon_eats_with_the_unit_it_calls_on(host):
    visit = invite(host)
    assert booked() == [("lunch", 2)]
    booking = GuestBooking.objects.get()
    assert (booking.unit_id, booking.reference) == (visit.unit_id, visit.number)


@pytest.mark.parametrize(
    ("until", "wants_meal"), [(TWO, False), (AT + timedelta(hours=2.75), True)]
)
def test_no_wish_or_no_meal_in_its_hours_books_nothing(host, until, wants_meal):
    invite(host, until=until, wants_meal=wants_meal)
    assert booked() == []


def test_a_cancelled_visit_gives_its_meals_back(host):
    visit = invite(host)
    visitors.cancel(number=visit.number, actor=host, at=AT)
    journal.deliver_all(now=AT)
    assert booked() == []


def test_a_visit_moved_out_of_noon_gives_its_lunch_back_and_gets_it_again(host):
    visit = invite(host)
    early, later = AT + timedelta(days=1), AT + timedelta(days=1, hours=2)
    visitors.change(number=visit.number, from_at=early, until_at=later, actor=host, at=AT - TWO_H)
    journal.deliver_all(now=AT)
    assert booked() == []
    noon = later + timedelta(hours=3)
    visitors.change(number=visit.number, from_at=early, until_at=noon, actor=host, at=AT)
    journal.deliver_all(now=AT)
    assert booked() == [("lunch", 2)]


TWO_H = timedelta(hours=2)


def test_nobody_came_until_the_kitchen_begins(host):
    visit = invite(host)
    visitors_meals.take_back_of_absent(site_id=visit.site_id, at=TEN + timedelta(minutes=29))
    assert booked() == [("lunch", 2)]
    visitors_meals.take_back_of_absent(site_id=visit.site_id, at=TEN + timedelta(minutes=31))
    assert booked() == []


def test_whoever_came_keeps_the_meal(host):
    visit = invite(host)
    Visit.objects.filter(id=visit.id).update(state=State.ARRIVED)
    visitors_meals.take_back_of_absent(site_id=visit.site_id, at=TEN + timedelta(hours=1))
    assert booked() == [("lunch", 2)]


def test_a_group_whose_list_comes_later_eats_as_it_is_then(host):
    visit = invite(host)
    more = [GuestAsked(name="来访丙"), GuestAsked(name="来访丁")]
    visitors.add_guests(number=visit.number, guests=more, actor=host, at=AT)
    journal.deliver_all(now=AT)
    assert booked() == [("lunch", 4)]


def test_what_is_cooked_is_not_taken_back(host):
    visit = invite(host)
    Visit.objects.filter(id=visit.id).update(state=State.NO_SHOW)
    ended = visitors.facts.VisitEnded(
        visit_id=visit.id, number=visit.number, unit_id=visit.unit_id, outcome=State.NO_SHOW
    )
    visitors_meals.take_back(ended, site_id=visit.site_id, at=TWO)
    assert booked() == [("lunch", 2)]
    visitors_meals.take_back(ended, site_id=visit.site_id, at=TEN)
    assert booked() == []


def test_told_twice_it_is_booked_once(host):
    visit = invite(host)
    fact = visitors.facts.VisitConfirmed(
        visit_id=visit.id,
        number=visit.number,
        unit_id=visit.unit_id,
        host_id=visit.host_id,
        from_at=visit.from_at,
        until_at=visit.until_at,
        guests=2,
        plates=[],
        wants_meal=True,
        wants_parking=False,
    )
    visitors_meals.book(fact, site_id=visit.site_id, at=AT)
    assert booked() == [("lunch", 2)]
