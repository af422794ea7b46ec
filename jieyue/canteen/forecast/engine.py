"""The demand engine as the product asks it: one meal of one canteen is one series.

Imports lightgbm, so only the worker and its jobs import this module, inside their functions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np

from jieyue.canteen.demand.baseline import NoHistory
from jieyue.canteen.demand.features import learn as walk_through
from jieyue.canteen.demand.model import DemandModel, Prediction, fit
from jieyue.canteen.demand.panel import Matrix
from jieyue.canteen.forecast.history import History, Series


@dataclass(frozen=True)
class Wanted:
    """One meal to be forecast, and from how many days ahead."""

    series: Series
    day: date
    horizon: int


@dataclass(frozen=True)
class Said:
    """What the engine says of one meal. `reasons` are codes with their effect in percent."""

    series: Series
    day: date
    horizon: int
    version: str
    quantiles: dict[str, float]
    sureness: str
    doubts: list[str]
    reasons: list[dict[str, Any]]

    @property
    def expected(self) -> float:
        return self.quantiles["0.5"]

    @property
    def low(self) -> float:
        return self.quantiles["0.1"]

    @property
    def high(self) -> float:
        return self.quantiles["0.9"]


def learn(known: History) -> DemandModel | None:
    """A model of the whole record; None where not one meal is recorded."""
    if not len(known.panel.days):
        return None
    try:
        return fit(known.panel, known.calendar)
    except NoHistory:
        return None


def say(known: History, wanted: Sequence[Wanted], model: DemandModel) -> list[Said]:
    """Forecast what is wanted; a series without any history is left out."""
    series = set(known.panel.series)
    asked = [w for w in wanted if known.names.get(w.series) in series]
    said: list[Said] = []
    if not asked:
        return []
    ahead = sorted({w.day for w in asked})
    wide = known.panel.with_days(ahead, ahead=_known_of(known, ahead))
    learnt = walk_through(wide, known.calendar)
    by_horizon = sorted(asked, key=lambda w: (w.horizon, w.day, w.series))
    for horizon, group in groupby(by_horizon, key=lambda w: w.horizon):
        meals = list(group)
        days = sorted({w.day for w in meals})
        prediction = model.predict_from(learnt, known.calendar, days, horizon=horizon)
        for meal in meals:
            try:
                said.append(_said(meal, known.names[meal.series], prediction))
            except NoHistory:
                continue
    return said


def _said(wanted: Wanted, name: str, prediction: Prediction) -> Said:
    """Raises NoHistory."""
    grid = prediction.grid(name, wanted.day)
    sureness = prediction.sureness[name, wanted.day]
    return Said(
        wanted.series,
        wanted.day,
        wanted.horizon,
        prediction.version,
        {str(p): round(people, 2) for p, people in grid.items()},
        str(sureness.level),
        [str(doubt) for doubt in sureness.doubts],
        [
            {"code": str(reason.cause), "effect_pct": reason.pct}
            for reason in prediction.why.get((name, wanted.day), [])
        ],
    )


def _known_of(known: History, days: Sequence[date]) -> dict[str, Matrix]:
    """What is known ahead of these days, as matrices of days by series."""
    matrices = {}
    for kind, values in known.ahead.items():
        matrix = np.full((len(days), len(known.panel.series)), np.nan)
        for n, day in enumerate(days):
            for place, name in enumerate(known.panel.series):
                matrix[n, place] = values.get((name, day), np.nan)
        matrices[kind] = matrix
    return matrices
