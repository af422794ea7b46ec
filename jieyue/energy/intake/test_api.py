import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.energy.factories import make_meter
from jieyue.energy.intake import collectors
from jieyue.energy.intake.models import Batch, Collector, RefusedReading
from jieyue.energy.intake.refusals import SerialTaken
from jieyue.energy.readings import days, storage
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.device_clock import SENT_AT
from jieyue.kit.files.models import StoredFile
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_site, role_grants

pytestmark = pytest.mark.django_db
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def register(site, *, at=None):
    actor = make_actor(site=site, grants=role_grants("energy_manager"))
    new = collectors.register(serial="C1", name="C1", actor=actor, at=at or timezone.now())
    return new, actor


def deliver(client, key, items, **headers):
    return client.post(
        reverse("api:energy_readings"),
        json.dumps({"items": items}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"} | headers,
    )


def item(meter, minutes, register, **more):
    at = timezone.now() - timedelta(hours=5) + timedelta(minutes=minutes)
    return {"meter": meter.number, "at": at.isoformat(), "register": register} | more


def held(meter):
    today = timezone.localdate()
    found = storage.load([meter.id], first=today - timedelta(days=3), last=today)
    return found[meter.id].register_milli.tolist() if meter.id in found else []


def test_a_collector_delivers_and_sends_again(client):
    meter = make_meter()
    new, _actor = register(meter.site)
    items = [item(meter, 0, "10.5"), item(meter, 15, 11)]
    reply = deliver(client, new.key, items)
    assert reply.status_code == 200, reply.content
    assert (reply.json()["new"], reply.json()["problems"]) == (2, [])
    assert held(meter) == [10_500, 11_000]
    again = deliver(client, new.key, items).json()
    assert (again["new"], again["unchanged"], again["resend_of"]) == (0, 2, reply.json()["batch"])
    row = Collector.objects.get()
    assert row.last_seen_at is not None
    assert Batch.objects.first().collector_id == row.id


def test_what_is_wrong_is_named_by_item_and_the_rest_is_kept(client):
    meter = make_meter()
    elsewhere = make_meter()
    new, _actor = register(meter.site)
    items = [
        item(meter, 0, "10"),
        item(meter, 1, "abc"),
        item(meter, 2, "1.2345"),
        item(meter, 3, 5) | {"at": "2026-01-05T08:00"},
        item(elsewhere, 0, 1),
        {"at": "2026-01-05T08:00+08:00"},
        item(meter, 4, 5) | {"at": "2099-01-05T08:00+08:00"},
    ]
    reply = deliver(client, new.key, items).json()
    assert reply["new"] == 1
    assert [(one["item"], one["reason"]) for one in reply["problems"]] == [
        (2, "bad_number"),
        (3, "too_fine"),
        (4, "bad_time"),
        (5, "unknown_meter"),
        (6, "missing_meter"),
        (7, "from_the_future"),
    ]
    assert RefusedReading.objects.count() == 6


@pytest.mark.parametrize("body", ["[]", "{}", '{"items": []}', '{"items": 5}'])
def test_a_body_without_readings_is_refused(client, body):
    new, _actor = register(make_site())
    reply = client.post(
        reverse("api:energy_readings"),
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {new.key}"},
    )
    assert (reply.status_code, reply.json()["code"]) == (422, "NothingSent")


def test_a_sender_an_hour_ahead_is_corrected(client):
    meter = make_meter()
    new, _actor = register(meter.site)
    now = timezone.now()
    ahead = now + timedelta(hours=1)
    items = [{"meter": meter.number, "at": ahead.isoformat(), "register": 10}]
    reply = deliver(client, new.key, items, **{SENT_AT: ahead.isoformat()}).json()
    assert (reply["new"], reply["flagged"]) == (1, 1)
    assert reply["problems"][0]["reason"] == "clock_corrected"
    batch = Batch.objects.get()
    assert abs((batch.first_at - now).total_seconds()) < 60
    assert abs(batch.skew_s - 3600) <= 2


def test_no_key_a_wrong_one_and_one_of_a_stopped_collector(client):
    meter = make_meter()
    new, actor = register(meter.site)
    assert deliver(client, "jyc_wrong", [item(meter, 0, 1)]).status_code == 401
    url = reverse("api:energy_readings")
    assert client.post(url, "{}", content_type="application/json").status_code == 401
    collectors.change(
        collector_id=new.collector_id,
        name="C1",
        is_active=False,
        actor=actor,
        at=timezone.now(),
    )
    assert deliver(client, new.key, [item(meter, 0, 1)]).status_code == 401


def test_a_renewed_key_and_the_one_before_it_both_work_for_a_while():
    at = timezone.now()
    new, actor = register(make_site(), at=at)
    renewed = collectors.renew_key(collector_id=new.collector_id, actor=actor, at=at)
    assert collectors.actor_of_key(new.key, at=at + timedelta(hours=47)) is not None
    assert collectors.actor_of_key(new.key, at=at + timedelta(hours=49)) is None
    assert collectors.actor_of_key(renewed.key, at=at + timedelta(days=400)) is not None
    kept = Entry.objects.filter(name__startswith="energy.intake.collector")
    assert kept.count() == 2
    assert new.key not in str([entry.data for entry in kept])


def test_only_who_keeps_the_ledger_registers_collectors():
    site = make_site()
    for role, may in (
        ("energy_manager", True),
        ("meter_reader", False),
        ("energy_statistician", False),
        ("unit_energy_officer", False),
        ("leader", False),
    ):
        actor = make_actor(site=site, grants=role_grants(role))
        if may:
            collectors.register(serial="A", name="A", actor=actor, at=timezone.now())
            continue
        with pytest.raises(NotAllowed):
            collectors.register(serial=role, name="A", actor=actor, at=timezone.now())
    actor = make_actor(site=site, grants=role_grants("energy_manager"))
    with pytest.raises(SerialTaken):
        collectors.register(serial="A", name="A", actor=actor, at=timezone.now())


def by_hand(client, meter, register, **more):
    body = {
        "client_id": str(uuid4()),
        "happened_at": timezone.now().isoformat(),
        "meter_number": meter.number,
        "register": register,
    } | more
    return client.post(
        reverse("api:energy_reading_by_hand"), json.dumps(body), content_type="application/json"
    )


def test_a_reader_notes_a_meter_with_a_photo_once(client, sign_in):
    meter = make_meter(interval_s=None)
    sign_in(make_account(site=meter.site, grants=role_grants("meter_reader")))
    photo = {"name": "a.png", "data": base64.b64encode(PNG).decode()}
    client_id = str(uuid4())
    reply = by_hand(client, meter, "１２３４.5", client_id=client_id, photo=photo, note="ok")
    assert reply.status_code == 201, reply.content
    assert (reply.json()["register_noted"], reply.json()["flags"]) == ("1234.5", [])
    assert held(meter) == [1_234_500]
    batch = Batch.objects.get()
    assert (batch.source, batch.photo_id) == ("photo", StoredFile.objects.get().id)
    again = by_hand(client, meter, "1234.5", client_id=client_id, photo=photo)
    assert (again.status_code, again.json()["batch"]) == (200, batch.id)
    assert Batch.objects.count() == 1


def test_what_the_phone_noted_later_counts_at_its_time(client, sign_in):
    meter = make_meter(interval_s=None)
    sign_in(make_account(site=meter.site, grants=role_grants("meter_reader")))
    then = timezone.now() - timedelta(hours=30)
    assert by_hand(client, meter, "5", happened_at=then.isoformat()).status_code == 201
    assert Batch.objects.get().first_at == days.instant(int(then.timestamp()))


@pytest.mark.parametrize(
    ("register", "code"),
    [("1,234", "BadRegister"), ("x", "BadRegister"), ("-5", "ReadingRefused")],
)
def test_a_register_that_cannot_be_is_refused_in_words(client, sign_in, register, code):
    meter = make_meter(interval_s=None)
    sign_in(make_account(site=meter.site, grants=role_grants("meter_reader")))
    reply = by_hand(client, meter, register)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert register in reply.json()["detail"]
    assert not Batch.objects.exists()


def test_anothers_meter_is_none(client, sign_in):
    meter = make_meter()
    sign_in(make_account(site=make_site(), grants=role_grants("meter_reader")))
    assert by_hand(client, meter, "5").status_code == 404
    sign_in(make_account(site=meter.site, grants={"energy.readings.record": Scope.UNIT}))
    assert by_hand(client, meter, "5").status_code == 404


def test_who_may_not_read_meters_is_refused(client, sign_in):
    meter = make_meter()
    sign_in(make_account(site=meter.site, grants=role_grants("leader")))
    assert by_hand(client, meter, "5").status_code == 403
