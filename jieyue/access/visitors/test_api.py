"""Visits over the programmer's door: invite, confirm, refuse, call off, read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.access.credentials import blocks
from jieyue.access.credentials.models import Credential
from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import actions, asking
from jieyue.access.visitors.models import Visit, Way
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

VISITS = "/api/v1/access/visits"
MARKUP = "<b>刘</b>'; DROP TABLE x"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def soon(asked, now):
    def make(**values):
        times = {"from_at": now + timedelta(minutes=5), "until_at": now + timedelta(hours=1)}
        return asked(**{**times, **values})

    return make


@pytest.fixture
def as_host(world, sign_in):
    return sign_in(make_account(person=world.host_person, grants=role_grants("employee")))


@pytest.fixture
def requested(world, soon, now):
    return asking.write(soon(), way=Way.ASKED, actor=world.guard, at=now)


def body(now, **values):
    return {
        "from_at": (now + timedelta(hours=1)).isoformat(),
        "until_at": (now + timedelta(hours=2)).isoformat(),
        "guests": [{"name": "刘来访", "organisation": MARKUP, "phone": "13911112222"}],
        **values,
    }


def send(client, path, tree, **headers):
    return client.post(path, tree, content_type="application/json", headers=headers)


def test_a_host_invites_and_passes_are_given_once(as_host, world, now):
    tree = body(now, cars=[{"plate": "川t·12345"}], zones=["A"], purpose="meeting")
    for _turn in range(2):
        answer = send(as_host, VISITS, tree, **{"Idempotency-Key": "once"})
        assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["waits_for"], made["zones"]) == ("confirmed", "", ["A"])
    assert made["host_id"] == world.host_person.id
    assert made["people"][0]["organisation"] == MARKUP
    assert "13911112222" not in answer.content.decode()
    assert [(car["plate"], car["colour"]) for car in made["cars"]] == [("川T12345", "blue")]
    assert Visit.objects.count() == 1
    assert Credential.objects.filter(holder="visitor").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"guests": []}, "NobodyNamed"),
        ({"guests": [{"name": "陈主任"}]}, "HostIsGuest"),
        ({"guests": [{"name": "王", "phone": "13800000001"}]}, "HostIsGuest"),
        ({"guests": [{"name": "王\u0000"}]}, "ValidationError"),
        ({"guests": [{"name": MARKUP}]}, "BadName"),
        ({"guests": [{"name": "王", "id_number": "51180219900101001X"}]}, "BadCheckCharacter"),
        ({"cars": [{"plate": "川T1234"}]}, "NotAPlate"),
        ({"cars": [{"plate": "川TD1234", "colour": "green"}]}, "ColourUnlike"),
        ({"zones": ["nowhere"]}, "NoZoneLeft"),
        ({"purpose": "letters"}, "DedicatedReception"),
        ({"until_at": "2020-01-01T00:00:00+08:00"}, "WindowBackwards"),
        ({"from_at": "2026-11-24T10:00:00"}, "ValidationError"),
        ({"host_id": 2**62}, "HostNotFound"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_kept(as_host, now, changes, code):
    answer = send(as_host, VISITS, body(now, **changes))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Visit.objects.exists()
    assert not Credential.objects.exists()


def test_a_request_is_confirmed_once_and_the_second_is_told_by_whom(as_host, requested):
    page = f"{VISITS}/{requested.number}"
    assert as_host.get(page).json()["waits_for"] == "host"
    assert send(as_host, f"{page}/confirm", {}).json()["state"] == "confirmed"
    again = send(as_host, f"{page}/confirm", {})
    assert (again.status_code, again.json()["code"]) == (409, "AlreadyDecided")
    assert send(as_host, f"{page}/cancel", {}).json()["state"] == "cancelled"
    assert not Credential.objects.filter(holder="visitor", status="active").exists()


def test_a_request_is_refused_with_its_reason(as_host, requested):
    answer = send(as_host, f"{VISITS}/{requested.number}/refuse", {"reason": "休假"})
    assert (answer.json()["state"], answer.json()["reason"]) == ("refused", "休假")


@pytest.mark.parametrize("key", ["", "k-1"])
def test_what_security_looks_at_first_stays_held_though_the_host_says_yes(
    as_host, world, requested, now, key
):
    until = now + timedelta(days=1)
    blocks.add(
        kind="phone",
        subject="13911112222",
        reason="x",
        since=now,
        until=until,
        actor=world.officer,
        at=now,
    )
    headers = {"Idempotency-Key": key} if key else {}
    answer = send(as_host, f"{VISITS}/{requested.number}/confirm", {}, **headers)
    assert (answer.json()["state"], answer.json()["waits_for"]) == ("requested", "security")
    requested.refresh_from_db()
    assert requested.held_at is not None


def test_others_may_not_confirm_and_what_is_not_theirs_does_not_exist(world, requested, sign_in):
    stranger = make_person(unit=make_unit(site=world.site))
    elsewhere = make_person(unit=make_unit(site=make_site()))
    page = f"{VISITS}/{requested.number}"
    for person in (stranger, elsewhere):
        client = sign_in(make_account(person=person, grants=role_grants("employee")))
        assert client.get(VISITS).json()["items"] == []
        for path in (page, f"{page}/confirm", f"{page}/cancel", f"{page}/refuse"):
            answer = client.get(path) if path == page else send(client, path, {})
            assert answer.status_code == 404, path
    guard = sign_in(make_account(site=world.site, grants=role_grants("guard")))
    assert send(guard, f"{page}/confirm", {}).status_code == 403
    requested.refresh_from_db()
    assert requested.state == "requested"


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_visits(world, sign_in, role):
    client = sign_in(make_account(site=world.site, grants=role_grants(role)))
    may = AccessPermission.VISITORS_READ in role_grants(role)
    assert client.get(VISITS).status_code == (200 if may else 403)


def test_the_list_is_cut_into_pages_within_a_budget(as_host, world, soon, now, assert_query_budget):
    for number in range(5):
        name = f"来访{'甲乙丙丁戊'[number]}"
        phone = f"1391111222{number}"
        actions.invite(asked=soon(name=name, phone=phone), actor=world.host, at=now)
    with assert_query_budget(12):
        first = as_host.get(VISITS, {"size": 3}).json()
    rest = as_host.get(VISITS, {"size": 3, "cursor": first["next"]}).json()
    numbers = [row["number"] for row in first["items"] + rest["items"]]
    assert (len(set(numbers)), rest["next"]) == (5, None)
    day = timezone.localdate(now)
    assert as_host.get(VISITS, {"since": day + timedelta(days=2)}).json()["items"] == []
    assert as_host.get(VISITS, {"state": "cancelled"}).json()["items"] == []
    assert as_host.get(VISITS, {"state": "unheard"}).status_code == 422
    assert as_host.get(VISITS, {"cursor": "x"}).status_code == 422
