"""The demand engine as the product uses it: fit a site's record, keep the fit, and ask it.

Imports lightgbm, so only the worker and its jobs import this module, inside their functions.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.baseline import cautious_shares
from jieyue.canteen.demand.calibration import UNCALIBRATED, Calibration, calibrate
from jieyue.canteen.demand.features import Features, Learnt, features, learn
from jieyue.canteen.demand.measures import measure
from jieyue.canteen.demand.panel import Matrix, Panel
from jieyue.canteen.demand.quantiles import GRID, HIGH, LOW, MEDIAN
from jieyue.canteen.demand.training import TooFewRows, grow_until, shares_of, training_rows
from jieyue.canteen.demand.trees import Shares, Trees
from jieyue.canteen.forecast.causes import causes_of
from jieyue.canteen.forecast.history import History, Series

WITHOUT = ("planned",)  # what people planned is what the forecast replaces
HORIZONS = (1, 2, 3, 5, 7, 10, 14)
CALIBRATED = (1, 7, 14)  # days ahead for which the interval has a table of its own
HELD_BACK = np.timedelta64(120, "D")
BASELINE = "baseline-1"
FORMAT = 1


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
    expected: float
    low: float
    high: float
    days_known: int
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Fitted:
    """Trees grown on a record, with the tables that turn their widths into quantiles."""

    trees: Trees
    tables: Mapping[int, Calibration]
    trained_until: date
    rows: int
    metrics: dict[str, float]

    @property
    def version(self) -> str:
        """Digest of what decides a forecast; the same record gives the same version."""
        return hashlib.sha256(json.dumps(self._plain(), sort_keys=True).encode()).hexdigest()[:16]

    def save(self, path: Path) -> None:
        """One file of text; complete or not there at all."""
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(self._plain()), encoding="utf-8")
        unfinished.replace(path)

    def table(self, horizon: int) -> Calibration:
        """The table of the nearest calibrated horizon."""
        return self.tables[min(self.tables, key=lambda known: abs(known - horizon))]

    def _plain(self) -> dict[str, Any]:
        boosters = (self.trees.low, self.trees.median, self.trees.high)
        return {
            "format": FORMAT,
            "library": lightgbm.__version__,
            "trained_until": self.trained_until.isoformat(),
            "rows": self.rows,
            "metrics": self.metrics,
            "names": list(self.trees.names),
            "boosters": [booster.model_to_string() for booster in boosters],
            "tables": {
                str(horizon): {"rows": table.rows, "tables": table.tables}
                for horizon, table in self.tables.items()
            },
        }


def load(path: Path) -> Fitted:
    """Read what `save` wrote. Raises OSError, ValueError."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    low, median, high = (lightgbm.Booster(model_str=text) for text in plain["boosters"])
    tables = {
        int(horizon): Calibration(
            {kind: tuple(values) for kind, values in table["tables"].items()}, table["rows"]
        )
        for horizon, table in plain["tables"].items()
    }
    trained_until = date.fromisoformat(plain["trained_until"])
    trees = Trees(tuple(plain["names"]), low=low, median=median, high=high)
    return Fitted(trees, tables, trained_until, plain["rows"], plain["metrics"])


def fit(known: History) -> Fitted | None:
    """Grow trees on the whole record; None while it is too short for any."""
    panel = known.panel
    if not len(panel.days):
        return None
    learnt = learn(panel, known.calendar)
    rows = training_rows(learnt, horizons=HORIZONS, without=WITHOUT)
    last = panel.days[-1]
    try:
        trees = grow_until(rows, last)
    except TooFewRows:
        return None
    tables, metrics = _held_back(learnt, rows, last)
    until: date = last.astype(date)
    return Fitted(trees, tables, until, len(rows.share), metrics)


def _held_back(
    learnt: Learnt, rows: Any, last: np.datetime64
) -> tuple[dict[int, Calibration], dict[str, float]]:
    """Interval tables and measures from the last months, by trees that had not seen them."""
    days = learnt.panel.days
    try:
        earlier = grow_until(rows, last - HELD_BACK)
    except TooFewRows:
        return {1: UNCALIBRATED}, {}
    lines = np.flatnonzero(days > last - HELD_BACK)
    tables, metrics = {}, {}
    for horizon in CALIBRATED:
        block = features(learnt, horizon=horizon, without=WITHOUT)
        shares = shares_of(earlier, block, lines)
        expected, served = block.expected[lines], learnt.served[lines]
        cells = np.isfinite(shares.median) & np.isfinite(served)
        kinds = np.broadcast_to(np.array(_kinds(learnt.panel)), served.shape)[cells]
        found = Shares(shares.median[cells], shares.below[cells], shares.above[cells])
        tables[horizon] = calibrate(found, (served / expected)[cells], list(kinds))
        measures = measure(served, shares.median * expected, shares.median * expected)
        metrics[f"wape_pct_{horizon}"] = round(measures.wape_pct, 2)
    return tables, metrics


def say(known: History, wanted: Sequence[Wanted], fitted: Fitted | None) -> list[Said]:
    """Forecast what is wanted; a series without any history is left out."""
    series = {name: place for place, name in enumerate(known.panel.series)}
    asked = [w for w in wanted if known.names.get(w.series) in series]
    if not asked:
        return []
    missing = sorted({w.day for w in asked} - set(known.panel.days.tolist()))
    panel = (
        known.panel.with_days(missing, ahead=_known_of(known, missing)) if missing else known.panel
    )
    learnt = learn(panel, known.calendar)
    line = {day: place for place, day in enumerate(panel.days.tolist())}
    said: list[Said] = []
    by_horizon = sorted(asked, key=lambda w: (w.horizon, w.day, w.series))
    for horizon, group in groupby(by_horizon, key=lambda w: w.horizon):
        block = features(learnt, horizon=horizon, without=WITHOUT)
        cells = [(w, line[w.day], series[known.names[w.series]]) for w in group]
        said.extend(_say(learnt, block, cells, horizon=horizon, fitted=fitted))
    return said


Cell = tuple[Wanted, int, int]


def _say(
    learnt: Learnt,
    block: Features,
    cells: Sequence[Cell],
    *,
    horizon: int,
    fitted: Fitted | None,
) -> list[Said]:
    lines = np.array(sorted({line for _, line, _ in cells}))
    row = {line: place for place, line in enumerate(lines.tolist())}
    if fitted is None:
        shares, table = cautious_shares(learnt, block, lines, horizon=horizon), UNCALIBRATED
    else:
        block = _with_names(block, fitted.trees.names)
        shares, table = shares_of(fitted.trees, block, lines), fitted.table(horizon)
    said = []
    for wanted, line, column in cells:
        at = row[line]
        share = Shares(*(part[at, column : column + 1] for part in _parts(shares)))
        expected = block.expected[line, column : column + 1]
        if not np.isfinite(share.median[0]):
            continue
        people = table.quantiles(share, expected, [_kinds(learnt.panel)[column]])[0]
        known_days = learnt.levels.days_known[max(int(block.origin[line]), 0), column]
        contributions = _contributions(fitted, block, line, column)
        said.append(
            _as_said(wanted, people, int(known_days), contributions, fitted, block, line, column)
        )
    return said


def _as_said(
    wanted: Wanted,
    people: Matrix,
    days_known: int,
    contributions: dict[str, float],
    fitted: Fitted | None,
    block: Features,
    line: int,
    column: int,
) -> Said:
    values = dict(zip(block.names, block.values[line, column].tolist(), strict=True))
    return Said(
        wanted.series,
        wanted.day,
        wanted.horizon,
        fitted.version if fitted else BASELINE,
        {str(p): round(float(n), 2) for p, n in zip(GRID, people, strict=True)},
        float(people[MEDIAN]),
        float(people[LOW]),
        float(people[HIGH]),
        days_known,
        causes_of(values, contributions),
    )


def _contributions(
    fitted: Fitted | None, block: Features, line: int, column: int
) -> dict[str, float]:
    """What each feature adds to the median share; empty for the baseline."""
    if fitted is None:
        return {}
    found = fitted.trees.contributions(block.values[line, column][None, :])[0]
    return dict(zip(block.names, found[:-1].tolist(), strict=True))


def _with_names(block: Features, names: tuple[str, ...]) -> Features:
    """The features the trees know, in their order; one the panel lacks is unknown."""
    if block.names == names:
        return block
    place = {name: n for n, name in enumerate(block.names)}
    values: NDArray[np.float32] = np.full((*block.expected.shape, len(names)), np.nan, np.float32)
    for n, name in enumerate(names):
        if name in place:
            values[:, :, n] = block.values[:, :, place[name]]
    return replace(block, names=names, values=values)


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


def _kinds(panel: Panel) -> list[str]:
    return list(panel.kinds or ("",) * len(panel.series))


def _parts(shares: Shares) -> tuple[Matrix, Matrix, Matrix]:
    return shares.median, shares.below, shares.above


__all__ = ["BASELINE", "Fitted", "Said", "Wanted", "fit", "load", "say"]
