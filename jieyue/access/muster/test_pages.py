import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from jieyue.access.muster import actions
from jieyue.access.muster.actions import Outcome
from jieyue.access.muster.models import Muster, MusterLine
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

MAY_CALL = {"guard", "leader", "office_administrator", "security_officer"}
MAY_READ = MAY_CALL | {"receptionist"}


@pytest.fixture
def now(house):
    """Somebody is inside now, by the real clock that the pages use."""
    person = house.people[house.large.id][0]
    house.come([person], 0, at=timezone.now() - timedelta(minutes=1))
    return person


@pytest.fixture
def guard(house, sign_in):
    return sign_in(make_account(site=house.site, grants=role_grants("guard")))


def called(house):
    return actions.call(kind="drill", reason="Test", actor=house.actor, at=timezone.now())


def test_the_list_is_kept_for_when_the_network_is_gone(guard, now):
    page = guard.get("/access/muster/").content.decode()

    assert now.name in page
    assert "data-offline-page" in page
    assert "muster-roll" in page
    assert Entry.objects.filter(name="access.muster.list_read").count() == 1


def test_a_muster_is_called_marked_and_ended_on_the_phone(guard, now):
    assert guard.post("/access/muster/", {"kind": "drill", "reason": "Test"}).status_code == 302
    roll = guard.get("/api/v1/access/muster/roll").json()
    key = f"person:{now.id}"
    body = {
        "client_id": str(uuid4()),
        "happened_at": timezone.now().isoformat(),
        "muster_id": roll["muster"]["id"],
        "key": key,
        "state": "found",
    }
    reply = guard.post(
        "/api/v1/access/muster/marks", json.dumps(body), content_type="application/json"
    )
    assert (reply.status_code, reply.json()["state"]) == (201, "found")
    address = f"/access/muster/{roll['muster']['id']}/"
    assert guard.post(f"{address}end/", {"true_heads": "1"}).status_code == 302
    assert guard.get(address).status_code == 200
    assert now.name in guard.get(f"{address}list/").content.decode()
    assert guard.get(f"{address}list/?export=xlsx").status_code == 200
    assert guard.get("/access/muster/past/").status_code == 200


def test_what_was_typed_is_kept_when_the_call_is_refused(guard, now):
    reply = guard.post("/access/muster/", {"kind": "real", "reason": ""})

    assert reply.status_code == 422
    assert not Muster.objects.exists()


def test_the_second_call_says_who_was_first(guard, house, now):
    called(house)
    reply = guard.post("/access/muster/", {"kind": "real", "reason": "Smoke"})

    assert reply.status_code == 422
    assert Muster.objects.count() == 1


def test_a_bad_head_count_keeps_what_was_typed(guard, house, now):
    muster = called(house)
    form = {"true_heads": "many", "findings": "Typed words"}
    reply = guard.post(f"/access/muster/{muster.id}/end/", form)

    assert reply.status_code == 422
    assert "Typed words" in reply.content.decode()


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_which_roles_read_the_list_and_which_call(house, sign_in, role):
    client = sign_in(make_account(site=house.site, grants=role_grants(role)))
    form = {"kind": "drill", "reason": "Test"}

    assert (client.get("/access/muster/").status_code == 200) == (role in MAY_READ)
    assert (client.get("/api/v1/access/muster/roll").status_code == 200) == (role in MAY_READ)
    assert (client.get("/access/muster/past/").status_code == 200) == (role in MAY_READ)
    assert (client.post("/access/muster/", form).status_code == 302) == (role in MAY_CALL)


@pytest.mark.parametrize("scope", [Scope.UNIT, Scope.OWN])
def test_a_right_for_ones_unit_shows_nobody(house, now, sign_in, scope):
    grants = {AccessPermission.MUSTER_READ: scope}
    client = sign_in(make_account(person=make_person(unit=house.large), grants=grants))

    assert client.get("/access/muster/").status_code == 403


def test_another_sites_muster_is_not_found(house, now, sign_in):
    muster = called(house)
    client = sign_in(make_account(site=make_site(), grants=role_grants("guard")))

    assert client.get(f"/access/muster/{muster.id}/").status_code == 404
    assert client.get(f"/access/muster/{muster.id}/list/").status_code == 404
    assert client.post(f"/access/muster/{muster.id}/end/", {}).status_code == 404
    assert now.name not in client.get("/access/muster/").content.decode()


def test_units_are_sent_to_points_by_who_sets_up_gates(house, sign_in):
    grants = role_grants("security_officer")
    client = sign_in(make_account(site=house.site, grants=grants))
    point = house.zone.assembly_point

    form = {"unit_id": house.large.id, "point_id": point.id}
    assert client.post("/access/muster/units/", form).status_code == 302
    assert client.get("/access/muster/units/").status_code == 200
    assert client.post("/access/muster/units/", form | {"point_id": 0}).status_code == 422


def test_html_in_a_name_stays_text(guard, house, now):
    now.name = "<script>alert(1)</script>"
    now.save()
    page = guard.get("/access/muster/").content.decode()

    assert "<script>alert(1)" not in page


def test_the_list_costs_the_same_for_many(guard, house, assert_query_budget):
    people = house.people[house.large.id]
    at = timezone.now() - timedelta(minutes=1)
    house.come(people[:1], 0, at=at)
    guard.get("/access/muster/")
    with assert_query_budget(45):
        guard.get("/access/muster/")
    house.come(people[1:], 0, at=at)
    with assert_query_budget(45):
        guard.get("/access/muster/")


def test_the_end_is_told_in_the_report(guard, house, now):
    muster = called(house)
    actions.end(
        muster_id=muster.id, outcome=Outcome(3, "Better"), actor=house.actor, at=timezone.now()
    )

    assert "Better" in guard.get(f"/access/muster/{muster.id}/").content.decode()
    assert MusterLine.objects.exists()
