"""Reads one counting day's passages and what is known of habits, as plain values.

A counting day runs from the nightly reset to the next, since nobody's whereabouts are known
across it.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.decisions.parameters import RESET_AT
from jieyue.access.devices.models import Device
from jieyue.access.entries.models import Direction, GateEntry
from jieyue.access.entries.queries import local
from jieyue.access.gates.models import Traffic, Zone
from jieyue.access.presence import parameters as numbers
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.presence.rules import counting, habits
from jieyue.access.presence.rules.counting import METHOD, Cell, Key
from jieyue.access.presence.rules.habits import First, Habits, Tally
from jieyue.access.presence.rules.whereabouts import (
    DAY_S,
    OUTSIDE,
    QUARTER_S,
    QUARTERS,
    SOMEWHERE,
    Journey,
    Passage,
    carried,
    journeys,
)
from jieyue.kit import parameters, workdays
from jieyue.kit.parameters import Values
from jieyue.people.persons.models import Person

LEARNT_WITHIN = timedelta(days=60)
CARRIED = timedelta(hours=12)  # who came in so late before the reset may still be there
EARLIEST = date(2000, 1, 1)


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
    strengths: Mapping[int, int]
    values: Values

    def cells(self, moments: Sequence[int]) -> dict[Key, Cell]:
        """What each place and unit holds at these moments."""
        return counting.cells(
            self.journeys,
            moments,
            until_s=self.until_s,
            habits=self.habits,
            people=self.strengths,
        )

    def limits(self) -> dict[int | None, float]:
        """How many of each unit may be inside at most; people of no unit have no limit."""
        found = counting.strengths(self.journeys, self.strengths)
        return {unit: one.most for unit, one in found.items() if unit is not None}

    @property
    def of_the_day(self) -> int:
        """Passages of the day itself, without those carried over from the evening before."""
        return sum(passage.at_s >= 0 for passage in self.passages)


def is_thinkable(day: date, *, at: datetime) -> bool:
    """Whether passages of that day can be kept: not before all rules, nor after tomorrow."""
    return EARLIEST <= day <= timezone.localdate(at) + timedelta(days=1)


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
    """The counting day of `at`, up to `at`. Seven queries."""
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
        strengths=strengths(site_id=site_id, day=span.day),
        values=values,
    )


def passages(*, site_id: int, span: Span, until: datetime) -> list[Passage]:
    """Trusted entries but of vehicles, whatever order they came in.

    Those who came in on the evening before and were not seen leaving are among them, with the
    time of that passage before 0.
    """
    ways = _ways(site_id)
    rows = GateEntry.objects.filter(
        site_id=site_id,
        at__gte=span.start - CARRIED,
        at__lt=span.end,
        at__lte=until,
        clock_ahead=False,
    ).exclude(credential="plate")
    columns = ("device_id", "at", "direction", "credential", "subject", "person_id", "unit_id")
    found: list[Passage] = []
    before: list[Passage] = []
    for device_id, at, direction, credential, subject, person_id, unit_id in rows.values_list(
        *columns
    ):
        outer, inner = ways[device_id]
        if outer == inner:
            continue  # from open ground to open ground
        comes, goes = (outer, inner) if direction == Direction.IN else (inner, outer)
        who = key_of(credential, subject, person_id)
        elapsed = int((at - span.start).total_seconds())
        passage = Passage(who, unit_id, elapsed, comes, goes)
        (found if at >= span.start else before).append(passage)
    return carried(before) + found


def key_of(credential: str, subject: str, person_id: int | None) -> str:
    """One stable key of whoever passed; guests' entries bear theirs, whatever they showed."""
    if person_id is not None:
        return f"person:{person_id}"
    return subject if ":" in subject else f"{credential}:{subject}"


def _ways(site_id: int) -> dict[int, tuple[int, int]]:
    """Where each device leads from and into; one that stands at no gate leads somewhere inside.

    A zone that no reader for people leads into is open ground: whoever leaves a building for it
    is seen no more, so for people it counts as outside.
    """
    rows = Device.objects.filter(site_id=site_id).values_list(
        "id", "gate_id", "gate__outer_id", "gate__inner_id", "gate__traffic"
    )
    stand = list(rows)
    watched = {inner for _id, _gate, _outer, inner, traffic in stand if traffic == Traffic.PEOPLE}
    return {
        device: (_place(outer, watched), _place(inner, watched)) if gate else (OUTSIDE, SOMEWHERE)
        for device, gate, outer, inner, _traffic in stand
    }


def _place(zone_id: int | None, watched: Set[int | None]) -> int:
    return zone_id if zone_id is not None and zone_id in watched else OUTSIDE


def strengths(*, site_id: int, day: date) -> dict[int, int]:
    """How many people belong to each unit on a day."""
    stay = Person.objects.filter(site_id=site_id).filter(Q(left_on=None) | Q(left_on__gt=day))
    return dict(stay.order_by().values_list("unit_id").annotate(Count("id")))


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
    rows = CountedDay.objects.filter(site_id=site_id, day__in=alike, method=METHOD)
    kept = rows.exclude(tallies={}).order_by("-day").values_list("tallies", flat=True)[:most]
    return habits.learn([tallies_of(each) for each in kept], first=_first(values, span))


def _first(values: Values, span: Span) -> First:
    start = timezone.localtime(span.start)
    return First(
        leaving=_by_hour(values.json(numbers.LEAVING)),
        arriving=_by_hour(values.json(numbers.ARRIVING)),
        missed_in=float(values.decimal(numbers.MISSED_IN)),
        missed_out=float(values.decimal(numbers.MISSED_OUT)),
        rates_weight=values.integer(numbers.RATES_WEIGHT),
        days_weight=values.integer(numbers.DAYS_WEIGHT),
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


def counted_otherwise(*, site_id: int, since: date, before: date) -> set[date]:
    """Days in [since, before) that were counted by an older method."""
    rows = CountedDay.objects.filter(site_id=site_id, day__gte=since, day__lt=before)
    return set(rows.exclude(method=METHOD).values_list("day", flat=True))


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
