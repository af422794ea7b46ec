"""Instants in seconds since 1970 UTC, and the local days they fall on. Pure.

A local day is one in China, which has kept UTC+8 without summer time since September 1991; so
day and second are plain sums, also for a million readings at once.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import overload

import numpy as np
from numpy.typing import NDArray

DAY_S = 86_400
OFFSET_S = 8 * 3600
LOCAL = timezone(timedelta(seconds=OFFSET_S))
EPOCH = date(1970, 1, 1).toordinal()


@overload
def day_number(at_s: int) -> int: ...
@overload
def day_number(at_s: NDArray[np.int64]) -> NDArray[np.int64]: ...
def day_number(at_s: int | NDArray[np.int64]) -> int | NDArray[np.int64]:
    """Local days since 1970-01-01 on which the instants fall."""
    return (at_s + OFFSET_S) // DAY_S


def number_of(day: date) -> int:
    return day.toordinal() - EPOCH


def date_of(number: int) -> date:
    return date.fromordinal(int(number) + EPOCH)


def local_day_of(at_s: int) -> date:
    """The local day on which an instant falls."""
    return date_of(day_number(int(at_s)))


def first_second(day: date) -> int:
    """The instant at which a local day begins."""
    return number_of(day) * DAY_S - OFFSET_S


def instant(at_s: int) -> datetime:
    return datetime.fromtimestamp(int(at_s), tz=UTC)


def told(at_s: int) -> str:
    """An instant as a program reads it, in local time with its offset."""
    return datetime.fromtimestamp(int(at_s), tz=LOCAL).isoformat(sep=" ")


def second_of(at: datetime) -> int:
    """Whole seconds since 1970 UTC, fractions cut off."""
    return int(at.timestamp())
