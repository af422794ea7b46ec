"""Use that became ten, a hundred … times what it was, as a wrong multiplier or unit makes. Pure."""

import numpy as np

from jieyue.energy.watch.rules.hourly import Days, Floats, Hours

RECENT_DAYS = 5
BEFORE_DAYS = 42
ALIKE_HOURS = 0.8  # of the day that follow the same power: a season that begins leaves nights alone
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


def is_of_every_hour(hours: Hours, power: int) -> bool:
    """Whether nights and days alike became so many times what they were."""
    recent, before = _profile(hours, 0), _profile(hours, RECENT_DAYS)
    used = (before > 0) & np.isfinite(recent)
    if not used.any():
        return False
    off = np.log10(np.maximum(recent[used], 1e-12) / before[used]) - power
    return float((np.abs(off) <= 1.6 * CLOSE).mean()) >= ALIKE_HOURS


def _profile(hours: Hours, days_ago: int) -> Floats:
    """Mean use by hour of the day: of the last days, or of those before them."""
    until = len(hours.use) - days_ago * 24
    length = RECENT_DAYS if days_ago == 0 else BEFORE_DAYS
    found: Floats = np.full(24, np.nan)
    since = max(0, until - length * 24)
    of_day = hours.hour_of_day()[since:until]
    for hour in range(24):
        values = hours.use[since:until][of_day == hour]
        if np.isfinite(values).any():
            found[hour] = float(np.nanmean(values))
    return found
