from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.forecast.rules.morning import Night, UnitMorning, corrected
from jieyue.canteen.forecast.rules.reliability import Experience, Reliability, reliability
from jieyue.canteen.forecast.rules.usual import (
    PastMorning,
    Usual,
    shrunk_propensities,
    usual_morning,
    weekday_factors,
)

MONDAY = date(2026, 3, 2)
NIGHT = Night(900, 840, 960, {"0.1": 840.0, "0.5": 900.0, "0.9": 960.0})
UNIT = UnitMorning(unit_id=1, inside=60, usual_inside=60, days=20, propensity=0.8)


def correct(units, *, night=NIGHT, slope=0.5, explained=0.36, **changes):
    known = Reliability(slope, explained)
    defaults = {"reliability": known, "shrink_days": 5, "most_share": 0.3}
    return corrected(night, units, **(defaults | changes))


def morning(inside, **changes):
    return replace(UNIT, inside=inside, **changes)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([], 900),  # nobody reports
        ([morning(60)], 900),  # a usual morning
        ([morning(50, days=0)], 900),  # no history of this unit
        ([morning(None)], 900),  # a broken gate is not an empty unit
        ([morning(36, away_known=24)], 900),  # the night knew of the training
        ([morning(20)], 884),  # 40 fewer inside of whom 8 in 10 eat; half of it has come true
        ([morning(100)], 916),
        ([morning(20), morning(100, unit_id=2)], 900),  # they even out
    ],
)
def test_lunch_follows_the_building(units, expected):
    assert correct(units).expected == pytest.approx(expected, abs=0.1)


def test_a_change_is_capped_and_its_parts_still_add_up():
    units = [morning(0, unit_id=i, usual_inside=300, note="training") for i in range(4)]
    result = correct(units, slope=1.0)
    assert result.capped
    assert result.expected == pytest.approx(630)
    assert sum(effect.effect for effect in result.effects) == pytest.approx(-270)
    assert {effect.reason for effect in result.effects} == {"training"}


@pytest.mark.parametrize(
    ("inside", "note", "reason"),
    [(40, "", "fewer_inside"), (40, "training", "training"), (80, "training", "more_inside")],
)
def test_each_unit_says_why(inside, note, reason):
    (effect,) = correct([morning(inside, note=note)]).effects
    assert effect.reason == reason


def test_what_a_silent_unit_covers_stays_uncertain():
    every = correct([morning(60), morning(60, unit_id=2)])
    half = correct([morning(60), morning(None, unit_id=2)])
    assert every.high - every.low == pytest.approx(120 * 0.8)
    assert every.high - every.low < half.high - half.low < 120


unit_mornings = st.builds(
    UnitMorning,
    unit_id=st.integers(1, 10_000),
    inside=st.none() | st.integers(0, 400),
    usual_inside=st.floats(0, 400),
    days=st.integers(0, 60),
    propensity=st.floats(0, 1.2),
    away_known=st.integers(0, 50),
)
mornings = st.lists(unit_mornings, max_size=8, unique_by=lambda unit: unit.unit_id)


@given(mornings)
def test_the_interval_is_ordered_and_no_wider(units):
    result = correct(units)
    assert 0 <= result.low <= result.expected <= result.high
    assert list(result.quantiles.values()) == sorted(result.quantiles.values())
    assert result.high - result.low <= NIGHT.high - NIGHT.low + 1e-9
    assert abs(result.expected - NIGHT.expected) <= 0.3 * NIGHT.expected + 1e-9


@given(mornings, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(units, random):
    shuffled = list(units)
    random.shuffle(shuffled)
    assert correct(shuffled) == correct(units)


@given(mornings, st.integers(1, 200))
def test_more_people_inside_never_mean_fewer_diners(units, more):
    fuller = [
        replace(unit, inside=unit.inside + more) if i == 0 and unit.inside is not None else unit
        for i, unit in enumerate(units)
    ]
    assert correct(fuller).expected >= correct(units).expected - 1e-6


@given(mornings)
def test_all_units_at_usual_change_nothing(units):
    usual = [replace(unit, usual_inside=float(unit.inside or 0), away_known=0) for unit in units]
    assert correct(usual).expected == pytest.approx(NIGHT.expected)


def days(*mornings):
    return {MONDAY - timedelta(days=n): morning for n, morning in enumerate(mornings)}


@pytest.mark.parametrize(
    ("past", "usual"),
    [
        ([], None),
        ([PastMorning(9, 10)] * 2, None),  # two days are not a habit
        ([PastMorning(9, 0)] * 9, None),  # a unit without people
        ([PastMorning(9, 10)] * 3, (0.9, 3, None)),  # nobody counted its diners
        ([PastMorning(40, 50, 30)] * 4, (0.8, 4, 0.75)),
        (
            [PastMorning(40, 50), PastMorning(0, 50, 0)] * 3,
            (0.4, 6, None),
        ),  # half the days nobody came
    ],
)
def test_the_usual_morning(past, usual):
    found = usual_morning(days(*past))
    assert (found is None) == (usual is None)
    if found and usual:
        assert (found.share, found.days, found.propensity) == pytest.approx(usual)


def test_a_weekday_differs_for_everybody():
    shares = {MONDAY + timedelta(days=n): 0.8 if n % 7 == 4 else 1.0 for n in range(70)}
    factors = weekday_factors(shares)
    assert 0.8 < factors[5] < 0.9
    assert 1.0 < factors[1] < 1.05
    assert weekday_factors({})[3] == 1.0


def test_few_counts_are_drawn_to_the_complex():
    sure = Usual(0.9, 40, 0.9, 0.0001)
    other = Usual(0.9, 40, 0.5, 0.0001)
    unsure = Usual(0.9, 3, 0.2, 0.05)
    uncounted = Usual(0.9, 40)
    found = shrunk_propensities({1: sure, 2: unsure, 3: uncounted, 4: other}, of_complex=0.7)
    assert found[1] == pytest.approx(0.9, abs=0.01)
    assert 0.2 < found[2] < 0.7
    assert found[3] == 0.7


def nights(pairs):
    return [Experience(signal, 0.0, error) for signal, error in pairs]


@pytest.mark.parametrize(
    ("experience", "slope", "explained"),
    [
        ([], 0.5, 0.0),  # nothing known: half of what the gates say
        (nights([(10, 10), (-10, -10)] * 100), 0.98, 0.75),
        (nights([(10, 5), (-10, -5)] * 100), 0.5, 0.75),
        (nights([(10, 40), (10, -40)] * 100), 0.02, 0.0),  # unrelated
        (nights([(10, -10), (-10, 10)] * 100), 0.0, 0.0),  # never the other way round
        ([Experience(10, 10), Experience(-10, -10)] * 100, 0.5, 0.48),  # the night knew half
    ],
)
def test_a_signal_counts_as_far_as_it_has_come_true(experience, slope, explained):
    found = reliability(experience)
    assert found.slope == pytest.approx(slope, abs=0.03)
    assert found.explained == pytest.approx(explained, abs=0.03)


pairs = st.lists(st.tuples(st.floats(-500, 500), st.integers(-500, 500)), max_size=40)


@given(pairs)
def test_reliability_keeps_its_bounds(found):
    result = reliability(nights(found))
    assert 0 <= result.slope <= 1
    assert 0 <= result.explained <= 0.75
