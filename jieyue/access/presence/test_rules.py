import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.access.presence.rules import counting, habits
from jieyue.access.presence.rules.curves import Curves
from jieyue.access.presence.rules.habits import Habits, Tally
from jieyue.access.presence.rules.whereabouts import (
    DAY_S,
    OUTSIDE,
    QUARTER_S,
    SOMEWHERE,
    How,
    Passage,
    journeys,
)

YARD, A, B = 1, 2, 3
AROUND = {A: frozenset({YARD}), B: frozenset({YARD}), YARD: frozenset()}
EVENLY = tuple(0.01 * n for n in range(97))
FLAT = Curves(EVENLY, EVENLY, EVENLY, EVENLY, (1.0,) * 96)
PEOPLE = {7: 120}
HABITS = Habits(complex=FLAT, units={}, missed_in=0.0, missed_out=0.1)


def hour(clock: float) -> int:
    return int((clock - 3) * 3600)


def came(clock, zone=A, *, outer=OUTSIDE, who="p"):
    return Passage(who, 7, hour(clock), outer, zone)


def went(clock, zone=A, *, outer=OUTSIDE, who="p"):
    return Passage(who, 7, hour(clock), zone, outer)


@pytest.mark.parametrize(
    ("passages", "stretches"),
    [
        ([came(8), went(18)], [(8, 18, A, A, How.KNOWN)]),
        ([came(8)], [(8, 27, A, OUTSIDE, How.OPEN)]),
        ([went(18)], [(3, 18, OUTSIDE, A, How.CAME)]),
        ([came(8), came(13)], [(8, 13, A, OUTSIDE, How.LEFT), (13, 27, A, OUTSIDE, How.OPEN)]),
        ([came(8), came(8.1)], [(8, 27, A, OUTSIDE, How.OPEN)]),  # read twice
        ([went(12), went(18)], [(3, 12, OUTSIDE, A, How.CAME), (12, 18, OUTSIDE, A, How.CAME)]),
        ([came(8, A), went(18, B)], [(8, 18, A, B, How.MOVED)]),
        # Through the yard into a building, out of the yard's gate: in the building till then.
        (
            [came(8, YARD), came(8.2, A, outer=YARD), went(18, YARD)],
            [(8, 8.2, YARD, YARD, How.KNOWN), (8.2, 18, A, A, How.KNOWN)],
        ),
        (
            [came(8, YARD), went(9, A, outer=YARD)],
            [(8, 9, A, A, How.KNOWN), (9, 27, YARD, OUTSIDE, How.OPEN)],
        ),
        ([came(8, SOMEWHERE), went(9, B)], [(8, 9, B, B, How.KNOWN)]),
        ([went(8), came(8)], [(3, 8, OUTSIDE, A, How.CAME), (8, 27, A, OUTSIDE, How.OPEN)]),
    ],
)  # fmt: skip
def test_what_happened_between_two_passages(passages, stretches):
    found = journeys(passages, around=AROUND)[0].stretches

    assert [tuple(one) for one in found] == [
        (hour(since), hour(until), *rest) for since, until, *rest in stretches
    ]


def cell(passages, clock, *, until=None, given=HABITS):
    found = journeys(passages, around=AROUND)
    until_s = hour(clock if until is None else until)
    cells = counting.cells(found, [hour(clock)], until_s=until_s, habits=given, people=PEOPLE)
    return cells.get((hour(clock), A, 7))


def test_somebody_seen_before_and_after_is_surely_there():
    found = cell([came(8), went(18)], 12, until=20)

    assert (found.counted, found.estimate, found.low, found.high, found.nobody) == (1, 1, 1, 1, 0)


def test_who_was_not_seen_leaving_fades():
    early, late = cell([came(8)], 9), cell([came(8)], 22)

    assert early.estimate > late.estimate > 0
    assert late.counted == 1
    assert 0 < late.nobody < 1


def test_without_missed_badge_outs_nobody_fades():
    sure = HABITS._replace(missed_out=0.0)

    assert cell([came(8)], 22, given=sure).estimate == 1


def test_a_missed_badge_in_counts_from_when_people_usually_come():
    found = cell([went(18)], 17, until=20)

    assert found.counted == 0
    assert 0.8 < found.estimate <= 1
    assert cell([went(18)], 4, until=20).estimate < 0.2


def test_people_who_come_in_behind_others_are_added_and_widen_the_interval():
    tailgated = HABITS._replace(missed_in=0.10)
    people = [came(8, who=str(number)) for number in range(90)]
    plain, added = cell(people, 9), cell(people, 9, given=tailgated)

    assert plain.estimate * 1.05 < added.estimate < plain.estimate / 0.9 + 0.01
    assert added.high - added.low > plain.high - plain.low


events = st.lists(
    st.builds(
        Passage,
        who=st.sampled_from("abcde"),
        unit_id=st.just(7),
        at_s=st.integers(0, DAY_S - 1),
        comes_from=st.sampled_from([OUTSIDE, YARD, A]),
        goes_to=st.sampled_from([OUTSIDE, YARD, A, B]),
    ).filter(lambda passage: passage.comes_from != passage.goes_to),
    max_size=25,
)
moments = [quarter * QUARTER_S for quarter in range(0, 96, 8)]


@given(events, st.randoms(use_true_random=False))
def test_order_and_doubles_of_passages_change_nothing(passages, random):
    delivered = passages + random.sample(passages, len(passages) // 2)
    random.shuffle(delivered)

    def counted(given):
        found = journeys(given, around=AROUND)
        return counting.cells(found, moments, until_s=DAY_S, habits=HABITS, people=PEOPLE)

    assert counted(delivered) == counted(passages)


@given(events)
def test_nobody_is_more_than_once_inside(passages):
    found = journeys(passages, around=AROUND)
    totals = counting.totals(found, moments, until_s=DAY_S, habits=HABITS, people=PEOPLE)

    people = len({passage.who for passage in passages})
    for total in totals.values():
        assert 0 <= total.low <= total.estimate <= people + 1e-6
        assert total.estimate <= total.high
        assert 0 <= total.nobody <= 1


@given(events)
def test_no_stretch_overlaps_another(passages):
    for journey in journeys(passages, around=AROUND):
        ends = 0
        for stretch in journey.stretches:
            assert ends <= stretch.since_s <= stretch.until_s <= DAY_S
            ends = stretch.until_s


quarters = st.lists(st.integers(0, 50), min_size=96, max_size=96)
tally = st.builds(
    Tally, came=quarters, again=quarters, left=quarters, gone=quarters, inside=quarters
)


@settings(max_examples=30)
@given(
    tally,
    st.tuples(*[st.integers(0, DAY_S)] * 4).map(sorted),
    st.tuples(*[st.floats(0.01, 0.95)] * 2).map(sorted),
)
def test_who_was_not_seen_leaving_fades_by_habits_of_any_kind(learnt_from, times, shares):
    learnt_from.gone = [min(pair) for pair in zip(learnt_from.gone, learnt_from.left, strict=True)]
    first = habits.First((0.1,) * 24, (1.0,) * 24, 0.05, 0.05, 100, 2, 40, 12)
    curves = habits.learn([{7: learnt_from}], first=first).complex
    came, sooner, later, end = times
    gone = curves.gone(end)
    few, many = shares
    rounding = 1e-6

    assert 0 <= gone.inside(came, later, missed=few) <= 1
    assert gone.inside(came, later, missed=few) <= gone.inside(came, sooner, missed=few) + rounding
    assert gone.inside(came, later, missed=many) <= gone.inside(came, later, missed=few) + rounding
    assert gone.inside(came, came, missed=few) == pytest.approx(1)
    assert gone.inside(came, sooner, missed=0.0) in (0, pytest.approx(1))


def test_habits_of_a_small_unit_are_drawn_to_the_complex():
    first = habits.First((0.1,) * 24, (1.0,) * 24, 0.05, 0.05, 100, 2, 40, 12)
    many = Tally(came=[0] * 20 + [400] + [0] * 75, inside=[400] * 96)
    few = Tally(came=[0] * 40 + [2] + [0] * 55, inside=[2] * 96)
    learnt = habits.learn([{1: many, 2: few}], first=first)

    ten = 40 * QUARTER_S
    assert learnt.of(1).arrived(0, ten, DAY_S) > 0.85
    assert learnt.of(2).arrived(0, ten, DAY_S) > 0.7
    assert learnt.of(99) == learnt.complex
