"""A local day's readings as a few bytes: offsets, register steps and qualities. Pure.

Version 1, little-endian: a header (`HEADER`), then offsets unless the readings stand at equal
steps, then register steps, then qualities unless all are alike.

- offsets: seconds from one reading to the next, as unsigned whole numbers of 1, 2 or 4 bytes.
- register steps: from one register to the next, less the smallest step, divided by what divides
  all of them, each in as few bits as the largest needs (frame of reference).
- Measured on quarter hours: 1.8 bytes a reading; zlib on top saves two hundredths of that, plain
  steps under zlib take 2.1.
"""

from collections.abc import Sequence
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.readings.series import Series, Whole

VERSION = 1
# version, width of offsets, bits of a step, quality, count, first offset, equal step,
# first register, smallest step, divisor of the steps above it
HEADER = Struct("<BBBBIIIqqq")
MIXED = 0  # quality: each reading has its own
WIDTHS: dict[int, str] = {1: "<u1", 2: "<u2", 4: "<u4"}
EQUAL = 0  # width of offsets: one step for all
MOST_BITS = 56  # a value then lies within 8 bytes, wherever it begins
ALL_BITS = 64
WINDOW = 8
PLACES = np.arange(MOST_BITS, dtype=np.int64)
FIELDS = np.dtype(
    {
        "names": [
            "version",
            "width",
            "bits",
            "quality",
            "count",
            "offset",
            "step",
            "first",
            "least",
            "divisor",
        ],
        "formats": ["u1", "u1", "u1", "u1", "<u4", "<u4", "<u4", "<i8", "<i8", "<i8"],
    }
)


class BadPacking(ValueError):
    """Bytes that are not a packed day, or of a version this program does not know."""


def pack(day_s: int, series: Series) -> bytes:
    """One day's readings, all in [day_s, day_s + 86,400). day_s: the day's first second."""
    return pack_all(np.array([day_s]), series, np.array([0]))[0]


def pack_all(day_s: Whole, series: Series, starts: Whole) -> list[bytes]:
    """Many days at once: `starts` is where each begins in the series, none empty.

    Raises nothing of its own: whoever calls has the readings sorted by day and instant.
    """
    count = np.diff(np.append(starts, len(series)))
    last = starts + count - 1
    steps_s = np.diff(series.at_s, prepend=series.at_s[:1])
    steps = np.diff(series.register_milli, prepend=series.register_milli[:1])
    steps_s[starts] = steps_s[np.minimum(starts + 1, last)]  # of the first: like the second
    steps[starts] = steps[np.minimum(starts + 1, last)]
    steps_s[starts[count == 1]] = 0
    steps[starts[count == 1]] = 0
    longest, shortest = np.maximum.reduceat(steps_s, starts), np.minimum.reduceat(steps_s, starts)
    least = np.minimum.reduceat(steps, starts)
    above = steps - np.repeat(least, count)
    divisor = np.maximum(np.gcd.reduceat(above, starts), 1)
    above //= np.repeat(divisor, count)
    most = np.maximum.reduceat(above, starts)
    quality = series.quality
    alike = np.minimum.reduceat(quality, starts) == np.maximum.reduceat(quality, starts)
    columns = (
        starts.tolist(),
        count.tolist(),
        (longest == shortest).tolist(),
        longest.tolist(),
        most.tolist(),
        alike.tolist(),
        quality[starts].tolist(),
        (series.at_s[starts] - day_s).tolist(),
        series.register_milli[starts].tolist(),
        least.tolist(),
        divisor.tolist(),
    )
    packed = []
    for start, n, equal, span, top, same, code, offset, first, low, by in zip(
        *columns, strict=True
    ):
        end = start + n
        width = EQUAL if equal else _width(span)
        bits = _bits(top)
        head = HEADER.pack(
            VERSION, width, bits, code if same else MIXED, n, offset, span if equal else 0,
            first, low, by,
        )  # fmt: skip
        body = steps_s[start + 1 : end].astype(WIDTHS[width]).tobytes() if width else b""
        body += _tight(above[start + 1 : end], bits)
        packed.append(head + body + (b"" if same else quality[start:end].tobytes()))
    return packed


def unpack(day_s: int, packed: bytes) -> Series:
    """What `pack` made. Raises BadPacking."""
    return unpack_all([day_s], [packed])


def unpack_all(day_s: Sequence[int], packed: Sequence[bytes]) -> Series:
    """Many days, one after the other in the order given. Raises BadPacking."""
    if not packed:
        return Series(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))
    for one in packed:
        if len(one) < HEADER.size or one[0] != VERSION:
            raise BadPacking(one[:1])
    heads = np.frombuffer(b"".join([one[: HEADER.size] for one in packed]), FIELDS)
    content = np.frombuffer(b"".join(packed) + bytes(WINDOW), np.uint8)
    lengths = np.fromiter(map(len, packed), np.int64, len(packed))
    begins = np.cumsum(lengths) - lengths + HEADER.size
    counts = heads["count"].astype(np.int64)
    starts = np.cumsum(counts) - counts
    widths, bits = heads["width"].astype(np.int64), heads["bits"].astype(np.int64)
    steps_s = np.repeat(heads["step"].astype(np.int64), counts)
    _fill(steps_s, content, begins, starts, counts, 8 * widths)
    steps_s[starts] = heads["offset"] + np.asarray(day_s, np.int64)
    begins = begins + (counts - 1) * widths
    above = np.zeros(len(steps_s), np.int64)
    _fill(above, content, begins, starts, counts, bits)
    steps = above * np.repeat(heads["divisor"], counts) + np.repeat(heads["least"], counts)
    steps[starts] = heads["first"]
    quality = np.repeat(heads["quality"], counts)
    begins = begins + ((counts - 1) * bits + 7) // 8
    for row in np.flatnonzero(heads["quality"] == MIXED):
        end = starts[row] + counts[row]
        quality[starts[row] : end] = content[begins[row] : begins[row] + counts[row]]
    return Series(_summed(steps_s, starts, counts), _summed(steps, starts, counts), quality)


def _fill(
    into: Whole,
    content: NDArray[np.uint8],
    begins: Whole,
    starts: Whole,
    counts: Whole,
    bits: Whole,
) -> None:
    """Write all but the first value of each row that has bits, wherever they stand in its bytes."""
    rows = np.flatnonzero((bits > 0) & (counts > 1))
    if not len(rows):
        return
    many = counts[rows] - 1
    row = np.repeat(np.arange(len(rows)), many)
    nth = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    bit = 8 * begins[rows][row] + nth * bits[rows][row]
    windows = np.ndarray((len(content) - WINDOW + 1,), "<u8", content, strides=(1,))
    found = windows[bit >> 3] >> (bit & 7).astype(np.uint64)
    mask = (np.uint64(1) << bits[rows].astype(np.uint64)) - np.uint64(1)
    mask[bits[rows] == ALL_BITS] = np.uint64(2**64 - 1)
    into[np.repeat(starts[rows] + 1, many) + nth] = (found & mask[row]).view(np.int64)


def _summed(steps: Whole, starts: Whole, counts: Whole) -> Whole:
    """Running sums that begin anew at each row."""
    total = np.cumsum(steps)
    found: Whole = total - np.repeat(total[starts] - steps[starts], counts)
    return found


def _width(span: int) -> int:
    return 1 if span < 1 << 8 else 2 if span < 1 << 16 else 4


def _bits(most: int) -> int:
    bits = most.bit_length()
    return bits if bits <= MOST_BITS else ALL_BITS


def _tight(values: Whole, bits: int) -> bytes:
    """Each value in `bits` bits, the lowest first."""
    if not bits or not len(values):
        return b""
    if bits == ALL_BITS:
        return values.astype("<i8").tobytes()
    ones = ((values[:, None] >> PLACES[:bits]) & 1).astype(np.uint8)
    return np.packbits(ones.ravel(), bitorder="little").tobytes()


def counts(packed: Sequence[bytes]) -> Whole:
    """How many readings each packed day holds."""
    return np.array([int.from_bytes(one[4:8], "little") for one in packed], np.int64)
