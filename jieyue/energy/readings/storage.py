"""Where readings are kept: loading a span of days, and merging in what came."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from jieyue.energy.readings import back_ends, days, merging, packing
from jieyue.energy.readings.back_ends import DayRow, Kept, Span
from jieyue.energy.readings.merging import Joined, Readings
from jieyue.energy.readings.models import Quality, ReadingCorrection
from jieyue.energy.readings.series import Series

NOTHING = Readings(
    np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8)
)


@dataclass(frozen=True)
class Merged:
    """What a merge came to. The three counts sum to the readings that came.

    touched: per meter whose readings changed, first and last changed instant, both included.
    """

    added: int
    unchanged: int
    conflicting: int
    touched: dict[int, tuple[int, int]]


def load(
    meter_ids: Iterable[int], *, first: date, last: date, days_around: int = 0
) -> dict[int, Series]:
    """The readings of these meters from `first` to `last`, both included.

    Corrections are laid over, withdrawn readings left out. days_around: as many more stored days
    before and after, however far away. A meter without any reading is not in the answer.
    """
    spans = [Span(meter_id, first, last) for meter_id in sorted(set(meter_ids))]
    return load_spans(spans, days_around=days_around)


def load_spans(spans: Sequence[Span], *, days_around: int = 0) -> dict[int, Series]:
    """Like `load`, of each meter its own days; each meter in one span."""
    corrections = _corrections([span.meter_id for span in spans])
    most = days_around + _withdrawn_days(corrections) if days_around else 0
    kept = back_ends.days_within(spans) + back_ends.days_beside(spans, most=most)
    readings = _unpacked(kept)
    if corrections and len(readings):
        readings = _corrected(readings, corrections)
    return by_meter(readings)


def came_on(meter_id: int, day: date) -> Series | None:
    """What came of one meter on one day, without corrections; None: nothing."""
    readings = _unpacked(back_ends.days_within([Span(meter_id, day, day)]))
    return readings.series() if len(readings) else None


def came_of(by_meter: Mapping[int, Series]) -> Readings:
    """Series of several meters as one set of arrays, in the order of their ids."""
    parts = [
        Readings(np.full(len(one), meter_id, np.int64), one.at_s, one.register_milli, one.quality)
        for meter_id, one in sorted(by_meter.items())
        if len(one)
    ]
    return merging.together(parts) if parts else NOTHING


def by_meter(readings: Readings) -> dict[int, Series]:
    """The series of each meter; readings are in order."""
    if not len(readings):
        return {}
    starts = merging.meter_starts(readings)
    ends = np.append(starts[1:], len(readings))
    return {
        int(readings.meter_id[start]): Series(
            readings.at_s[start:end],
            readings.register_milli[start:end],
            readings.quality[start:end],
        )
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    }


def merge(by_meter: Mapping[int, Series], *, site_id: int) -> Merged:
    """Store what is new of these readings. Inside a transaction; meters are locked until its end.

    A series may hold an instant twice and be out of order.
    """
    return merge_readings(came_of(by_meter), site_id=site_id)


def merge_readings(came: Readings, *, site_id: int) -> Merged:
    """The same of many meters at once, in any order."""
    if not len(came):
        return Merged(0, 0, 0, {})
    came = merging.ordered(came)
    starts = merging.day_starts(came)
    meters = came.meter_id[starts].tolist()
    numbers = days.day_number(came.at_s[starts]).tolist()
    back_ends.lock(sorted(set(meters)))
    held = _unpacked(back_ends.days_within(_spans(meters, numbers)))
    joined = merging.join(held, came)
    _write(joined, site_id=site_id)
    return Merged(joined.added, joined.unchanged, joined.conflicting, _touched(joined))


def _spans(meters: Sequence[int], numbers: Sequence[int]) -> list[Span]:
    """Runs of days that follow one another, of each meter."""
    spans: list[Span] = []
    run: list[int] = []
    of: int | None = None
    for meter_id, number in zip(meters, numbers, strict=True):
        if of == meter_id and number == run[1] + 1:
            run[1] = number
            continue
        if of is not None:
            spans.append(Span(of, days.date_of(run[0]), days.date_of(run[1])))
        of, run = meter_id, [number, number]
    if of is not None:
        spans.append(Span(of, days.date_of(run[0]), days.date_of(run[1])))
    return spans


def _unpacked(kept: list[Kept]) -> Readings:
    if not kept:
        return NOTHING
    kept.sort()
    number = days.day_number(np.array([row.first_s for row in kept], np.int64))
    day_s = number * days.DAY_S - days.OFFSET_S
    packed = [bytes(row.packed) for row in kept]
    found = packing.unpack_all(day_s.tolist(), packed)
    counts = packing.counts(packed)
    meter_id = np.repeat(np.array([row.meter_id for row in kept], np.int64), counts)
    return Readings(meter_id, found.at_s, found.register_milli, found.quality)


def _write(joined: Joined, *, site_id: int) -> None:
    """Pack and store the days in which something changed."""
    readings = joined.readings
    starts = merging.day_starts(readings)
    changed = np.logical_or.reduceat(joined.changed, starts)
    if not changed.all():
        counts = np.diff(np.append(starts, len(readings)))
        readings = readings.taken(np.repeat(changed, counts))
        starts = merging.day_starts(readings)
    if not len(readings):
        return
    number = days.day_number(readings.at_s[starts])
    packed = packing.pack_all(number * days.DAY_S - days.OFFSET_S, readings.series(), starts)
    ends = np.append(starts[1:], len(readings)) - 1
    dates = {one: days.date_of(one) for one in set(number.tolist())}
    columns = (
        readings.meter_id[starts].tolist(),
        [dates[one] for one in number.tolist()],
        (ends - starts + 1).tolist(),
        readings.at_s[starts].tolist(),
        readings.at_s[ends].tolist(),
        packed,
    )
    back_ends.upsert([DayRow(site_id, *row) for row in zip(*columns, strict=True)])


def _touched(joined: Joined) -> dict[int, tuple[int, int]]:
    changed = joined.readings.taken(joined.changed)
    return {
        meter_id: (int(one.at_s[0]), int(one.at_s[-1]))
        for meter_id, one in by_meter(changed).items()
    }


Corrections = dict[tuple[int, int], int | None]


def _corrections(meter_ids: list[int]) -> Corrections:
    """The newest correction of each meter and instant."""
    rows = ReadingCorrection.objects.filter(meter_id__in=meter_ids).order_by("id")
    return {
        (meter_id, at_s): register
        for meter_id, at_s, register in rows.values_list("meter_id", "at_s", "register_milli")
    }


def _withdrawn_days(corrections: Corrections) -> int:
    """The most stored days of one meter that may hold nothing but what was withdrawn."""
    gone = {
        (meter_id, days.day_number(at_s))
        for (meter_id, at_s), register in corrections.items()
        if register is None
    }
    return max(Counter(meter_id for meter_id, _day in gone).values(), default=0)


def _corrected(readings: Readings, corrections: Corrections) -> Readings:
    """A correction changes or withdraws what came; one of an instant nothing came for is idle."""
    pairs = np.array(sorted(corrections), np.int64)
    empty = np.zeros(len(pairs), np.int64)
    key = merging.keys(Readings(pairs[:, 0], pairs[:, 1], empty, empty.astype(np.uint8)))
    held = merging.keys(readings)
    place = np.minimum(np.searchsorted(held, key), len(held) - 1)
    register, quality = readings.register_milli.copy(), readings.quality.copy()
    stays = np.ones(len(readings), np.bool_)
    for where, is_there, pair in zip(
        place.tolist(), (held[place] == key).tolist(), sorted(corrections), strict=True
    ):
        value = corrections[pair]
        if is_there and value is None:
            stays[where] = False
        elif is_there and value is not None:
            register[where], quality[where] = value, Quality.CORRECTED
    changed = Readings(readings.meter_id, readings.at_s, register, quality)
    return changed if stays.all() else changed.taken(stays)
