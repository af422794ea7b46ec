from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.scorecards.standards.rules.content import Criterion, Grade, Kind
from jieyue.scorecards.standards.rules.points import is_vetoed, outcome, proposed, rounded

GRADES = tuple(
    Grade(code=code, title=code, title_en="", at_least=Decimal(bound))
    for code, bound in (("excellent", 90), ("good", 80), ("passed", 60), ("failed", 0))
)
RULES = {
    Kind.DEDUCT: {"per": "1.5", "free": 1},
    Kind.SCALE: {"zero_at": "0.8", "full_at": "1"},
    Kind.BANDS: {"bands": [["0", "6"], ["0.05", "4"], ["0.1", "0"]]},
    Kind.BONUS: {"per": "2"},
}


def criterion(kind, rule=None, points="6"):
    return Criterion(
        code="X", title="X", title_en="", points=Decimal(points), kind=Kind(kind),
        rule=rule or RULES[kind], evidence="test", needed="", needed_en="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "points"),
    [
        ("deduct", "0", "6"),
        ("deduct", "1", "6"),  # the first is free
        ("deduct", "3", "3"),
        ("deduct", "99", "0"),
        ("scale", "1", "6"),
        ("scale", "1.2", "6"),
        ("scale", "0.9", "3"),
        ("scale", "0.935", "4.05"),
        ("scale", "0.5", "0"),
        ("bands", "0.0499", "6"),
        ("bands", "0.05", "4"),
        ("bands", "0.1", "0"),
        ("bands", "-1", "0"),
        ("bonus", "2", "4"),
        ("bonus", "9", "6"),
    ],
)
def test_points_for_a_value(kind, value, points):
    assert proposed(criterion(kind), Decimal(value)) == Decimal(points)


def test_a_scale_may_fall():
    falling = criterion("scale", {"zero_at": "0.10", "full_at": "0.02"})
    found = [proposed(falling, Decimal(value)) for value in ("0.02", "0.06", "0.2", "0")]
    assert found == [Decimal(6), Decimal(3), Decimal(0), Decimal(6)]


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("90", "excellent"), ("89.995", "excellent"), ("89.99", "good"), ("60", "passed"),
        ("59.99", "failed"), ("0", "failed"),
    ],
)  # fmt: skip
def test_points_are_rounded_before_the_grade_is_looked_up(total, grade):
    found = outcome([Decimal(total)], [], most=Decimal(100), grades=GRADES)
    assert (found.grade, found.vetoed) == (grade, False)


@given(
    kind=st.sampled_from(list(RULES)),
    value=st.decimals(-(10**6), 10**6, places=4),
)
def test_points_never_leave_their_range(kind, value):
    assert 0 <= proposed(criterion(kind), value) <= 6


POINTS = st.lists(st.decimals(0, 40, places=2), max_size=30)


@given(points=POINTS, vetoes=st.lists(st.booleans(), max_size=4), data=st.data())
def test_the_total_is_the_capped_sum_and_a_veto_wins_in_any_order(points, vetoes, data):
    most = Decimal(105)
    found = outcome(points, vetoes, most=most, grades=GRADES)
    assert found.total == rounded(min(sum(points, Decimal(0)), most))
    assert found.vetoed == any(vetoes)
    if any(vetoes):
        assert found.grade == "failed"
    mixed = data.draw(st.permutations(points)), data.draw(st.permutations(vetoes))
    assert outcome(mixed[0], mixed[1], most=most, grades=GRADES) == found


@pytest.mark.parametrize(("value", "struck"), [("0", False), ("1", True), ("0.1", True)])
def test_a_veto_counts_occurrences(value, struck):
    assert is_vetoed(Decimal(value)) is struck
