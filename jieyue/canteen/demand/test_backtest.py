from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from jieyue.canteen.demand.backtest import EmptyPeriod, backtest
from jieyue.canteen.demand.calendar_files import BadCalendarFile, read_calendar
from jieyue.canteen.demand.days import Calendar
from jieyue.canteen.demand.measures import coverage_pct, measure
from jieyue.canteen.demand.ordering import AIM, SHORTAGE, fix_factor
from jieyue.canteen.demand.samples import make_panel, working_days

ORDINARY = Calendar({})


def test_measures_by_hand():
    served = np.array([[100.0, 200.0], [50.0, np.nan]])
    forecast = np.array([[110.0, 190.0], [50.0, 70.0]])
    found = measure(served, forecast, forecast)
    assert found.rows == 3
    assert found.wape_pct == pytest.approx(100 * 20 / 350)
    assert found.bias_pct == pytest.approx(0)
    assert found.over_pct == pytest.approx(100 * 10 / 350)
    assert found.short_pct == pytest.approx(100 * 10 / 350)
    assert found.day_total_wape_pct == pytest.approx(0)
    assert coverage_pct(served, forecast - 10, forecast + 5) == pytest.approx(200 / 3)


def test_a_factor_holds_the_shortage():
    served = np.random.default_rng(1).normal(100, 10, (500, 1))
    forecast = np.full_like(served, 100.0)
    order = forecast * fix_factor(served, forecast)
    aimed_at_pct = 100 * AIM * SHORTAGE
    assert measure(served, forecast, order).short_pct == pytest.approx(aimed_at_pct, abs=0.01)


def test_three_meals_of_one_canteen_beat_last_week():
    panel = make_panel(500, (60.0, 400.0, 150.0))
    days = working_days(500)
    result = backtest(panel, ORDINARY, days[400], days[-1], 1)
    assert result.measures.rows == 300
    assert result.measures.wape_pct < result.baselines["same_weekday"].wape_pct
    assert 70 < result.interval_coverage_pct < 90
    assert len(result.days) == 100
    assert result.days[0].day == days[400]


@pytest.mark.parametrize("horizon", [1, 7])
def test_a_day_and_those_before_it_cannot_reach_its_own_forecast(horizon):
    panel = make_panel(260)
    days = working_days(260)
    start, last = days[230], days[259]
    true = backtest(panel, ORDINARY, start, last, horizon)
    served = panel.served.copy()
    served[panel.days > panel.days[-1] - np.timedelta64(horizon, "D")] *= 3
    altered = backtest(replace(panel, served=served), ORDINARY, start, last, horizon)
    assert altered.days[-1].forecast == true.days[-1].forecast
    assert altered.days[-1].served == 3 * true.days[-1].served
    assert altered.order_rule == true.order_rule


def test_a_period_without_days_is_named():
    with pytest.raises(EmptyPeriod) as caught:
        backtest(make_panel(60), ORDINARY, date(2030, 1, 1), date(2030, 2, 1), 1)
    assert caught.value.first == date(2024, 1, 1)


def test_a_young_record_is_tested_too():
    days = working_days(60)
    result = backtest(make_panel(60), ORDINARY, days[30], days[-1], 1)
    assert result.measures.rows == 60
    assert result.measures.wape_pct < 15


def test_a_calendar_file_names_its_bad_line(tmp_path):
    path = tmp_path / "strikes.csv"
    path.write_text("date\n2017-01-01\nsoon\n", encoding="utf-8")
    with pytest.raises(BadCalendarFile) as caught:
        read_calendar(strikes=path)
    assert (caught.value.line, caught.value.found) == (3, "soon")
