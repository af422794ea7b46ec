"""One meter's use in the hours, days and months of any time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np

from jieyue.energy.consumption import adjusting, estimating
from jieyue.energy.consumption.judging import Judge
from jieyue.energy.consumption.models import StepNote
from jieyue.energy.consumption.rules import Spread, derive
from jieyue.energy.consumption.virtual_meters import Terms, combined, terms_of
from jieyue.energy.meters import queries as meters
from jieyue.energy.readings import storage
from jieyue.energy.readings.days import local_day_of, number_of
from jieyue.energy.readings.series import Series, Whole
from jieyue.energy.scale import of_micro

DAYS_AROUND = 40  # stored days before and after, which judge the readings asked for
NOTHING = Series(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))


class Piece(StrEnum):
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class Row:
    """From `start` to the next piece. use None: nothing is known. known: all of it is.

    adjusted: what adjustments put there, contained in `use`; hours have none.
    """

    start: datetime
    use: Decimal | None
    adjusted: Decimal
    estimated: Decimal
    coverage: Decimal
    known: bool


def rows(
    meter_id: int, *, site_id: int, piece: Piece, first: date, last: date, zone: ZoneInfo
) -> list[Row]:
    """Each piece of the days [first, last] of that zone, from the readings themselves.

    Raises Meter.DoesNotExist, formulas.BadFormula.
    """
    borders = border_instants(piece, first, last, zone)
    borders_s = np.array([int(at.timestamp()) for at in borders], np.int64)
    terms = terms_of(meter_id)
    spreads = _spreads([each for _times, each in terms], site_id=site_id, borders_s=borders_s)
    found = combined(terms, spreads)
    seconds = np.diff(borders_s).tolist()
    adjusted = _adjusted(terms, piece, borders)
    columns = (
        borders[:-1],
        found.use_micro.tolist(),
        adjusted,
        found.estimated_micro.tolist(),
        found.covered_s.tolist(),
        found.known_s.tolist(),
        seconds,
    )
    return [
        Row(
            start=start,
            use=of_micro(use) + extra if known or extra else None,
            adjusted=extra,
            estimated=of_micro(estimated),
            coverage=Decimal(covered) / length,
            known=known == length,
        )
        for start, use, extra, estimated, covered, known, length in zip(*columns, strict=True)
    ]


def _adjusted(terms: Terms, piece: Piece, borders: Sequence[datetime]) -> list[Decimal]:
    """Of each piece; an adjustment is of days, whatever the zone calls a day."""
    found = [Decimal(0)] * (len(borders) - 1)
    if piece is Piece.HOUR:
        return found
    begins = np.array([number_of(at.date()) for at in borders])
    first, last = borders[0].date(), borders[-1].date() - timedelta(days=1)
    by_meter = adjusting.by_day([each for _times, each in terms], first=first, last=last)
    for coefficient, meter_id in terms:
        for number, micro in by_meter.get(meter_id, {}).items():
            place = int(np.searchsorted(begins, number, side="right")) - 1
            found[place] += coefficient * of_micro(micro)
    return found


def border_instants(piece: Piece, first: date, last: date, zone: ZoneInfo) -> list[datetime]:
    """The beginnings of all pieces and the end of the last, in the zone; rising."""
    end = last + timedelta(days=1)
    if piece is Piece.HOUR:
        return _hours(_midnight(first, zone), _midnight(end, zone), zone)
    days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    if piece is Piece.MONTH:
        days = [day for day in days if day.day == 1 or day in (first, end)]
    return [_midnight(day, zone) for day in days]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Where the clocks skip midnight, the first instant of the day."""
    at = datetime(day.year, day.month, day.day, tzinfo=zone)
    return at.astimezone(UTC).astimezone(zone)


def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every full hour that passes, so that a day of 23 or 25 hours has as many."""
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    count = -(-int((last - first).total_seconds()) // 3600)
    instants = [first + timedelta(hours=n) for n in range(count)] + [last]
    return [at.astimezone(zone) for at in instants]


def _spreads(meter_ids: Sequence[int], *, site_id: int, borders_s: Whole) -> dict[int, Spread]:
    known = meters.known(site_id=site_id, meter_ids=meter_ids)
    segments = meters.segments_of(meter_ids)
    first, last = local_day_of(int(borders_s[0])), local_day_of(int(borders_s[-1]))
    loaded = storage.load(meter_ids, first=first, last=last, days_around=DAYS_AROUND)
    judge = Judge(site_id=site_id, on=last)
    found = {}
    for meter_id, meter in known.items():
        series = loaded.get(meter_id, NOTHING)
        found[meter_id] = derive(
            series,
            segments[meter_id],
            kind=meter.kind,
            capacity_micro_per_hour=meter.capacity_micro_per_hour,
            expected_s=meter.interval_s,
            borders_s=borders_s,
            limits=judge.limits_of(meter),
            final_use_micro=estimating.last_years(meter_id, segments[meter_id], series),
        ).hours
    return found


def notes_between(meter_id: int, *, from_s: int, to_s: int) -> list[StepNote]:
    """Odd steps that touch the span, by time."""
    return list(StepNote.objects.filter(meter_id=meter_id, from_s__lt=to_s, to_s__gt=from_s))
