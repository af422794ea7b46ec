"""What each kind of consumer takes, quarter of an hour by quarter of an hour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simulator.days import WORKED, Calendar, DayKind
from simulator.randomness import Floats, stream
from simulator.weather import weather

QUARTERS = 96  # a day
SAVED_A_YEAR = 0.035  # what thrift brings, year on year


@dataclass(frozen=True)
class Setting:
    """The time and the sky of each quarter-hour: arrays of one length.

    hour: its middle, local, 0 to 24. working: 1 on a workday. since_days: from the first day.
    """

    first_day: date
    hour: Floats
    working: Floats
    temperature_c: Floats
    rain_mm: Floats
    month: Floats
    since_days: Floats


def setting(first_day: date, days: int, *, calendar: Calendar, seed: int) -> Setting:
    """The setting of [first_day, first_day + days)."""
    dates = [first_day + timedelta(days=n) for n in range(days)]
    skies = [weather(day, seed=seed) for day in dates]
    hour = np.tile((np.arange(QUARTERS) + 0.5) / 4, days)
    low, high = _daily([s.low_c for s in skies]), _daily([s.high_c for s in skies])
    swing = (1 + np.cos((hour - 15) / 24 * 2 * np.pi)) / 2  # warmest at three in the afternoon
    return Setting(
        first_day,
        hour,
        _daily([float(calendar.get(day, _by_weekday(day)) in WORKED) for day in dates]),
        low + (high - low) * swing,
        _daily([s.rain_mm for s in skies]),
        _daily([float(day.month) for day in dates]),
        _daily([float(n) for n in range(days)]),
    )


def load_of(load: str, size: float, at: Setting, *, seed: int, key: int) -> Floats:
    """Rate per hour (kW, m3/h) of a consumer; `key` numbers it, so that two alike differ."""
    kind, _, habit = load.partition(":")
    rate = size * _KINDS[kind](at, habit)
    years = (at.first_day.toordinal() + at.since_days) / 365.25 - 2020
    return np.asarray(np.maximum(rate * (1 - SAVED_A_YEAR) ** years * _noise(at, seed, key), 0.0))


def presence(at: Setting, habit: str) -> Floats:
    """Share of a unit's people inside, by its archetype."""
    opens, shuts, share, always = _HOURS.get(habit, _HOURS["office"])
    inside = _step(at.hour, opens) * (1 - _step(at.hour, shuts))
    lunch = 1 - 0.25 * np.exp(-(((at.hour - 12.8) / 0.7) ** 2))
    return np.asarray(always + (share - always) * at.working * inside * lunch)


_HOURS: Mapping[str, tuple[float, float, float, float]] = {
    "counter": (8.6, 17.4, 0.92, 0.004),
    "field": (8.4, 17.8, 0.62, 0.004),
    "kitchen": (6.2, 19.0, 0.85, 0.02),
    "office": (8.4, 18.0, 0.86, 0.004),
    "overtime": (8.3, 19.6, 0.88, 0.01),
    "property": (7.0, 20.0, 0.60, 0.12),
    "school": (8.5, 17.5, 0.70, 0.004),
    "shift": (8.2, 18.2, 0.80, 0.22),
}


def _office(at: Setting, habit: str) -> Floats:
    """Lights and sockets, kW a person: a base of standby, and people."""
    dark = 1 + 0.35 * np.cos((at.month - 0.5) / 12 * 2 * np.pi)
    return np.asarray(0.017 + 0.24 * presence(at, habit) * dark)


def _season(at: Setting) -> Floats:
    cold = np.maximum(13.0 - at.temperature_c, 0) / 10
    return np.asarray(np.maximum(at.temperature_c - 24.0, 0) / 9 + cold)


def _cooling(at: Setting, _habit: str) -> Floats:
    return np.asarray(0.012 + _season(at) * presence(at, "office") * 0.8)


def _fans(at: Setting, _habit: str) -> Floats:
    running = np.minimum(_season(at) * 3, 1.0) * presence(at, "office")
    return np.asarray(0.02 + 0.8 * running)


def _power(at: Setting, _habit: str) -> Floats:
    return np.asarray(0.12 + 0.88 * presence(at, "office"))


def _public(at: Setting, _habit: str) -> Floats:
    return np.asarray(0.22 + 0.78 * (0.15 + 0.85 * at.working) * _between(at.hour, 7.0, 21.0))


def _boiling(at: Setting, _habit: str) -> Floats:
    return np.asarray(0.04 + at.working * _between(at.hour, 7.5, 17.5))


def _kitchen(at: Setting, _habit: str) -> Floats:
    peaks = np.exp(-(((at.hour - 6.8) / 0.9) ** 2)) * 0.5 + np.exp(-(((at.hour - 10.8) / 1.2) ** 2))
    evening = 0.45 * np.exp(-(((at.hour - 17.3) / 0.9) ** 2))
    return np.asarray(0.03 + (0.12 + 0.88 * at.working) * (peaks + evening))


def _kitchen_water(at: Setting, habit: str) -> Floats:
    return np.asarray(np.where(_kitchen(at, habit) > 0.1, _kitchen(at, habit), 0.0))


def _constant(at: Setting, _habit: str) -> Floats:
    return np.asarray(1.0 + 0.006 * np.maximum(at.temperature_c - 15, 0))


def _charging(at: Setting, _habit: str) -> Floats:
    return np.asarray(0.01 + at.working * _between(at.hour, 8.5, 16.0) * 0.6)


def _street(at: Setting, _habit: str) -> Floats:
    dusk = 18.6 + 0.9 * np.cos((at.month - 6.5) / 12 * 2 * np.pi)
    return np.asarray(((at.hour > dusk) | (at.hour < 25.0 - dusk)).astype(float))


def _toilets(at: Setting, _habit: str) -> Floats:
    """m3 an hour a person: some 50 litres a day, and nothing at night."""
    used = presence(at, "office")
    return np.asarray(np.where(used > 0.05, 0.0068 * used, 0.0))


def _tower(at: Setting, habit: str) -> Floats:
    return np.asarray(np.where(at.temperature_c > 24, _cooling(at, habit), 0.0))


def _garden(at: Setting, _habit: str) -> Floats:
    return np.asarray((at.rain_mm < 0.5) * _between(at.hour, 6.0, 8.0))


def _boiler(at: Setting, _habit: str) -> Floats:
    cold = np.maximum(15.0 - at.temperature_c, 0) / 12
    return np.asarray(0.05 * at.working + cold * at.working * _between(at.hour, 6.5, 17.5))


_KINDS: Mapping[str, Callable[[Setting, str], Floats]] = {
    "boiler": _boiler,
    "boiling": _boiling,
    "charging": _charging,
    "constant": _constant,
    "cooling": _cooling,
    "fans": _fans,
    "garden": _garden,
    "kitchen": _kitchen,
    "kitchen_water": _kitchen_water,
    "office": _office,
    "power": _power,
    "public": _public,
    "street": _street,
    "toilets": _toilets,
    "tower": _tower,
}


def _noise(at: Setting, seed: int, key: int) -> Floats:
    """A factor around one, the same for a day however many days are asked for."""
    days = len(at.hour) // QUARTERS
    first = at.first_day.toordinal()
    drawn = [
        _month_noise(seed, key, block) for block in range(first // 32, (first + days) // 32 + 1)
    ]
    start = (first % 32) * QUARTERS
    return np.asarray(np.concatenate(drawn)[start : start + days * QUARTERS])


def _month_noise(seed: int, key: int, block: int) -> Floats:
    rng = stream(seed, "load", key, block)
    by_day = np.repeat(rng.lognormal(0, 0.05, 32), QUARTERS)
    return np.asarray(by_day * rng.lognormal(0, 0.09, 32 * QUARTERS))


def _daily(values: list[float]) -> Floats:
    return np.repeat(np.array(values, dtype=np.float64), QUARTERS)


def _step(hour: Floats, at_hour: float) -> Floats:
    """From 0 to 1 within about an hour around `at_hour`."""
    return np.asarray(1 / (1 + np.exp(-(hour - at_hour) * 5)))


def _between(hour: Floats, first: float, last: float) -> Floats:
    return np.asarray(((hour >= first) & (hour < last)).astype(np.float64))


def _by_weekday(day: date) -> DayKind:
    return DayKind.WORKDAY if day.isoweekday() < 6 else DayKind.WEEKEND
