"""What each look takes for a sign, and what it leaves alone."""

from decimal import Decimal

import numpy as np
import pytest

from jieyue.energy.watch.rules import (
    after_hours,
    balance,
    baseline,
    clock,
    dead,
    levels,
    multiplier,
    response,
    severity,
    stuck,
    wishes,
)
from jieyue.energy.watch.rules.hourly import Days, Hours, days_of
from jieyue.energy.watch.rules.test_rules import MONDAY, building
from jieyue.energy.watch.rules.wishes import AT_ONCE, DIGEST, NEVER, Wish

THRESHOLDS = {"minor": Decimal(50), "major": Decimal(500), "urgent": Decimal(3000)}


def kinds(hours):
    return levels.kinds_of(np.unique(hours.day_number()))


@pytest.mark.parametrize(
    ("last_s", "place", "expected"),
    [
        ({1: 9_100}, {1: 7}, []),  # two intervals late
        ({1: 1_000}, {1: 7}, [((1,), 1_000)]),
        ({1: 1_000, 2: 1_400, 3: 1_100}, {1: 7, 2: 7, 3: 7}, [((1, 2, 3), 1_000)]),
        (
            {1: 1_000, 2: 1_400, 3: 1_100},
            {1: 7, 2: 8, 3: 7},
            [((1,), 1_000), ((3,), 1_100), ((2,), 1_400)],
        ),
        (
            {1: 0, 2: 3_000, 3: 3_100, 4: 3_200},
            {1: 7, 2: 7, 3: 7, 4: 7},
            [((1,), 0), ((2, 3, 4), 3_000)],
        ),
    ],
)
def test_meters_that_fell_silent_together_are_one(last_s, place, expected):
    found = dead.silences(
        last_s, dict.fromkeys(last_s, 900), place, now_s=11_000, intervals=8, together=3
    )
    assert [(silence.meters, silence.since_s) for silence in found] == expected


def test_a_register_that_stands_still_by_day_is_stuck():
    hours, _ = building(days=56)
    hours.use[-30:] = 0
    assert stuck.since(hours) == len(hours.use) - 30


def test_a_register_that_moves_again_is_not_stuck():
    hours, _ = building(days=56)
    hours.use[-30:-2] = 0
    assert stuck.since(hours) is None


@pytest.mark.parametrize("days_still", [1, 2, 3])
def test_one_that_always_rests_at_weekends_is_not_stuck(days_still):
    hours, _ = building(days=56 + 5 + days_still)
    rests = (hours.day_number() - hours.day_number()[0]) % 7 >= 5
    hours.use[rests] = 0
    if days_still == 3:  # Monday still at rest: longer than any weekend, yet not twice as long
        hours.use[-24:] = 0
    assert stuck.since(hours) is None


def test_load_after_hours_is_told_against_the_meters_own_nights():
    hours, _ = building(days=70)
    assert after_hours.find(hours, kinds(hours)) is None
    night = hours.use[-24:]
    night[[0, 1, 2, 3, 4, 22, 23]] *= 2
    found = after_hours.find(hours, kinds(hours))
    assert found is not None
    assert found.use / found.base == pytest.approx(2, rel=0.15)


def test_days_off_the_baseline_are_told_and_a_cold_spell_is_not():
    hours, temperature = building(days=400, heated=0.3)
    days = days_of(hours, temperature)
    kind = levels.kinds_of(days.number)
    assert baseline.find(days, kind) is None
    days.mean[-3:] *= 1.6
    found = baseline.find(days, kind)
    assert found is not None
    assert found.use / found.expected == pytest.approx(1.6, rel=0.2)
    days.mean[-2] /= 1.6
    assert baseline.find(days, kind) is None  # not every day


@pytest.mark.parametrize("seed", range(6))
def test_the_baseline_is_quiet_in_a_quiet_year(seed):
    hours, temperature = building(seed=seed, days=300, heated=0.2)
    days = days_of(hours, temperature)
    kind = levels.kinds_of(days.number)
    told = [
        until
        for until in range(120, 300, 3)
        if baseline.find(
            Days(days.number[:until], days.mean[:until], days.temperature_c[:until]), kind[:until]
        )
    ]
    assert told == []


@pytest.mark.parametrize("lag", [-8, -1, 1, 2])
def test_a_clock_that_was_moved_is_told(lag):
    hours, _ = building(days=84)
    last = 14 * 24
    moved = np.roll(hours.use, lag)
    hours.use[-last:] = moved[-last:]
    assert clock.shift_h(hours, kinds(hours)) == lag


def test_a_clock_that_is_right_is_not():
    hours, _ = building(days=84)
    assert clock.shift_h(hours, kinds(hours)) is None
    flat = Hours(MONDAY, np.full(84 * 24, 5.0))
    assert clock.shift_h(flat, kinds(flat)) is None


@pytest.mark.parametrize(
    ("factor", "power"), [(1, None), (1.9, None), (4, None), (10, 1), (1e4, 4), (0.1, -1), (8, 1)]
)
def test_a_power_of_ten_is_told(factor, power):  # fmt: skip
    days = days_of(building(days=60)[0])
    days.mean[-5:] *= factor
    assert multiplier.factor(days) == power


@pytest.mark.parametrize(
    ("shares", "share"),
    [
        ([0.02] * 8, None),
        ([0.02] * 7 + [-0.05], -0.05),  # sub-meters exceed the parent
        ([0.02] * 7 + [0.2], 0.2),
        ([0.4] * 8, None),  # never was sub-metered
        ([0.4] * 7 + [0.6], 0.6),
        ([None] * 7 + [0.3], None),  # no habit known
        ([0.02] * 7 + [None], None),
        ([], None),
    ],
)
def test_the_balance_of_sub_meters(shares, share):
    found = balance.check(shares, low=-0.02, high=0.05, least_change=0.05)
    assert (found.share if found else None) == share


@pytest.mark.parametrize(
    ("kind", "yuan", "days", "meters", "expected"),
    [
        ("gap", None, 0, 1, severity.NOTICE),
        ("dead", None, 0, 1, severity.MINOR),
        ("dead", None, 4, 1, severity.MAJOR),
        ("dead", None, 0, 20, severity.MAJOR),
        ("after_hours", 10, 1, 1, severity.MINOR),
        ("off_baseline", 100, 3, 1, severity.MAJOR),
        ("off_baseline", -100, 3, 1, severity.MAJOR),
        ("leak", 500, 1, 1, severity.URGENT),
        ("multiplier", None, 0, 1, severity.MAJOR),
    ],
)
def test_severity_by_kind_money_and_time(kind, yuan, days, meters, expected):
    found = severity.weigh(
        kind,
        yuan_per_day=None if yuan is None else Decimal(yuan),
        days=Decimal(days),
        meters=meters,
        thresholds=THRESHOLDS,
    )
    assert found == expected


@pytest.mark.parametrize(
    ("level", "wanted", "concerned", "owner", "expected"),
    [
        (3, {}, True, False, AT_ONCE),
        (2, {}, True, False, DIGEST),
        (1, {}, True, False, NEVER),
        (4, {}, False, False, NEVER),  # a leader is not bothered
        (1, {}, False, True, AT_ONCE),
        (4, {"": Wish(2, NEVER)}, True, True, NEVER),  # his own word counts
        (2, {"": Wish(3, AT_ONCE)}, True, False, NEVER),
        (2, {"": Wish(3, AT_ONCE), "leak": Wish(1, DIGEST)}, True, False, DIGEST),
    ],
)
def test_who_hears(level, wanted, concerned, owner, expected):
    found = wishes.heard("leak", level, wanted, is_concerned=concerned, is_owner=owner)
    assert found == expected


def test_a_holiday_nobody_announced_counts_as_a_day_off():
    days = days_of(building(days=70)[0])
    kind = levels.kinds_of(days.number)
    days.mean[57] = days.mean[55]  # a Tuesday as low as Sunday
    assert kind[57] == 0
    assert response.like_days_off(days, kind)[57] == 2
    days.mean[42:] *= 0.3  # for good is no holiday
    assert (response.like_days_off(days, kind)[58:61] == 0).all()


def test_a_register_that_counts_in_coarse_steps_has_no_load_after_hours():
    rng = np.random.default_rng(3)
    hours, _ = building(days=70)
    true = np.cumsum(rng.normal(1.0, 0.09, len(hours.use)))
    coarse = Hours(hours.start_s, np.diff(np.floor(true / 0.4) * 0.4, prepend=0.0))
    told = [
        day
        for day in range(30, 71)
        if after_hours.find(Hours(coarse.start_s, coarse.use[: day * 24]), kinds(coarse))
    ]
    assert told == []


def test_a_meter_that_often_rests_for_days_has_no_baseline_to_leave():
    rng = np.random.default_rng(5)
    number = MONDAY + np.arange(400)
    mean = rng.normal(0.6, 0.02, 400)
    days = Days(number, mean, np.full(400, 17.0))
    kind = levels.kinds_of(number)
    mean[-3:] = 0
    assert baseline.find(days, kind) is not None  # never before
    for first in range(20, 380, 45):
        mean[first : first + 4] = 0  # rain
    assert baseline.find(days, kind) is None


@pytest.mark.parametrize(("share", "stirs"), [(0, False), (0.02, False), (0.3, True), (-0.3, True)])
def test_a_cheap_look_tells_where_a_level_may_have_changed(share, stirs):
    hours, temperature = building(days=400, heated=0.3)
    days = days_of(hours, temperature)
    kind = levels.kinds_of(days.number)
    days.mean[-24:] *= 1 + share
    assert levels.stirs(days, levels.LevelRules(), kind) is stirs
    assert bool(levels.changes(days, levels.LevelRules(), kind)) is stirs


def test_a_season_that_begins_is_no_multiplier():
    hours, _ = building(days=70)
    summer = np.where((hours.hour_of_day() >= 8) & (hours.hour_of_day() < 18), 2.0, 1.0)
    cold = Hours(hours.start_s, summer.copy())
    cold.use[-5 * 24 :][summer[-5 * 24 :] == 2.0] *= 22
    assert multiplier.factor(days_of(cold)) == 1
    assert not multiplier.is_of_every_hour(cold, 1)
    wrong = Hours(hours.start_s, summer.copy())
    wrong.use[-5 * 24 :] *= 10
    assert multiplier.factor(days_of(wrong)) == 1
    assert multiplier.is_of_every_hour(wrong, 1)


def test_coarse_counting_is_no_clock():
    rng = np.random.default_rng(2)
    hours, _ = building(days=70)
    told = []
    for _turn in range(20):
        shown = Hours(hours.start_s, 0.2 * (rng.random(len(hours.use)) < 0.55))
        told.append(clock.shift_h(shown, kinds(shown)))
    assert set(told) == {None}
