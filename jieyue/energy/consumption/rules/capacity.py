"""How fast a meter can count, where its ledger does not say."""

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.readings.series import Whole

HOUR_S = 3600
SHORTEST_S = 60  # two radio messages a second apart may differ by a whole pulse
USUAL_SHARE = 0.9  # nine of ten steps are at most the usual rate, so that single jumps do not count
FEWEST = 3  # steps from which something is usual
PERIODS = 12  # STANDARDS 1.10 (2): the last twelve
CHUNK = 20_000

Rates = NDArray[np.float64]


class Capacity:
    """The most a counter can pass in an hour at each of its readings, in millionths.

    Known from the ledger, or else from the steps near a reading: a bounded number of them, so
    that what a far reading says can never change it.
    """

    def __init__(
        self, at_s: Whole, raw_micro: Rates, limits: Limits, stated_micro_per_hour: int | None
    ) -> None:
        """raw_micro: the difference of each reading to the next, below 0 where it fell."""
        self.stated = stated_micro_per_hour
        self.limits = limits
        hours = np.maximum(np.diff(at_s), SHORTEST_S) / HOUR_S
        self.rates = raw_micro / hours

    def allows(self, micro: Rates, hours: Rates, index: Whole) -> NDArray[np.bool_]:
        """Whether so much in so long is believed of steps that begin at these readings."""
        if self.stated is not None:
            return np.asarray(micro <= self.stated * hours)
        found = micro <= self.limits.least_micro_per_hour * hours
        doubted = np.flatnonzero(~found & np.isfinite(micro))
        if len(doubted):
            found[doubted] = micro[doubted] <= self._usual(index[doubted]) * hours[doubted]
        return found

    def allows_rollover(self, micro: Rates, hours: Rates, index: Whole) -> NDArray[np.bool_]:
        """The same of a counter that turned over, which is believed less easily."""
        if self.stated is not None:
            return self.allows(micro, hours, index)
        found = micro <= self.limits.least_micro_per_hour * hours
        for n in np.flatnonzero(~found & np.isfinite(micro)):
            found[n] = micro[n] <= self._twelve_periods(int(index[n])) * hours[n]
        return found

    def _usual(self, index: Whole) -> Rates:
        """The ninth of ten rates around each reading, times `usual_times`; infinite if unknown."""
        asked, back = np.unique(index, return_inverse=True)
        span = self.limits.window
        rising = np.where(self.rates > 0, self.rates, np.inf)
        padded = np.concatenate([np.full(span, np.inf), rising, np.full(span + 1, np.inf)])
        views = np.lib.stride_tricks.sliding_window_view(padded, 2 * span + 1)
        usual = np.empty(len(asked))
        for start in range(0, len(asked), CHUNK):
            rows = np.sort(views[asked[start : start + CHUNK]], axis=1)
            known = np.isfinite(rows).sum(axis=1)
            place = np.floor(USUAL_SHARE * np.maximum(known - 1, 0)).astype(np.int64)
            rate = np.take_along_axis(rows, place[:, None], axis=1)[:, 0]
            usual[start : start + CHUNK] = np.where(known < FEWEST, np.inf, rate)
        return np.asarray(usual[back] * self.limits.usual_times)

    def _twelve_periods(self, index: int) -> float:
        before = self.rates[max(0, index - PERIODS) : index]
        risen = before[before >= 0]
        return float(np.median(risen)) * self.limits.rollover_times if len(risen) else 0.0
