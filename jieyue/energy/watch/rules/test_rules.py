"""What the watch finds in made hours, and what it leaves alone."""

import numpy as np
import pytest

from jieyue.energy.watch.rules import gaps, hourly, levels, response, series, spikes
from jieyue.energy.watch.rules.hourly import DAY_S, Hours

MONDAY = 16_804 * DAY_S  # 2016-01-04
DAYS = 500


def building(*, seed=1, days=DAYS, heated=0.0, level=40.0):
    """Hours and temperature of an office: workdays, nights, weather, a little noise."""
    rng = np.random.default_rng(seed)
    hour = np.arange(days * 24)
    day = hour // 24
    temperature = 12 - 10 * np.cos(2 * np.pi * day / 365) + np.repeat(rng.normal(0, 3, days), 24)
    is_workday = day % 7 < 5
    is_day = (hour % 24 >= 8) & (hour % 24 < 18)
    use = level * (0.4 + 0.6 * (is_workday & is_day)) * np.exp(rng.normal(0, 0.05, len(hour)))
    use += heated * level / 10 * np.maximum(15 - temperature, 0)
    return Hours(MONDAY, use), temperature


def look(hours, temperature, **more):
    return series.look(hours, temperature, **{"never_zero": True, **more})


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("heated", [0.0, 0.3])
def test_a_quiet_building_shows_nothing(seed, heated):
    found = look(*building(seed=seed, heated=heated))
    assert (found.gaps, found.flat, found.spikes, found.levels) == ([], [], [], [])


@pytest.mark.parametrize("share", [-0.3, -0.2, 0.2, 0.3])
@pytest.mark.parametrize("first", [150, 300, 420])
def test_a_level_change_is_found_within_four_weeks(share, first):
    hours, temperature = building()
    hours.use[first * 24 :] *= 1 + share
    (change,) = look(hours, temperature).levels
    assert abs(change.first - first) <= 4
    assert change.told - first <= 28
    assert change.after / change.before == pytest.approx(1 + share, abs=0.06)


def test_what_is_told_of_a_change_needs_nothing_later():
    hours, temperature = building()
    hours.use[300 * 24 :] *= 0.7
    (change,) = look(hours, temperature).levels
    until = (change.told + 1) * 24
    again = look(Hours(MONDAY, hours.use[:until]), temperature[:until])
    assert [(c.first, c.told) for c in again.levels] == [(change.first, change.told)]
    less = look(Hours(MONDAY, hours.use[: until - 24]), temperature[: until - 24])
    assert less.levels == []


def test_a_holiday_of_two_weeks_is_no_level_change():
    hours, temperature = building()
    hours.use[200 * 24 : 214 * 24] *= 0.5
    assert look(hours, temperature).levels == []


def test_a_load_is_not_held_against_what_was_before_a_long_silence():
    hours, temperature = building()
    hours.use[200 * 24 :] *= 0.7
    hours.use[200 * 24 : 245 * 24] = np.nan
    assert look(hours, temperature).levels == []
    hours.use[330 * 24 :] *= 0.7
    (change,) = look(hours, temperature).levels
    assert abs(change.first - 330) <= 4


def test_a_year_end_closing_is_no_level_change():
    hours, temperature = building()
    first = 350  # 19 December
    hours.use[first * 24 : (first + 18) * 24] *= 0.5
    assert look(hours, temperature).levels == []


def test_zeros_of_electricity_are_gaps():
    hours, temperature = building()
    hours.use[1000:1007] = 0
    hours.use[2000] = 0
    hours.use[3000:3010] = np.nan
    found = look(hours, temperature)
    expected = [(1000, 1007, "zero"), (2000, 2001, "zero"), (3000, 3010, "absent")]
    assert [(g.first, g.last, g.reason) for g in found.gaps] == expected
    assert found.levels == []


def test_zeros_of_heating_are_normal_in_summer_and_at_night():
    rng = np.random.default_rng(3)
    _, temperature = building(days=730)
    hour = np.arange(len(temperature)) % 24
    use = np.maximum(14 - temperature, 0) * (hour >= 5) * (hour < 22)
    use *= np.exp(rng.normal(0, 0.05, len(use)))
    hours = Hours(MONDAY, use)
    assert look(hours, temperature, is_heating=True, never_zero=False).gaps == []
    cold = 20 * 24 + 6
    hours.use[cold : cold + 14] = 0
    found = look(hours, temperature, is_heating=True, never_zero=False)
    assert [(g.first, g.last) for g in found.gaps] == [(cold, cold + 14)]


def test_a_value_repeated_for_days_is_stuck_and_teaches_nothing():
    hours, temperature = building()
    hours.use[4000:4200] = hours.use[4000]
    found = look(hours, temperature)
    assert [(g.first, g.last) for g in found.flat] == [(4000, 4200)]
    assert found.levels == []


def test_a_spike_is_told_with_what_was_expected_and_moves_no_level():
    hours, temperature = building()
    usual = hours.use[5001]
    hours.use[5001] = 400.0
    (spike,) = look(hours, temperature).spikes
    assert (spike.hour, spike.value, spike.is_clipped) == (5001, 400.0, False)
    assert spike.expected == pytest.approx(usual, rel=0.3)
    assert look(hours, temperature).levels == []


def test_values_cut_off_at_a_ceiling_are_named():
    hours, _ = building(level=10)
    hours.use[[5000, 6000, 7000]] = 120.0
    kind = levels.kinds_of(hours.day_number())
    assert [s.is_clipped for s in spikes.find(hours, kind)] == [True, True, True]


def test_days_need_most_of_their_hours():
    use = np.full(48, 2.0)
    use[:7] = np.nan
    mean = hourly.days_of(Hours(MONDAY, use)).mean
    assert np.isnan(mean[0])
    assert mean[1] == 2.0


def test_the_year_end_is_known():
    first = int(np.datetime64("2016-12-01").astype(int))
    closed = response.year_end(np.arange(first, first + 62))
    days = np.datetime64("2016-12-01") + np.flatnonzero(closed)
    assert (str(days[0]), str(days[-1]), len(days)) == ("2016-12-20", "2017-01-05", 17)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [([], []), ([1, 1, 0, 1], [(0, 2), (3, 4)]), ([0, 0], []), ([1], [(0, 1)])],
)
def test_runs(flags, expected):
    assert gaps.runs(np.array(flags, dtype=bool)) == expected


def test_a_series_without_values_shows_nothing():
    empty = np.full(100, np.nan)
    found = look(Hours(MONDAY, empty), empty)
    assert (found.gaps, found.levels, found.spikes) == ([], [], [])
