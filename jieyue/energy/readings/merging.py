"""Readings that came, joined with those held: what stands, what is new. Pure.

The outcome depends on the set of all readings only, never on the order they came in or on how
often: of two values for one instant that of higher quality stands, then the smaller.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.readings import days
from jieyue.energy.readings.series import Codes, Series, Whole

AT_BITS = 36  # an instant in the low bits of a key, its meter above
AT_ZERO = 1 << 35

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Readings:
    """Readings of many meters in four arrays of one length."""

    meter_id: Whole
    at_s: Whole
    register_milli: Whole
    quality: Codes

    def __len__(self) -> int:
        return len(self.at_s)

    def taken(self, which: Whole | Marks) -> "Readings":
        return Readings(
            self.meter_id[which],
            self.at_s[which],
            self.register_milli[which],
            self.quality[which],
        )

    def series(self) -> Series:
        return Series(self.at_s, self.register_milli, self.quality)


@dataclass(frozen=True)
class Joined:
    """All readings that stand, by meter and instant, each once; which of them changed.

    added, unchanged and conflicting count the readings that came, and sum to their number.
    """

    readings: Readings
    changed: Marks
    added: int
    unchanged: int
    conflicting: int


def together(parts: list[Readings]) -> Readings:
    """The same, one after the other."""
    return Readings(
        np.concatenate([part.meter_id for part in parts]),
        np.concatenate([part.at_s for part in parts]),
        np.concatenate([part.register_milli for part in parts]),
        np.concatenate([part.quality for part in parts]),
    )


def keys(readings: Readings) -> Whole:
    """One number for meter and instant, rising with both."""
    found: Whole = (readings.meter_id << AT_BITS) + (readings.at_s + AT_ZERO)
    return found


def ordered(readings: Readings) -> Readings:
    """By meter, instant, quality from high to low, and register."""
    key = keys(readings)
    return readings if _rises(key) else readings.taken(_order(readings, key))


def join(held: Readings, came: Readings) -> Joined:
    """Both together. `held` has each instant of a meter once; `came` may have anything."""
    if not len(held) and _rises(keys(came)):
        return Joined(came, np.ones(len(came), np.bool_), len(came), 0, 0)
    both = together([held, came])
    is_new = np.repeat(np.array([False, True]), [len(held), len(came)])
    order = _order(both, keys(both))
    both, is_new = both.taken(order), is_new[order]
    key = keys(both)
    first = np.flatnonzero(np.diff(key, prepend=key[:1] - 1))
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(key))))
    was_held = np.zeros(len(first), np.bool_)
    was_held[group[~is_new]] = True
    counted = both.register_milli[first].copy()  # what others are compared with
    counted[group[~is_new]] = both.register_milli[~is_new]
    held_quality = np.zeros(len(first), np.uint8)
    held_quality[group[~is_new]] = both.quality[~is_new]
    stands = both.taken(first)
    same = both.register_milli[is_new] == counted[group[is_new]]
    added = int((~was_held).sum())
    changed = ~was_held | (stands.register_milli != counted) | (stands.quality != held_quality)
    return Joined(
        readings=stands,
        changed=changed,
        added=added,
        unchanged=int(same.sum()) - added,
        conflicting=int((~same).sum()),
    )


def day_starts(readings: Readings) -> Whole:
    """Where each meter's local day begins, in readings that are in order."""
    day = days.day_number(readings.at_s)
    new = np.ones(len(readings), np.bool_)
    new[1:] = (np.diff(day) != 0) | (np.diff(readings.meter_id) != 0)
    return np.flatnonzero(new)


def meter_starts(readings: Readings) -> Whole:
    """Where each meter begins, in readings that are in order."""
    new = np.ones(len(readings), np.bool_)
    new[1:] = np.diff(readings.meter_id) != 0
    return np.flatnonzero(new)


def _rises(key: Whole) -> bool:
    return bool(np.all(key[1:] > key[:-1]))


def _order(readings: Readings, key: Whole) -> Whole:
    order = np.argsort(key, kind="stable")
    if _rises(key[order]):
        return order
    worse = -readings.quality.astype(np.int64)
    return np.lexsort((readings.register_milli, worse, key))
