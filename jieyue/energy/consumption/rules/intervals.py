"""Meters that send the use of each interval instead of a counter."""

from collections.abc import Sequence

import numpy as np

from jieyue.energy.consumption.rules.capacity import Capacity
from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.consumption.rules.notes import Kind, Note
from jieyue.energy.consumption.rules.registers import Found
from jieyue.energy.consumption.rules.spreading import Steps
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings.series import Series


def interval_steps(
    series: Series,
    segments: Sequence[Segment],
    *,
    capacity_micro_per_hour: int | None,
    length_s: int,
    limits: Limits,
) -> Found:
    """Each reading is the use of the `length_s` before it, or since the reading before.

    What no reading tells of is unknown. A use below zero or above what the meter can pass is
    unknown too.
    """
    multiplier = np.zeros(len(series), np.int64)
    for segment in segments:
        hangs = series.at_s > segment.from_s
        if segment.until_s is not None:
            hangs &= series.at_s <= segment.until_s
        multiplier[hangs] = segment.multiplier_milli
    placed = multiplier > 0
    at_s, amounts = series.at_s[placed], series.register_milli[placed]
    multiplier = multiplier[placed]
    earlier = np.concatenate([at_s[:1] - length_s, at_s[:-1]])
    from_s = np.maximum(earlier, at_s - length_s)
    micro = amounts.astype(np.float64) * multiplier
    hours = np.full(len(at_s), length_s / 3600)
    capacity = Capacity(
        np.concatenate([at_s[:1] - length_s, at_s]), micro, limits, capacity_micro_per_hour
    )
    capacity.rates = micro / hours
    known = (amounts >= 0) & capacity.allows(micro, hours, np.arange(len(at_s)))
    use = np.where(known, amounts, 0) * multiplier
    steps = Steps(from_s, at_s, use, known, np.zeros(len(at_s), np.bool_))
    notes = [
        Note(
            kind=Kind.BACKWARDS if amounts[n] < 0 else Kind.JUMP,
            from_s=int(from_s[n]),
            to_s=int(at_s[n]),
            from_milli=0,
            to_milli=int(amounts[n]),
            use_micro=None,
        )
        for n in np.flatnonzero(~known).tolist()
    ]
    missing = (from_s[1:] > at_s[:-1]) & (np.diff(at_s) >= limits.noted_gap_s)
    notes += [
        Note(
            kind=Kind.GAP,
            from_s=int(at_s[n]),
            to_s=int(from_s[n + 1]),
            from_milli=int(amounts[n]),
            to_milli=int(amounts[n + 1]),
            use_micro=None,
        )
        for n in np.flatnonzero(missing).tolist()
    ]
    return Found(steps, notes)
