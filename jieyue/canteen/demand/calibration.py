"""From widths to quantiles that hold: measured on days which the trees had not seen.

A residual is counted in widths: 1 is as far above the median as the trees put the 0.9 quantile,
-1 as far below as the 0.1 quantile. Its quantiles on unseen days are the table. A kind of canteen
with enough days has a table of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jieyue.canteen.demand.panel import Matrix
from jieyue.canteen.demand.quantiles import GRID, as_people
from jieyue.canteen.demand.trees import Shares

NORMAL = (-2.2, -1.7, -1.3, -1.0, -0.5, 0.0, 0.5, 1.0, 1.3, 1.6, 2.0)  # where nothing is known
ROWS_FOR_OWN_TABLE = 400
ROWS_FOR_TABLE = 40
EVERY_KIND = ""


@dataclass(frozen=True)
class Calibration:
    """Tables by kind, each as long as the grid; `EVERY_KIND` is always there."""

    tables: dict[str, tuple[float, ...]]
    rows: int

    def quantiles(self, shares: Shares, expected: Matrix, kinds: Sequence[str]) -> Matrix:
        """People, with the grid as the last axis. `kinds` is one a row."""
        default = self.tables[EVERY_KIND]
        table = np.array([self.tables.get(kind, default) for kind in kinds]).reshape(-1, len(GRID))
        width = np.where(table < 0, shares.below[:, None], shares.above[:, None])
        return as_people((shares.median[:, None] + table * width) * expected[:, None])


UNCALIBRATED = Calibration({EVERY_KIND: NORMAL}, 0)


def calibrate(shares: Shares, actual: Matrix, kinds: Sequence[str]) -> Calibration:
    """Tables from unseen rows: what was forecast, and the share that came."""
    if len(actual) < ROWS_FOR_TABLE:
        return UNCALIBRATED
    away = actual - shares.median
    residuals = away / np.where(away < 0, shares.below, shares.above)
    labels = np.array(kinds)
    tables = {EVERY_KIND: _table(residuals)}
    for kind in sorted(set(kinds) - {EVERY_KIND}):
        own = residuals[labels == kind]
        if len(own) >= ROWS_FOR_OWN_TABLE:
            tables[kind] = _table(own)
    return Calibration(tables, len(actual))


def _table(residuals: Matrix) -> tuple[float, ...]:
    return tuple(float(value) for value in np.quantile(residuals, GRID))
