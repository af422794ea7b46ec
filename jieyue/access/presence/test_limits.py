"""No estimate holds more people of a unit than belong to it, whatever readers missed."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.presence.rules import counting, habits, silence
from jieyue.access.presence.rules.counting import Cell
from jieyue.access.presence.rules.habits import First, Habits, Missed, Tally, share_missed
from jieyue.access.presence.rules.whereabouts import DAY_S, OUTSIDE, Passage, journeys

A, ROOM, B = 2, 3, 4
AROUND = {ROOM: frozenset({A})}
FIRST = First((0.1,) * 24, (1.0,) * 24, 0.03, 0.08, 300, 2, 40, 12)
CURVES = habits.learn([], first=FIRST).complex
PEOPLE = {7: 6, 8: 3}
moments = list(range(0, DAY_S, 7200))


def hour(clock: float) -> int:
    return int((clock - 3) * 3600)


@st.composite
def passages(draw):
    number = draw(st.integers(1, 8))
    unit = [7, 8, None][number % 3]
    ways = st.sampled_from([(OUTSIDE, A), (A, OUTSIDE), (A, ROOM), (ROOM, A), (OUTSIDE, B)])
    comes, goes = draw(ways)
    return Passage(f"p{number}", unit, draw(st.integers(-40_000, DAY_S - 1)), comes, goes)


shares = st.tuples(st.floats(0, habits.MOST_MISSED_IN), st.floats(0, habits.MOST_MISSED_OUT))


@given(st.lists(passages(), max_size=30), shares, st.integers(0, DAY_S))
def test_a_unit_never_holds_more_than_belong_to_it(found, missed, until_s):
    seen = [passage for passage in found if passage.at_s <= until_s]
    days = journeys(seen, around=AROUND)
    given_habits = Habits(CURVES, {}, *missed)
    until = [moment for moment in moments if moment <= until_s]
    cells = counting.cells(days, until, until_s=until_s, habits=given_habits, people=PEOPLE)

    limits = counting.strengths(days, PEOPLE)
    for moment in until:
        for unit, limit in limits.items():
            of_unit = [c for (at, _, u), c in cells.items() if (at, u) == (moment, unit)]
            assert sum(cell.estimate for cell in of_unit) <= limit.most + 0.01
            assert all(0 <= cell.low <= cell.estimate <= cell.high for cell in of_unit)
            assert all(cell.high <= limit.most for cell in of_unit)
    assert all(
        limit.most <= max(PEOPLE.get(unit or 0, 0), 8) and limit.unseen >= 0
        for unit, limit in limits.items()
    )


@given(st.lists(passages(), max_size=20), st.randoms(use_true_random=False))
def test_order_does_not_matter_across_the_reset(found, random):
    shuffled = random.sample(found, len(found))
    learnt = Habits(CURVES, {}, 0.2, 0.3)

    def cells(given_passages):
        days = journeys(given_passages, around=AROUND)
        return counting.cells(days, moments, until_s=DAY_S, habits=learnt, people=PEOPLE)

    assert cells(shuffled) == cells(found)


def test_nobody_is_added_for_strangers():
    seen = [Passage(f"guest:{n}", None, hour(9), OUTSIDE, A) for n in range(40)]
    days = journeys(seen, around={})
    learnt = Habits(CURVES, {}, 0.5, 0.1)
    found = counting.cells(days, [hour(9)], until_s=hour(9), habits=learnt, people=PEOPLE)

    assert found[hour(9), A, None].estimate == pytest.approx(40)


@pytest.mark.parametrize(
    ("days", "at_most"),
    [
        ([], 0.08),
        ([Missed(1537, 0)], 0.08),  # nobody was seen coming in: it teaches nothing
        ([Missed(55, 61)], 0.25),  # one odd day
        ([Missed(130, 1600)] * 4 + [Missed(1500, 1600)], 0.085),  # a broken reader
        ([Missed(3, 4)], 0.09),  # a handful of passages
    ],
)
def test_one_odd_day_does_not_overturn_the_shares(days, at_most):
    assert 0.07 < share_missed(days, 0.08, FIRST) <= at_most


def test_doors_without_a_reader_for_leaving_are_learnt():
    learnt = habits.learn(
        [{7: Tally(came=[200] + [0] * 95, missed_out=200)}] * 10,
        first=FIRST,
    )

    assert 0.6 < learnt.missed_out <= habits.MOST_MISSED_OUT


cell_of = st.builds(
    lambda certain, more: Cell(certain, certain + more, certain, certain + more + 1, 0.1),
    st.integers(0, 20),
    st.floats(0, 10),
)


@given(st.dictionaries(st.integers(1, 5), cell_of, min_size=1), st.data())
def test_more_is_made_up_for_the_fewer_are_heard_and_never_more_than_there_are(cells, data):
    most = sum(cell.estimate for cell in cells.values()) + data.draw(st.floats(0, 20))
    low = data.draw(st.floats(0.1, 1))
    high = data.draw(st.floats(low, 1))

    def together(coverage):
        parts = {place: silence.Part(cell, coverage) for place, cell in cells.items()}
        return sum(cell.estimate for cell in silence.made_up(parts, most=most).values())

    before = sum(cell.estimate for cell in cells.values())
    assert together(1.0) == pytest.approx(before)
    assert before - 0.01 <= together(high) <= together(low) + 0.01
    assert together(low) <= most + 0.01


def test_who_came_in_the_evening_and_leaves_in_the_morning_was_there_all_night():
    seen = [Passage("guard", 7, hour(-4), OUTSIDE, A), Passage("guard", 7, hour(8), A, OUTSIDE)]
    found = journeys(seen, around={})
    learnt = Habits(CURVES, {}, 0.03, 0.08)
    night = counting.cells(
        found, [0, hour(7), hour(9)], until_s=hour(9), habits=learnt, people=PEOPLE
    )

    for moment in (0, hour(7)):
        assert (night[moment, A, 7].low, night[moment, A, 7].nobody) == (1, 0)
        assert night[moment, A, 7].estimate == pytest.approx(1, abs=0.05)
    assert (hour(9), A, 7) not in night


def test_days_add_up_to_the_tally_whatever_was_carried_over():
    random = Random(5)
    seen = [
        Passage(
            f"p{n}",
            7,
            random.randrange(-40_000, DAY_S),
            *random.choice([(OUTSIDE, A), (A, OUTSIDE)]),
        )
        for n in range(60)
    ]
    tally = habits.tallies(seen, journeys(seen, around={}))[7]
    of_the_day = [passage for passage in seen if passage.at_s >= 0]

    assert sum(tally.came) + sum(tally.left) == len(of_the_day)
    assert all(number >= 0 for number in tally.inside)


def test_who_moved_unseen_between_two_buildings_is_surely_inside():
    seen = [Passage("p", 7, hour(8), OUTSIDE, A), Passage("p", 7, hour(18), B, OUTSIDE)]
    learnt = Habits(CURVES, {}, 0.0, 0.08)
    noon = hour(12)
    days = journeys(seen, around={})
    of = {"until_s": hour(20), "habits": learnt, "people": PEOPLE}

    assert counting.totals(days, [noon], **of)[noon] == (1, 1, 1, 1, 0)
    assert counting.cells(days, [noon], **of)[noon, A, 7].estimate == 0.6
