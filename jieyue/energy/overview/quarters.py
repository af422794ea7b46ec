"""One meter's load by the quarter hour, straight from its readings."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.consumption.rules.deriving import derive
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import MeterKind
from jieyue.energy.readings import storage
from jieyue.kit.periods import local_day

QUARTER_S = 900
A_DAY = 86_400 // QUARTER_S
PER_HOUR = 3600 // QUARTER_S
MICRO = 1_000_000


def quarters(*, site_id: int, meter_id: int, first: date, last: date) -> NDArray[np.float64] | None:
    """Use per hour of every quarter of [first, last], NaN where unknown.

    None: a virtual meter, one read less often than every half hour, or nothing known.
    """
    facts = meters.known(site_id=site_id, meter_ids=[meter_id]).get(meter_id)
    if facts is None or facts.kind == MeterKind.VIRTUAL:
        return None
    if facts.interval_s is None or facts.interval_s > 2 * QUARTER_S:
        return None
    series = storage.load([meter_id], first=first, last=last, days_around=1).get(meter_id)
    if series is None:
        return None
    start = int(local_day(first).start.timestamp())
    end = int(local_day(last + timedelta(days=1)).start.timestamp())
    found = derive(
        series,
        meters.segments_of([meter_id])[meter_id],
        kind=facts.kind,
        capacity_micro_per_hour=facts.capacity_micro_per_hour,
        expected_s=facts.interval_s,
        borders_s=np.arange(start, end + 1, QUARTER_S, dtype=np.int64),
    ).hours
    known = found.known_s == QUARTER_S
    if not known.any():
        return None
    load = found.use_micro.astype(np.float64) / MICRO * PER_HOUR
    return np.where(known, load, np.nan)
