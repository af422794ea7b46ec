"""Continuous flow is told; habits, gaps and what registers do by themselves are not."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.water.leak_rules import HOUR_S, Limits, find_leaks

DAY_H = 24
START_S = 1_760_000_400  # a full hour
DRAWN = (0, 2, 10, 40)  # litres in an hour of the day


def register(hours, *, leak_l_per_h=0.0, leak_from_h=0, leak_until_h=10**6, seed=1, drawn=DRAWN):
    """Hourly readings of a home: water between 7 and 23, none at night; and a leak."""
    chance = random.Random(seed)
    total, readings = 50_000.0, []
    for hour in range(hours):
        readings.append((START_S + hour * HOUR_S, float(int(total))))
        if 7 <= hour % DAY_H < 23:
            total += chance.choice(drawn)
        if leak_from_h <= hour < leak_until_h:
            total += leak_l_per_h
    return readings


def test_a_home_that_sleeps_has_no_leak():
    assert find_leaks(register(60 * DAY_H)) == []


@pytest.mark.parametrize("litres", [1.5, 5, 20])
def test_a_leak_is_told_within_two_days_and_ends_with_the_flow(litres):
    (leak,) = find_leaks(
        register(60 * DAY_H, leak_l_per_h=litres, leak_from_h=400, leak_until_h=600)
    )
    began, told, ended = (
        (s - START_S) / HOUR_S for s in (leak.start_s, leak.detected_s, leak.end_s)
    )
    assert 380 <= began <= 400
    assert told - began <= 48
    assert 599 <= ended <= 625
    assert leak.litres_per_hour == pytest.approx(litres, abs=1)


def test_a_large_leak_is_told_within_a_day():
    (leak,) = find_leaks(register(60 * DAY_H, leak_l_per_h=60, leak_from_h=400))
    assert (leak.detected_s - START_S) / HOUR_S <= 400 + 25
    assert leak.end_s is None


def test_telling_needs_no_reading_to_come():
    readings = register(60 * DAY_H, leak_l_per_h=5, leak_from_h=400)
    (leak,) = find_leaks(readings)
    known = [reading for reading in readings if reading[0] <= leak.detected_s]
    assert [found.detected_s for found in find_leaks(known)] == [leak.detected_s]
    assert find_leaks(known[:-1]) == []


def test_a_leak_that_begins_in_a_gap_is_told_after_it():
    readings = register(60 * DAY_H, leak_l_per_h=5, leak_from_h=400)
    kept = [r for r in readings if not 380 <= (r[0] - START_S) / HOUR_S < 430]
    (leak,) = find_leaks(kept)
    assert (leak.detected_s - START_S) / HOUR_S <= 430 + 48


def test_busy_days_prove_nothing_when_the_nights_are_missing():
    readings = register(60 * DAY_H, drawn=(1, 2, 10, 40))
    by_day = [r for r in readings if 7 <= (r[0] - START_S) // HOUR_S % DAY_H <= 23]
    assert find_leaks(readings) == []
    assert find_leaks(readings[: 20 * DAY_H] + [r for r in by_day if r > readings[480]]) == []


@pytest.mark.parametrize("excess", [248_000, 12_000, 5])
def test_a_foreign_reading_is_neither_flow_nor_the_end_of_one(excess):
    readings = register(30 * DAY_H)
    readings.insert(300, (readings[299][0] + 1800, readings[299][1] + excess))
    readings.insert(400, (readings[399][0] + 1800, readings[399][1] - excess))
    assert find_leaks(readings) == []
    leaking = register(30 * DAY_H, leak_l_per_h=5, leak_from_h=300)
    leaking.insert(320, (leaking[319][0] + 1800, leaking[319][1] - excess))
    assert len(find_leaks(leaking)) == 1


def test_a_new_register_starts_anew():
    readings = register(30 * DAY_H)
    replaced = readings[:300] + [(at_s, litres - 50_000) for at_s, litres in readings[300:]]
    assert find_leaks(replaced) == []


def test_what_flows_by_right_is_no_leak():
    readings = register(60 * DAY_H, leak_l_per_h=8)
    assert find_leaks(readings)[0].litres_per_hour == pytest.approx(8, abs=1)
    assert find_leaks(readings, Limits(legitimate_l_per_h=8)) == []
    more = register(60 * DAY_H, leak_l_per_h=14)
    (leak,) = find_leaks(more, Limits(legitimate_l_per_h=8))
    assert leak.litres_per_hour == pytest.approx(6, abs=1)


@given(st.lists(st.integers(0, 59), max_size=30), st.integers(0, 10**6))
def test_readings_sent_twice_change_nothing(doubled, seed):
    readings = register(8 * DAY_H, leak_l_per_h=5, leak_from_h=40, seed=seed)
    again = sorted(readings + [readings[index] for index in doubled])
    assert find_leaks(again) == find_leaks(readings)


@given(st.lists(st.tuples(st.integers(1, 20_000), st.integers(-300, 300)), max_size=80))
def test_any_register_gives_leaks_in_order(steps):
    at_s, litres, readings = START_S, 1000, []
    for seconds, change in steps:
        at_s, litres = at_s + seconds, litres + change
        readings.append((at_s, float(litres)))
    leaks = find_leaks(readings)
    for leak in leaks:
        assert leak.start_s < leak.detected_s <= leak.last_s
        assert leak.end_s is None or leak.last_s <= leak.end_s
    for leak, following in pairwise(leaks):
        assert leak.end_s is not None
        assert leak.end_s <= following.start_s
