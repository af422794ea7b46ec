"""Single hours far above what this hour of such a day used lately. Pure."""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules.gaps import runs
from jieyue.energy.watch.rules.hourly import Floats, Hours, Ints

WORKDAYS_BACK = 20
DAYS_OFF_BACK = 8
CLIPPED_FROM = 9.0  # times the mean, where the same highest value comes again and again


@dataclass(frozen=True)
class SpikeRules:
    """deviations and times: how far above the expected use; above_recent: and above the highest
    hour (99.5 %) of the weeks before; longest_h: more is no spike but a load."""

    deviations: float = 8.0
    times: float = 2.0
    above_recent: float = 1.5
    longest_h: int = 6


@dataclass(frozen=True)
class Spike:
    """hour: place in the series of the highest of `hours` in a row."""

    hour: int
    hours: int
    value: float
    expected: float
    is_clipped: bool


def find(hours: Hours, kind_of_hour: Ints, rules: SpikeRules | None = None) -> list[Spike]:
    """In order of time. kind_of_hour: 0 workday, else a day off, of each hour's day."""
    rules = rules or SpikeRules()
    middle, spread = expected(hours, kind_of_hour)
    recent = _recent_high(hours)
    with np.errstate(invalid="ignore"):
        high = (
            (hours.use > middle + rules.deviations * spread)
            & (hours.use > rules.times * middle)
            & (hours.use > rules.above_recent * recent)
        )
    clip = _clipped_at(hours.use)
    found = []
    for first, last in runs(high | (hours.use >= clip)):
        if last - first > rules.longest_h and hours.use[first:last].max() < clip:
            continue
        top = first + int(np.argmax(hours.use[first:last]))
        value = float(hours.use[top])
        usual = 0.0 if np.isnan(middle[top]) else float(middle[top])
        found.append(Spike(top, last - first, value, usual, value >= clip))
    return found


def expected(hours: Hours, kind_of_hour: Ints) -> tuple[Floats, Floats]:
    """Median and spread of the same hour on the like days before; NaN until four are known."""
    middle = np.full(len(hours.use), np.nan)
    spread = np.full(len(hours.use), np.nan)
    of_day = hours.hour_of_day()
    for is_off, back in ((False, WORKDAYS_BACK), (True, DAYS_OFF_BACK)):
        for hour in range(24):
            places = np.flatnonzero((of_day == hour) & ((kind_of_hour > 0) == is_off))
            if len(places) <= 4:
                continue
            before = np.concatenate((np.full(back, np.nan), hours.use[places]))
            windows = np.lib.stride_tricks.sliding_window_view(before, back)[:-1]
            enough = np.isfinite(windows).sum(axis=1) >= 4
            medians = np.nanmedian(windows[enough], axis=1)
            off = np.abs(windows[enough] - medians[:, None])
            middle[places[enough]] = medians
            spread[places[enough]] = 1.4826 * np.nanmedian(off, axis=1) + 0.05 * medians
    return middle, spread


def _recent_high(hours: Hours) -> Floats:
    """The 99.5th percentile of the 28 days before each hour's day; NaN in the first week."""
    day = hours.day_number()
    places = day - day[0]
    highs = np.full(int(places[-1]) + 1, np.nan)
    firsts = np.searchsorted(places, np.arange(len(highs)))
    for number in range(7, len(highs)):
        window = hours.use[firsts[max(0, number - 28)] : firsts[number]]
        window = window[np.isfinite(window)]
        if len(window) >= 96:
            highs[number] = np.percentile(window, 99.5)
    out: Floats = highs[places]
    return out


def _clipped_at(use: Floats) -> float:
    """The ceiling of values cut off by whoever published them; infinite when there is none."""
    known = use[np.isfinite(use)]
    if not len(known):
        return float("inf")
    highest = float(known.max())
    repeated = int((known == highest).sum()) >= 3
    return highest if repeated and highest > CLIPPED_FROM * float(known.mean()) else float("inf")
