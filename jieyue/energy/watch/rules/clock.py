"""A meter whose clock is off: its day begins an hour earlier or later than it used to. Pure."""

import numpy as np

from jieyue.energy.watch.rules.hourly import Floats, Hours, Ints, smallest_step

RECENT_DAYS = 14
BEFORE_DAYS = 42
LEAST_DAYS = 6
MOST_LAG_H = 12
BETTER_BY = 0.08
ALIKE = 0.9
DAILY_SHAPE = 0.25
STEPS = 4
MOST_CHANGE = 1.5


def shift_h(hours: Hours, kind_of_day: Ints) -> int | None:
    """Hours by which the last two weeks' workdays come later than before; None: they do not."""
    day = hours.day_number()
    place = day - day[0]
    last = int(place[-1])
    recent = _profile(hours, place, kind_of_day, last - RECENT_DAYS + 1, last + 1)
    before = _profile(
        hours, place, kind_of_day, last - RECENT_DAYS - BEFORE_DAYS + 1, last - RECENT_DAYS + 1
    )
    if recent is None or before is None:
        return None
    shapes = [float(np.subtract(*np.percentile(p, [90, 10]))) for p in (recent, before)]
    means = [max(float(p.mean()), 1e-9) for p in (recent, before)]
    if min(shape / mean for shape, mean in zip(shapes, means, strict=True)) < DAILY_SHAPE:
        return None
    if min(shapes) < STEPS * smallest_step(hours.use):  # what it shows is its own counting
        return None
    if max(means) > MOST_CHANGE * min(means):  # a season, not a clock
        return None
    lags = range(-MOST_LAG_H, MOST_LAG_H + 1)
    alike = {lag: float(np.corrcoef(np.roll(before, lag), recent)[0, 1]) for lag in lags}
    best = max(lags, key=lambda lag: (alike[lag], -abs(lag)))
    if best == 0 or alike[best] < ALIKE or alike[best] - alike[0] < BETTER_BY:
        return None
    return best


def _profile(hours: Hours, place: Ints, kind: Ints, first: int, until: int) -> Floats | None:
    """Median workday by hour; None with too few."""
    wanted = [d for d in range(max(first, 0), until) if d < len(kind) and kind[d] == 0]
    rows = []
    for number in wanted:
        values = hours.use[place == number]
        if len(values) == 24 and np.isfinite(values).all():
            rows.append(values)
    if len(rows) < LEAST_DAYS:
        return None
    profile: Floats = np.median(np.array(rows), axis=0)
    return profile
