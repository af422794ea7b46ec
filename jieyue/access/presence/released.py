"""Presence as people may see it: kept quarters in fives and bands, see `rules.release`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from jieyue.access.entries.queries import usual_days
from jieyue.access.entries.rules import Range
from jieyue.access.gates.models import Zone, ZoneKind
from jieyue.access.permissions import AccessPermission
from jieyue.access.presence import days
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.presence.rules.release import Released, release
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, NotAllowed, Scope
from jieyue.people.units.models import Unit

HOURS = [time(hour) for hour in range(6, 22)]
Cells = tuple[dict[int | None, float], dict[int, float]]  # by unit, by zone (0: somewhere)


@dataclass(frozen=True)
class Figure:
    """What is shown: a number, None for fewer than `under`, or that nobody knows."""

    number: int | None
    under: int
    is_unknown: bool = False

    @property
    def middle(self) -> int | None:
        """What a chart draws."""
        if self.is_unknown:
            return None
        return self.number if self.number is not None else 0


@dataclass(frozen=True)
class UnitRow:
    """One unit, or visitors when `unit_id` is None. usual: at this time on the usual workday."""

    unit_id: int | None
    unit: str
    inside: Figure
    usual: Figure | None


@dataclass(frozen=True)
class ZoneRow:
    """One zone by the last gate; "" is inside at no known place."""

    zone: str
    building: str
    inside: Figure


@dataclass(frozen=True)
class Moment:
    """One quarter of a counting day. total is in tens, low and high its range."""

    day: date
    quarter: time
    counted_at: datetime
    total: int
    total_range: Range
    coverage: float
    method: int
    units: list[UnitRow]
    zones: list[ZoneRow]


@dataclass(frozen=True)
class Curve:
    """Everybody at each quarter in tens; None where nothing was counted."""

    quarters: list[time]
    today: list[int | None]
    usual: list[int | None]


@dataclass(frozen=True)
class Seen:
    """A day as its page shows it; moment None where that quarter was not counted."""

    moment: Moment | None
    curve: Curve


@dataclass(frozen=True)
class Heat:
    """Each unit at each full hour of a day."""

    hours: list[time]
    units: list[tuple[str, list[Figure | None]]]


@dataclass(frozen=True)
class _Day:
    """A counting day's cells by quarter, and what is known of their hearing."""

    row: CountedDay
    cells: Mapping[time, Cells]
    unknown: Mapping[time, frozenset[int | None]]
    coverage: Mapping[time, float]
    counted: Sequence[time]


def see(actor: Actor) -> None:
    """Raises NotAllowed for whoever may not see presence at all."""
    actor.require(AccessPermission.PRESENCE_READ, unit_id=actor.unit_id)


def sees_all(actor: Actor) -> bool:
    return actor.scope_of(AccessPermission.PRESENCE_READ) is Scope.COMPLEX


def seen(actor: Actor, *, day: date, quarter: time | None = None) -> Seen:
    """One quarter of a day, the last counted one by default, and the whole day's curve.

    Raises NotAllowed.
    """
    frame = _frame(actor, day)
    found, often = _day(frame, day), _usual_days(frame)
    return Seen(_moment(frame, found, often, quarter), _curve(frame, found, often))


def moment(actor: Actor, *, day: date, quarter: time | None = None) -> Moment | None:
    """That quarter alone; None when it was not counted. Raises NotAllowed."""
    frame = _frame(actor, day)
    return _moment(frame, _day(frame, day), _usual_days(frame), quarter)


def heat(actor: Actor, *, day: date) -> Heat | None:
    """Each unit at each full hour; None when the day was not counted. Raises NotAllowed."""
    frame = _frame(actor, day)
    found = _day(frame, day)
    if found is None:
        return None
    released = {
        hour: frame.release(hour, found.cells.get(hour)) for hour in HOURS if hour in found.counted
    }
    rows = []
    for unit_id, name in frame.shown_units():
        line = [
            None
            if hour not in released
            else _figure(released[hour], unit_id, found.unknown.get(hour, frozenset()))
            for hour in HOURS
        ]
        rows.append((name, line))
    return Heat(HOURS, rows)


def counted_days(actor: Actor, *, most: int = 60) -> list[date]:
    """Days of which quarters are kept, newest first. Raises NotAllowed."""
    see(actor)
    rows = CountedDay.objects.filter(site_id=_site(actor), passages__gt=0)
    return list(rows.order_by("-day").values_list("day", flat=True)[:most])


def _site(actor: Actor) -> int:
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.PRESENCE_READ)
    return actor.site_id


@dataclass(frozen=True)
class _Frame:
    """What the figures of a day are made with. They are made of all units, whoever looks."""

    site_id: int
    day: date
    own_unit: int | None
    sees_all: bool
    names: Mapping[int | None, str]
    zones: Mapping[int, tuple[str, str]]
    smallest: int
    quarters: Sequence[time]

    @property
    def daytime(self) -> list[time]:
        return [clock for clock in self.quarters if time(6) <= clock < time(22)]

    def release(self, clock: time, cells: Cells | None) -> Released:
        """The figures of one moment, drawn once for whoever asks."""
        units, zones = cells or ({}, {})
        drawn = salted_hmac("access.presence", f"{self.site_id} {self.day} {clock}").digest()
        return release(
            {**dict.fromkeys(self.names, 0.0), **units},
            {**dict.fromkeys(self.zones, 0.0), **zones},
            smallest=self.smallest,
            chance=drawn[0],
        )

    def total(self, released: Released) -> Range:
        """Everybody, or one's own unit for who sees no more."""
        if self.sees_all:
            return released.total
        number = released.units.get(self.own_unit) or 0
        return Range(number, number)

    def figure(self, clock: time, cells: Cells | None) -> int:
        shown = self.total(self.release(clock, cells))
        return shown.about if self.sees_all else shown.least

    def shown_units(self) -> list[tuple[int | None, str]]:
        return [
            (unit_id, name)
            for unit_id, name in self.names.items()
            if self.sees_all or (unit_id is not None and unit_id == self.own_unit)
        ]


def _frame(actor: Actor, day: date) -> _Frame:
    """Three queries. Raises NotAllowed."""
    see(actor)
    site_id = _site(actor)
    values = parameters.read(site_id=site_id, on=day)
    span = days.span_of(day, values=values)
    units = Unit.objects.filter(site_id=site_id, is_active=True).order_by("code")
    zones = Zone.objects.filter(site_id=site_id, is_active=True).exclude(kind=ZoneKind.PARKING)
    named = zones.values_list("id", "name", "building__name")
    return _Frame(
        site_id=site_id,
        day=day,
        own_unit=actor.unit_id,
        sees_all=sees_all(actor),
        names={**dict(units.values_list("id", "short_name")), None: ""},
        zones={zone: (name, building or "") for zone, name, building in named},
        smallest=days.smallest_shown(values),
        quarters=[timezone.localtime(span.moment(m)).time() for m in span.quarters()],
    )


def _day(frame: _Frame, day: date) -> _Day | None:
    """Two queries."""
    row = CountedDay.objects.filter(site_id=frame.site_id, day=day, passages__gt=0).first()
    if row is None:
        return None
    cells: dict[time, Cells] = {}
    unknown: dict[time, set[int | None]] = {}
    heard: dict[time, list[float]] = {}
    rows = ZoneQuarter.objects.filter(site_id=frame.site_id, day=day)
    columns = ("quarter", "unit_id", "zone_id", "estimate", "coverage")
    for clock, unit_id, zone_id, estimate, coverage in rows.values_list(*columns):
        weights = heard.setdefault(clock, [0.0, 0.0])
        weights[0] += max(estimate or 1.0, 0.1) * coverage
        weights[1] += max(estimate or 1.0, 0.1)
        if estimate is None:
            unknown.setdefault(clock, set()).add(unit_id)
            continue
        units, zones = cells.setdefault(clock, ({}, {}))
        units[unit_id] = units.get(unit_id, 0.0) + estimate
        zones[zone_id or 0] = zones.get(zone_id or 0, 0.0) + estimate
    values = parameters.read(site_id=frame.site_id, on=day)
    span = days.span_of(day, values=values)
    until = span.elapsed(row.until)
    return _Day(
        row=row,
        cells=cells,
        unknown={clock: frozenset(units) for clock, units in unknown.items()},
        coverage={clock: all_heard / every for clock, (all_heard, every) in heard.items()},
        counted=[
            clock
            for clock, moment in zip(frame.quarters, span.quarters(), strict=True)
            if moment <= until
        ],
    )


def _moment(
    frame: _Frame, found: _Day | None, often: Mapping[time, Cells], quarter: time | None
) -> Moment | None:
    if found is None or not found.counted:
        return None
    clock = found.counted[-1] if quarter is None else quarter
    if clock not in found.counted:
        return None
    released = frame.release(clock, found.cells.get(clock))
    usual = frame.release(clock, often.get(clock)) if often else None
    shown = frame.total(released)
    return Moment(
        day=frame.day,
        quarter=clock,
        counted_at=found.row.counted_at,
        total=shown.about if frame.sees_all else shown.least,
        total_range=shown,
        coverage=found.coverage.get(clock, 1.0),
        method=found.row.method,
        units=_unit_rows(frame, released, usual, found.unknown.get(clock, frozenset())),
        zones=_zone_rows(frame, released) if frame.sees_all else [],
    )


def _curve(frame: _Frame, found: _Day | None, often: Mapping[time, Cells]) -> Curve:
    """The day against the usual workday."""
    counted = set(found.counted) if found else set()
    cells = found.cells if found else {}
    return Curve(
        quarters=frame.daytime,
        today=[frame.figure(q, cells.get(q)) if q in counted else None for q in frame.daytime],
        usual=[frame.figure(q, often.get(q)) if often else None for q in frame.daytime],
    )


def _figure(released: Released, unit_id: int | None, unknown: frozenset[int | None]) -> Figure:
    return Figure(released.units.get(unit_id), released.smallest, unit_id in unknown)


def _unit_rows(
    frame: _Frame,
    released: Released,
    usual: Released | None,
    unknown: frozenset[int | None],
) -> list[UnitRow]:
    return [
        UnitRow(
            unit_id=unit_id,
            unit=name,
            inside=_figure(released, unit_id, unknown),
            usual=None if usual is None else _figure(usual, unit_id, frozenset()),
        )
        for unit_id, name in frame.shown_units()
    ]


def _zone_rows(frame: _Frame, released: Released) -> list[ZoneRow]:
    return [
        ZoneRow(*frame.zones.get(zone, ("", "")), Figure(number, released.zone_step))
        for zone, number in released.zones.items()
        if zone in frame.zones or number is not None
    ]


def _usual_days(frame: _Frame) -> Mapping[time, Cells]:
    """Mean of the last workdays that are kept, by quarter. Empty without any."""
    wanted = usual_days(site_id=frame.site_id, day=frame.day)
    kept = CountedDay.objects.filter(site_id=frame.site_id, day__in=wanted, passages__gt=0).count()
    rows = ZoneQuarter.objects.filter(site_id=frame.site_id, day__in=wanted, estimate__gt=0)
    found: dict[time, Cells] = {}
    units = rows.order_by().values_list("quarter", "unit_id").annotate(Sum("estimate"))
    for clock, unit_id, total in units:
        found.setdefault(clock, ({}, {}))[0][unit_id] = total / kept
    zones = rows.order_by().values_list("quarter", "zone_id").annotate(Sum("estimate"))
    for clock, zone_id, total in zones:
        found.setdefault(clock, ({}, {}))[1][zone_id or 0] = total / kept
    return found
