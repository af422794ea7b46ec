import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.health import recording
from jieyue.access.health.conftest import document
from jieyue.access.health.models import Declaration, HealthOrder, Isolation
from jieyue.people.factories import make_account, make_person, role_grants
from jieyue.people.roles.built_in import BUILT_IN

ROLES = [role.code for role in BUILT_IN]
MAY_READ = {"leader", "security_officer", "office_administrator"}
MAY_RECORD = {"guard", "receptionist", "security_officer"}
STAFFLESS = {"auditor", "security_administrator", "system_administrator"}


@pytest.fixture
def as_role(under, sign_in):
    def signed_in(code, person=None):
        person = person or make_person(unit=under.unit)
        account = make_account(site=under.site, person=person, grants=role_grants(code))
        return sign_in(account)

    return signed_in


def status(client, name, *arguments):
    return client.get(reverse(f"access:{name}", args=arguments)).status_code


@pytest.mark.parametrize("code", ROLES)
def test_before_an_order_there_is_nothing_but_a_page_that_says_so(code, as_role):
    client = as_role(code)
    reply = client.get(reverse("access:health_orders"))
    assert reply.status_code == (200 if code in MAY_READ else 403)
    if code == "leader":
        assert b"heartbeat" in reply.content
    assert status(client, "health_declare") == (403 if code in STAFFLESS else 404)
    assert status(client, "health_desk") == (404 if code in MAY_RECORD else 403)
    assert status(client, "health_trace") == (404 if code == "security_officer" else 403)
    assert status(client, "health_order_new") == (200 if code == "leader" else 403)


@pytest.mark.parametrize("code", ROLES)
def test_under_an_order_each_sees_what_is_theirs(code, under, as_role):
    order = under.order(at=timezone.now())
    client = as_role(code)
    assert status(client, "health_order", order.id) == (200 if code in MAY_READ else 403)
    assert status(client, "health_declare") == (403 if code in STAFFLESS else 200)
    assert status(client, "health_desk") == (200 if code in MAY_RECORD else 403)
    assert status(client, "health_trace") == (200 if code == "security_officer" else 403)
    ending = client.post(reverse("access:health_order_end", args=[order.id]), {"reason": "over"})
    assert ending.status_code == (302 if code == "leader" else 403)
    assert HealthOrder.objects.get().ended_at is not None or code != "leader"


def test_another_sites_order_does_not_exist(under, sign_in):
    order = under.order(at=timezone.now())
    stranger = make_account(grants=role_grants("leader"))
    client = sign_in(stranger)
    assert status(client, "health_order", order.id) == 404
    assert status(client, "health_order_following", order.id) == 404
    assert (
        client.post(
            reverse("access:health_order_end", args=[order.id]), {"reason": "x"}
        ).status_code
        == 404
    )
    assert status(client, "health_declare") == 404


def typed(**changes):
    last_day = timezone.localdate() + timedelta(days=5)
    return {
        "disease": "Fever X",
        "basis": "Notice 7",
        "basis_file": document(),
        "reason": "A cluster next door",
        "last_day": last_day.isoformat(),
        "switches": ["declarations", "temperature", "dining", "tracing", "contractors"],
        "questions": ["symptoms"],
        "holders": ["visitor"],
        "fever_c": "37.3",
        "again_min": "10",
        "declared_h": "24",
        "keep_days": "7",
        "slots": "U01 11:30-12:00",
        **changes,
    }


def test_a_leader_orders_and_the_page_shows_what_is_asked_of_whom(under, as_role):
    under.unit.code = "U01"
    under.unit.save()
    client = as_role("leader")
    reply = client.post(reverse("access:health_order_new"), typed())
    assert reply.status_code == 302, reply.content.decode()[-3000:]
    page = client.get(reply["Location"]).content.decode()
    for part in ("Notice 7", "11:30–12:00", "HO-"):
        assert part in page


@pytest.mark.parametrize(
    "changes",
    [
        {"slots": "U99 11:30-12:00"},
        {"slots": "U01 12:00-11:30"},
        {"slots": "U01 25:00-26:00"},
        {"slots": "lunch"},
        {"switches": []},
        {"last_day": "2020-01-01"},
        {"last_day": "2099-01-01"},
        {"basis_file": ""},
        {"fever_c": "99"},
        {"disease": "<script>alert(1)</script>", "reason": ""},
    ],
)
def test_a_bad_order_comes_back_with_what_was_typed(changes, under, as_role):
    under.unit.code = "U01"
    under.unit.save()
    reply = as_role("leader").post(reverse("access:health_order_new"), typed(**changes))
    assert reply.status_code == 422
    assert "Notice 7" in reply.content.decode()
    assert "<script>alert" not in reply.content.decode()
    assert not HealthOrder.objects.exists()


def test_somebody_declares_on_the_phone_and_sees_until_when_it_holds(under, as_role):
    under.order(at=timezone.now())
    client = as_role("employee", under.person)
    url = reverse("access:health_declare")
    missing = client.post(url, {"symptoms": "no", "client_id": str(uuid4())})
    assert missing.status_code == 422
    assert re.search(r'value="no" id="symptoms-no" required checked', missing.content.decode())
    answers = {"symptoms": "no", "contact": "no", "travel": "no", "client_id": "not a uuid"}
    assert client.post(url, answers).status_code == 302
    assert Declaration.objects.get().person_id == under.person.id
    assert "alert-success" in client.get(url).content.decode()
    other = as_role("employee")
    assert "alert-success" not in other.get(url).content.decode()


def test_the_desk_is_kept_on_the_phone_without_names(under, as_role):
    now = timezone.now()
    under.order("temperature", at=now)
    taken = recording.Taken(
        celsius=Decimal("38.1"), thermometer="T-1", who=recording.Who("", "Somebody resting")
    )
    recording.measure(taken=taken, actor=under.guard, at=now)
    client = as_role("guard")
    shown = client.get(reverse("access:health_desk")).content.decode()
    kept = client.get(reverse("access:health_desk") + "?kept").content.decode()
    assert "Somebody resting" in shown
    assert 'data-offline-page="?kept"' in shown
    assert "Somebody resting" not in kept
    assert "data-health-first" in kept


def test_the_guard_keeps_the_isolation_log_and_checks_contractors(under, as_role):
    under.order("temperature", "contractors", at=timezone.now())
    under.credential("contractor", "worker:1", "40000001")
    client = as_role("guard")
    check = client.post(reverse("access:health_check"), {"number": "40000001", "is_fit": "no"})
    assert check.status_code == 302
    isolate = {"name": "Somebody", "room": "101", "reason": "fever"}
    assert client.post(reverse("access:health_isolate"), isolate).status_code == 302
    row = Isolation.objects.get()
    url = reverse("access:health_isolation_end", args=[row.id])
    assert client.post(url, {"outcome": ""}).status_code == 422
    assert client.post(url, {"outcome": "home"}).status_code == 302
    assert client.post(url, {"outcome": "home"}).status_code == 422


def test_tracing_asks_for_a_purpose_and_a_known_person(under, as_role):
    under.order("tracing", at=timezone.now())
    client = as_role("security_officer")
    url = reverse("access:health_trace")
    body = {"staff_no": under.person.staff_no, "days": "2", "purpose": "Request 12 of the clinic"}
    assert client.post(url, body | {"purpose": "x"}).status_code == 422
    assert client.post(url, body | {"staff_no": "nobody"}).status_code == 422
    assert client.post(url, body | {"days": "99"}).status_code == 422
    assert client.post(url, body).status_code == 200


def test_the_orders_page_costs_no_more_with_more_rows(under, as_role, assert_query_budget):
    order = under.order("temperature", at=timezone.now())
    client = as_role("security_officer")
    for number in range(12):
        who = recording.Who(f"guest:{number}", "Guest")
        recording.isolate(who=who, room="1", reason="x", actor=under.guard, at=timezone.now())
    client.get(reverse("access:health_desk"))
    with assert_query_budget(18):
        client.get(reverse("access:health_desk"))
    with assert_query_budget(20):
        client.get(reverse("access:health_order", args=[order.id]))
