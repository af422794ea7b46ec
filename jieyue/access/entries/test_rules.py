from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.access.entries.rules import (
    BadEvent,
    Passage,
    Reader,
    Reason,
    inside_by,
    possible,
    read_event,
    shown,
    total_range,
)

READER = Reader("G1", "both")
MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)
ROW = {"event_id": "7", "at": "2026-11-23T08:01:02+08:00", "direction": "in", "staff_no": "P1"}


def at(minutes):
    return MIDNIGHT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("change", "credential", "subject"),
    [
        ({}, "staff", "P1"),
        ({"staff_no": None, "person_id": 12}, "person", "12"),
        ({"staff_no": None, "plate": " 川T12345 "}, "plate", "川T12345"),
        ({"staff_no": None, "visitor": "V-1"}, "visitor", "V-1"),
        ({"event_id": 7, "device": "G1", "temperature": 36.6}, "staff", "P1"),
    ],
)
def test_a_row_is_read(change, credential, subject):
    event = read_event(ROW | change, READER)

    assert (event.event_id, event.credential, event.subject) == ("7", credential, subject)
    assert event.at == datetime(2026, 11, 23, 0, 1, 2, tzinfo=UTC)
    assert event.is_current


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event_id": None}, Reason.EVENT_ID_INVALID),
        ({"event_id": ""}, Reason.EVENT_ID_INVALID),
        ({"event_id": "x" * 65}, Reason.EVENT_ID_INVALID),
        ({"event_id": True}, Reason.EVENT_ID_INVALID),
        ({"event_id": "a\x00b"}, Reason.EVENT_ID_INVALID),
        ({"at": None}, Reason.AT_INVALID),
        ({"at": 1_795_000_000}, Reason.AT_INVALID),
        ({"at": "yesterday"}, Reason.AT_INVALID),
        ({"at": "1970-01-01T00:00:00+08:00"}, Reason.AT_INVALID),
        ({"at": "2026-11-23T08:01:02"}, Reason.AT_OFFSET_MISSING),
        ({"direction": None}, Reason.DIRECTION_MISSING),
        ({"direction": "up"}, Reason.DIRECTION_INVALID),
        ({"direction": ["in"]}, Reason.DIRECTION_INVALID),
        ({"staff_no": None}, Reason.CREDENTIAL_MISSING),
        ({"staff_no": "  "}, Reason.CREDENTIAL_INVALID),
        ({"staff_no": 12}, Reason.CREDENTIAL_INVALID),
        ({"staff_no": None, "person_id": "12"}, Reason.CREDENTIAL_INVALID),
        ({"plate": "川T12345"}, Reason.CREDENTIAL_AMBIGUOUS),
        ({"device": "G2"}, Reason.DEVICE_DIFFERS),
    ],
)
def test_a_bad_row_says_why(change, reason):
    with pytest.raises(BadEvent) as caught:
        read_event(ROW | change, READER)

    assert caught.value.reason == reason


@pytest.mark.parametrize("row", [None, 3, "text", [ROW]])
def test_what_is_no_object_is_refused(row):
    with pytest.raises(BadEvent):
        read_event(row, READER)


def test_a_one_way_device_gives_the_direction_and_the_row_may_say_otherwise():
    entrance = Reader("G1", "in")
    silent = {key: value for key, value in ROW.items() if key != "direction"}

    assert read_event(silent, entrance).direction == "in"
    assert read_event(ROW | {"direction": "out"}, entrance).direction == "out"


@pytest.mark.parametrize(
    ("passages", "inside"),
    [
        ([(480, "in")], 1),  # comes
        ([(480, "in"), (500, "out")], 0),  # and goes
        ([(480, "in"), (480, "in"), (481, "in")], 1),  # a reader that repeats itself
        ([(480, "in"), (490, "in")], 1),  # the badge-out was missed
        ([(490, "out")], 0),  # the badge-in was missed
        ([(490, "out"), (495, "in")], 1),
        ([(485, "in"), (485, "out")], 1),  # both at once: the in holds
        ([(541, "in")], 0),  # comes after the moment
        ([(540, "in")], 1),  # the moment itself counts
    ],
)
def test_who_is_inside_at_nine(passages, inside):
    day = [Passage("p", 3, at(minute), direction) for minute, direction in passages]

    assert inside_by(day, [at(540)])[at(540)].get(3, 0) == inside


days = st.lists(
    st.builds(
        Passage,
        who=st.integers(1, 6),
        unit_id=st.just(1),
        at=st.integers(400, 700).map(at),
        direction=st.sampled_from(["in", "out"]),
    ),
    max_size=40,
)
cutoffs = [at(495), at(525), at(555), at(585)]


@settings(deadline=None)
@given(days, st.randoms(use_true_random=False))
def test_shuffled_and_doubled_deliveries_give_the_same_presence(day, random):
    delivered = day + random.sample(day, len(day) // 2)
    random.shuffle(delivered)

    assert inside_by(delivered, cutoffs) == inside_by(day, cutoffs)


@settings(deadline=None)
@given(days)
def test_never_more_inside_than_have_passed(day):
    for moment, units in inside_by(day, cutoffs).items():
        assert sum(units.values()) <= len({p.who for p in day if p.at <= moment})


@pytest.mark.parametrize(
    ("inside", "number"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (80, 80)]
)
def test_few_people_are_a_band_and_more_are_shown_in_fives(inside, number):
    assert shown(inside, smallest=5) == number


@pytest.mark.parametrize(
    ("units", "about"), [([40, 33], 80), ([40, 33, 3], 80), ([4], 0), ([], 0), ([2] * 33, 70)]
)
def test_the_total_is_told_in_tens(units, about):
    figures = [shown(count, smallest=5) for count in units]

    assert total_range(sum(units), figures, smallest=5).about == about


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_beside_the_total_a_band_may_still_hold_any_number(units):
    figures = [shown(count, smallest=5) for count in units]
    total = total_range(sum(units), figures, smallest=5)
    least, most = possible(figures, smallest=5)

    assert total.least <= sum(units) <= total.most
    if None in figures:
        assert least + 4 <= total.most, "full, and all others at their least"
        assert total.least <= most - 4, "empty, and all others at their most"
