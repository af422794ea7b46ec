"""Visitors and contractors stand on the list once, whoever saw them, and not when either saw
them go."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.access.entries.store import insert
from jieyue.access.muster import listing
from jieyue.access.permits.models import Worker, WorkPermit
from jieyue.access.presence.conftest import TUESDAY
from jieyue.access.visitors.models import Guest, Visit
from jieyue.people.factories import make_person


@pytest.fixture
def guest(house):
    visit = Visit.objects.create(
        site=house.site,
        number="V-1",
        host=make_person(unit=house.small, name="陈主任"),
        unit=house.small,
        way="invited",
        purpose="meeting",
        from_at=house.at(9),
        until_at=house.at(18),
        state="arrived",
        asked_at=house.at(8),
        asked_by="x",
    )
    return Guest.objects.create(
        site=house.site, visit=visit, name="刘来访", organisation="演示公司"
    )


@pytest.fixture
def worker(house):
    permit = WorkPermit.objects.create(
        site=house.site,
        number="P-1",
        company="演示工程",
        work="Roof",
        supervisor=make_person(unit=house.small, name="李负责"),
        unit=house.small,
        from_at=house.at(0),
        until_at=house.at(24),
        insurance_until=TUESDAY,
        state="approved",
        asked_at=house.at(0),
        asked_by="x",
    )
    return Worker.objects.create(site=house.site, permit=permit, name="赵师傅")


@pytest.fixture(params=["guest", "worker"])
def outsider(request):
    return request.getfixturevalue(request.param)


def at_desk(outsider, house, came, went=None):
    outsider.arrived_at = house.at(came)
    outsider.left_at = None if went is None else house.at(went)
    outsider.save()


def at_gate(outsider, house, hour, direction):
    someone = house.people[house.large.id][0]
    row = house.row(someone, hour, direction)
    passed = {"person_id": None, "unit_id": None, "subject": outsider.holder_key}
    insert([row._replace(credential="qr", **passed)])


def listed(house, hour=12.0):
    found = listing.who_is_inside(site_id=house.site.id, at=house.at(hour))
    return [line for line in found if line.sort in ("visitor", "contractor")]


def test_whom_only_the_desk_saw_is_listed_with_host_and_company(house, outsider):
    at_desk(outsider, house, 9)
    (line,) = listed(house)
    assert (line.key, line.label, line.likelihood) == (outsider.holder_key, outsider.name, 1.0)
    assert line.unit.startswith("演示")
    assert line.sort == ("visitor" if isinstance(outsider, Guest) else "contractor")


def test_whom_both_saw_is_listed_once_with_the_zone_of_the_gate(house, outsider):
    at_desk(outsider, house, 9)
    at_gate(outsider, house, 9.1, "in")
    (line,) = listed(house)
    assert (line.label, line.zone, line.likelihood) == (outsider.name, "House", 1.0)
    assert line.sort == ("visitor" if isinstance(outsider, Guest) else "contractor")


def test_whom_only_the_gate_saw_is_listed(house, outsider):
    at_gate(outsider, house, 11.5, "in")
    assert [line.key for line in listed(house)] == [outsider.holder_key]


def test_whom_the_desk_saw_leave_is_off(house, outsider):
    at_gate(outsider, house, 11, "in")
    at_desk(outsider, house, 11.1, 11.5)
    assert listed(house) == []
    assert listed(house, 11.3) != []  # then still there


def test_whom_a_gate_saw_leave_is_off(house, outsider):
    at_desk(outsider, house, 9)
    at_gate(outsider, house, 9.1, "in")
    at_gate(outsider, house, 11, "out")
    assert listed(house) == []


def test_who_came_back_is_on_again(house, outsider):
    at_desk(outsider, house, 9, 10)
    at_gate(outsider, house, 11.5, "in")
    assert len(listed(house)) == 1
    at_gate(outsider, house, 11.6, "out")
    at_desk(outsider, house, 11.7)
    assert len(listed(house)) == 1


def test_more_people_cost_no_more_queries(house, guest, worker, django_assert_num_queries):
    for outsider in (guest, worker):
        at_desk(outsider, house, 9)
    listed(house)  # the first reading makes the parameters
    with CaptureQueriesContext(connection) as few:
        listed(house)
    for n in range(20):
        Guest.objects.create(
            site=house.site, visit=guest.visit, name=f"客{n}", arrived_at=house.at(9)
        )
    with django_assert_num_queries(len(few)):
        assert len(listed(house)) == 22
