"""The use up to a removal whose last register nobody read, as in the same days of last year."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from jieyue.energy.consumption.hours import HOUR_S, HOURS, unpack_days
from jieyue.energy.consumption.models import MeterDay
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings.days import DAY_S, first_second, local_day_of
from jieyue.energy.readings.series import Series, Whole

LAST_YEAR = "last_year"
YEAR_S = 364 * DAY_S  # 52 weeks: the same days of the week


def last_years(meter_id: int, segments: Sequence[Segment], series: Series) -> dict[int, int]:
    """By the first instant of each instrument so estimated; none where last year is not known."""
    found = {}
    for segment in segments:
        until_s = segment.until_s
        if segment.final_method != LAST_YEAR or segment.final_milli is not None or not until_s:
            continue
        place = int(np.searchsorted(series.at_s, until_s)) - 1
        if place < 0 or series.at_s[place] < segment.from_s:
            continue
        use = _used(meter_id, int(series.at_s[place]) - YEAR_S, until_s - YEAR_S)
        if use is not None:
            found[segment.from_s] = use
    return found


def _used(meter_id: int, from_s: int, to_s: int) -> int | None:
    """What the meter used between two instants; None where any of it is unknown."""
    first, last = local_day_of(from_s), local_day_of(to_s)
    rows = MeterDay.objects.filter(meter_id=meter_id, day__range=(first, last))
    days = (last - first) // timedelta(days=1) + 1
    packed = [((day - first).days, bytes(hours)) for day, hours in rows.values_list("day", "hours")]
    hours = unpack_days(days, packed)
    starts: Whole = first_second(first) + np.arange(days * HOURS, dtype=np.int64) * HOUR_S
    seconds = np.minimum(starts + HOUR_S, to_s) - np.maximum(starts, from_s)
    seconds = np.maximum(seconds, 0)
    if (hours.known_s < seconds).any():
        return None
    return int((hours.use_micro * seconds // HOUR_S).sum())
