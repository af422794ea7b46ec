"""A forecast as quantiles: the grid, and any quantile between."""

from collections.abc import Mapping, Sequence

import numpy as np

from jieyue.canteen.demand.panel import Matrix

GRID = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
MEDIAN = GRID.index(0.5)
LOW, HIGH = GRID.index(0.1), GRID.index(0.9)  # the 80 % interval


def quantile_at(grid: Mapping[float, float], probability: float) -> float:
    """The quantile for any probability, by straight lines; the ends hold beyond the grid."""
    known = sorted(grid)
    return float(np.interp(probability, known, [grid[p] for p in known]))


def quantiles_at(values: Matrix, probability: float, grid: Sequence[float] = GRID) -> Matrix:
    """The same for many: `values` has the grid as its last axis."""
    place = int(np.clip(np.searchsorted(grid, probability) - 1, 0, len(grid) - 2))
    share = (probability - grid[place]) / (grid[place + 1] - grid[place])
    share = min(max(share, 0.0), 1.0)
    mixed: Matrix = (1 - share) * values[..., place] + share * values[..., place + 1]
    return mixed


def as_people(values: Matrix) -> Matrix:
    """Never below nobody, never falling along the grid."""
    people: Matrix = np.maximum.accumulate(np.maximum(values, 0.0), axis=-1)
    return people
