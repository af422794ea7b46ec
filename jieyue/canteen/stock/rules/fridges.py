"""Whether a fridge is as cold as it should be, and which readings of a day are missing."""

from collections.abc import Sequence
from datetime import time
from decimal import Decimal

COLDEST_C, WARMEST_C = Decimal(-60), Decimal(60)  # beyond is a slip of the finger


def is_in_range(reading: Decimal, *, lowest: Decimal | None, highest: Decimal | None) -> bool:
    """Both limits belong to the range."""
    return (lowest is None or reading >= lowest) and (highest is None or reading <= highest)


def is_possible(reading: Decimal) -> bool:
    return COLDEST_C <= reading <= WARMEST_C


def missing(read_at: Sequence[time], *, due_by: Sequence[time], now: time) -> list[time]:
    """The hours by which a reading was due and none was taken since the hour before.

    read_at: times of today's readings, due_by sorted.
    """
    found, since = [], time.min
    for due in due_by:
        if due <= now and not any(since <= read <= due for read in read_at):
            found.append(due)
        since = due
    return found
