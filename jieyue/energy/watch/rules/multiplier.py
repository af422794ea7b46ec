"""Use that became ten, a hundred … times what it was, as a wrong multiplier or unit makes. Pure."""

import numpy as np

from jieyue.energy.watch.rules.hourly import Days

RECENT_DAYS = 5
BEFORE_DAYS = 42
CLOSE = 0.25  # of the power of ten itself, on a log scale to base 10: a factor of 1.8


def factor(days: Days) -> int | None:
    """Power of ten by which the last days differ, such as 4 or -1; None: by none."""
    recent, before = days.mean[-RECENT_DAYS:], days.mean[-RECENT_DAYS - BEFORE_DAYS : -RECENT_DAYS]
    recent, before = recent[np.isfinite(recent)], before[np.isfinite(before)]
    if len(recent) < RECENT_DAYS or len(before) < 14:
        return None
    low, usual = float(np.median(recent)), float(np.median(before))
    if low <= 0 or usual <= 0:
        return None
    power = np.log10(low / usual)
    nearest = round(float(power))
    if nearest == 0 or abs(float(power) - nearest) > CLOSE:
        return None
    steady = np.log10(np.maximum(before, 1e-12))
    if float(np.std(steady)) > CLOSE or np.abs(np.log10(recent / low)).max() > 2 * CLOSE:
        return None
    return nearest
