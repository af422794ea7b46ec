"""A device's request goes past what only people need, and is answered like everybody's."""

import json

import pytest

from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/access/devices/heartbeat"


@pytest.fixture
def device():
    zone = make_zone(site=make_site(), code="A")
    return make_device(site=zone.site, gate=make_gate(inner=zone), key="jyd_secret")


def beat(client, key="jyd_secret", address=DOOR, **headers):
    given = {"Authorization": f"Bearer {key}", **headers}
    return client.post(address, json.dumps({}), content_type="application/json", headers=given)


def test_it_bears_no_session_and_no_policy_for_pages(client, device):
    reply = beat(client)
    assert reply.status_code == 200, reply.content
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert int(reply["Content-Length"]) == len(reply.content)
    assert "Content-Security-Policy" not in reply
    assert not reply.cookies


@pytest.mark.parametrize(("asked", "given"), [("en", "en"), ("zh-CN", "zh-hans"), ("", "zh-hans")])
def test_it_speaks_the_language_asked_for(client, device, asked, given):
    reply = beat(client, "jyd_wrong", **{"Accept-Language": asked})
    assert (reply.status_code, reply["Content-Language"]) == (401, given)
    assert ("Sign in" in reply.json()["detail"]) == (given == "en")


def test_whoever_has_a_session_too_is_a_person(client, device):
    client.cookies["sessionid"] = "none of ours"
    assert "Content-Security-Policy" in beat(client)


def test_a_foreign_host_and_an_unknown_address_are_refused(client, device, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert beat(client, Host="evil.example").status_code == 400
    assert beat(client, address="/api/v1/access/nothing").status_code == 404
