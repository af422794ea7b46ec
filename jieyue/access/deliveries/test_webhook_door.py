"""Any other system's messages: signed, or in its own names by a mapping."""

import json
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries import actions, gateway
from jieyue.access.deliveries.conftest import InProcess
from jieyue.access.deliveries.models import DeliveryForm
from jieyue.access.deliveries.refusals import MappingRefused
from jieyue.access.devices.models import Device
from jieyue.adapters.webhook import encode as webhook
from jieyue.adapters.webhook.simulator import Sender
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor

pytestmark = pytest.mark.django_db
SHANGHAI = timedelta(hours=8)


def sender(key, serial):
    client = httpx.Client(transport=InProcess(), base_url="http://testserver")
    return Sender(client, serial, key)


def test_a_signed_webhook_in_our_own_names(terminal, officer, at):
    key = actions.make_log_in_key(device_id=terminal.id, actor=officer, at=at).key
    rows = [
        webhook.event(event_id="w-1", at=at, kind="card", subject="0012345678"),
        webhook.event(event_id="w-2", at=at, kind="card", subject="<b>' OR 1=1 --"),
        webhook.event(event_id="w-3", at=at, kind="card", subject="1", direction="up"),
    ]
    answer = sender(key, "FT-01").send({"items": rows}, at=timezone.now())
    told = [(each["event_id"], each["outcome"], each["open"]) for each in answer.json()["items"]]
    assert told == [("w-1", "allow", True), ("w-2", "deny", False), ("w-3", "refused", False)]
    again = sender(key, "FT-01").send({"items": rows}, at=timezone.now()).json()["items"]
    assert again[0]["duplicate"]
    assert Decision.objects.count() == 2


def test_a_forged_or_old_signature_is_no_log_in(terminal, officer, at):
    key = actions.make_log_in_key(device_id=terminal.id, actor=officer, at=at).key
    row = webhook.event(event_id="w-1", at=at, kind="card", subject="0012345678")
    assert sender("other", "FT-01").send(row, at=timezone.now()).status_code == 401
    old = timezone.now() - timedelta(minutes=6)
    assert sender(key, "FT-01").send(row, at=old).status_code == 401
    assert not Decision.objects.exists()


def test_who_must_sign_cannot_do_with_the_key_alone(client, terminal, officer, at):
    entry = actions.FormEntry(mapping={}, must_sign=True, opens=False)
    actions.set_form(device_id=terminal.id, entry=entry, actor=officer, at=at)
    row = webhook.as_json(webhook.event(event_id="w-1", at=at, kind="card", subject="1"))
    address = "/api/v1/access/webhook/FT-01"
    answer = client.generic("POST", address, row, headers={"Authorization": "Bearer k-1"})
    assert answer.status_code == 401
    assert client.generic("POST", f"{address}/k-1", row).status_code == 401


def test_another_systems_names_by_its_mapping(client, camera, officer, at):
    mapping = {
        "items": "data.list",
        "fields": {"event_id": "uid", "at": "time", "subject": "plate.no", "colour": "plate.c"},
        "fixed": {"kind": "plate", "direction": "in"},
        "values": {"colour": {"蓝": "blue"}},
        "zoneless": True,
    }
    entry = actions.FormEntry(mapping=mapping, must_sign=False, opens=False)
    actions.set_form(device_id=camera.id, entry=entry, actor=officer, at=at)
    local = (at + SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    row = {"uid": 7, "time": local, "plate": {"no": "川T·12345", "c": "蓝"}}
    body = json.dumps({"data": {"list": [row]}})
    answer = client.generic(
        "POST", "/api/v1/access/webhook/CAM-01", body, headers={"Authorization": "Bearer k-2"}
    )
    assert answer.json()["items"][0]["outcome"] == "allow"
    assert Decision.objects.get().at == at


def test_a_form_is_set_once_and_by_whom_it_may(officer, terminal, at):
    entry = actions.FormEntry(mapping={"zoneless": True}, must_sign=True, opens=True)
    for _turn in range(2):
        actions.set_form(device_id=terminal.id, entry=entry, actor=officer, at=at)
    assert Entry.objects.filter(name="access.deliveries.form_set").count() == 1
    with pytest.raises(MappingRefused):
        gateway.check_mapping({"feilds": {}})
    with pytest.raises(NotAllowed):
        actions.set_form(
            device_id=terminal.id, entry=entry, actor=make_actor(site=terminal.site), at=at
        )
    stranger = make_actor(
        grants=dict.fromkeys(("access.devices.edit", "access.devices.read"), "complex")
    )
    with pytest.raises(Device.DoesNotExist):
        actions.set_form(device_id=terminal.id, entry=entry, actor=stranger, at=at)
    assert DeliveryForm.objects.count() == 1
