"""Reads one counting day's passages and what is known of habits, as plain values.

A counting day runs from the nightly reset to the next, since nobody's whereabouts are known
across it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.decisions.parameters import RESET_AT
from jieyue.access.devices.models import Device
from jieyue.access.entries.models import Direction, GateEntry
from jieyue.access.entries.queries import local
from jieyue.access.gates.models import Zone
from jieyue.access.presence import parameters as numbers
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.presence.rules import habits
from jieyue.access.presence.rules.habits import QUARTER_S, QUARTERS, First, Habits, Tally
from jieyue.access.presence.rules.whereabouts import (
    DAY_S,
    OUTSIDE,
    SOMEWHERE,
    Journey,
    Passage,
    journeys,
)
from jieyue.kit import parameters, workdays
from jieyue.kit.parameters import Values

LEARNT_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Span:
    """The counting day that begins on `day`: [start, end)."""

    day: date
    start: datetime
    end: datetime

    def elapsed(self, at: datetime) -> int:
        """Seconds since the reset, within the day."""
        return min(max(int((at - self.start).total_seconds()), 0), DAY_S)

    def moment(self, elapsed_s: int) -> datetime:
        return self.start + timedelta(seconds=elapsed_s)

    def quarters(self) -> list[int]:
        """The start of every quarter, in elapsed seconds."""
        return [quarter * QUARTER_S for quarter in range(QUARTERS)]


@dataclass(frozen=True)
class Looked:
    """A day as far as it was looked at: everybody's journeys and the habits to judge them by."""

    site_id: int
    span: Span
    until_s: int
    passages: Sequence[Passage]
    journeys: Sequence[Journey]
    habits: Habits
    values: Values


def span_of(day: date, *, values: Values) -> Span:
    reset = values.time(RESET_AT)
    # The reset is put on a quarter, so that quarters of the clock are quarters of the day.
    on_quarter = time(reset.hour, reset.minute // 15 * 15)
    return Span(day, local(day, on_quarter), local(day + timedelta(days=1), on_quarter))


def span_at(at: datetime, *, values: Values) -> Span:
    """The counting day that `at` is in."""
    today = span_of(timezone.localdate(at), values=values)
    if at >= today.start:
        return today
    return span_of(today.day - timedelta(days=1), values=values)


def look(*, site_id: int, at: datetime) -> Looked:
    """The counting day of `at`, up to `at`. Six queries."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return look_at(site_id=site_id, span=span_at(at, values=values), until=at, values=values)


def look_at(*, site_id: int, span: Span, until: datetime, values: Values) -> Looked:
    """One counting day up to and including `until`."""
    seen = passages(site_id=site_id, span=span, until=until)
    return Looked(
        site_id=site_id,
        span=span,
        until_s=span.elapsed(until),
        passages=seen,
        journeys=journeys(seen, around=around(site_id=site_id)),
        habits=habits_for(site_id=site_id, span=span, values=values),
        values=values,
    )


def passages(*, site_id: int, span: Span, until: datetime) -> list[Passage]:
    """Trusted entries but of vehicles, whatever order they came in."""
    ways = _ways(site_id)
    rows = GateEntry.objects.filter(
        site_id=site_id,
        at__gte=span.start,
        at__lt=span.end,
        at__lte=until,
        clock_ahead=False,
    ).exclude(credential="plate")
    columns = ("device_id", "at", "direction", "credential", "subject", "person_id", "unit_id")
    found = []
    for device_id, at, direction, credential, subject, person_id, unit_id in rows.values_list(
        *columns
    ):
        outer, inner = ways[device_id]
        comes, goes = (outer, inner) if direction == Direction.IN else (inner, outer)
        who = key_of(credential, subject, person_id)
        found.append(Passage(who, unit_id, span.elapsed(at), comes, goes))
    return found


def key_of(credential: str, subject: str, person_id: int | None) -> str:
    """One stable key of whoever passed; guests' entries bear theirs, whatever they showed."""
    if person_id is not None:
        return f"person:{person_id}"
    return subject if ":" in subject else f"{credential}:{subject}"


def _ways(site_id: int) -> dict[int, tuple[int, int]]:
    """Where each device leads from and into; one that stands at no gate leads somewhere inside."""
    rows = Device.objects.filter(site_id=site_id).values_list(
        "id", "gate_id", "gate__outer_id", "gate__inner_id"
    )
    return {
        device: (outer or OUTSIDE, inner) if gate else (OUTSIDE, SOMEWHERE)
        for device, gate, outer, inner in rows
    }


def around(*, site_id: int) -> dict[int, frozenset[int]]:
    """Zones that enclose each zone."""
    parents = dict(Zone.objects.filter(site_id=site_id).values_list("id", "parent_id"))
    return {zone: frozenset(_up(zone, parents)) for zone in parents}


def _up(zone: int, parents: Mapping[int, int | None]) -> Iterable[int]:
    passed = {zone}
    parent = parents.get(zone)
    while parent is not None and parent not in passed:
        yield parent
        passed.add(parent)
        parent = parents.get(parent)


def habits_for(*, site_id: int, span: Span, values: Values) -> Habits:
    """Learnt from the last counted days of the same kind (working or not) before this one."""
    since = span.day - LEARNT_WITHIN
    known = workdays.days(since, span.day + timedelta(days=1), site_id=site_id)
    kind = known[span.day].is_working
    alike = [day for day, found in known.items() if found.is_working == kind and day < span.day]
    most = values.integer(numbers.HABIT_DAYS)
    rows = CountedDay.objects.filter(site_id=site_id, day__in=alike).exclude(tallies={})
    kept = rows.order_by("-day").values_list("tallies", flat=True)[:most]
    return habits.learn([tallies_of(each) for each in kept], first=_first(values, span))


def _first(values: Values, span: Span) -> First:
    start = timezone.localtime(span.start)
    return First(
        leaving=_by_hour(values.json(numbers.LEAVING)),
        arriving=_by_hour(values.json(numbers.ARRIVING)),
        missed_in=float(values.decimal(numbers.MISSED_IN)),
        missed_out=float(values.decimal(numbers.MISSED_OUT)),
        rates_weight=values.integer(numbers.RATES_WEIGHT),
        unit_weight=values.integer(numbers.UNIT_WEIGHT),
        reset_quarter=start.hour * 4 + start.minute // 15,
    )


def _by_hour(given: Any) -> tuple[float, ...]:
    """A figure for each hour of the day; what is missing or no number counts as 0."""
    hours = given if isinstance(given, list) else []
    found = [max(float(each), 0.0) if isinstance(each, int | float) else 0.0 for each in hours]
    return tuple((found + [0.0] * 24)[:24])


def tallies_of(stored: Mapping[str, Any]) -> dict[int | None, Tally]:
    """As `json_of` stored them."""
    return {int(unit) if unit else None: Tally(**tally) for unit, tally in stored.items()}


def json_of(tallies: Mapping[int | None, Tally]) -> dict[str, Any]:
    return {str(unit or ""): asdict(tally) for unit, tally in tallies.items()}


def smallest_shown(values: Values) -> int:
    return max(values.integer(limits.SMALLEST_BAND), 1)


def unheard_share(values: Values) -> float:
    return float(values.decimal(limits.UNHEARD_SHARE))


def instant(day: date, clock: time) -> datetime:
    """An instant of the site's clock."""
    return local(day, clock)


def counted_spans(*, site_id: int, clock_days: Iterable[date]) -> list[tuple[datetime, datetime]]:
    """From when until when counting days that touch these days of the clock were looked at."""
    wanted = _touching(clock_days)
    rows = CountedDay.objects.filter(site_id=site_id, day__in=wanted, passages__gt=0)
    found = []
    for day, until in rows.values_list("day", "until"):
        values = parameters.read(site_id=site_id, on=day)
        found.append((span_of(day, values=values).start, until))
    return found


def kept_rows(*, site_id: int, clock_days: Iterable[date]) -> Iterable[ZoneQuarter]:
    """Kept quarters of these days of the clock, `day` being the clock's."""
    wanted = set(clock_days)
    starts: dict[date, time] = {}
    rows = ZoneQuarter.objects.filter(site_id=site_id, day__in=_touching(wanted))
    for row in rows:
        if row.day not in starts:
            values = parameters.read(site_id=site_id, on=row.day)
            starts[row.day] = timezone.localtime(span_of(row.day, values=values).start).time()
        if row.quarter < starts[row.day]:
            row.day += timedelta(days=1)
        if row.day in wanted:
            yield row


def _touching(clock_days: Iterable[date]) -> set[date]:
    wanted = set(clock_days)
    return wanted | {day - timedelta(days=1) for day in wanted}


def counted_quarters(*, site_id: int, span: Span) -> list[time]:
    """Quarters of a counting day that were looked at, in their order."""
    row = CountedDay.objects.filter(site_id=site_id, day=span.day, passages__gt=0).first()
    if row is None:
        return []
    last = span.elapsed(row.until)
    return [
        timezone.localtime(span.moment(moment)).time()
        for moment in span.quarters()
        if moment <= last
    ]
