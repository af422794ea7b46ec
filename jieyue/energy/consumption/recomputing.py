"""Makes use anew from readings, instruments and corrections.

The days and notes of a meter are a function of the set of what is stored about it. Only those
that a change can reach are derived anew, and only those that came out otherwise are written.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from jieyue.energy.consumption import adjusting, estimating, writing
from jieyue.energy.consumption.hours import HOUR_S, HOURS, pack_days
from jieyue.energy.consumption.judging import Judge
from jieyue.energy.consumption.models import MeterDay, MeterMonth, StepNote
from jieyue.energy.consumption.rules import Limits, Note, derive
from jieyue.energy.consumption.rules.spreading import Steps, spread
from jieyue.energy.consumption.rules.windows import ALWAYS, Loaded, Window, window
from jieyue.energy.consumption.writing import DayRow, MonthRow
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import MeterKind
from jieyue.energy.meters.queries import MeterFacts
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings import storage
from jieyue.energy.readings.back_ends import Span, lock
from jieyue.energy.readings.days import DAY_S, OFFSET_S, date_of, day_number, local_day_of
from jieyue.energy.readings.series import Series

READINGS_AT_ONCE = 2_000_000
NOTHING = Series(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))


@dataclass(frozen=True)
class Change:
    """A meter some of whose readings changed, with what is needed to judge them."""

    meter: MeterFacts
    segments: Sequence[Segment]
    limits: Limits
    reach: int
    first_s: int
    last_s: int

    @property
    def span(self) -> Span:
        return Span(self.meter.id, local_day_of(self.first_s), local_day_of(self.last_s))

    @property
    def days_around(self) -> int:
        """Stored days on either side that mostly suffice."""
        interval_s = self.meter.interval_s
        if interval_s is None:
            return 2 * self.reach + 2
        return 2 + -(-2 * self.reach * interval_s // DAY_S)

    @property
    def readings(self) -> int:
        days = (self.last_s - self.first_s) // DAY_S + 1 + 2 * self.days_around
        return int(days * DAY_S // (self.meter.interval_s or DAY_S))


@dataclass(frozen=True)
class Anew:
    """What was derived of one meter."""

    meter_id: int
    window: Window
    steps: Steps
    notes: list[Note] = field(repr=False)


@transaction.atomic
def recompute(touched: Mapping[int, tuple[int, int]], *, site_id: int) -> None:
    """Derive what readings in these spans may have changed.

    touched: meter to first and last instant, both included, seconds since 1970 UTC. Call it in
    the transaction that wrote the readings; the meters stay locked until its end.
    """
    if not touched:
        return
    lock(sorted(touched))
    for changes in _portions(_changes(touched, site_id=site_id)):
        _store(_derived(changes), site_id=site_id)


def _changes(touched: Mapping[int, tuple[int, int]], *, site_id: int) -> list[Change]:
    known = meters.known(site_id=site_id, meter_ids=list(touched))
    segments = meters.segments_of(list(known))
    judges: dict[date, Judge] = {}
    changes = []
    for meter_id, meter in known.items():
        if meter.kind == MeterKind.VIRTUAL:
            continue
        first_s, last_s = touched[meter_id]
        on = local_day_of(last_s)
        if on not in judges:
            judges[on] = Judge(site_id=site_id, on=on)
        limits = judges[on].limits_of(meter)
        reach = limits.reach(has_capacity=meter.capacity_micro_per_hour is not None)
        changes.append(Change(meter, segments[meter_id], limits, reach, first_s, last_s))
    return changes


def _portions(changes: Iterable[Change]) -> Iterable[list[Change]]:
    """So many meters at once that their readings fit in memory."""
    portion: list[Change] = []
    readings = 0
    for change in changes:
        if portion and readings + change.readings > READINGS_AT_ONCE:
            yield portion
            portion, readings = [], 0
        portion.append(change)
        readings += change.readings
    if portion:
        yield portion


def _derived(changes: Sequence[Change]) -> list[Anew]:
    """Derive each change, loading more around it until its days are certain."""
    found = []
    waiting: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        waiting[change.days_around].append(change)
    while waiting:
        days_around = min(waiting)
        now = waiting.pop(days_around)
        loaded = storage.load_spans([change.span for change in now], days_around=days_around)
        for change in now:
            anew = _anew(change, loaded.get(change.meter.id, NOTHING), days_around)
            if anew is None:
                waiting[days_around * 4].append(change)
            else:
                found.append(anew)
    return found


def _anew(change: Change, series: Series, days_around: int) -> Anew | None:
    """None: too little was loaded around the change."""
    derived = derive(
        series,
        change.segments,
        kind=change.meter.kind,
        capacity_micro_per_hour=change.meter.capacity_micro_per_hour,
        expected_s=change.meter.interval_s,
        borders_s=np.empty(0, np.int64),
        limits=change.limits,
        final_use_micro=estimating.last_years(change.meter.id, change.segments, series),
    )
    days = day_number(series.at_s)
    days = days[np.flatnonzero(np.diff(days, prepend=-1))]
    span = change.span
    loaded = Loaded(
        at_s=series.at_s,
        anchors_s=derived.anchors_s,
        has_start=int((days < _number(span.first)).sum()) < days_around,
        has_end=int((days > _number(span.last)).sum()) < days_around,
    )
    found = window(loaded, first_s=change.first_s, last_s=change.last_s, reach=change.reach)
    if found is None:
        return None
    notes = [note for note in derived.notes if _lies_in(note.from_s, note.to_s, found)]
    return Anew(change.meter.id, found, derived.steps, notes)


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _lies_in(from_s: int, to_s: int, within: Window) -> bool:
    return to_s > within.low_s and from_s < within.high_s


def _store(derived: Sequence[Anew], *, site_id: int) -> None:
    """Write days that came out otherwise than they stand, their months, and notes."""
    spans = [_span(anew) for anew in derived]
    held = writing.days_within(spans)
    adjusted = _adjusted(spans)
    changed: list[DayRow] = []
    months: set[tuple[int, date]] = set()
    for anew in derived:
        for row in _day_rows(anew, adjusted.get(anew.meter_id, {}), site_id=site_id):
            before = held.pop((row.meter_id, row.day.isoformat()), None)
            if before is None or before[1] != row:
                changed.append(row)
                months.add((row.meter_id, row.day.replace(day=1)))
    months.update((row.meter_id, row.day.replace(day=1)) for _id, row in held.values())
    _delete(MeterDay, [row_id for row_id, _row in held.values()])
    writing.upsert_days(changed)
    _sum_months(months, site_id=site_id)
    _note(derived, site_id=site_id)


def _span(anew: Anew) -> Span:
    return Span(anew.meter_id, date_of(anew.window.first_day), date_of(anew.window.last_day))


def _adjusted(spans: Sequence[Span]) -> dict[int, dict[int, int]]:
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    return adjusting.by_day([span.meter_id for span in spans], first=first, last=last)


def _day_rows(anew: Anew, adjusted: Mapping[int, int], *, site_id: int) -> Iterable[DayRow]:
    first, last = anew.window.first_day, anew.window.last_day
    start_s = first * DAY_S - OFFSET_S
    borders = start_s + np.arange((last - first + 1) * HOURS + 1, dtype=np.int64) * HOUR_S
    sums = pack_days(spread(anew.steps, borders))
    columns = (
        range(first, last + 1),
        sums.use_micro.tolist(),
        sums.estimated_micro.tolist(),
        sums.covered_s.tolist(),
        sums.known_s.tolist(),
        sums.packed,
    )
    for number, use, estimated, covered, known, packed in zip(*columns, strict=True):
        extra = adjusted.get(number, 0)
        if known or number in adjusted:
            yield DayRow(
                site_id, anew.meter_id, date_of(number), use + extra, estimated, covered, extra,
                packed,
            )  # fmt: skip


def _delete(model: Any, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        model.objects.filter(id__in=ids[start : start + 500]).delete()


def _sum_months(months: set[tuple[int, date]], *, site_id: int) -> None:
    """Sum the days of these months anew; a month without a day has no row."""
    spans = [Span(meter_id, month, _last_of(month)) for meter_id, month in sorted(months)]
    rows = [
        MonthRow(
            site_id, sums.meter_id, date.fromisoformat(f"{sums.month}-01"), sums.use_micro,
            sums.estimated_micro, sums.covered_s, sums.adjusted_micro, sums.days,
        )
        for sums in writing.month_sums(spans)
    ]  # fmt: skip
    writing.upsert_months(rows)
    empty: dict[date, list[int]] = defaultdict(list)
    for meter_id, month in months - {(row.meter_id, row.month) for row in rows}:
        empty[month].append(meter_id)
    for month, meter_ids in empty.items():
        MeterMonth.objects.filter(month=month, meter_id__in=meter_ids).delete()


def _last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _note(derived: Sequence[Anew], *, site_id: int) -> None:
    """Put the notes in each window in place of those that stand there."""
    windows = {anew.meter_id: anew.window for anew in derived}
    low = min(found.low_s for found in windows.values())
    high = max(found.high_s for found in windows.values())
    rows = StepNote.objects.filter(meter_id__in=list(windows))
    if low > -ALWAYS:
        rows = rows.filter(to_s__gt=low)
    if high < ALWAYS:
        rows = rows.filter(from_s__lt=high)
    fields = ("meter_id", "kind", "from_s", "to_s", "from_milli", "to_milli", "use_micro")
    held: dict[tuple[Any, ...], int] = {}
    for row_id, *values in rows.values_list("id", *fields):
        if _lies_in(values[2], values[3], windows[values[0]]):
            held[tuple(values)] = row_id
    new = []
    for anew in derived:
        for note in anew.notes:
            values = [
                anew.meter_id, note.kind.value, note.from_s, note.to_s, note.from_milli,
                note.to_milli, note.use_micro,
            ]  # fmt: skip
            if held.pop(tuple(values), None) is None:
                new.append(StepNote(site_id=site_id, **dict(zip(fields, values, strict=True))))
    _delete(StepNote, list(held.values()))
    StepNote.objects.bulk_create(new, batch_size=2000)
