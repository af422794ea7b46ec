"""Which days must be made anew when readings changed, and whether enough is at hand for them.

What becomes of a reading is decided by at most `reach` raw readings on either side. So nothing
changes before the last counted reading that lies `reach` readings before the first changed one,
nor after its like behind the last.
"""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.readings.days import DAY_S, OFFSET_S, day_number
from jieyue.energy.readings.series import Whole

ALWAYS = 1 << 60


@dataclass(frozen=True)
class Window:
    """Local days since 1970, both included, and the instants between which steps may differ."""

    first_day: int
    last_day: int
    low_s: int
    high_s: int


@dataclass(frozen=True)
class Loaded:
    """Readings around a change. has_start, has_end: nothing is stored before or after them."""

    at_s: Whole
    anchors_s: Whole
    has_start: bool
    has_end: bool


def window(loaded: Loaded, *, first_s: int, last_s: int, reach: int) -> Window | None:
    """The days to be made anew; None: load more readings on the sides that have no end."""
    low = _low(loaded, first_s, reach)
    high = _high(loaded, last_s, reach)
    if low is None or high is None:
        return None
    anchors = loaded.anchors_s
    first = first_s if low == -ALWAYS else low
    last = last_s if high == ALWAYS else high
    if len(anchors):
        first = min(first, int(anchors[0])) if low == -ALWAYS else first
        last = max(last, int(anchors[-1])) if high == ALWAYS else last
    return Window(day_number(first), day_number(max(last - 1, first)), low, high)


def _low(loaded: Loaded, first_s: int, reach: int) -> int | None:
    place = int(np.searchsorted(loaded.at_s, first_s)) - reach
    if place < 0:
        return -ALWAYS if loaded.has_start else None
    found = _last_at(loaded.anchors_s, int(loaded.at_s[place]))
    if found is None:
        return -ALWAYS if loaded.has_start else None
    if loaded.has_start:
        return found
    day_starts = day_number(found) * DAY_S - OFFSET_S
    before = _last_at(loaded.anchors_s, day_starts)
    if before is None or reach >= len(loaded.at_s) or before < loaded.at_s[reach]:
        return None
    return found


def _high(loaded: Loaded, last_s: int, reach: int) -> int | None:
    n = len(loaded.at_s)
    place = int(np.searchsorted(loaded.at_s, last_s, side="right")) + reach - 1
    if place >= n:
        return ALWAYS if loaded.has_end else None
    found = _first_at(loaded.anchors_s, int(loaded.at_s[place]))
    if found is None:
        return ALWAYS if loaded.has_end else None
    if loaded.has_end:
        return found
    day_ends = (day_number(found - 1) + 1) * DAY_S - OFFSET_S
    after = _first_at(loaded.anchors_s, day_ends)
    if after is None or reach >= n or after > loaded.at_s[n - 1 - reach]:
        return None
    return found


def _last_at(anchors_s: Whole, at_s: int) -> int | None:
    place = int(np.searchsorted(anchors_s, at_s, side="right")) - 1
    return int(anchors_s[place]) if place >= 0 else None


def _first_at(anchors_s: Whole, at_s: int) -> int | None:
    place = int(np.searchsorted(anchors_s, at_s))
    return int(anchors_s[place]) if place < len(anchors_s) else None
