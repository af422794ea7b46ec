from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.canteen.demand.baseline import same_weekday
from jieyue.canteen.demand.day_features import DAY_OFF, day_features, day_types
from jieyue.canteen.demand.days import Calendar, DayFacts
from jieyue.canteen.demand.features import features, learn
from jieyue.canteen.demand.samples import make_panel
from jieyue.canteen.demand.typing_errors import is_typing_error, usable

ORDINARY = Calendar({})


@settings(max_examples=20, deadline=None)
@given(
    horizon=st.integers(1, 14),
    line=st.integers(40, 79),
    count=st.integers(0, 5000),
)
def test_what_came_after_the_origin_cannot_reach_a_forecast(horizon, line, count):
    panel = make_panel(80)
    origin = panel.days[line] - np.timedelta64(horizon, "D")
    served = panel.served.copy()
    served[panel.days > origin] = count
    before = features(learn(panel, ORDINARY), horizon=horizon)
    after = features(learn(replace(panel, served=served), ORDINARY), horizon=horizon)
    np.testing.assert_array_equal(before.values[line], after.values[line])
    np.testing.assert_array_equal(before.expected[line], after.expected[line])


def test_what_came_on_the_origin_does_reach_it():
    panel = make_panel(80)
    served = panel.served.copy()
    served[59] *= 1.3
    before = features(learn(panel, ORDINARY), horizon=1)
    after = features(learn(replace(panel, served=served), ORDINARY), horizon=1)
    assert (after.expected[60] > before.expected[60]).all()


def test_a_lost_month_does_not_age_the_level():
    panel = make_panel(80)
    later = panel.days + np.where(np.arange(80) >= 40, np.timedelta64(28, "D"), np.timedelta64(0))
    whole = features(learn(panel, ORDINARY), horizon=1)
    torn = features(learn(replace(panel, days=later), ORDINARY), horizon=1)
    np.testing.assert_allclose(whole.expected, torn.expected)


def test_a_collapse_of_everybody_teaches_the_level_nothing():
    panel = make_panel(80)
    served = panel.served.copy()
    served[50] *= 0.3
    fallen = learn(replace(panel, served=served), ORDINARY).levels
    assert fallen.collapsed[50]
    np.testing.assert_array_equal(fallen.level[50], fallen.level[49])


def test_a_canteen_that_takes_in_a_school_has_a_new_level_in_three_days():
    panel = make_panel(80, (60.0, 400.0, 300.0, 200.0))
    served = panel.served.copy()
    served[50:, 0] *= 2.4
    planned = {"planned": np.where(np.arange(80)[:, None] >= 50, served, panel.planned)}
    moved = features(learn(replace(panel, served=served, ahead=planned), ORDINARY), horizon=1)
    assert moved.expected[54, 0] == pytest.approx(served[54, 0], rel=0.25)
    assert moved.expected[51, 0] < 0.7 * served[51, 0]


def test_a_make_up_saturday_is_a_working_day_and_a_holiday_is_not():
    saturday, holiday = date(2024, 9, 14), date(2024, 9, 17)
    calendar = Calendar(
        {
            saturday: DayFacts(is_working=True, is_make_up=True),
            holiday: DayFacts(is_working=False, holiday_name="Mid-Autumn"),
        }
    )
    days = np.array([saturday, holiday], dtype="datetime64[D]")
    assert day_types(days, calendar).tolist() == [4, DAY_OFF]


def test_breaks_are_counted_from_the_calendar_alone():
    week = [date(2024, 10, day) for day in range(1, 8)]
    calendar = Calendar(
        {day: DayFacts(is_working=False, holiday_name="National Day") for day in week}
    )
    days = np.array(["2024-09-30", "2024-10-08"], dtype="datetime64[D]")
    facts = day_features(days, calendar)
    assert facts["to_break"].tolist() == [1, 40]
    assert facts["next_break_days"].tolist() == [7, 0]
    assert facts["since_holidays"].tolist() == [60, 0]
    assert facts["days_off_before"].tolist() == [2, 7]


@pytest.mark.parametrize(
    ("planned", "served", "wrong"),
    [
        (1257, 130, True),  # planned typed with a digit too many
        (130, 1130, True),  # served typed with a digit too many
        (300, 290, False),  # many came, and were planned for
        (130, 5, False),  # nearly all were away
    ],
)
def test_a_gross_error_is_known_by_its_partner(planned, served, wrong):
    panel = make_panel(60, (125.0,))
    counts, plans = panel.served.copy(), panel.planned.copy()
    counts[40], plans[40] = served, planned
    marked = is_typing_error(replace(panel, served=counts, ahead={"planned": plans}))
    assert marked[40, 0] == wrong
    assert marked.sum() == wrong


def test_a_run_of_high_days_is_no_typing_error():
    panel = make_panel(60, (100.0,))
    counts = panel.served.copy()
    counts[40:44] = 270
    assert not is_typing_error(replace(panel, served=counts)).any()


def test_zero_is_unknown():
    panel = make_panel(60, (100.0,))
    panel.served[30] = 0
    assert np.isnan(usable(panel)[30, 0])


def test_simple_forecasts_count_recorded_weekdays():
    panel = make_panel(40, (100.0,), noise=0.1)
    simple = same_weekday(panel.served, panel.days, horizon=7)
    assert simple["same_weekday"][30, 0] == panel.served[25, 0]
    assert simple["mean4"][30, 0] == pytest.approx(panel.served[[25, 20, 15, 10], 0].mean())
    assert np.isnan(simple["same_weekday"][4, 0])


@pytest.mark.parametrize(("horizon", "is_known"), [(1, True), (7, True), (8, False), (14, False)])
def test_weather_is_known_for_a_week_and_a_menu_for_longer(horizon, is_known):
    panel = make_panel(80)
    told = dict.fromkeys(("menu_appeal", "rain_mm", "temperature_c"), np.ones(panel.served.shape))
    block = features(learn(replace(panel, ahead=told), ORDINARY), horizon=horizon)
    of = {name: block.values[60, 0, block.names.index(name)] for name in told}
    assert bool(of["rain_mm"] == of["temperature_c"] == 1) is is_known
    assert of["menu_appeal"] == 1
