"""The hours of one meter as the rules see them, and the days they make. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
HOUR_S = 3600
DAY_S = 24 * HOUR_S
SAME_SHARE = 0.1  # of the least use: values nearer to each other are one
LEAST_HOURS = 18  # a day with fewer known hours says nothing


@dataclass(frozen=True)
class Hours:
    """use: by hour in the medium's unit, NaN where unknown. start_s: seconds since 1970 of the
    first hour on the clock of the place (its UTC offset added), so that days and weekdays are
    local. Every hour is there; a clock that was set is not seen, which moves two days by an hour.
    """

    start_s: int
    use: Floats

    def day_number(self) -> Ints:
        """Local days since 1970 of each hour."""
        return (self.start_s + HOUR_S * np.arange(len(self.use))) // DAY_S

    def hour_of_day(self) -> Ints:
        return (self.start_s + HOUR_S * np.arange(len(self.use))) // HOUR_S % 24


@dataclass(frozen=True)
class Days:
    """number: local days since 1970, every one in between. mean: use of a mean hour, NaN where
    fewer than LEAST_HOURS are known. temperature_c: the day's mean, NaN where unknown."""

    number: Ints
    mean: Floats
    temperature_c: Floats

    def weekday(self) -> Ints:
        """0 Monday … 6 Sunday."""
        return weekday_of(self.number)


def smallest_step(use: Floats) -> float:
    """The smallest step between the uses a meter often shows; 0 when it counts finely.

    What is spread over a gap or borders of hours lies close to another value and does not count.
    """
    known = use[np.isfinite(use)]
    values, counts = np.unique(np.round(known, 6), return_counts=True)
    shown = values[counts > len(known) / 100]
    if not (shown > 0).any():
        return 0.0
    steps = np.diff(shown)
    steps = steps[steps > SAME_SHARE * shown[shown > 0].min()]
    return float(steps.min(initial=np.inf)) if len(steps) else 0.0


def weekday_of(day_number: Ints) -> Ints:
    return (day_number + 3) % 7  # 1970-01-01 was a Thursday


def days_of(hours: Hours, temperature_c: Floats | None = None) -> Days:
    """Days of the known hours; `temperature_c` by hour beside `hours.use`."""
    day = hours.day_number()
    if not len(day):
        empty = np.array([])
        return Days(day, empty, empty)
    number = np.arange(day[0], day[-1] + 1)
    mean = _mean_by(day - day[0], hours.use, len(number), least=LEAST_HOURS)
    if temperature_c is None:
        return Days(number, mean, np.full(len(number), np.nan))
    return Days(number, mean, _mean_by(day - day[0], temperature_c, len(number), least=12))


def _mean_by(place: Ints, values: Floats, length: int, *, least: int) -> Floats:
    known = np.isfinite(values)
    counts = np.bincount(place[known], minlength=length)
    sums = np.bincount(place[known], weights=values[known], minlength=length)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Floats = np.where(counts >= least, sums / counts, np.nan)
    return means
