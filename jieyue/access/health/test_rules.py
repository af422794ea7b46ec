from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.health.rules import (
    BadMeasurement,
    Limits,
    Measured,
    Misread,
    Passage,
    Verdict,
    asked,
    contacts,
    is_clear,
    judged,
)
from jieyue.kit.periods import SHANGHAI

AT = datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
LIMITS = Limits(Decimal("37.3"), timedelta(minutes=10))
FIRST = Measured(Decimal("37.6"), "T-1", AT)


def at(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("celsius", "verdict"),
    [("36.5", "clear"), ("37.2", "clear"), ("37.3", "again"), ("39.9", "again")],
)
def test_the_first_above_the_limit_asks_for_a_second(celsius, verdict):
    measured = Measured(Decimal(celsius), "T-1", AT)
    assert judged(measured, first=None, limits=LIMITS) == verdict


@pytest.mark.parametrize(
    ("minutes", "thermometer", "celsius", "said"),
    [
        (9, "T-2", "36.5", Misread.TOO_SOON),
        (10, "T-2", "36.5", Verdict.CLEAR),
        (10, "T-2", "37.3", Verdict.FEVER),
        (12, "T-1", "36.5", Misread.SAME_THERMOMETER),
        (12, " t-1 ", "36.5", Misread.SAME_THERMOMETER),
        (12, "T-2", "33.9", Misread.IMPOSSIBLE),
        (12, "T-2", "43.1", Misread.IMPOSSIBLE),
    ],
)
def test_the_second_counts_after_a_rest_and_by_another_thermometer(
    minutes, thermometer, celsius, said
):
    measured = Measured(Decimal(celsius), thermometer, at(minutes))
    if isinstance(said, Misread):
        with pytest.raises(BadMeasurement) as refused:
            judged(measured, first=FIRST, limits=LIMITS)
        assert refused.value.misread is said
    else:
        assert judged(measured, first=FIRST, limits=LIMITS) is said


def test_a_declaration_with_a_yes_is_not_clear():
    assert is_clear({"symptoms": False, "travel": False})
    assert not is_clear({"symptoms": False, "travel": True})


def walk(who, *steps):
    return [
        Passage(who, "" if way == "in" else zone, zone if way == "in" else "", at(minute))
        for minute, way, zone in steps
    ]


def test_contacts_shared_a_zone_in_the_same_quarter_hours():
    passages = [
        *walk("x", (0, "in", "A"), (60, "out", "A")),
        *walk("whole hour", (0, "in", "A"), (60, "out", "A")),
        *walk("two quarters", (35, "in", "A"), (300, "out", "A")),
        *walk("later", (61, "in", "A")),
        *walk("elsewhere", (0, "in", "B")),
        *walk("never left", (45, "in", "A")),
    ]
    found = contacts(passages, of="x", until=at(400), least_quarters=1)
    assert [(each.who, each.quarters) for each in found] == [
        ("whole hour", 4),
        ("two quarters", 2),
        ("never left", 1),
    ]
    assert [each.who for each in contacts(passages, of="x", until=at(400), least_quarters=2)] == [
        "whole hour",
        "two quarters",
    ]
    assert contacts(passages, of="x", until=at(400), least_quarters=1, apart={"A"}) == []
    assert contacts(passages, of="nobody", until=at(400), least_quarters=1) == []


def test_whoever_never_badged_out_is_not_inside_the_next_day():
    passages = [
        *walk("x", (0, "in", "A")),
        *walk("y", (24 * 60, "in", "A"), (25 * 60, "out", "A")),
    ]
    assert contacts(passages, of="x", until=at(26 * 60), least_quarters=1) == []


steps = st.lists(
    st.tuples(st.sampled_from("xyz"), st.integers(0, 600), st.sampled_from(["in", "out"])),
    max_size=12,
)


@given(steps, st.randoms())
def test_contact_is_mutual_and_does_not_depend_on_the_order(found, random):
    passages = [each for who, minute, way in found for each in walk(who, (minute, way, "A"))]
    distinct = {(p.who, p.at): p for p in passages}
    shuffled = list(distinct.values())
    random.shuffle(shuffled)
    of_x = contacts(list(distinct.values()), of="x", until=at(700), least_quarters=1)
    assert contacts(shuffled, of="x", until=at(700), least_quarters=1) == of_x
    for contact in of_x:
        back = contacts(shuffled, of=contact.who, until=at(700), least_quarters=1)
        assert ("x", contact.quarters) in [(each.who, each.quarters) for each in back]


def test_each_measure_says_whom_it_concerns():
    rows = asked(["temperature", "contractors"], holders=["visitor"])
    assert [(row.switch, row.holders) for row in rows] == [
        ("temperature", ("visitor",)),
        ("contractors", ("contractor",)),
    ]
