from datetime import date, timedelta

import numpy as np
import pytest

from simulator.weather import weather, weather_forecast

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(360)]


def errors(ahead):
    pairs = [
        (weather(day, seed=1), weather_forecast(day, issued_on=day - timedelta(days=ahead), seed=1))
        for day in DAYS
    ]
    assert all(told.low_c <= told.high_c and told.rain_mm >= 0 for _, told in pairs)
    return np.array([told.high_c - true.high_c for true, told in pairs])


def test_a_forecast_is_the_worse_the_further_ahead_and_leans_no_way():
    near, far = errors(1), errors(7)

    assert near.std() == pytest.approx(1.0, abs=0.15)
    assert far.std() == pytest.approx(2.2, abs=0.3)
    assert abs(near.mean()) < 0.2


def test_a_forecast_is_the_same_whenever_it_is_asked_for():
    first, again = (weather_forecast(DAYS[9], issued_on=DAYS[7], seed=1) for _ in range(2))

    assert first == again
    assert first != weather_forecast(DAYS[9], issued_on=DAYS[8], seed=1)
