"""Cameras of GA/T 1400 at their door: the simulator speaks, the product answers."""

from datetime import timedelta

import httpx
import pytest

from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries import actions
from jieyue.access.deliveries.conftest import InProcess
from jieyue.access.devices.models import Device
from jieyue.adapters.gat1400 import encode as gat1400
from jieyue.adapters.gat1400.simulator import Camera
from jieyue.kit.files.models import StoredFile
from jieyue.kit.journal.models import Entry

pytestmark = pytest.mark.django_db


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
