"""Days of weather like those of Ya'an, the rain city: mild, damp, and wettest in summer."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from simulator.randomness import Floats, stream

COLDEST_DAY = 18  # of the year
MEAN_C, SWING_C = 16.3, 9.8
WEIGHTS = np.array([1.0, 0.75, 0.55, 0.4, 0.3, 0.2])  # how long a spell of weather lasts, in days


@dataclass(frozen=True, slots=True)
class Weather:
    """One day: lowest and highest temperature, and the rain of the day."""

    day: date
    low_c: float
    high_c: float
    rain_mm: float


def weather(day: date, *, seed: int) -> Weather:
    """The weather of one day; the same whichever days are asked for."""
    warm, wet = _spell(seed, "warmth", day), _spell(seed, "wetness", day)
    season = -np.cos(2 * np.pi * (day.timetuple().tm_yday - COLDEST_DAY) / 365.25)
    rains = wet > -0.15 - 0.25 * season  # about six days in ten, more in summer
    rain_mm = (1.8 + 5.2 * (season + 1) / 2) * max(wet + 0.6, 0.05) ** 2 if rains else 0.0
    mean_c = MEAN_C + SWING_C * season + 2.2 * warm - (1.2 if rains else 0.0)
    half_range_c = 2.4 if rains else 4.2
    low_c = float(np.clip(mean_c - half_range_c, -2, 27))
    high_c = float(np.clip(mean_c + half_range_c, 3, 37))
    return Weather(day, round(low_c, 1), round(high_c, 1), round(float(rain_mm), 1))


def weather_forecast(day: date, *, issued_on: date, seed: int) -> Weather:
    """What was forecast of a day on an earlier evening; the worse, the further ahead.

    A day ahead temperatures are off by a degree and rain by a third; seven days ahead by two
    degrees and by two thirds, and one day in six a dry day is called wet or a wet one dry.
    """
    true, ahead = weather(day, seed=seed), (day - issued_on).days
    rng = stream(seed, "weather forecast", issued_on.toordinal(), day.toordinal())
    off_c = float(rng.normal(0, 0.8 + 0.2 * ahead))
    rain_mm = true.rain_mm * float(rng.lognormal(0, 0.25 + 0.06 * ahead))
    if rng.random() < 0.03 + 0.02 * ahead:
        rain_mm = 0.0 if true.rain_mm else 1.5
    low_c, high_c = true.low_c + off_c, true.high_c + off_c
    return Weather(day, round(low_c, 1), round(high_c, 1), round(rain_mm, 1))


def _spell(seed: int, subject: str, day: date) -> float:
    """A standard normal that remembers the days before it."""
    days = [day - timedelta(days=back) for back in range(len(WEIGHTS))]
    noise = [_noise(seed, subject, past.year)[past.timetuple().tm_yday - 1] for past in days]
    return float(WEIGHTS @ np.array(noise) / np.sqrt((WEIGHTS**2).sum()))


@lru_cache(maxsize=64)
def _noise(seed: int, subject: str, year: int) -> Floats:
    return stream(seed, subject, year).standard_normal(366)
