from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.estate.weather import rules
from jieyue.estate.weather.rules import FORECAST, OBSERVED, WeatherRow

TODAY = date(2026, 3, 2)


def row(day=TODAY, low="6.5", high="13.0", rain="2.4", source=OBSERVED):
    return WeatherRow(
        day=day, low_c=Decimal(low), high_c=Decimal(high), rain_mm=Decimal(rain), source=source
    )


@pytest.mark.parametrize(
    "good",
    [
        row(),
        row(low="5", high="5", rain="0"),
        row(day=TODAY - timedelta(days=900)),
        row(day=TODAY + timedelta(days=16), source=FORECAST),
    ],
)
def test_a_day_that_can_be_is_taken(good):
    rules.check(good, today=TODAY)


@pytest.mark.parametrize(
    ("bad", "refusal"),
    [
        (row(low="13.1", high="13.0"), rules.LowAboveHigh),
        (row(low="-60.1"), rules.BeyondNature),
        (row(high="60.1"), rules.BeyondNature),
        (row(rain="-0.1"), rules.BeyondNature),
        (row(rain="2000.1"), rules.BeyondNature),
        (row(day=TODAY + timedelta(days=1)), rules.NotYetObserved),
        (row(day=TODAY + timedelta(days=17), source=FORECAST), rules.ForecastTooFar),
    ],
)
def test_a_day_that_cannot_be_is_refused(bad, refusal):
    with pytest.raises(refusal):
        rules.check(bad, today=TODAY)


def test_tenths_are_kept():
    kept = rules.rounded(row(low="6.45", high="13", rain="2.449"))

    assert [str(v) for v in (kept.low_c, kept.high_c, kept.rain_mm)] == ["6.5", "13.0", "2.4"]


@pytest.mark.parametrize(
    ("known", "new", "stands"),
    [
        (OBSERVED, FORECAST, True),
        (OBSERVED, OBSERVED, False),
        (FORECAST, OBSERVED, False),
        (FORECAST, FORECAST, False),
    ],
)
def test_only_an_observation_stands_over_a_forecast(known, new, stands):
    assert rules.stands_over(known, new) is stands
