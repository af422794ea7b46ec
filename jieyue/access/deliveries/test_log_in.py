"""Who may deliver, and what becomes of what cannot be read."""

import base64

import pytest

from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries.conftest import ISAPI
from jieyue.access.deliveries.models import Knock
from jieyue.access.entries.models import RefusedEntry
from jieyue.access.factories import (
    make_device,
)
from jieyue.adapters.isapi import encode as isapi
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
HOSTILE = [
    (b"", "application/json", "empty"),
    (b"{", "application/json", "not_json"),
    (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "application/xml", "xml_entities"),
    (b"<a>" * 50, "text/xml", "too_deep"),
    (b"x", "multipart/form-data; boundary=b", "truncated"),
    (b"x", "multipart/form-data", "not_multipart"),
    (b"{}", "application/json", "time_missing"),
]


@pytest.mark.parametrize(("body", "kind", "reason"), HOSTILE)
def test_what_cannot_be_read_is_kept_with_its_reason(client, terminal, body, kind, reason):
    answer = client.generic(
        "POST", ISAPI, body, content_type=kind, headers={"Authorization": "Bearer k-1"}
    )
    assert answer.status_code == 400
    assert answer.json()["ResponseStatus"]["subStatusCode"] == reason
    assert RefusedEntry.objects.get().reason == reason
    assert not Decision.objects.exists()


def test_a_body_of_more_than_ten_megabytes_is_refused(client, terminal):
    for size, status in ((10 * 1024 * 1024 + 1, 413), (17 * 1024 * 1024, 413)):
        answer = client.generic("POST", ISAPI, b"x" * size, headers={"Authorization": "Bearer k-1"})
        assert (answer.status_code, answer.json()["code"]) == (status, "DeliveryTooLarge")


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("address", "header", "status"),
    [
        (ISAPI, "Bearer k-1", 200),
        (ISAPI, basic("FT-01", "k-1"), 200),
        (ISAPI, basic("FT-02", "k-1"), 401),
        (ISAPI, basic("FT-01", "k-2"), 401),
        (ISAPI, "Basic %%%", 401),
        (ISAPI, "Bearer wrong", 401),
        (ISAPI, 'Digest username="FT-01", nonce="1.x", response="y", uri="/"', 401),
        (ISAPI, "", 401),
        (ISAPI + "/k-1", "", 200),
        (ISAPI + "/k-3", "", 401),
        ("/api/v1/access/isapi/FT-99", "Bearer k-1", 404),
        ("/api/v1/access/isapi/FT-99", "Bearer nothing", 401),
    ],
)
def test_who_may_deliver(client, terminal, at, address, header, status):
    body = isapi.as_json(isapi.heartbeat(at))
    headers = {"Authorization": header} if header else {}
    answer = client.generic("POST", address, body, headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer["WWW-Authenticate"].startswith("Digest realm=")


def test_failed_log_ins_of_a_known_device_are_counted(client, terminal):
    for _turn in range(3):
        client.post(ISAPI, headers={"Authorization": "Bearer wrong"})
    client.post(ISAPI)  # asks how to log in, as Digest begins
    client.post("/api/v1/access/isapi/nobody", headers={"Authorization": "Bearer wrong"})
    assert [(row.device_id, row.reason, row.times) for row in Knock.objects.all()] == [
        (terminal.id, "key_wrong", 3)
    ]


def test_a_key_of_another_site_opens_no_door_here(client, terminal, at):
    make_device(site=make_site(), serial="FT-01", key="k-9")
    body = isapi.as_json(isapi.access(serial_no=1, at=at, subject="10023", remoteCheck=True))
    answer = client.generic("POST", ISAPI, body, headers={"Authorization": "Bearer k-9"})
    assert answer.json()["RemoteCheck"]["checkResult"] == "failed"
    assert Decision.objects.get().site_id != terminal.site_id


def test_a_message_that_cannot_be_read_says_where(client, terminal):
    answer = client.generic(
        "POST", "/api/v1/access/webhook/FT-01", b'{"kind": "card"}',
        headers={"Authorization": "Bearer k-1"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "Unreadable")
    assert answer.json()["errors"][0]["field"] == "event_id"
    assert RefusedEntry.objects.get().reason == "field_missing"
