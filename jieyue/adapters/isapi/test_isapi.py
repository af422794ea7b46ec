"""Every sample as it should be read, and whatever else may come: a message or a refusal."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.adapters.isapi import encode
from jieyue.adapters.isapi.decode import decode
from jieyue.adapters.isapi.events import AccessEvent, Heartbeat, OtherEvent, PlateEvent
from jieyue.adapters.pictures import Picture
from jieyue.adapters.refusals import BadMessage

SAMPLES = Path(__file__).parent / "samples"
FRAMES = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".json", ".xml"))
AT = datetime.fromisoformat("2026-11-23T08:11:04+08:00")
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 100 + b"\xff\xd9"
PHOTO = Picture("face", "jpg", JPEG)


def read(name):
    message = decode((SAMPLES / name).read_bytes(), "")
    (event,) = message.events
    return event, message


def test_a_face_that_was_recognised():
    event, message = read("access_face.json")
    assert isinstance(event, AccessEvent)
    assert (event.method, event.subject, event.serial_no) == ("face", "10023", 8812)
    assert event.event_id == "8812@2026-11-23T00:11:04+00:00"
    assert (event.is_current, event.wants_answer, message.notes) == (True, False, ())


def test_a_card_that_asks():
    event, _message = read("access_ask.json")
    assert (event.method, event.subject, event.reader_no) == ("card", "0012345678", 2)
    assert event.wants_answer


def test_history_after_a_break_is_not_current_and_says_it_was_sent_again():
    event, message = read("access_history.xml")
    assert (event.method, event.is_current, message.notes) == ("fingerprint", False, ("resent",))


def test_a_plate_with_its_colour():
    event, _message = read("plate.xml")
    assert isinstance(event, PlateEvent)
    assert (event.plate, event.colour, event.confidence) == ("川TD12345", "newEnergyGreen", 0.97)
    assert (event.heading, event.lane) == ("forward", 1)


def test_a_vehicle_without_a_plate_and_what_is_no_passage():
    event, _message = read("plate_none.json")
    assert (event.plate, event.colour) == ("", "unknown")
    assert isinstance(read("heartbeat.xml")[0], Heartbeat)
    assert read("stranger.json")[0] == OtherEvent(
        datetime.fromisoformat("2026-11-23T08:13:01+08:00"), "5/76"
    )


def test_json_and_xml_and_any_offset_give_the_same_event():
    alert = encode.access(serial_no=5, at=AT, subject="10023")
    said = decode(encode.as_json(alert), "application/json").events
    for namespace in ("", encode.NAMESPACE):
        for encoding in ("", "GBK"):
            body = encode.as_xml(alert, namespace=namespace, encoding=encoding)
            assert decode(body, "application/xml").events == said
    moved = encode.access(serial_no=5, at=AT.astimezone(), subject="10023")
    assert decode(encode.as_json(moved), "").events[0].event_id == said[0].event_id


@pytest.mark.parametrize("event_last", [False, True])
def test_multipart_in_any_order(event_last):
    alert = encode.as_xml(encode.plate(uuid="u", at=AT, plate="川T12345"))
    body, kind = encode.as_multipart(alert, [PHOTO], event_last=event_last)
    message = decode(body, kind)
    assert message.events[0].plate == "川T12345"
    assert message.pictures == (PHOTO,)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (JPEG[:-2] + b"\x00" * 80, "picture_broken"),
        (b"GIF89a" + b"\x00" * 80, "not_a_picture"),
        (JPEG[:50] + b"\x00" * (4 * 1024 * 1024) + JPEG[-2:], "picture_too_large"),
    ],
)
def test_a_broken_picture_is_left_out_and_its_event_stands(content, note):
    alert = encode.as_json(encode.access(serial_no=5, at=AT, subject="10023"))
    body, kind = encode.as_multipart(alert, [Picture("x", "jpg", content), PHOTO])
    message = decode(body, kind)
    assert (message.pictures, message.notes) == ((PHOTO,), (note,))
    assert len(message.events) == 1


def test_a_message_that_breaks_off_in_its_picture_keeps_the_event():
    alert = encode.as_json(encode.access(serial_no=5, at=AT, subject="10023"))
    body, kind = encode.as_multipart(alert, [PHOTO])
    message = decode(body[:-60], kind)
    assert (len(message.events), message.pictures, message.notes) == (1, (), ("truncated",))


def test_the_same_part_twice_is_one_event():
    alert = encode.as_json(encode.access(serial_no=5, at=AT, subject="10023"))
    body, kind = encode.as_multipart(alert, [Picture("again", "jpg", alert)])
    assert len(decode(body, kind).events) == 1


@pytest.mark.parametrize(
    ("changes", "reason", "where"),
    [
        ({"serialNo": None}, "field_missing", "AccessControllerEvent.serialNo"),
        ({"serialNo": "8812; DROP"}, "field_invalid", "AccessControllerEvent.serialNo"),
        ({"serialNo": 10**30}, "field_invalid", "AccessControllerEvent.serialNo"),
        ({"employeeNoString": ""}, "subject_missing", "AccessControllerEvent"),
        ({"employeeNoString": "9" * 50}, "field_invalid", "AccessControllerEvent.employeeNoString"),
        ({"employeeNoString": "a\x00b"}, "field_invalid", "AccessControllerEvent.employeeNoString"),
        ({"currentEvent": "perhaps"}, "field_invalid", "AccessControllerEvent.currentEvent"),
    ],
)
def test_a_field_that_is_wrong_is_named(changes, reason, where):
    alert = encode.access(serial_no=1, at=AT, subject="10023", **changes)
    with pytest.raises(BadMessage) as caught:
        decode(encode.as_json(alert), "application/json")
    assert (caught.value.reason, caught.value.where) == (reason, where)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-11-23T08:11:04", "time_offset_missing"),
        ("1970-01-01T08:00:00+08:00", "time_invalid"),
        ("yesterday", "time_invalid"),
        ("", "time_missing"),
    ],
)
def test_a_time_that_says_nothing_is_refused(written, reason):
    alert = encode.heartbeat(AT) | {"dateTime": written}
    with pytest.raises(BadMessage) as caught:
        decode(encode.as_json(alert), "")
    assert (caught.value.reason, caught.value.where) == (reason, "dateTime")


def outcome(body, kind):
    """Anything but a message or BadMessage fails the test by itself."""
    reason = "read"
    try:
        decode(body, kind)
    except BadMessage as error:
        reason = error.reason
    assert 0 < len(reason) <= 20


KINDS = ["", "application/json", "text/xml", f"multipart/form-data; boundary={encode.BOUNDARY}"]


@given(st.binary(max_size=400), st.sampled_from([*KINDS, "multipart/mixed", "multipart/;boundary"]))
def test_whatever_bytes_come_they_are_read_or_refused(body, kind):
    outcome(body, kind)


@given(st.sampled_from(FRAMES), st.data())
def test_a_frame_with_bytes_changed_is_read_or_refused(path, data):
    body = bytearray(path.read_bytes())
    for _turn in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    outcome(bytes(body[: data.draw(st.integers(0, len(body)))]), "")


@given(st.data())
def test_a_multipart_with_bytes_changed_is_read_or_refused(data):
    alert = encode.as_xml(encode.plate(uuid="u", at=AT, plate="川T12345"))
    whole, kind = encode.as_multipart(alert, [PHOTO, PHOTO])
    body = bytearray(whole)
    for _turn in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    outcome(bytes(body[: data.draw(st.integers(0, len(body)))]), kind)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from([encode.access, encode.plate]), st.data())
def test_a_field_of_any_type_is_read_or_refused(make, data):
    given_ = {"serial_no": 1} if make is encode.access else {"uuid": "u"}
    last = {"subject": "1"} if make is encode.access else {"plate": "川T12345"}
    alert = make(**given_, at=AT, **last)
    inner = alert[alert["eventType"]]
    for target in (alert, inner):
        name = data.draw(st.sampled_from(sorted(target)))
        target[name] = data.draw(JSON)
    outcome(encode.as_json(alert), "")
