"""Where characters stand on a plate of one line: GA 36-2018, millimetres from the left edge.

An ordinary plate has seven characters, 45 wide and 12 apart, the dot's gap of 34 after the second;
a new energy plate has eight, 43 wide and 9 apart, the gap of 49, on 480 instead of 440.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

WIDTH = 440  # of the strip, whatever the plate's own width
ORDINARY = (38.0, 95.0, 174.0, 231.0, 288.0, 345.0, 402.0)
NEW_ENERGY = tuple(mm * WIDTH / 480 for mm in (38, 91, 183, 235, 287, 339, 391, 443))
GRIDS = {len(grid): grid for grid in (ORDINARY, NEW_ENERGY)}
LEAST_SCALE, MOST_SCALE = 0.6, 1.4


class Fit(NamedTuple):
    """A strip's own millimetres: place = start + scale * grid. misfit: what is left, root mean."""

    start: float
    scale: float
    misfit: float


UNFIT = Fit(0.0, 1.0, float(WIDTH))


def fit(places: Sequence[float]) -> Fit:
    """How characters at these shares of a strip's width stand on the grid; all but the first.

    The first may be the one that was not seen where it is.
    """
    grid = GRIDS.get(len(places))
    if grid is None:
        return UNFIT
    at, should = np.array(places) * WIDTH, np.array(grid)
    middle, off = at[1:].mean(), should[1:] - should[1:].mean()
    scale = (off @ (at[1:] - middle)) / (off @ off)
    start = middle - scale * should[1:].mean()
    if not LEAST_SCALE < scale < MOST_SCALE:
        return UNFIT
    off = (at - start) / scale - should
    off[0] /= 2
    return Fit(float(start), float(scale), float(np.sqrt(np.mean(off**2))))
