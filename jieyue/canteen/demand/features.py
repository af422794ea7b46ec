"""What is known of a day to come: its calendar, and the record up to `horizon` days before it.

The target of the model is the share of an expectation: the recent level times the day type's
factor. All features of the record are shares of the level too, so a canteen of 40 and one of 4,000
teach each other.
"""

import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.day_features import day_features, day_types
from jieyue.canteen.demand.days import Calendar
from jieyue.canteen.demand.levels import HALF_LIVES, MIDDLE, SLOW, Levels, learn_levels
from jieyue.canteen.demand.panel import AHEAD, Matrix, Panel
from jieyue.canteen.demand.typing_errors import usable

LAGS, SAME_TYPE_LAGS = 4, 4
A_YEAR = np.timedelta64(364, "D")  # the same weekday a year ago
AROUND = np.timedelta64(5, "D")
PEOPLE_AHEAD = ("guests", "meeting_attendees", "planned", "sign_offs", "sign_ups")
WEATHER_AHEAD = ("rain_mm", "temperature_c")
MOST_DAYS_KNOWN = 150
WEATHER_DAYS = 7  # no weather is known further ahead than a week


@dataclass(frozen=True)
class Learnt:
    """A panel with all that its days taught, made once and asked for any horizon."""

    panel: Panel
    types: NDArray[np.int64]
    served: Matrix
    calendar: dict[str, Matrix]
    levels: Levels
    last_year: Matrix
    last_year_together: Matrix


@dataclass(frozen=True)
class Features:
    """`values` is days by series by names; `expected` is the expectation they are shares of.

    `origin` is the last recorded day known for each day, -1 where there is none.
    """

    names: tuple[str, ...]
    values: NDArray[np.float32]
    expected: Matrix
    origin: NDArray[np.int64]


def learn(panel: Panel, calendar: Calendar) -> Learnt:
    """Walk through the record once."""
    served = usable(panel)
    facts = day_features(panel.days, calendar)
    types = day_types(panel.days, calendar)
    strike = facts["strike"] > 0
    levels = learn_levels(served, types=types, strike=strike, zero=panel.served == 0)
    shares = np.clip(served / levels.level[:, SLOW], 0.3, 2.0)
    of_series, of_all = _last_year(panel.days, shares)
    return Learnt(panel, types, served, facts, levels, of_series, of_all)


def features(learnt: Learnt, *, horizon: int, without: Collection[str] = ()) -> Features:
    """Features of every day of the panel, each seen `horizon` days before.

    `without` names what is known ahead but shall not be used (of AHEAD).
    """
    days = learnt.panel.days
    origin = np.searchsorted(days, days - np.timedelta64(horizon, "D"), side="right") - 1
    known = np.maximum(origin, 0)
    level = learnt.levels.level[known, MIDDLE].astype(float)
    factor = learnt.levels.factor[known, :, learnt.types].astype(float)
    expected = np.where((origin >= 0)[:, None], level * factor, np.nan)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # means of series without any value yet
        columns = {"horizon": np.full(len(days), float(horizon))}
        columns |= learnt.calendar
        columns |= _of_record(learnt, known, level, factor, expected)
        columns |= _of_everyone(learnt, known)
        columns |= _of_ahead(learnt, expected, horizon, without)
    values = np.empty((*expected.shape, len(columns)), dtype=np.float32)
    for place, column in enumerate(columns.values()):
        values[:, :, place] = column[:, None] if column.ndim == 1 else column
    return Features(tuple(columns), values, expected, origin)


def _of_record(
    learnt: Learnt, known: NDArray[np.int64], level: Matrix, factor: Matrix, expected: Matrix
) -> dict[str, Matrix]:
    levels = learnt.levels
    columns = {"size": np.log(expected), "day_type_factor": np.log(factor)}
    for speed, half_life in enumerate(HALF_LIVES):
        if speed != MIDDLE:
            columns[f"level_{half_life}"] = np.log(levels.level[known, speed] / level)
    columns["level_own"] = np.log(levels.own[known] / level)
    columns["level_median"] = np.log(levels.median[known] / level)
    for lag in range(LAGS):
        columns[f"last_{lag + 1}"] = np.log(levels.recent[known, lag] / level)
    same = levels.same_type[known, :, learnt.types]
    for lag in range(SAME_TYPE_LAGS):
        columns[f"same_type_{lag + 1}"] = np.log(same[:, lag] / expected)
    columns["same_type_mean"] = np.log(np.nanmean(same[:, :SAME_TYPE_LAGS], axis=1) / expected)
    columns["same_type_median"] = np.log(np.nanmedian(same, axis=1) / expected)
    columns["spread"] = levels.spread[known]
    columns["low_share"] = levels.low_share[known]
    columns["days_known"] = np.minimum(levels.days_known[known], MOST_DAYS_KNOWN)
    columns["last_year"] = learnt.last_year
    striking = (learnt.calendar["strike"] > 0)[:, None]
    columns["strike_share"] = np.where(striking, levels.on_strike[known], np.nan)
    columns["kind"] = _codes(learnt.panel.kinds, expected.shape)
    columns["sector"] = _codes(learnt.panel.sectors, expected.shape)
    return columns


def _of_everyone(learnt: Learnt, known: NDArray[np.int64]) -> dict[str, Matrix]:
    levels, days = learnt.levels, learnt.panel.days
    together = np.where(levels.collapsed, np.nan, levels.together)
    striking = learnt.calendar["strike"] > 0
    return {
        "together_last": _filled(together)[known],
        "together_5": _trailing_mean(together, 5)[known],
        "together_last_year": learnt.last_year_together,
        "strike_share_all": np.where(striking, levels.all_on_strike[known], np.nan),
        "days_since_known": (days - days[known]).astype(float),
    }


def _of_ahead(
    learnt: Learnt, expected: Matrix, horizon: int, without: Collection[str]
) -> dict[str, Matrix]:
    """What sites know ahead: people as a share of the expectation, weather as it is.

    Weather seen from further away than it is forecast is unknown, also in the rows learnt from:
    there the observation stands, which nobody had.
    """
    columns: dict[str, Matrix] = {}
    for name in AHEAD:
        values = learnt.panel.ahead.get(name)
        if values is None or name in without:
            continue
        if name in PEOPLE_AHEAD:
            columns[name] = values / expected
            both = np.isfinite(values) & np.isfinite(expected)
            asked = np.where(both, values, 0).sum(axis=1)
            columns[f"{name}_all"] = asked / np.where(both, expected, 0).sum(axis=1)
        elif name in WEATHER_AHEAD and horizon > WEATHER_DAYS:
            columns[name] = np.full(values.shape, np.nan)
        else:
            columns[name] = values
    if "planned" in columns:
        planned = learnt.panel.planned
        columns["planned"] = np.where(planned > 0, planned / expected, np.nan)
    return columns


def _last_year(days: NDArray, shares: Matrix) -> tuple[Matrix, Matrix]:
    """Each series' mean share around this date a year ago, and everyone's on that very date."""
    around = np.full(shares.shape, np.nan)
    everyone = np.full(len(days), np.nan)
    begins = np.searchsorted(days, days - A_YEAR - AROUND)
    ends = np.searchsorted(days, days - A_YEAR + AROUND, side="right")
    exact = np.searchsorted(days, days - A_YEAR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means = np.nanmean(shares, axis=1)
        for place, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            if end > begin:
                around[place] = np.nanmean(shares[begin:end], axis=0)
            if days[exact[place]] == days[place] - A_YEAR:
                everyone[place] = means[exact[place]]
    return around, everyone


def _codes(labels: Sequence[str], shape: tuple[int, ...]) -> Matrix:
    """Labels as numbers in their order; unknown as NaN. The same labels give the same numbers."""
    order = sorted(set(labels) - {""})
    codes = np.array([float(order.index(label)) if label else np.nan for label in labels])
    return np.broadcast_to(codes if len(codes) else np.full(shape[1], np.nan), shape)


def _filled(values: Matrix) -> Matrix:
    places = np.where(np.isfinite(values), np.arange(len(values)), 0)
    return values[np.maximum.accumulate(places)]


def _trailing_mean(values: Matrix, days: int) -> Matrix:
    return np.array([np.nanmean(values[max(0, t - days + 1) : t + 1]) for t in range(len(values))])
