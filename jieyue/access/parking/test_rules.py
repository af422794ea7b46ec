from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.parking import rules
from jieyue.access.parking.rules import CarFacts, Kept, Seen, SpaceFacts

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
SPACES = [
    SpaceFacts(1, 1, "P1-001", "visitor"),
    SpaceFacts(2, 1, "P1-002", "visitor"),
    SpaceFacts(3, 1, "P1-003", "official", "plate:川T00001"),
    SpaceFacts(4, 1, "P1-004", "staff"),
    SpaceFacts(5, 2, "P2-001", "staff", "person:4"),
]


def minutes(number):
    return AT + timedelta(minutes=number)


def car(key, since=0, zone_id=1, holder="visitor", owners=()):
    return CarFacts(key, zone_id, minutes(since), holder, owners)


def found(cars, seen=(), reservations=()):
    where = rules.who_is_where(cars, SPACES, seen, reservations)
    return {each.car.holder_key: (each.space_id, each.how) for each in where}


def test_what_was_seen_beats_what_was_reserved_and_what_is_kept():
    cars = [car("a"), car("b", 1), car("c", 2, owners=("plate:川T00001",)), car("d", 3)]
    seen = [Seen("b", 1, minutes(5))]
    reservations = [Kept("a", 1, minutes(-5), minutes(60))]
    assert found(cars, seen, reservations) == {
        "a": (None, ""),
        "b": (1, "standing"),
        "c": (3, "kept"),
        "d": (None, ""),
    }


@pytest.mark.parametrize(
    ("seen", "reservations", "where"),
    [
        ([Seen("a", 1, minutes(-1))], [], None),  # seen before it last came in
        ([Seen("a", 5, minutes(1))], [], None),  # another car park
        ([Seen("a", 9, minutes(1))], [], None),  # no space in use
        ([], [Kept("a", 1, minutes(-60), minutes(0))], None),  # over when it came
        ([], [Kept("a", 1, minutes(30), minutes(90))], 1),  # came early
    ],
)
def test_what_says_nothing_any_more(seen, reservations, where):
    assert found([car("a")], seen, reservations)["a"][0] == where


def test_of_two_with_one_space_the_first_has_it():
    reservations = [Kept(key, 1, minutes(-5), minutes(60)) for key in "ab"]
    assert found([car("b", 0), car("a", 1)], (), reservations) == {
        "b": (1, "reserved"),
        "a": (None, ""),
    }


KEYS = st.sampled_from("abcdef")
CARS = st.lists(
    st.builds(car, KEYS, st.integers(-60, 60), st.integers(1, 2)),
    unique_by=lambda each: each.holder_key,
)
SEEN = st.lists(st.builds(Seen, KEYS, st.integers(1, 6), st.integers(-60, 60).map(minutes)))
KEPT = st.lists(
    st.builds(Kept, KEYS, st.integers(1, 6), st.just(minutes(-60)), st.integers(0, 60).map(minutes))
)


@given(CARS, SEEN, KEPT)
def test_every_car_once_and_no_space_twice(cars, seen, reservations):
    where = rules.who_is_where(cars, SPACES, seen, reservations)
    assert sorted(each.car.holder_key for each in where) == sorted(each.holder_key for each in cars)
    taken = [each.space_id for each in where if each.space_id]
    assert len(taken) == len(set(taken))


@given(CARS, SEEN, KEPT, st.sets(st.integers(1, 5)))
def test_counts_never_give_more_than_there_is(cars, seen, reservations, reserved):
    where = rules.who_is_where(cars, SPACES, seen, reservations)
    for count in rules.counts(SPACES, where, reserved):
        assert 0 <= count.free <= count.spaces
        assert count.taken + count.reserved <= count.spaces


def test_a_car_whose_space_is_unknown_counts_against_its_own_kind():
    where = rules.who_is_where([car("a"), car("b", 1)], SPACES, (), ())
    counted = {count.kind: (count.free, count.is_full) for count in rules.counts(SPACES, where, [])}
    assert counted == {"visitor": (0, True), "official": (1, False), "staff": (2, False)}


@pytest.mark.parametrize(
    ("busy", "code"),
    [
        ({}, "P1-001"),
        ({1: [(minutes(0), minutes(60))]}, "P1-002"),
        ({1: [(minutes(0), minutes(30))]}, "P1-001"),  # free again when the visit begins
        ({1: [(minutes(90), minutes(120))]}, "P1-001"),
        ({1: [(minutes(0), minutes(60))], 2: [(minutes(80), minutes(120))]}, None),
    ],
)
def test_a_space_that_is_free_all_the_time(busy, code):
    space = rules.free_space(
        SPACES, kind="visitor", busy=busy, from_at=minutes(30), until_at=minutes(90)
    )
    assert (space.code if space else None) == code


def test_nobody_gets_a_space_that_is_kept_for_another():
    assert not rules.free_space(SPACES, kind="official", busy={}, from_at=AT, until_at=minutes(30))


@pytest.mark.parametrize(
    ("stood_h", "charged_min_ago", "problem"),
    [
        (1, None, ""),
        (6, None, ""),
        (6.1, None, "too_long"),
        (2, 30, ""),
        (2, 31, "charged"),
        (9, 31, "charged"),
    ],
)
def test_when_a_bay_should_be_left(stood_h, charged_min_ago, problem):
    charged = None if charged_min_ago is None else AT - timedelta(minutes=charged_min_ago)
    since = AT - timedelta(hours=stood_h)
    assert rules.bay_problem(since, charged, limit_h=6, grace_min=30, at=AT) == problem


def test_overstay_and_abandoned():
    assert not rules.overstays(None, grace_min=30, at=AT)
    assert not rules.overstays(minutes(-30), grace_min=30, at=AT)
    assert rules.overstays(minutes(-31), grace_min=30, at=AT)
    assert not rules.is_abandoned(AT - timedelta(days=7), days=7, at=AT)
    assert rules.is_abandoned(AT - timedelta(days=7, minutes=1), days=7, at=AT)
