import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.devices import health
from jieyue.access.devices.health import Heartbeat
from jieyue.access.devices.models import Device
from jieyue.access.devices.rules import Limits, Signs, fault_text, share_up
from jieyue.access.devices.rules import health as health_of
from jieyue.access.factories import device_actor, make_device
from jieyue.access.gates import versions
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
LIMITS = Limits(timedelta(minutes=5), 120)


def ago(**span):
    return AT - timedelta(**span)


@pytest.mark.parametrize(
    ("signs", "state"),
    [
        (Signs(True, ago(minutes=1), ago(minutes=1)), "well"),
        (Signs(True, ago(minutes=5), ago(minutes=5)), "well"),  # the limit is still in it
        (Signs(True, ago(minutes=6), ago(minutes=6)), "silent"),
        (Signs(True, ago(minutes=1), ago(minutes=9)), "well"),  # passages are signs of life
        (Signs(True, ago(days=3), None), "well"),  # never sends heartbeats: may be quiet
        (Signs(True, None), "unheard"),
        (Signs(False, ago(minutes=6), ago(minutes=6)), "off"),
        (Signs(True, ago(minutes=1), ago(minutes=1), "door held", ago(hours=1)), "faulty"),
        (Signs(True, ago(hours=1), ago(hours=1), "door held", ago(hours=2)), "silent"),
        (Signs(True, ago(minutes=1), ago(minutes=1), skew_s=120), "well"),
        (Signs(True, ago(minutes=1), ago(minutes=1), skew_s=121), "clock_off"),
        (Signs(True, ago(minutes=1), ago(minutes=1), skew_s=-121), "clock_off"),
    ],
)
def test_how_a_device_is(signs, state):
    assert health_of(signs, limits=LIMITS, at=AT).state == state


def test_a_fault_is_one_short_line():
    assert fault_text("door\x00 held\n<b>open</b>") == "door held <b>open</b>"
    assert len(fault_text("x" * 500)) == 60


@pytest.mark.parametrize(
    ("spells", "share"),
    [
        ([], 1.0),
        ([(AT, AT + timedelta(hours=6))], 0.75),
        ([(ago(hours=5), AT + timedelta(hours=12))], 0.5),  # began before
        ([(AT + timedelta(hours=18), None)], 0.75),  # still lasts
        ([(ago(hours=5), None)], 0.0),
        ([(ago(hours=5), ago(hours=4))], 1.0),  # over before
    ],
)
def test_uptime_is_what_no_spell_takes(spells, share):
    assert share_up(spells, since=AT, until=AT + timedelta(hours=24)) == pytest.approx(share)


def test_no_time_has_no_uptime():
    assert share_up([], since=AT, until=AT) is None


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 50)), max_size=6))
def test_uptime_is_a_share(pairs):
    spells = [(AT + timedelta(hours=a), AT + timedelta(hours=a + b)) for a, b in pairs]
    share = share_up(spells, since=AT, until=AT + timedelta(hours=24))
    assert 0 <= share <= 1


@pytest.fixture
def device(db):
    return make_device(key="jyd_secret")


def beat(device, at=AT, **said):
    heartbeat = Heartbeat(**said)
    return health.beat(heartbeat=heartbeat, device_id=device.id, actor=device_actor(device), at=at)


def test_a_fault_is_recorded_when_it_comes_and_when_it_goes(device):
    assert beat(device).state == "well"
    number = versions.current(site_id=device.site_id)
    assert beat(device, fault="door held open").state == "faulty"
    beat(device, at=AT + timedelta(minutes=1), fault="door held open")
    device.refresh_from_db()
    assert (device.fault, device.fault_since) == ("door held open", AT)
    assert versions.current(site_id=device.site_id) == number + 1
    assert beat(device, at=AT + timedelta(minutes=2)).state == "well"
    facts = Entry.objects.filter(name="access.devices.fault_reported").order_by("id")
    assert [fact.data["fault"] for fact in facts] == ["door held open", ""]


def test_a_heartbeat_needs_a_device_of_the_site(device):
    with pytest.raises(NotAllowed):
        health.beat(heartbeat=Heartbeat(), device_id=device.id, actor=make_actor(), at=AT)
    elsewhere = device_actor(make_device(site=make_site()))
    with pytest.raises(Device.DoesNotExist):
        health.beat(heartbeat=Heartbeat(), device_id=device.id, actor=elsewhere, at=AT)


def post(client, body, key="jyd_secret"):
    return client.post(
        "/api/v1/access/devices/heartbeat",
        json.dumps(body) if isinstance(body, dict) else body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def test_the_door_tells_the_device_how_far_its_clock_is_off(client, device):
    begun = timezone.now()
    reply = post(client, {"clock": (begun + timedelta(minutes=10)).isoformat(), "firmware": "V5.2"})
    took_s = (timezone.now() - begun).total_seconds()
    assert reply.status_code == 200, reply.content
    assert reply.json()["state"] == "clock_off"
    assert 599 - took_s <= reply.json()["skew_s"] <= 601
    device.refresh_from_db()
    assert (device.firmware, device.skew_s) == ("V5.2", reply.json()["skew_s"])


@pytest.mark.parametrize(
    ("body", "key", "status"),
    [
        ({}, "jyd_wrong", 401),
        ({"clock": "soon"}, "jyd_secret", 422),
        ({"clock": "2026-11-23T08:00:00"}, "jyd_secret", 422),  # no offset
        ({"fault": "x" * 501}, "jyd_secret", 422),
        ({"fault": "\x00<script>'; DROP TABLE"}, "jyd_secret", 200),
        ({"clock": "0001-01-01T00:00:00+00:00"}, "jyd_secret", 200),  # no clock at all: not kept
        ("[", "jyd_secret", 400),
    ],
)
def test_bad_heartbeats_break_nothing(client, device, body, key, status):
    assert post(client, body, key).status_code == status
