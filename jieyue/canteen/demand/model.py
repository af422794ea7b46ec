"""The forecast that serves the product: fitted on a record, asked for the days to come.

    model = fit(panel, calendar)                     # in a job; seconds
    model.save(path); model = DemandModel.load(path)
    prediction = model.predict(panel, calendar, days, horizon=1, ahead={...})
    prediction.grid("canteen · lunch", day)          # {0.01: 612.0, …, 0.99: 801.0}

`fit` answers for a young record too: then `is_grown` is False and the recent level speaks alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from jieyue.canteen.demand.baseline import NoHistory, cautious_shares
from jieyue.canteen.demand.calibration import UNCALIBRATED, Calibration, calibrate
from jieyue.canteen.demand.days import Calendar
from jieyue.canteen.demand.explain import Reason, reasons
from jieyue.canteen.demand.features import Features, Learnt, features, learn
from jieyue.canteen.demand.model_files import Metadata, load_parts, metadata_of, save_parts
from jieyue.canteen.demand.panel import Matrix, Panel
from jieyue.canteen.demand.quantiles import GRID, HIGH, LOW, MEDIAN
from jieyue.canteen.demand.sureness import Sureness, sureness_of
from jieyue.canteen.demand.training import FEWEST_ROWS, Rows, grow_until, shares_of, training_rows
from jieyue.canteen.demand.trees import Shares, Trees

HORIZONS = (1, 3, 7, 14)
LONGEST_HORIZON = 14
FEWEST_DAYS = 60  # recorded days of the record before trees are grown
UNSEEN_DAYS, UNSEEN_SHARE = 365, 1 / 3  # the last part of the record, held back to measure widths
FOLDS = 2


class HorizonTooLong(Exception):
    """Asked for more days ahead than a forecast means anything."""

    def __init__(self, *, asked: int, longest: int) -> None:
        super().__init__(asked, longest)
        self.asked, self.longest = asked, longest


@dataclass(frozen=True)
class Prediction:
    """Quantiles are days by series by GRID, in people; NaN where a series has no history."""

    days: tuple[date, ...]
    series: tuple[str, ...]
    quantiles: Matrix
    expected: Matrix
    sureness: dict[tuple[str, date], Sureness]
    why: dict[tuple[str, date], list[Reason]]
    version: str

    def grid(self, series: str, day: date) -> dict[float, float]:
        """One forecast. Raises NoHistory."""
        line, column = self.days.index(day), self.series.index(series)
        values = self.quantiles[line, column]
        if not np.isfinite(values).all():
            raise NoHistory(series=series)
        return dict(zip(GRID, values.tolist(), strict=True))


@dataclass(frozen=True)
class DemandModel:
    """Trees (None on a young record), the table that turns their widths into quantiles, origin."""

    trees: Trees | None
    calibration: Calibration
    metadata: Metadata

    @property
    def version(self) -> str:
        """A short hash of all that was learnt."""
        return self.metadata.version

    @property
    def is_grown(self) -> bool:
        """False on a young record."""
        return self.trees is not None

    def predict(
        self,
        panel: Panel,
        calendar: Calendar,
        days: Sequence[date],
        *,
        horizon: int,
        ahead: Mapping[str, Matrix] | None = None,
        explain: bool = True,
    ) -> Prediction:
        """Forecast `days` from what `panel` holds up to `horizon` days before each.

        ahead: what is known of those days, each a matrix of days by series (panel.AHEAD).
        Raises HorizonTooLong.
        """
        wide = panel.with_days(days, ahead=ahead)
        return self.predict_from(
            learn(wide, calendar), calendar, days, horizon=horizon, explain=explain
        )

    def predict_from(
        self,
        learnt: Learnt,
        calendar: Calendar,
        days: Sequence[date],
        *,
        horizon: int,
        explain: bool = True,
    ) -> Prediction:
        """The same of a record walked through already, which holds `days` as days ahead.

        Raises HorizonTooLong.
        """
        if not 1 <= horizon <= LONGEST_HORIZON:
            raise HorizonTooLong(asked=horizon, longest=LONGEST_HORIZON)
        wide = learnt.panel
        block = features(learnt, horizon=horizon, without=self.metadata.without)
        block = _in_order(block, self.trees.names if self.trees else block.names)
        lines = np.searchsorted(wide.days, np.array(list(days), dtype="datetime64[D]"))
        shares = self._shares(learnt, block, lines, horizon)
        flat = Shares(shares.median.ravel(), shares.below.ravel(), shares.above.ravel())
        expected = block.expected[lines]
        kinds = list(wide.kinds or ("",) * len(wide.series)) * len(lines)
        values = self.calibration.quantiles(flat, expected.ravel(), kinds)
        quantiles = values.reshape(*expected.shape, len(GRID))
        sure, why = {}, {}
        for place, day in enumerate(days):
            for column, series in enumerate(wide.series):
                if not np.isfinite(expected[place, column]):
                    continue
                grid = quantiles[place, column]
                sure[series, day] = sureness_of(
                    days_known=float(learnt.levels.days_known[block.origin[lines[place]], column]),
                    days_since=int(
                        (wide.days[lines[place]] - wide.days[block.origin[lines[place]]]).astype(
                            int
                        )
                    ),
                    width=float((grid[HIGH] - grid[LOW]) / max(grid[MEDIAN], 1.0)),
                    strike=calendar.facts(day).strike,
                    off=calendar.facts(day).is_off,
                )
        if explain and self.trees is not None:
            why = reasons(self.trees, block, lines, list(days), wide.series)
        return Prediction(
            tuple(days), wide.series, quantiles, expected, sure, why, self.metadata.version
        )

    def _shares(self, learnt: Learnt, block: Features, lines: np.ndarray, horizon: int) -> Shares:
        if self.trees is None:
            return cautious_shares(learnt, block, lines, horizon=horizon)
        return shares_of(self.trees, block, lines)

    def save(self, path: Path) -> None:
        """Write one file; a reader never sees half of it."""
        save_parts(path, self.trees, self.calibration, self.metadata)

    @classmethod
    def load(cls, path: Path) -> "DemandModel":
        """Raises UnreadableModel, OSError."""
        return cls(*load_parts(path))


def fit(
    panel: Panel,
    calendar: Calendar,
    *,
    until: date | None = None,
    horizons: Sequence[int] = HORIZONS,
    without: Collection[str] = ("planned",),
    threads: int = 2,
) -> DemandModel:
    """Learn from the record up to `until`. Raises NoHistory when not one count is in it."""
    known = panel if until is None else panel.until(until)
    if not (known.served > 0).any():
        raise NoHistory(series=", ".join(known.series))
    learnt = learn(known, calendar)
    rows = training_rows(learnt, horizons=horizons, without=without)
    trees, calibration = None, UNCALIBRATED
    if len(known.days) >= FEWEST_DAYS and len(rows.share) >= FEWEST_ROWS:
        calibration = _measured(rows, known, threads)
        trees = grow_until(rows, known.days[-1], threads=threads)
    metadata = metadata_of(
        trees,
        calibration,
        trained_until=known.days[-1].astype(date),
        rows=len(rows.share),
        series=known.series,
        horizons=tuple(horizons),
        without=tuple(sorted(without)),
    )
    return DemandModel(trees, calibration, metadata)


def _measured(rows: Rows, panel: Panel, threads: int) -> Calibration:
    """Grow on the older part, look how the last part came out, in two steps."""
    held = min(UNSEEN_DAYS, int((panel.days[-1] - panel.days[0]).astype(int) * UNSEEN_SHARE))
    begins = [
        panel.days[-1] - np.timedelta64(held * (FOLDS - turn) // FOLDS, "D")
        for turn in range(FOLDS)
    ]
    ends = [*begins[1:], panel.days[-1]]
    parts: list[Shares] = []
    actual: list[Matrix] = []
    kinds: list[str] = []
    labels = np.array(panel.kinds or ("",) * len(panel.series))
    for begin, end in zip(begins, ends, strict=True):
        unseen = rows.where((rows.day > begin) & (rows.day <= end))
        if not len(unseen.share) or (rows.day <= begin).sum() < FEWEST_ROWS:
            continue
        parts.append(grow_until(rows, begin, threads=threads).shares(unseen.values))
        actual.append(unseen.share)
        kinds.extend(labels[unseen.series])
    if not parts:
        return UNCALIBRATED
    pooled = Shares(
        np.concatenate([part.median for part in parts]),
        np.concatenate([part.below for part in parts]),
        np.concatenate([part.above for part in parts]),
    )
    return calibrate(pooled, np.concatenate(actual), kinds)


def _in_order(block: Features, names: tuple[str, ...]) -> Features:
    """The columns the trees were grown on; one that is not kept any more is unknown."""
    if block.names == names:
        return block
    values = np.full((*block.expected.shape, len(names)), np.nan, dtype=np.float32)
    for place, name in enumerate(names):
        if name in block.names:
            values[:, :, place] = block.values[:, :, block.names.index(name)]
    return Features(names, values, block.expected, block.origin)
