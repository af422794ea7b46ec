"""The rows that trees learn from, and which of them were known on a given day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.features import Features, Learnt, features
from jieyue.canteen.demand.panel import Matrix
from jieyue.canteen.demand.trees import Shares, Trees, grow

FIRST_DAYS = 25  # recorded days before levels mean anything
FEWEST_ROWS = 150  # below this trees would only repeat the noise
MOST_ROWS = 90_000


class TooFewRows(Exception):
    """Not enough past days to grow trees on."""

    def __init__(self, *, rows: int, needed: int) -> None:
        super().__init__(rows, needed)
        self.rows, self.needed = rows, needed


@dataclass(frozen=True)
class Rows:
    """One row a series and day, as seen some days before. `share` is of the expectation."""

    names: tuple[str, ...]
    values: NDArray[np.float32]
    expected: Matrix
    share: Matrix
    day: NDArray[np.datetime64]
    series: NDArray[np.int64]

    def where(self, keep: NDArray[np.bool_]) -> "Rows":
        """Some of the rows."""
        return Rows(
            self.names,
            self.values[keep],
            self.expected[keep],
            self.share[keep],
            self.day[keep],
            self.series[keep],
        )


def training_rows(
    learnt: Learnt, *, horizons: Sequence[int], without: Collection[str] = ()
) -> Rows:
    """Rows of every horizon. A large record gives each of its rows to one horizon in turn."""
    every = [_rows(learnt, features(learnt, horizon=days, without=without)) for days in horizons]
    if sum(len(rows.share) for rows in every) > MOST_ROWS and len(every) > 1:
        every = [_every_nth(rows, turn, len(every)) for turn, rows in enumerate(every)]
    return Rows(
        every[0].names,
        np.concatenate([rows.values for rows in every]),
        np.concatenate([rows.expected for rows in every]),
        np.concatenate([rows.share for rows in every]),
        np.concatenate([rows.day for rows in every]),
        np.concatenate([rows.series for rows in every]),
    )


def grow_until(rows: Rows, last: np.datetime64, *, threads: int = 2) -> Trees:
    """Trees grown on the days up to `last`, that day included. Raises TooFewRows."""
    known = rows.where(rows.day <= last)
    if len(known.share) < FEWEST_ROWS:
        raise TooFewRows(rows=len(known.share), needed=FEWEST_ROWS)
    age = (last - known.day).astype("timedelta64[D]").astype(float)
    return grow(
        known.values,
        known.share,
        names=known.names,
        expected=known.expected,
        age_days=age,
        threads=threads,
    )


def shares_of(trees: Trees, block: Features, lines: NDArray[np.int64]) -> Shares:
    """Forecast shares of some days, days by series; NaN where nothing is expected."""
    shape = (len(lines), block.expected.shape[1])
    median, below, above = (np.full(shape, np.nan) for _ in range(3))
    known = np.isfinite(block.expected[lines])
    if known.any():
        found = trees.shares(block.values[lines][known])
        median[known], below[known], above[known] = found.median, found.below, found.above
    return Shares(median, below, above)


def _rows(learnt: Learnt, block: Features) -> Rows:
    """A day on which all collapsed is learnt from only when a strike explains it."""
    served, levels = learnt.served, learnt.levels
    explained = ~levels.collapsed | (learnt.calendar["strike"] > 0)
    late = np.arange(len(served)) >= FIRST_DAYS
    usable = np.isfinite(served) & (block.expected > 0) & (explained & late)[:, None]
    line, series = np.nonzero(usable)
    return Rows(
        block.names,
        block.values[usable],
        block.expected[usable],
        served[usable] / block.expected[usable],
        learnt.panel.days[line],
        series,
    )


def _every_nth(rows: Rows, turn: int, length: int) -> Rows:
    return rows.where(np.arange(len(rows.share)) % length == turn)
