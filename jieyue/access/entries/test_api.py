import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jieyue.access.entries.models import GateEntry
from jieyue.access.factories import make_device
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Scope
from jieyue.people.factories import make_account, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/access/entries"


@pytest.fixture
def gate():
    return make_device(site=make_site(), key="jyd_test")


def entry(number=1, **fields):
    at = (timezone.now() - timedelta(minutes=5)).replace(microsecond=0)
    return {"event_id": number, "at": at.isoformat(), "direction": "in", "staff_no": "P1"} | fields


def post(client, body, *, key="jyd_test", **headers):
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"} | headers
    return client.post(ADDRESS, text, content_type="application/json", headers=headers)


def test_one_entry_is_created_repeated_and_contradicted(client, gate):
    first = entry()

    assert post(client, first).status_code == 201
    again = post(client, first)
    assert (again.status_code, again.json()["duplicates"]) == (200, 1)
    other = post(client, first | {"direction": "out"})
    assert (other.status_code, other.json()["code"]) == (409, "EventConflicts")
    assert GateEntry.objects.count() == 1


def test_many_are_answered_one_by_one(client, gate):
    reply = post(client, {"items": [entry(1), entry(2, at="2026-06-01T08:00:00"), entry(1)]})

    assert reply.status_code == 200
    found = reply.json()
    assert (found["stored"], found["duplicates"], found["refused"]) == (1, 1, 1)
    assert [item["outcome"] for item in found["items"]] == ["stored", "refused", "duplicate"]
    assert found["items"][1]["reason"] == "at_offset_missing"
    assert found["items"][0]["notes"] == ["unknown_person"]


def test_no_rows_is_no_failure(client, gate):
    assert post(client, {"items": []}).json()["stored"] == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "MalformedBody"),
        (b"\xff\xfe", 400, "MalformedBody"),
        ("7", 422, "BadEvent"),
        ("[]", 422, "BadEvent"),
        ({"items": "x"}, 422, "BadEvent"),
        (entry(at="soon"), 422, "BadEvent"),
        ({"items": [{}] * 5001}, 413, "TooManyEntries"),
        ("[" * 100_000, 400, "MalformedBody"),
        ('{"event_id": "\\ud800"}', 400, "MalformedBody"),
        ('{"event_id": NaN}', 400, "MalformedBody"),
    ],
)
def test_what_is_not_entries_is_a_problem(client, gate, body, status, code):
    reply = post(client, body)

    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply["Content-Type"] == "application/problem+json"
    assert not GateEntry.objects.exists()


def test_the_detail_is_in_the_language_asked_for(client, gate):
    english = post(client, "{").json()["detail"]
    chinese = post(client, "{", **{"Accept-Language": "zh-CN"}).json()["detail"]

    assert english.startswith("The body is not JSON")
    assert chinese


@pytest.mark.parametrize("key", ["", "jyd_wrong", "jyd_tes"])
def test_without_a_valid_key_nothing_is_taken(client, gate, key):
    reply = post(client, entry(), key=key)

    assert (reply.status_code, reply.json()["code"]) == (401, "NotSignedIn")


def test_a_person_may_not_deliver(client, gate, sign_in):
    account = make_account(site=gate.site, grants={AccessPermission.ENTRIES_STORE: Scope.COMPLEX})
    reply = sign_in(account).post(ADDRESS, json.dumps(entry()), content_type="application/json")

    assert reply.status_code == 401


def test_presence_shows_few_people_as_a_band(client, gate, sign_in):
    unit = make_unit(site=gate.site, short_name="Archive")
    people = [make_person(unit=unit) for _ in range(6)]
    grants = {AccessPermission.PRESENCE_READ: Scope.COMPLEX}
    account = make_account(site=gate.site, person=people[0], grants=grants)
    arrived = max(timezone.now() - timedelta(minutes=5), _midnight())
    rows = [entry(n, staff_no=p.staff_no, at=arrived.isoformat()) for n, p in enumerate(people)]

    post(client, {"items": rows[:4]})
    few = sign_in(account).get("/api/v1/access/presence").json()
    post(client, {"items": rows})
    all_six = client.get("/api/v1/access/presence").json()

    assert [u["inside"] for u in few["items"] if u["unit"] == "Archive"] == [None]
    assert few["total"] == 0
    assert [u["inside"] for u in all_six["items"] if u["unit"] == "Archive"] == [5]
    assert datetime.fromisoformat(few["at"]).utcoffset() is not None


def _midnight():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def test_presence_needs_the_right(sign_in, gate):
    reply = sign_in(make_account(site=gate.site)).get("/api/v1/access/presence")

    assert (reply.status_code, reply.json()["code"]) == (403, "NotAllowed")


def test_devices_are_paged_without_loss_or_repeat(sign_in, gate):
    for number in range(5):
        make_device(site=gate.site, serial=f"S{number}")
    make_device(site=make_site(), serial="elsewhere")
    grants = {AccessPermission.DEVICES_READ: Scope.COMPLEX}
    client = sign_in(make_account(site=gate.site, grants=grants))

    found, cursor = [], ""
    while cursor is not None:
        page = client.get("/api/v1/access/devices", {"size": 2, "cursor": cursor}).json()
        found += [item["serial"] for item in page["items"]]
        cursor = page["next"]
    assert found == sorted([gate.serial, *(f"S{n}" for n in range(5))])


@pytest.mark.parametrize("cursor", ["x", "W10", "bm90IGpzb24"])
def test_a_foreign_cursor_is_named(sign_in, gate, cursor):
    grants = {AccessPermission.DEVICES_READ: Scope.COMPLEX}
    client = sign_in(make_account(site=gate.site, grants=grants))
    reply = client.get("/api/v1/access/devices", {"cursor": cursor})

    assert (reply.status_code, reply.json()["code"]) == (422, "BadCursor")
