from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.gates import rules
from jieyue.access.gates.rules import BadSlot, Slot, encloses_itself, mode_at, overlap, slot

DAY = slot("work", time(7), time(19), "controlled")
NIGHT = slot("work", time(22), time(6), "free")
LAST_HOUR = slot("any", time(23), time(0), "free")


def at(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@pytest.mark.parametrize(
    ("slots", "clock", "is_workday", "was_workday", "mode"),
    [
        ([DAY], "06:59", True, True, "locked"),
        ([DAY], "07:00", True, True, "controlled"),
        ([DAY], "18:59", True, True, "controlled"),
        ([DAY], "19:00", True, True, "locked"),  # the end is not in it
        ([DAY], "12:00", False, True, "locked"),  # a day off
        ([LAST_HOUR], "23:59", False, False, "free"),  # 00:00 ends the day
        ([LAST_HOUR], "00:00", False, False, "locked"),
        ([NIGHT], "22:00", True, True, "free"),
        ([NIGHT], "05:59", True, True, "free"),
        ([NIGHT], "05:59", False, True, "free"),  # Saturday morning after Friday's night
        ([NIGHT], "05:59", True, False, "locked"),  # Monday morning after a Sunday
        ([NIGHT], "06:00", True, True, "locked"),
        ([slot("rest", time(0), time(0))], "00:00", False, True, "controlled"),
        ([slot("rest", time(0), time(0))], "23:59", False, True, "controlled"),
        ([slot("rest", time(0), time(0))], "12:00", True, True, "locked"),
        ([], "12:00", True, True, "locked"),
    ],
)
def test_a_plan_says_one_mode_a_minute(slots, clock, is_workday, was_workday, mode):
    found = mode_at(slots, minute=at(clock), is_workday=is_workday, was_workday=was_workday)
    assert found == mode


def test_who_does_not_know_yesterday_takes_today():
    assert mode_at([NIGHT], minute=60, is_workday=True) == "free"
    assert mode_at([NIGHT], minute=60, is_workday=False) == "locked"


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (DAY, slot("work", time(19), time(22)), False),  # they touch
        (DAY, slot("work", time(18), time(22)), True),
        (DAY, slot("rest", time(7), time(19)), False),
        (DAY, slot("any", time(18, 59), time(22)), True),
        (NIGHT, slot("work", time(5), time(7)), True),  # the next morning
        (NIGHT, slot("rest", time(5), time(7)), True),  # Saturday morning
        (NIGHT, slot("rest", time(6), time(7)), False),
        (LAST_HOUR, slot("any", time(0), time(1)), False),
    ],
)
def test_slots_that_speak_about_one_minute_are_found(first, second, meet):
    assert overlap([first, second]) == ((first, second) if meet else None)
    assert overlap([second, first]) == ((second, first) if meet else None)


clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
classes, modes = st.sampled_from(rules.DAY_CLASSES), st.sampled_from(rules.MODES)


@st.composite
def some_slot(draw):
    since, until = draw(clocks), draw(clocks)
    if since == until or (since, until) == (time(0), time(0)):
        until = since.replace(minute=(since.minute + 7) % 60)
    return slot(draw(classes), since, until, draw(modes))


@given(st.lists(some_slot(), max_size=5), st.booleans(), st.booleans(), st.integers(0, 1439))
def test_without_an_overlap_the_order_of_slots_says_nothing(slots, is_workday, was_workday, minute):
    if overlap(slots) is None:
        days = {"minute": minute, "is_workday": is_workday, "was_workday": was_workday}
        assert mode_at(slots, **days) == mode_at(slots[::-1], **days)


@pytest.mark.parametrize(
    ("given_slot", "reason"),
    [
        (("work", time(7), time(7), "free"), "empty"),
        (("monday", time(7), time(8), "free"), "day_class"),
        (("work", time(7), time(8), "ajar"), "mode"),
    ],
)
def test_a_slot_that_no_day_can_have_is_refused(given_slot, reason):
    with pytest.raises(BadSlot) as refused:
        slot(*given_slot)
    assert refused.value.reason == reason


def test_a_whole_day_is_written_00_to_00():
    assert slot("any", time(0), time(0)) == Slot("any", 0, 1440)


@pytest.mark.parametrize(
    ("parent", "is_ring"),
    [(None, False), (1, True), (2, True), (3, True), (4, False)],
)
def test_a_zone_does_not_lie_within_itself(parent, is_ring):
    assert encloses_itself(1, parent, {1: None, 2: 1, 3: 2, 4: None}) is is_ring


def test_a_ring_that_is_there_already_ends():
    assert encloses_itself(1, 2, {2: 3, 3: 2})
