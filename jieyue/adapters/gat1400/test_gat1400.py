"""Every sample as it should be read, and whatever else may come: objects or a refusal."""

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.adapters.gat1400 import decode, encode
from jieyue.adapters.gat1400.objects import Broken, Face, Report, Vehicle
from jieyue.adapters.refusals import BadMessage

SAMPLES = Path(__file__).parent / "samples"
FRAMES = sorted(path for path in SAMPLES.iterdir() if path.suffix == ".json")
READERS = (decode.vehicles, decode.faces, decode.report)
AT = datetime.fromisoformat("2026-11-23T08:15:02+08:00")
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 100 + b"\xff\xd9"


def sample(name):
    return (SAMPLES / name).read_bytes()


def test_vehicles_are_read_each_by_itself():
    first, second, third = decode.vehicles(sample("vehicles.json"))
    assert isinstance(first, Vehicle)
    assert (first.plate, first.colour, first.plate_class) == ("川T12345", "5", "02")
    assert first.confidence == 0.96
    assert first.at == AT  # without a zone: Shanghai's
    assert first.pictures == ()  # by address only: never fetched
    assert (second.plate, second.colour) == ("", "")
    assert isinstance(third, Broken)
    assert (third.reason, third.object_id[-5:]) == ("time_invalid", "00003")


def test_a_face_is_told_without_its_picture():
    (face,) = decode.faces(sample("faces.json"))
    assert isinstance(face, Face)
    assert face.notes == ("face_picture_dropped",)
    assert not any(isinstance(value, bytes) for value in vars(face).values())


def test_pictures_that_are_in_the_message_are_kept_when_whole():
    images = [{"Data": base64.b64encode(part).decode()} for part in (JPEG, JPEG[:-9], b"GIF89a")]
    images.append({"Data": "not base64 §"})
    row = encode.vehicle(
        object_id="m1", device="d", at=AT, plate="川T12345", SubImageList={
            "SubImageInfoObject": images
        },
    )  # fmt: skip
    (vehicle,) = decode.vehicles(encode.vehicles([row]))
    assert [picture.content for picture in vehicle.pictures] == [JPEG]
    assert vehicle.notes == ("picture_broken", "not_a_picture")


def test_who_registers_and_who_is_alive():
    assert decode.report(sample("register.json")) == Report("Register", "51180200001190000001")
    assert decode.report(sample("keepalive.json")).kind == "Keepalive"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{}", "no_event"),
        (b"[]", "not_an_object"),
        (b'{"MotorVehicleListObject": {"MotorVehicleObject": []}}', "no_event"),
        (encode.vehicles([{"MotorVehicleID": "1"}] * 101), "too_many_values"),
        (b'{"MotorVehicleListObject": "x"}', "not_an_object"),
    ],
)
def test_lists_that_hold_nothing_to_read(body, reason):
    with pytest.raises(BadMessage) as caught:
        decode.vehicles(body)
    assert caught.value.reason == reason


def test_answers_name_each_object():
    rows = [encode.Status("/VIID/MotorVehicles", "a"), encode.Status("/VIID/MotorVehicles", "b", 1)]
    listed = json.loads(encode.statuses(rows, at=AT))["ResponseStatusListObject"]
    assert [(each["Id"], each["StatusCode"]) for each in listed["ResponseStatusObject"]] == [
        ("a", 0),
        ("b", 1),
    ]
    assert listed["ResponseStatusObject"][0]["LocalTime"] == "20261123081502"


def outcome(body):
    for read in READERS:
        reason = "read"
        try:
            read(body)
        except BadMessage as error:
            reason = error.reason
        assert 0 < len(reason) <= 20


@given(st.binary(max_size=400))
def test_whatever_bytes_come_they_are_read_or_refused(body):
    outcome(body)


@given(st.sampled_from(FRAMES), st.data())
def test_a_frame_with_bytes_changed_is_read_or_refused(path, data):
    body = bytearray(path.read_bytes())
    for _turn in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    outcome(bytes(body[: data.draw(st.integers(0, len(body)))]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.data())
def test_a_field_of_any_type_is_read_or_refused(data):
    vehicle = encode.vehicle(object_id="m1", device="d", at=AT, plate="川T12345", SubImageList={})
    face = encode.face(object_id="f1", device="d", at=AT, SubImageList={})
    for row in (vehicle, face):
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(JSON)
    outcome(encode.vehicles([vehicle]))
    outcome(encode.faces([face]))
