"""The forecast for a young record, and the simple forecasts that every back-test is held against.

With ten days nothing can be grown; the recent level and the day type still say something, and the
width says how little: it starts at what is usual between canteens and shrinks towards the
canteen's own as its days add up.
"""

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.features import Features, Learnt
from jieyue.canteen.demand.panel import Days, Matrix
from jieyue.canteen.demand.trees import Shares

USUAL_WIDTH = 0.20  # half of an 80 % interval of a canteen about which nothing is known
WIDTH_DAYS = 30.0  # recorded days at which its own spread counts as much
WIDTH_OF_SPREAD = 1.6  # half of an 80 % interval of a normal error, in mean absolute deviations
LEVEL_DAYS = 3.0  # how fast a level settles
WIDTH_PER_DAY_AHEAD = 0.02
WEEKDAYS = 7
LAST_SAME_WEEKDAYS = 4


class NoHistory(Exception):
    """Not one day is recorded of this series before the day asked for."""

    def __init__(self, *, series: str) -> None:
        super().__init__(series)
        self.series = series


def cautious_shares(
    learnt: Learnt, block: Features, lines: NDArray[np.int64], *, horizon: int
) -> Shares:
    """The expectation itself, with a width that owns up to how few days are known."""
    known = np.maximum(block.origin[lines], 0)
    days = learnt.levels.days_known[known].astype(float)
    spread = learnt.levels.spread[known].astype(float)
    own = days / (days + WIDTH_DAYS)
    width = own * WIDTH_OF_SPREAD * spread + (1 - own) * USUAL_WIDTH
    width = width * np.sqrt(1 + LEVEL_DAYS / (days + 1)) * (1 + WIDTH_PER_DAY_AHEAD * horizon)
    nothing = ~np.isfinite(block.expected[lines])
    width = np.where(nothing, np.nan, width)
    return Shares(np.where(nothing, np.nan, 1.0), np.minimum(width, 0.8), width)


def same_weekday(served: Matrix, days: Days, *, horizon: int) -> dict[str, Matrix]:
    """The last same weekday, and the mean of the last four, known `horizon` days before."""
    known = np.where(served > 0, served, np.nan)
    weekdays = (days.astype("datetime64[D]").astype(int) + 3) % WEEKDAYS
    last, mean = np.full(served.shape, np.nan), np.full(served.shape, np.nan)
    for weekday in range(WEEKDAYS):
        lines = np.flatnonzero(weekdays == weekday)
        for column in range(served.shape[1]):
            own = lines[np.isfinite(known[lines, column])]
            seen = np.searchsorted(days[own], days[lines] - np.timedelta64(horizon, "D"), "right")
            sums = np.append(0.0, np.cumsum(known[own, column]))
            first = np.maximum(seen - LAST_SAME_WEEKDAYS, 0)
            some = seen > 0
            last[lines[some], column] = known[own, column][seen[some] - 1]
            mean[lines[some], column] = ((sums[seen] - sums[first]) / np.maximum(seen - first, 1))[
                some
            ]
    return {"same_weekday": last, "mean4": mean}
