"""Health measures over the programmer's door: dormant without an order, and never of others."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from jieyue.access.credentials.models import Clearance
from jieyue.access.health.models import Declaration, Temperature
from jieyue.access.permissions import AccessPermission
from jieyue.people.factories import make_account, make_person, role_grants
from jieyue.people.roles.built_in import BUILT_IN

DECLARATION = "/api/v1/access/health/declaration"
ORDERS = "/api/v1/access/health/orders"
TEMPERATURES = "/api/v1/access/health/temperatures"


@pytest.fixture
def as_staff(under, sign_in):
    return sign_in(make_account(person=under.person, grants=role_grants("employee")))


def declare(client, answers, client_id=None):
    tree = {"client_id": str(client_id or uuid4()), "answers": answers}
    return client.post(DECLARATION, tree, content_type="application/json")


def test_nothing_is_asked_without_an_order(as_staff):
    asked = as_staff.get(DECLARATION).json()
    assert (asked["state"], asked["questions"], asked["latest"]) == ("dormant", [], None)
    assert declare(as_staff, {"symptoms": False}).status_code >= 400
    assert not Declaration.objects.exists()


def test_an_order_that_asks_no_declaration_asks_nothing_here(as_staff, under):
    under.order("temperature", at=timezone.now())
    assert as_staff.get(DECLARATION).json()["state"] == "dormant"


def test_one_declares_what_the_order_asks_and_reads_only_ones_own(as_staff, under, sign_in):
    under.order("declarations", at=timezone.now() - timedelta(minutes=1))
    asked = as_staff.get(DECLARATION).json()
    assert asked["state"] == "due"
    answers = {question["code"]: False for question in asked["questions"]}
    assert answers

    sent = uuid4()
    for _turn in range(2):
        answer = declare(as_staff, answers, sent)
        assert (answer.status_code, answer.json()["state"]) == (201, "declared")
    assert Declaration.objects.count() == 1
    assert answer.json()["latest"]["is_clear"]

    assert declare(as_staff, {}).status_code == 422
    assert declare(as_staff, {"weight": True}).status_code == 422
    other = make_account(person=make_person(unit=under.unit), grants=role_grants("employee"))
    assert sign_in(other).get(DECLARATION).json()["latest"] is None


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_orders(under, sign_in, role):
    under.order("declarations", at=timezone.now())
    client = sign_in(make_account(site=under.site, grants=role_grants(role)))
    may = role_grants(role).get(AccessPermission.HEALTH_READ) == "complex"
    answer = client.get(ORDERS)
    assert answer.status_code == (200 if may else 403)
    if may:
        assert [row["switches"] for row in answer.json()["items"]] == [["declarations"]]


@pytest.fixture
def as_guard(under, sign_in):
    return sign_in(make_account(site=under.site, grants=role_grants("guard")))


def measure(client, at, *, client_id=None, again=None, **typed):
    tree = {"client_id": str(client_id or uuid4()), "happened_at": at.isoformat(), **typed}
    address = f"{TEMPERATURES}/{again}/again" if again else TEMPERATURES
    return client.post(address, tree, content_type="application/json")


def test_a_guard_measures_twice_without_network_and_each_counts_once(as_guard, under):
    now = timezone.now()
    under.order("temperature", at=now - timedelta(hours=1))
    under.credential("visitor", "guest:1", "40000002")
    typed = {"number": "40000002", "celsius": "37.8", "thermometer": "T-1"}
    sent = uuid4()
    at = now - timedelta(minutes=40)
    first = measure(as_guard, at, client_id=sent, **typed)
    assert (first.status_code, first.json()["verdict"]) == (201, "again")
    measure(as_guard, at + timedelta(minutes=1), client_id=sent, **typed)
    row = Temperature.objects.get()
    assert abs(row.at - at) < timedelta(seconds=1)
    second = {"celsius": "36.8", "thermometer": "T-2"}
    too_soon = measure(as_guard, at + timedelta(minutes=1), again=row.id, **second)
    assert (too_soon.status_code, too_soon.json()["code"]) == (422, "WrongSecond")
    later = measure(as_guard, at + timedelta(minutes=11), again=row.id, **second)
    assert (later.status_code, later.json()["verdict"]) == (201, "clear")
    other = measure(as_guard, at + timedelta(minutes=12), again=row.id, **second)
    assert (other.status_code, other.json()["code"]) == (409, "MeasuredTwice")
    assert measure(as_guard, now, again=row.id + 99, **second).status_code == 404


def test_a_measurement_that_comes_late_does_not_undo_a_later_one(as_guard, under):
    now = timezone.now()
    under.order("temperature", at=now - timedelta(hours=1))
    under.credential("visitor", "guest:1", "40000002")
    typed = {"number": "40000002", "thermometer": "T-1"}
    measure(as_guard, now - timedelta(minutes=5), celsius="36.5", **typed)
    measure(as_guard, now - timedelta(minutes=30), celsius="38.0", **typed)
    assert Temperature.objects.count() == 2
    assert Clearance.objects.get(holder_key="guest:1").is_held is False


@pytest.mark.parametrize(
    "typed",
    [
        {"number": "", "celsius": "36.5", "thermometer": "T-1"},
        {"number": "0", "celsius": "36.5", "thermometer": "T-1"},
        {"name": "A", "celsius": "3.7", "thermometer": "T-1"},
        {"name": "A", "celsius": "NaN", "thermometer": "T-1"},
        {"name": "A", "celsius": "36.5", "thermometer": ""},
    ],
)
def test_a_bad_measurement_is_refused_with_what_was_wrong(as_guard, under, typed):
    under.order("temperature", at=timezone.now())
    assert measure(as_guard, timezone.now(), **typed).status_code == 422
    assert not Temperature.objects.exists()


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_measure(under, sign_in, role):
    under.order("temperature", at=timezone.now())
    account = make_account(site=under.site, grants=role_grants(role))
    reply = measure(sign_in(account), timezone.now(), name="A", celsius="36.5", thermometer="T-1")
    may = account_may(role)
    assert (reply.status_code == 201) == may
    assert Temperature.objects.exists() == may


def account_may(role):
    return AccessPermission.HEALTH_RECORD in role_grants(role)
