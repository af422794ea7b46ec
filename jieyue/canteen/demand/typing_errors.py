"""Gross typing errors: 1257 where 125 was meant, 580 for 180.

Two rules, for two purposes. `usable` sees only what was known that evening, and decides what the
engine learns from. `is_typing_error` also sees the days after, and decides which rows a back-test
scores. A count is judged by its series, its neighbours and its partner (planned against served),
never by a name or a date.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from jieyue.canteen.demand.panel import Matrix, Panel

TIMES_USUAL = 2.5  # a count above this many times what is usual here is suspect
TIMES_PARTNER = 2.0  # and wrong when the partner does not follow it
TIMES_NEIGHBOUR = 2.0  # unless the day before or after is as high: then something happened
SHARE_USUAL = 0.12  # below this share of what is usual nearly all were away: no guide to tomorrow
WINDOW = 20
FEWEST = 4


def usable(panel: Panel) -> Matrix:
    """Served counts to learn from: NaN for zero (unknown or closed) and for what cannot be."""
    served = np.where(panel.served > 0, panel.served, np.nan)
    usual = moving_median(served, before=WINDOW, after=0, itself=False)
    planned = panel.planned
    with np.errstate(invalid="ignore"):
        unbacked = np.isnan(planned) | (served > TIMES_PARTNER * planned)
        wrong = (served > TIMES_USUAL * usual) & unbacked
        away = served < SHARE_USUAL * usual
    return np.where(wrong | away, np.nan, served)


def is_typing_error(panel: Panel) -> NDArray[np.bool_]:
    """True where planned or served is a gross typing error, seen with hindsight."""
    served = np.where(panel.served > 0, panel.served, np.nan)
    usual = moving_median(served, before=WINDOW // 2, after=WINDOW // 2, itself=True)
    planned = np.where(panel.planned > 0, panel.planned, np.nan)
    return _stands_out(served, planned, usual) | _stands_out(planned, served, usual)


def _stands_out(counts: Matrix, partners: Matrix, usual: Matrix) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        times = counts / usual
        alone = ~(
            (_previous(times) > TIMES_NEIGHBOUR) | (_previous(times[::-1])[::-1] > TIMES_NEIGHBOUR)
        )
        return (times > TIMES_USUAL) & (counts > TIMES_PARTNER * partners) & alone


def _previous(values: Matrix) -> Matrix:
    """The last known value above each, NaN where there is none."""
    rows = np.where(np.isfinite(values), np.arange(len(values))[:, None], -1)
    last = np.maximum.accumulate(rows, axis=0)
    last = np.vstack([np.full((1, values.shape[1]), -1), last[:-1]])
    found = np.take_along_axis(values, np.maximum(last, 0), axis=0)
    return np.where(last >= 0, found, np.nan)


def moving_median(values: Matrix, *, before: int, after: int, itself: bool) -> Matrix:
    """Median of the surrounding days of each series; NaN with fewer than four known."""
    end = after if itself or after else -1
    padding = [(before, max(end, 0)), (0, 0)]
    padded = np.pad(values, padding, constant_values=np.nan)
    windows = sliding_window_view(padded, before + end + 1, axis=0)[: len(values)]
    known = np.isfinite(windows).sum(axis=-1)
    ordered = np.sort(windows, axis=-1)  # NaN last
    low = np.take_along_axis(ordered, np.maximum(known - 1, 0)[..., None] // 2, axis=-1)
    high = np.take_along_axis(ordered, np.maximum(known, 1)[..., None] // 2, axis=-1)
    middle: Matrix = ((low + high) / 2)[..., 0]
    return np.where(known >= FEWEST, middle, np.nan)
