from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.muster.rules import Mark, figures, is_contradicted, point_of, standing

CALLED = datetime(2026, 11, 24, 2, tzinfo=UTC)


def mark(state, minutes, by="A", number=1):
    return Mark(state, CALLED + timedelta(minutes=minutes), by, number)


@pytest.mark.parametrize(
    ("zone", "unit_point", "point"),
    [
        (3, None, 30),  # its own
        (2, None, 10),  # that of the yard around it
        (2, 77, 77),  # the unit's own
        (None, None, None),
        (9, None, None),
        (5, None, None),  # two zones that enclose each other
    ],
)
def test_where_somebody_gathers(zone, unit_point, point):
    points = {1: 10, 2: None, 3: 30}
    parents = {2: 1, 3: 1, 5: 6, 6: 5}

    found = point_of(zone, unit_point=unit_point, zone_points=points, parents=parents)
    assert found == point


marks = st.lists(
    st.builds(
        mark,
        st.sampled_from(["found", "missing", "outside"]),
        st.integers(0, 5),
        st.sampled_from("ABC"),
        st.integers(1, 1000),
    ),
    max_size=8,
    unique_by=lambda one: one.number,
)


@given(marks, st.randoms(use_true_random=False))
def test_the_later_mark_stands_whatever_the_order(given_marks, random):
    shuffled = given_marks[:]
    random.shuffle(shuffled)

    assert standing(shuffled) == standing(given_marks)
    if given_marks:
        assert standing(given_marks).at == max(one.at for one in given_marks)


def test_two_guards_who_differ_are_seen():
    assert is_contradicted([mark("missing", 1, "A"), mark("found", 2, "B")])
    assert not is_contradicted([mark("missing", 1, "A"), mark("found", 2, "A")])
    assert not is_contradicted([mark("found", 1, "A"), mark("found", 2, "B")])


def test_the_figures_of_a_muster():
    lines = {
        "1": [mark("found", 3)],
        "2": [mark("missing", 4), mark("found", 12)],
        "3": [mark("missing", 20)],
        "4": [],
    }
    found = figures(
        lines, listed=3, called_at=CALLED, true_heads=5, targets={5: 0.6, 15: 0.5, 30: 0.7}
    )

    assert (found.found, found.missing, found.outside, found.open, found.added) == (2, 1, 0, 1, 1)
    assert [(each.known, each.is_met) for each in found.progress] == [
        (2, False), (2, True), (3, True)
    ]  # fmt: skip
    assert (found.head_error, found.all_known_min) == (-2, None)


def test_an_empty_muster_has_no_shares():
    found = figures({}, listed=0, called_at=CALLED, true_heads=None, targets={})

    assert [each.share for each in found.progress] == [None, None, None]
    assert [each.is_met for each in found.progress] == [None, None, None]
