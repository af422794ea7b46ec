"""A register that stands still far longer than it ever does, at hours when it never does. Pure."""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules.gaps import runs
from jieyue.energy.watch.rules.hourly import Hours

HISTORY_H = 14 * 24


@dataclass(frozen=True)
class StuckRules:
    """least_h: a shorter stand says nothing. times: as long as the longest before. still_share:
    of such hours of the week the meter may usually stand still."""

    least_h: int = 24
    times: float = 2.0
    still_share: float = 0.3


def since(hours: Hours, rules: StuckRules | None = None) -> int | None:
    """Place of the first hour of the stand that lasts to the last known hour; None: it is none."""
    rules = rules or StuckRules()
    known = np.flatnonzero(np.isfinite(hours.use))
    if len(known) < HISTORY_H:
        return None
    use = hours.use[: known[-1] + 1]
    still = runs(use == 0)
    if not still or still[-1][1] != len(use):
        return None
    first, last = still[-1]
    longest = max((b - a for a, b in still[:-1]), default=0)
    if last - first < max(rules.least_h, rules.times * longest):
        return None
    of_week = (hours.day_number() % 7 * 24 + hours.hour_of_day())[:last]
    before = np.isfinite(use[:first])
    if before.sum() < HISTORY_H:
        return None
    seen = np.bincount(of_week[:first][before], minlength=168)
    zero = np.bincount(of_week[:first][before & (use[:first] == 0)], minlength=168)
    usual = ((zero + 0.5) / (seen + 1))[of_week[first:last]]
    return None if float(usual.mean()) > rules.still_share else first
