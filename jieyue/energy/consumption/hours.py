"""The 24 hours of one local day as a few bytes. Pure.

Version 1, little-endian: one byte of flags, then 24 uses of four or eight bytes; only where they
are not what they should be also 24 estimated uses, 24 covered and 24 known seconds (two bytes).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.consumption.rules.spreading import Spread
from jieyue.energy.readings.series import Whole

HOURS, HOUR_S = 24, 3600
VERSION = 1 << 4
WIDE, ESTIMATED, PARTLY = 1, 2, 4
NARROW_MOST = 2**31 - 1


class BadHours(ValueError):
    """Bytes that are no packed hours, or of a version this program does not know."""


@dataclass(frozen=True)
class DaySums:
    """Days of one meter by time, arrays of one length. packed: each day's hours."""

    use_micro: Whole
    estimated_micro: Whole
    covered_s: Whole
    known_s: Whole
    packed: list[bytes]


def pack_days(hours: Spread) -> DaySums:
    """Whole days of hours, 24 each; a day of which nothing is known has known_s 0."""
    use, estimated, covered, known = (
        column.reshape(-1, HOURS)
        for column in (hours.use_micro, hours.estimated_micro, hours.covered_s, hours.known_s)
    )
    wide: NDArray[np.bool_] = np.any(np.abs(use) > NARROW_MOST, axis=1).reshape(-1)
    has_estimate = np.any(estimated, axis=1).reshape(-1).tolist()
    is_partly = np.any(covered != HOUR_S, axis=1).reshape(-1).tolist()
    narrow_bytes = np.where(wide.reshape(-1, 1), 0, use).astype("<i4").tobytes()
    is_wide, packed = wide.tolist(), []
    for n in range(len(use)):
        flags = VERSION | WIDE * int(is_wide[n]) | ESTIMATED * int(has_estimate[n])
        flags |= PARTLY * int(is_partly[n])
        width = "<i8" if is_wide[n] else "<i4"
        body = (
            narrow_bytes[n * 96 : n * 96 + 96] if not is_wide[n] else use[n].astype("<i8").tobytes()
        )
        if has_estimate[n]:
            body += estimated[n].astype(width).tobytes()
        if is_partly[n]:
            body += covered[n].astype("<u2").tobytes() + known[n].astype("<u2").tobytes()
        packed.append(bytes([flags]) + body)
    return DaySums(
        use.sum(axis=1), estimated.sum(axis=1), covered.sum(axis=1), known.sum(axis=1), packed
    )


def unpack(packed: bytes) -> Spread:
    """The hours of one day. Raises BadHours."""
    if not packed or packed[0] & ~(WIDE | ESTIMATED | PARTLY) != VERSION:
        raise BadHours(packed[:1])
    flags, at = packed[0], 1
    width = "<i8" if flags & WIDE else "<i4"
    size = 8 if flags & WIDE else 4
    expected = 1 + HOURS * (size * (2 if flags & ESTIMATED else 1) + (4 if flags & PARTLY else 0))
    if len(packed) != expected:
        raise BadHours(packed[:1])

    def column(kind: str, width_bytes: int) -> Whole:
        nonlocal at
        values = np.frombuffer(packed, kind, HOURS, at).astype(np.int64)
        at += HOURS * width_bytes
        return values

    use = column(width, size)
    estimated = column(width, size) if flags & ESTIMATED else np.zeros(HOURS, np.int64)
    whole = np.full(HOURS, HOUR_S, np.int64)
    covered = column("<u2", 2) if flags & PARTLY else whole
    known = column("<u2", 2) if flags & PARTLY else whole
    return Spread(use, estimated, covered, known)


def unpack_days(days: int, packed: Sequence[tuple[int, bytes]]) -> Spread:
    """So many days in a row; (place, hours) of those that are known. Raises BadHours."""
    columns = [np.zeros(days * HOURS, np.int64) for _column in range(4)]
    for place, each in packed:
        found = unpack(each)
        span = slice(place * HOURS, place * HOURS + HOURS)
        columns[0][span], columns[1][span] = found.use_micro, found.estimated_micro
        columns[2][span], columns[3][span] = found.covered_s, found.known_s
    return Spread(*columns)
