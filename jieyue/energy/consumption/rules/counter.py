"""One instrument's readings: which of them fit together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.consumption.rules.capacity import HOUR_S, SHORTEST_S, Capacity, Rates
from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.readings.series import Whole

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Fit:
    """Of each pair of readings: the counter's rise (the modulus added where it turned over)."""

    rise_milli: Whole
    rolled: Marks
    fits: Marks


class Counter:
    """Readings of one instrument by time, with its multiplier and modulus, in thousandths."""

    def __init__(
        self,
        at_s: Whole,
        register_milli: Whole,
        *,
        multiplier_milli: int,
        modulus_milli: int,
        capacity_micro_per_hour: int | None,
        limits: Limits,
    ) -> None:
        self.at_s, self.register_milli = at_s, register_milli
        self.multiplier_milli, self.modulus_milli = multiplier_milli, modulus_milli
        raw = np.diff(register_milli).astype(np.float64) * multiplier_milli
        self.capacity = Capacity(at_s, raw, limits, capacity_micro_per_hour)

    def __len__(self) -> int:
        return len(self.at_s)

    def fit(self, before: Whole, after: Whole) -> Fit:
        """Judge steps from readings `before` to readings `after`, by index."""
        rise = self.register_milli[after] - self.register_milli[before]
        rolled = -rise > self.modulus_milli // 2  # turned over, or back further than half way
        rise = np.where(rolled, rise + self.modulus_milli, rise)
        micro: Rates = rise.astype(np.float64) * self.multiplier_milli
        seconds = np.maximum(self.at_s[after] - self.at_s[before], SHORTEST_S)
        hours: Rates = seconds / HOUR_S
        fits = (rise >= 0) & self.capacity.allows(micro, hours, before)
        if rolled.any():
            turned = np.flatnonzero(rolled)
            fits[turned] &= self.capacity.allows_rollover(
                micro[turned], hours[turned], before[turned]
            )
        return Fit(rise_milli=rise, rolled=rolled, fits=fits)
