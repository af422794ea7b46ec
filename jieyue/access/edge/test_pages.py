from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.edge.models import GateRoom
from jieyue.access.factories import make_device
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
MAY_SEE = {"security_officer", "office_administrator"}


def make_room(site, **fields):
    device = make_device(site=site, kind="edge")
    values = {"heard_at": timezone.now(), "rules_at": timezone.now(), **fields}
    return GateRoom.objects.create(site=site, device=device, **values)


@pytest.mark.parametrize("code", [role.code for role in BUILT_IN])
def test_the_page_is_for_who_sees_devices(code, sign_in):
    account = make_account(grants=role_grants(code))
    reply = sign_in(account).get(reverse("access:gate_rooms"))
    assert reply.status_code == (200 if code in MAY_SEE else 403)


def test_it_shows_what_waits_and_what_is_wrong_and_only_of_ones_own_site(sign_in):
    account = make_account(grants=role_grants("security_officer"))
    long_ago = timezone.now() - timedelta(hours=3)
    make_room(account.site, heard_at=long_ago, queued=417)
    other = make_room(make_site(), queued=999)
    page = sign_in(account).get(reverse("access:gate_rooms")).content.decode()
    assert "417" in page
    assert other.device.serial not in page
    assert "999" not in page


def test_rooms_without_end_cost_no_more_queries(sign_in, assert_query_budget):
    account = make_account(grants=role_grants("security_officer"))
    client = sign_in(account)
    client.get(reverse("access:gate_rooms"))
    for _ in range(8):
        make_room(account.site)
    with assert_query_budget(16):
        client.get(reverse("access:gate_rooms"))


def test_only_an_agents_key_fetches_rules(client, db):
    site = make_site()
    make_device(site=site, key="jyd_reader")
    make_device(site=site, key="jyd_edge", kind="edge")
    calls = [("get", "snapshot"), ("get", "states"), ("get", "commands")]
    for method, path in calls:
        for key, status in (("jyd_reader", 403), ("jyd_edge", 200), ("jyd_wrong", 401)):
            headers = {"authorization": f"Bearer {key}"}
            reply = getattr(client, method)(f"/api/v1/access/edge/{path}", headers=headers)
            assert reply.status_code == status, (path, key)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"nonce": "", "items": []}, 422),
        ({"nonce": "ü", "items": []}, 422),
        ({"nonce": "n" * 65, "items": []}, 422),
        ({"nonce": "n", "items": {}}, 422),
        ({"nonce": "n", "items": [None] * 5001}, 413),
        ({"nonce": "n", "items": [None, 7, {}, {"event_id": "x"}]}, 200),
    ],
)
def test_hostile_uploads_are_refused_by_name(client, body, status):
    make_device(key="jyd_edge", kind="edge")
    headers = {"authorization": "Bearer jyd_edge"}
    url = "/api/v1/access/edge/decisions"
    reply = client.post(url, body, content_type="application/json", headers=headers)
    assert reply.status_code == status
    if status == 200:
        assert reply.json()["refused"] == 4


def test_a_nonce_with_other_rows_is_refused(client):
    make_device(key="jyd_edge", kind="edge")
    headers = {"authorization": "Bearer jyd_edge"}
    url = "/api/v1/access/edge/decisions"
    first = client.post(
        url, {"nonce": "n", "items": [1]}, content_type="application/json", headers=headers
    )
    again = client.post(
        url, {"nonce": "n", "items": [1]}, content_type="application/json", headers=headers
    )
    other = client.post(
        url, {"nonce": "n", "items": [2]}, content_type="application/json", headers=headers
    )
    assert (first.json(), other.status_code) == (again.json(), 409)
    assert other.json()["code"] == "NonceReused"
