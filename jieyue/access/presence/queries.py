"""Presence for other topics and for flows: plain values, never who, and never shown to people.

What people may see of it is in `released.py`. Unknown is None or a coverage below 1, never 0.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Max, Min, Sum
from django.utils import timezone

from jieyue.access.entries.models import GateEntry
from jieyue.access.entries.queries import usual_days
from jieyue.access.gates.models import Zone
from jieyue.access.presence import days
from jieyue.access.presence import parameters as numbers
from jieyue.access.presence.hearing import hearing_by
from jieyue.access.presence.models import ZoneQuarter
from jieyue.access.presence.rules import silence
from jieyue.access.presence.rules.counting import Cell
from jieyue.kit import parameters
from jieyue.kit.periods import local_month

QUARTER_H = 0.25


@dataclass(frozen=True)
class Inside:
    """People of one unit in one zone; zone None: somewhere inside, unit None: visitors.

    estimate and high are None when too few readers were heard.
    """

    zone_id: int | None
    unit_id: int | None
    counted: int
    estimate: float | None
    low: float
    high: float | None
    nobody: float
    coverage: float


@dataclass(frozen=True)
class Likelihood:
    """That anybody was there at all in a span; None: unknown.

    expected: most people expected at a time. coverage: the least of the span.
    """

    value: float | None
    expected: float | None
    coverage: float


@dataclass(frozen=True)
class LastOut:
    """When the last of a unit left a zone, and how likely anybody is there still."""

    zone_id: int | None
    unit_id: int | None
    at: datetime | None
    anybody: float | None


@dataclass(frozen=True)
class PersonHours:
    """Hours that people of a unit were inside, and the share of them that readers saw."""

    unit_id: int | None
    hours: Decimal
    coverage: float


def inside_by_unit_zone(*, site_id: int, at: datetime) -> list[Inside]:
    """Everybody at this moment, by the passages until then."""
    looked = days.look(site_id=site_id, at=at)
    moment = looked.until_s
    found = looked.cells([moment])
    local = timezone.localtime(at)
    cutoff = local.time().replace(minute=0, second=0, microsecond=0)
    heard = hearing_by(site_id=site_id, day=local.date(), cutoffs=[cutoff])[cutoff]
    coverage = {(place, unit): heard.coverage(place, unit) for _moment, place, unit in found}
    cells = {(place, unit): cell for (_moment, place, unit), cell in found.items()}
    least = 1 - days.unheard_share(looked.values)
    known = silence.known(cells, coverage, least=least, limits=looked.limits())
    return [_inside(key, known.get(key), cell, coverage[key]) for key, cell in cells.items()]


def _inside(key: tuple[int, int | None], known: Cell | None, cell: Cell, coverage: float) -> Inside:
    place, unit_id = key
    return Inside(
        zone_id=place or None,
        unit_id=unit_id,
        counted=cell.counted,
        estimate=known.estimate if known else None,
        low=cell.low,
        high=known.high if known else None,
        nobody=known.nobody if known else 0.0,
        coverage=coverage,
    )


def quarter(*, site_id: int, day: date, quarter: time) -> list[Inside]:
    """What is kept of one quarter of a counting day (that begins at the nightly reset)."""
    rows = ZoneQuarter.objects.filter(site_id=site_id, day=day, quarter=quarter)
    columns = (
        "zone_id", "unit_id", "counted", "estimate", "low", "high", "nobody", "coverage"
    )  # fmt: skip
    return [Inside(*row) for row in rows.values_list(*columns)]


def anybody_in(
    *,
    site_id: int,
    zone_id: int | None = None,
    building_id: int | None = None,
    since: datetime,
    until: datetime,
) -> Likelihood:
    """Whether anybody was in a zone or building (or the complex) at a quarter of [since, until).

    With zones that it encloses. None when readers were silent, or nothing was counted then.
    """
    moments = _moments(since, until)
    places = _places(site_id, zone_id=zone_id, building_id=building_id)
    counted = _counted_moments(site_id, moments)
    if not moments or len(counted) < len(moments):
        return Likelihood(None, None, 0.0)
    empty = dict.fromkeys(moments, 1.0)
    expected: dict[tuple[date, time], float] = dict.fromkeys(moments, 0.0)
    coverage, is_unknown = 1.0, False
    for row in _rows(site_id, moments):
        if places is not None and row.zone_id not in places:
            is_unknown = is_unknown or row.zone_id is None  # they may be anywhere
            continue
        key = (row.day, row.quarter)
        coverage = min(coverage, row.coverage)
        if row.estimate is None and row.low <= 0:
            is_unknown = True
            continue
        empty[key] *= row.nobody
        expected[key] += row.estimate if row.estimate is not None else row.low
    likely = 1 - min(empty.values())
    most = max(expected.values())
    if is_unknown and likely < 1:
        return Likelihood(None, None, coverage)
    return Likelihood(likely, most, coverage)


def _moments(since: datetime, until: datetime) -> list[tuple[date, time]]:
    """Counting days and quarters that begin in [since, until)."""
    first = math.ceil(since.timestamp() / 900)
    last = math.ceil(until.timestamp() / 900)
    found = []
    for number in range(first, last):
        at = timezone.localtime(datetime.fromtimestamp(number * 900, tz=since.tzinfo))
        found.append((at.date(), at.time()))
    return found


def _counted_moments(site_id: int, moments: Sequence[tuple[date, time]]) -> set[tuple[date, time]]:
    """Which of them were counted at all, by the clock."""
    spans = days.counted_spans(site_id=site_id, clock_days=[day for day, _ in moments])
    return {
        (day, clock)
        for day, clock in moments
        if any(start <= days.instant(day, clock) <= until for start, until in spans)
    }


def _rows(site_id: int, moments: Sequence[tuple[date, time]]) -> Iterable[ZoneQuarter]:
    """Kept rows of these moments, with `day` as the clock's."""
    wanted = set(moments)
    for row in days.kept_rows(site_id=site_id, clock_days={day for day, _ in moments}):
        if (row.day, row.quarter) in wanted:
            yield row


def _places(
    site_id: int, *, zone_id: int | None, building_id: int | None
) -> set[int | None] | None:
    """Zones that count, with those inside them; None is the whole complex."""
    if zone_id is None and building_id is None:
        return None
    around = days.around(site_id=site_id)
    roots = {zone_id} if zone_id is not None else set(_of_building(site_id, building_id))
    return {zone for zone, outer in around.items() if zone in roots or outer & roots}


def _of_building(site_id: int, building_id: int | None) -> Iterable[int]:
    rows = Zone.objects.filter(site_id=site_id, building_id=building_id)
    return rows.values_list("id", flat=True)


def last_out(*, site_id: int, at: datetime) -> list[LastOut]:
    """By unit and zone, for lights: who was there today, when the last left, who is left."""
    left = _last_ways_out(site_id, at)
    now = {
        (cell.zone_id, cell.unit_id): cell for cell in inside_by_unit_zone(site_id=site_id, at=at)
    }
    found = []
    for key in sorted(left.keys() | now.keys(), key=lambda key: (key[0] or 0, key[1] or 0)):
        cell = now.get(key)
        anybody: float | None = 0.0
        if cell is not None:
            anybody = None if cell.estimate is None else 1 - cell.nobody
        found.append(LastOut(key[0], key[1], left.get(key), anybody))
    return found


def _last_ways_out(site_id: int, at: datetime) -> dict[tuple[int | None, int | None], datetime]:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    span = days.span_at(at, values=values)
    rows = GateEntry.objects.filter(
        site_id=site_id, at__gte=span.start, at__lte=at, clock_ahead=False, direction="out"
    ).exclude(credential="plate")
    grouped = rows.order_by().values_list("device__gate__inner_id", "unit_id")
    latest: dict[tuple[int | None, int | None], datetime] = {}
    for zone_id, unit_id, last in grouped.annotate(Max("at")):
        latest[zone_id, unit_id] = last
    return latest


def first_arrival(
    *,
    site_id: int,
    day: date,
    quantile: float = 0.10,
    unit_id: int | None = None,
    zone_id: int | None = None,
) -> time | None:
    """By when the first has come on all but `quantile` of the usual workdays; None: not known.

    To be warm in time on nine days of ten, a tenth is asked for.
    """
    rows = ZoneQuarter.objects.filter(
        site_id=site_id, day__in=usual_days(site_id=site_id, day=day), counted__gt=0
    )
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if zone_id is not None:
        places = _places(site_id, zone_id=zone_id, building_id=None) or set()
        rows = rows.filter(zone_id__in=places)
    morning = rows.filter(quarter__gte=time(3)).order_by()
    firsts = sorted(
        morning.values_list("day").annotate(first=Min("quarter")).values_list("first", flat=True)
    )
    if not firsts:
        return None
    found: time = firsts[min(int(quantile * len(firsts)), len(firsts) - 1)]
    return found


def people_hours(
    *,
    site_id: int,
    first: date,
    last: date,
    zone_ids: Collection[int] | None = None,
) -> list[PersonHours]:
    """Person-hours of each unit on the days first to last, both included, from what is kept.

    Hours behind silent readers are not in them, which the coverage tells.
    """
    rows = ZoneQuarter.objects.filter(site_id=site_id, day__gte=first, day__lte=last)
    if zone_ids is not None:
        rows = rows.filter(zone_id__in=zone_ids)
    sums: dict[int | None, list[float]] = {}
    columns = ("unit_id", "estimate", "coverage", "low")
    for unit_id, estimate, coverage, low in rows.order_by().values_list(*columns).iterator():
        hours = (estimate if estimate is not None else low) * QUARTER_H
        found = sums.setdefault(unit_id, [0.0, 0.0, 0.0])
        found[0] += hours
        found[1] += max(hours, QUARTER_H) * coverage
        found[2] += max(hours, QUARTER_H)
    return [
        PersonHours(unit_id, Decimal(hours).quantize(Decimal("0.1")), heard / every)
        for unit_id, (hours, heard, every) in sorted(sums.items(), key=lambda pair: pair[0] or 0)
    ]


def person_hours_of_month(*, site_id: int, month: date) -> dict[int, Decimal]:
    """Person-hours inside of each unit in the month that `month` is in."""
    period = local_month(month)
    first, end = timezone.localdate(period.start), timezone.localdate(period.end)
    rows = people_hours(site_id=site_id, first=first, last=end - timedelta(days=1))
    return {row.unit_id: row.hours for row in rows if row.unit_id is not None}


def empty_quarters(
    *,
    site_id: int,
    day: date,
    zone_id: int | None = None,
    building_id: int | None = None,
) -> list[time]:
    """Quarters of a counting day in which nobody is expected, for leaks; only counted ones.

    A quarter whose readers were silent is not empty: nobody knows.
    """
    values = parameters.read(site_id=site_id, on=day)
    least = float(values.decimal(numbers.EMPTY_BELOW))
    span = days.span_of(day, values=values)
    places = _places(site_id, zone_id=zone_id, building_id=building_id)
    rows = ZoneQuarter.objects.filter(site_id=site_id, day=day)
    if places is not None:
        rows = rows.filter(zone_id__in=places)
    known = dict(
        rows.exclude(estimate=None).order_by().values_list("quarter").annotate(Sum("estimate"))
    )
    unknown = set(rows.filter(estimate=None).values_list("quarter", flat=True))
    counted = days.counted_quarters(site_id=site_id, span=span)
    return [clock for clock in counted if clock not in unknown and known.get(clock, 0.0) < least]
