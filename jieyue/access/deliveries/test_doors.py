"""Devices of three makers' forms at their doors: the simulators speak, the product answers."""

import base64
import json
from datetime import UTC, timedelta

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries import actions, gateway
from jieyue.access.deliveries.models import DeliveryForm, Knock
from jieyue.access.deliveries.refusals import MappingRefused
from jieyue.access.devices.models import Device
from jieyue.access.entries.models import GateEntry, RefusedEntry
from jieyue.access.factories import (
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates.models import GateCommand
from jieyue.access.permissions import AccessPermission
from jieyue.adapters.gat1400 import encode as gat1400
from jieyue.adapters.gat1400.simulator import Camera
from jieyue.adapters.isapi import encode as isapi
from jieyue.adapters.isapi.simulator import Terminal
from jieyue.adapters.webhook import encode as webhook
from jieyue.adapters.webhook.simulator import Sender
from jieyue.kit.actor import NotAllowed
from jieyue.kit.files.models import StoredFile
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
ISAPI = "/api/v1/access/isapi/FT-01"
SHANGHAI = timedelta(hours=8)


class InProcess(httpx.BaseTransport):
    """httpx to Django's test client, so that simulators speak without a socket."""

    def __init__(self) -> None:
        self.is_cut = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            raise httpx.ConnectError("cut", request=request)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name not in ("content-type", "content-length", "host")
        }
        answer = Client().generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            content_type=request.headers.get("content-type", ""),
            headers=headers,
        )
        return httpx.Response(
            answer.status_code, content=answer.content, headers=dict(answer.headers.items())
        )


@pytest.fixture
def at():
    """Live events need the present: the doors read the clock."""
    return timezone.now().astimezone(UTC).replace(microsecond=0)


@pytest.fixture
def site(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_site()


@pytest.fixture
def zone(site):
    return make_zone(site=site, code="A")


@pytest.fixture
def lane_zone(site):
    return make_zone(site=site, code="P", kind="parking")


@pytest.fixture
def profile(site, zone, lane_zone):
    return make_profile(site=site, zones=[zone, lane_zone])


@pytest.fixture
def terminal(site, zone, profile):
    device = make_device(
        site=site, serial="FT-01", key="k-1", kind="face", gate=make_gate(inner=zone)
    )
    person = make_person(unit=make_unit(site=site), staff_no="10023")
    make_credential(profile=profile, kind="face", subject="10023", person=person)
    make_credential(profile=profile, kind="card", subject="0012345678", person=person)
    return device


@pytest.fixture
def camera(site, lane_zone, profile):
    gate = make_gate(inner=lane_zone, traffic="vehicles")
    device = make_device(
        site=site, serial="CAM-01", key="k-2", kind="plate", direction="in", gate=gate
    )
    make_credential(
        profile=profile, kind="plate", subject="川T12345", colour="blue",
        holder="vehicle", holder_key="vehicle:川T12345",
    )  # fmt: skip
    return device


@pytest.fixture
def officer(site):
    rights = (AccessPermission.DEVICES_EDIT, AccessPermission.DEVICES_READ)
    return make_actor(site=site, grants=dict.fromkeys(rights, "complex"))


def speaking(device, form="json", key="", address=ISAPI):
    transport = InProcess()
    headers = {"Authorization": f"Bearer {key or 'k-1'}"}
    client = httpx.Client(transport=transport, base_url="http://testserver", headers=headers)
    return Terminal(client, address, form), transport


@pytest.mark.parametrize("form", ["json", "xml", "gbk", "multipart"])
def test_an_event_sent_three_times_is_decided_once(terminal, at, form):
    device, _transport = speaking(terminal, form)
    for count in (1, 2, 3):
        device.serial_no = 100
        answer = device.recognise("10023", at=at, remoteCheck=True, activePostCount=count)
        assert answer.json()["RemoteCheck"] == {
            "serialNo": 101,
            "checkResult": "success",
            "info": answer.json()["RemoteCheck"]["info"],
        }
    decision = Decision.objects.get()
    assert (decision.outcome, decision.kind, decision.direction) == ("allow", "face", "in")
    assert GateEntry.objects.count() == 1


def test_faces_never_leave_the_reader(terminal, at):
    device, _transport = speaking(terminal, "multipart")
    assert device.recognise("10023", at=at).status_code == 200
    assert Decision.objects.get().picture_id is None
    assert not StoredFile.objects.exists()


def test_a_stranger_is_refused_in_words_for_the_display(terminal, at):
    device, _transport = speaking(terminal)
    answer = device.recognise("99999", at=at, remoteCheck=True).json()["RemoteCheck"]
    assert answer["checkResult"] == "failed"
    assert 0 < len(answer["info"]) <= 12
    assert Decision.objects.get().outcome == "deny"


def test_whom_the_terminal_let_in_by_itself_counts_as_inside(terminal, at):
    """The rule refuses, the door was open already: a muster must know of it."""
    device, _transport = speaking(terminal)
    device.recognise("10099", at=at)
    assert Decision.objects.get().outcome == "deny"
    assert GateEntry.objects.get().subject == "10099"


def test_whom_it_let_in_counts_also_where_the_first_delivery_broke_off(terminal, at):
    device, _transport = speaking(terminal)
    for _turn in range(2):
        device.serial_no = 7
        device.recognise("10099", at=at)
        assert GateEntry.objects.get().subject == "10099"
        GateEntry.objects.all().delete()  # as if it broke off between the two


def test_events_out_of_order_and_what_was_stored_in_a_break(terminal, at):
    device, transport = speaking(terminal)
    device.recognise("10023", at=at, cardReaderNo=2)
    transport.is_cut = True
    assert device.recognise("10023", at=at - timedelta(hours=2)) is None
    transport.is_cut = False
    assert device.catch_up() == 1
    live, late = Decision.objects.order_by("-at")
    assert (live.direction, live.is_current, late.is_current) == ("out", True, False)
    assert (late.outcome, late.direction) == ("record", "in")
    assert GateEntry.objects.filter(is_current=False).count() == 1


def test_a_fingerprint_stands_for_its_staff_number(terminal, at):
    device, _transport = speaking(terminal)
    device.recognise("10023", at=at, minor=38)
    assert (Decision.objects.get().kind, Decision.objects.get().outcome) == ("id", "allow")


def test_a_plate_with_its_picture_opens_by_a_command(camera, officer, at):
    entry = actions.FormEntry(mapping={}, must_sign=False, opens=True)
    actions.set_form(device_id=camera.id, entry=entry, actor=officer, at=at)
    address = "/api/v1/access/isapi/CAM-01"
    device, _transport = speaking(camera, "multipart", "k-2", address)
    for _turn in range(2):
        device.serial_no = 5
        assert device.see("川T12345", at=at).status_code == 200
    decision = Decision.objects.get()
    assert (decision.outcome, decision.colour) == ("allow", "blue")
    stored = StoredFile.objects.get()
    assert (stored.id, stored.purpose, stored.kind) == (
        decision.picture_id,
        "access.picture",
        "jpg",
    )
    assert GateCommand.objects.get().wanted == "open"


@pytest.mark.parametrize(
    ("plate", "colour", "reason"),
    [("川TD1234", "blue", "unknown"), ("川T12345", "yellow", "colour_differs")],
)
def test_a_plate_that_is_nearly_known_opens_nothing(camera, at, plate, colour, reason):
    address = "/api/v1/access/isapi/CAM-01"
    device, _transport = speaking(camera, "xml", "k-2", address)
    device.see(plate, at=at, plateColor=colour)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason) == ("deny", reason)
    assert not GateCommand.objects.exists()


def test_a_vehicle_without_a_plate_is_kept_aside(camera, at):
    address = "/api/v1/access/isapi/CAM-01"
    device, _transport = speaking(camera, "json", "k-2", address)
    assert device.see("无车牌", at=at).status_code == 200
    assert RefusedEntry.objects.get().reason == "no_plate"
    assert not Decision.objects.exists()


def test_a_heartbeat_keeps_the_device_alive(terminal, at):
    device, _transport = speaking(terminal, "xml")
    assert device.beat(at=at).json()["ResponseStatus"]["statusString"] == "OK"
    assert Device.objects.get().beats_at >= at


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


@pytest.fixture
def digest_camera(camera, officer, at):
    return actions.make_log_in_key(device_id=camera.id, actor=officer, at=at)


def camera_of(key, serial="CAM-01"):
    client = httpx.Client(
        transport=InProcess(), base_url="http://testserver", auth=httpx.DigestAuth(serial, key)
    )
    return Camera(client, serial)


def test_a_camera_registers_by_digest_and_its_vehicles_are_answered_each(digest_camera, at):
    speaker = camera_of(digest_camera.key)
    assert speaker.register().json()["ResponseStatusObject"]["StatusCode"] == 0
    assert speaker.keep_alive().status_code == 200
    for _turn in range(2):
        speaker.number = 0
        answer = speaker.see("川T12345", "", at=at)
    listed = answer.json()["ResponseStatusListObject"]["ResponseStatusObject"]
    assert [(each["StatusCode"], each["StatusString"]) for each in listed] == [
        (0, "OK"),
        (1, "no_plate"),
    ]
    decision = Decision.objects.get()
    assert (decision.outcome, decision.subject, decision.at) == ("allow", "川T12345", at)


VIID_DOORS = ("MotorVehicles", "Faces", "System/Register", "System/UnRegister", "System/Keepalive")


@pytest.mark.parametrize("below", ["/VIID/", "/api/v1/access/gat1400/VIID/"])
def test_cameras_are_answered_at_the_root_and_below_the_api(client, digest_camera, at, below):
    for door in VIID_DOORS:
        answer = client.post(below + door, "{}", content_type="application/json")
        assert answer.status_code == 401, door
        assert answer["WWW-Authenticate"].startswith("Digest realm="), door
    speaker = camera_of(digest_camera.key)
    assert speaker.client.get(below + "System/Time").status_code == 200
    body = gat1400.report("Register", "CAM-01")
    assert speaker.client.post(below + "System/Register", content=body).status_code == 200


def test_faces_of_cameras_are_answered_and_not_kept(digest_camera, at):
    answer = camera_of(digest_camera.key).see_face(at=at)
    assert answer.json()["ResponseStatusListObject"]["ResponseStatusObject"][0]["StatusCode"] == 0
    assert not StoredFile.objects.exists()
    assert not Decision.objects.exists()


def test_a_camera_cannot_speak_for_another(digest_camera, at):
    speaker = camera_of(digest_camera.key)
    row = gat1400.vehicle(object_id="m1", device="CAM-02", at=at, plate="川T12345")
    answer = speaker._post("MotorVehicles", gat1400.vehicles([row]))
    status = answer.json()["ResponseStatusListObject"]["ResponseStatusObject"][0]
    assert status["StatusString"] == "device_differs"
    assert not Decision.objects.exists()


def test_digest_ends_with_the_key(digest_camera, officer, camera, at):
    assert camera_of("wrong").keep_alive().status_code == 401
    first = digest_camera.key
    second = actions.make_log_in_key(device_id=camera.id, actor=officer, at=at).key
    assert camera_of(first).keep_alive().status_code == 200  # the overlap
    assert camera_of(second).keep_alive().status_code == 200
    Device.objects.update(old_key_until=at - timedelta(seconds=1))
    assert camera_of(first).keep_alive().status_code == 401
    assert first not in str(list(Entry.objects.values_list("data", flat=True)))


def test_the_stored_key_cannot_be_read_in_the_table(digest_camera, camera):
    row = camera.log_in_keys.get()
    assert digest_camera.key not in row.token
    assert row.opened() == digest_camera.key


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


def test_a_message_that_cannot_be_read_says_where(client, terminal):
    answer = client.generic(
        "POST", "/api/v1/access/webhook/FT-01", b'{"kind": "card"}',
        headers={"Authorization": "Bearer k-1"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "Unreadable")
    assert answer.json()["errors"][0]["field"] == "event_id"
    assert RefusedEntry.objects.get().reason == "field_missing"


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


@pytest.mark.parametrize(
    ("written", "more", "colour"),
    [
        ("川T12345", {}, "blue"),
        ("川TD12345", {"PlateClass": "52", "PlateColor": "9"}, "green"),
        ("川T12345D", {"PlateClass": "51", "PlateColor": "9"}, "yellow_green"),
        ("黄川T12345", {"PlateClass": "", "PlateColor": ""}, "yellow"),
        ("川T12345", {"PlateClass": "", "PlateColor": "99"}, ""),
    ],
)
def test_the_colour_of_a_plate_as_cameras_say_it(digest_camera, at, written, more, colour):
    camera_of(digest_camera.key).see(written, at=at, **more)
    decision = Decision.objects.get()
    assert (decision.subject, decision.colour) == (written.removeprefix("黄"), colour)
