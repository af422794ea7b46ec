from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.access.decisions import snapshots
from jieyue.access.health import actions, telling
from jieyue.access.health.facts import HealthOrdered, StaggeredDiningOrdered
from jieyue.flows import staggered_dining
from jieyue.kit import journal
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.messages.models import Notice
from jieyue.people.roles.models import Role

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.now = timezone.now()
        self.site = make_site()
        self.unit = make_unit(site=self.site, short_name="发改")
        self.other = make_unit(site=self.site, short_name="财政")
        self.eater = make_person(unit=self.unit)
        self.free = make_person(unit=self.other)
        kitchen = make_unit(site=self.site)
        self.staff = {}
        for right in ("canteens.edit", "kitchen.cook", "service.sell"):
            person = make_person(unit=kitchen)
            make_account(site=self.site, person=person, grants={f"canteen.{right}": "complex"})
            self.staff[right] = person
        self.office = make_person(unit=kitchen)
        account = make_account(
            site=self.site, person=self.office, grants=role_grants("office_administrator")
        )
        role = Role.objects.get(assignments__account=account)
        Role.objects.filter(id=role.id).update(code="office_administrator")
        leader = make_person(unit=kitchen)
        self.leader = make_actor(site=self.site, person=leader, grants=role_grants("leader"))

    def order(self, *switches, follows_id=None, starts=time(11, 30)):
        slot = actions.Slot(unit_id=self.unit.id, starts=starts, ends=time(12, 30))
        ordered = actions.Ordered(
            disease="Fever X",
            basis="Notice 7",
            reason="A cluster",
            until=self.now + timedelta(days=5),
            switches=switches,
            meeting_limit=20,
            slots=(slot,),
        )
        file = SimpleUploadedFile("b.pdf", b"%PDF-1.4 order", content_type="application/pdf")
        given = {"ordered": ordered, "basis_file": file, "follows_id": follows_id}
        order = actions.order(**given, actor=self.leader, at=self.now)
        journal.deliver_all(now=self.now)
        return order

    def end(self, order):
        actions.end(order_id=order.id, reason="Over", actor=self.leader, at=self.now)
        journal.deliver_all(now=self.now)


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    snapshots.forget()
    return World()


def told(person):
    rows = Notice.objects.filter(person_id=person.id).order_by("id").select_related("message")
    return [row.message for row in rows]


def titles(person):
    return [message.title for message in told(person)]


def test_each_unit_is_told_its_time_and_the_canteen_all_of_them(world):
    world.order("dining")
    own = told(world.eater)
    assert [message.title for message in own] == [staggered_dining.OWN_TITLE]
    assert own[0].values["slot"] == "11:30–12:30"
    for person in world.staff.values():
        assert titles(person) == [staggered_dining.ALL_TITLE]
        assert "11:30–12:30 发改" in told(person)[0].values["slots"]
    assert titles(world.free) == []
    assert titles(world.office) == []


def test_the_end_is_told_to_the_same_people(world):
    order = world.order("dining")
    world.end(order)
    for person in (world.eater, *world.staff.values()):
        assert titles(person)[1:] == [staggered_dining.OVER_TITLE]
    assert titles(world.free) == []


def test_told_twice_each_is_told_once(world):
    order = world.order("dining", "meetings")
    slots = {str(world.unit.id): ["11:30", "12:30"]}
    until = order.until
    dining = StaggeredDiningOrdered(order_id=order.id, slots=slots, until=until)
    staggered_dining.tell_slots(dining, site_id=world.site.id, at=world.now)
    ordered = HealthOrdered(
        order_id=order.id,
        number=order.number,
        disease="",
        switches=["meetings"],
        since=world.now,
        until=until,
        meeting_limit=20,
    )
    telling.tell_limit(ordered, site_id=world.site.id, at=world.now)
    assert len(told(world.eater)) == 1
    assert len(told(world.staff["service.sell"])) == 1
    assert len(told(world.office)) == 1


def test_an_order_that_follows_tells_the_new_times_only(world):
    first = world.order("dining", "meetings")
    world.order("dining", "meetings", follows_id=first.id, starts=time(12))
    assert [message.values.get("slot") for message in told(world.eater)] == [
        "11:30–12:30",
        "12:00–12:30",
    ]
    assert telling.FREE_TITLE not in titles(world.office)


def test_the_limit_of_meetings_is_told_to_the_offices_and_so_is_its_end(world):
    order = world.order("meetings")
    assert titles(world.office) == [telling.LIMIT_TITLE]
    assert told(world.office)[0].values["limit"] == "20"
    world.end(order)
    assert titles(world.office) == [telling.LIMIT_TITLE, telling.FREE_TITLE]
    assert titles(world.eater) == []


def test_an_order_without_meetings_says_nothing_of_them(world):
    world.end(world.order("dining"))
    assert titles(world.office) == []


def test_the_page_of_ones_meals_shows_the_time_while_there_is_one(world, sign_in):
    grants = role_grants("employee")
    client = sign_in(make_account(site=world.site, person=world.eater, grants=grants))
    page = reverse("access:health_slot")
    assert client.get(page).content.decode().strip() == ""
    order = world.order("dining")
    assert "11:30–12:30" in client.get(page).content.decode()
    world.end(order)
    assert client.get(page).content.decode().strip() == ""


def test_who_has_no_time_sees_none(world, sign_in):
    world.order("dining")
    account = make_account(site=world.site, person=world.free, grants=role_grants("employee"))
    text = sign_in(account).get(reverse("access:health_slot")).content.decode()
    assert text.strip() == ""
