"""Our own form and another's by a mapping; signatures; whatever else may come."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.adapters.refusals import BadMessage
from jieyue.adapters.webhook import encode, signature
from jieyue.adapters.webhook.decode import BadMapping, Broken, Mapped, decode, mapping

SAMPLES = Path(__file__).parent / "samples"
AT = datetime.fromisoformat("2026-11-23T08:16:20+08:00")
AT_S = int(AT.timestamp())
OURS = Mapped()
THEIRS = mapping(json.loads((SAMPLES / "theirs_mapping.json").read_bytes()))


def test_our_own_form_and_a_bad_row_beside_a_good_one():
    first, second = decode((SAMPLES / "ours.json").read_bytes(), OURS)
    assert (first.event_id, first.kind, first.direction) == ("q-1", "qr", "in")
    assert second == Broken("q-2", "time_offset_missing", "at")


def test_another_systems_names_by_a_mapping():
    (event,) = decode((SAMPLES / "theirs.json").read_bytes(), THEIRS)
    assert (event.event_id, event.kind, event.subject) == ("771", "plate", "川T12345")
    assert (event.direction, event.colour) == ("in", "blue")
    assert event.confidence == pytest.approx(0.97)
    assert event.at == AT


@pytest.mark.parametrize(
    ("tree", "where"),
    [
        ([], "{"),
        ({"feilds": {}}, "feilds"),
        ({"fields": {"subjekt": "x"}}, "fields"),
        ({"fields": {"subject": 4}}, "fields"),
        ({"fixed": {"kind": "x" * 101}}, "fixed"),
        ({"values": {"direction": "in"}}, "direction"),
        ({"items": 3}, "items"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where(tree, where):
    with pytest.raises(BadMapping) as caught:
        mapping(tree)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("changes", "reason", "where"),
    [
        ({"event_id": ""}, "field_missing", "event_id"),
        ({"kind": "iris"}, "field_invalid", "kind"),
        ({"kind": None}, "field_missing", "kind"),
        ({"direction": "up"}, "field_invalid", "direction"),
        ({"subject": None}, "field_missing", "subject"),
        ({"subject": {"a": 1}}, "field_invalid", "subject"),
        ({"at": 17}, "time_invalid", "at"),
    ],
)
def test_a_field_that_is_wrong_is_named(changes, reason, where):
    row = encode.event(event_id="1", at=AT, kind="card", subject="12") | changes
    with pytest.raises(BadMessage) as caught:
        decode(encode.as_json(row), OURS)
    assert (caught.value.reason, caught.value.where) == (reason, where)


def test_a_signature_holds_for_its_body_its_key_and_its_time():
    header = signature.sign(b"body", key="k", at_s=AT_S)
    signature.check(header, b"body", keys=["older", "k"], at_s=AT_S + 299)
    for body, keys, at_s, reason in (
        (b"body.", ["k"], AT_S, "signature_wrong"),
        (b"body", ["other"], AT_S, "signature_wrong"),
        (b"body", [], AT_S, "signature_wrong"),
        (b"body", ["k"], AT_S + 301, "signature_stale"),
        (b"body", ["k"], AT_S - 301, "signature_stale"),
    ):
        with pytest.raises(BadMessage) as caught:
            signature.check(header, body, keys=keys, at_s=at_s)
        assert caught.value.reason == reason
    with pytest.raises(BadMessage, match="signature_invalid"):
        signature.check("v1=abc", b"body", keys=["k"], at_s=AT_S)


def test_a_signature_moved_to_another_time_is_wrong():
    header = signature.sign(b"body", key="k", at_s=AT_S).replace(str(AT_S), str(AT_S + 1))
    with pytest.raises(BadMessage, match="signature_wrong"):
        signature.check(header, b"body", keys=["k"], at_s=AT_S)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def outcome(body):
    for mapped in (OURS, THEIRS):
        reason = "read"
        try:
            decode(body, mapped)
        except BadMessage as error:
            reason = error.reason
        assert 0 < len(reason) <= 20


@given(st.binary(max_size=400))
def test_whatever_bytes_come_they_are_read_or_refused(body):
    outcome(body)


@given(JSON)
def test_whatever_json_comes_it_is_read_or_refused(tree):
    outcome(encode.as_json(tree))


@given(st.data())
def test_a_field_of_any_type_is_read_or_refused(data):
    row = encode.event(event_id="1", at=AT, kind="card", subject="12", picture="", confidence=1)
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(JSON)
    outcome(encode.as_json([row, row]))


@given(JSON)
def test_whatever_mapping_is_typed_is_taken_or_refused(tree):
    where = ""
    try:
        mapping(tree)
    except BadMapping as error:
        where = error.where
    assert isinstance(where, str)
