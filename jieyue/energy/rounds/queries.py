"""Rounds as pages show them: the list with what is late, and each stop with its last reading."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jieyue.energy.meters import catalogue
from jieyue.energy.meters.catalogue import MeterRow
from jieyue.energy.meters.queries import segments_of
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings import storage
from jieyue.energy.readings.series import Series
from jieyue.energy.rounds import progress, rules
from jieyue.energy.rounds.models import Round, RoundPlan
from jieyue.energy.scale import of_milli
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment

DAYS_LOOKED_AT = 6  # stored days before today, however far away: half a year of monthly readings
WALKS_SHOWN = 12


@dataclass(frozen=True)
class PlanRow:
    """A plan, the walk it is at, and how far that came. late: meters missing after the due day."""

    id: int
    name: str
    every: str
    meters: int
    due_on: date
    round_id: int | None
    started_by: str
    started_at: datetime | None
    read: int
    unread: int
    is_late: bool
    late: list[str]

    @property
    def done(self) -> int:
        return self.read + self.unread


@dataclass(frozen=True)
class WalkRow:
    """A round that was finished."""

    id: int
    name: str
    due_on: date
    finished_at: datetime | None
    finished_by: str
    read: int
    unread: int


@dataclass(frozen=True)
class Stop:
    """One meter to be read, with all that judges a reading without the network.

    last, per_day, most_per_day, modulus: in the register's unit; None: not known. state: "read",
    "unread" or "".
    """

    number: str
    name: str
    place: str
    serial: str
    medium: str
    unit: str
    register_unit: str
    digits: int
    decimals: int
    multiplier: str
    last: str | None
    last_at: str | None
    last_said: str
    per_day: str | None
    most_per_day: str | None
    state: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def plans(actor: Actor, *, at: datetime) -> list[PlanRow]:
    """Active plans with the walk each is at, late ones first."""
    today = timezone.localdate(at)
    rows = list(
        RoundPlan.objects.visible_to(actor).filter(is_active=True).prefetch_related("stops")
    )
    walks = list(Round.objects.visible_to(actor).filter(plan__in=rows).select_related("plan"))
    unfinished = {walk.plan_id: walk for walk in walks if walk.finished_at is None}
    states = progress.states(list(unfinished.values()), at=at)
    walked: dict[int, set[date]] = {}
    for walk in walks:
        walked.setdefault(walk.plan_id, set()).add(walk.due_on)
    found = [
        _plan(row, unfinished.get(row.id), walked.get(row.id, set()), states, today) for row in rows
    ]
    return sorted(found, key=lambda row: (not row.is_late, row.due_on, row.name))


def _plan(
    row: RoundPlan,
    walk: Round | None,
    walked: set[date],
    states: dict[int, dict[str, str]],
    today: date,
) -> PlanRow:
    rhythm = rules.Rhythm(row.every, row.due_day)
    due_on = walk.due_on if walk else rules.answered(rhythm, today, walked=walked)
    state = states.get(walk.id, {}) if walk else {}
    is_late = due_on < today
    kinds = list(state.values())
    return PlanRow(
        id=row.id,
        name=row.name,
        every=row.get_every_display(),
        meters=len(row.stops.all()),
        due_on=due_on,
        round_id=walk.id if walk else None,
        started_by=walk.started_by if walk else "",
        started_at=walk.started_at if walk else None,
        read=kinds.count("read"),
        unread=kinds.count("unread"),
        is_late=is_late,
        late=[number for number, kind in state.items() if not kind] if is_late else [],
    )


def walks(actor: Actor, *, at: datetime) -> list[WalkRow]:
    """The last rounds that were finished."""
    rows = list(
        Round.objects.visible_to(actor)
        .exclude(finished_at=None)
        .select_related("plan")
        .order_by("-finished_at")[:WALKS_SHOWN]
    )
    states = progress.states(rows, at=at)
    return [
        WalkRow(
            id=row.id,
            name=row.plan.name,
            due_on=row.due_on,
            finished_at=row.finished_at,
            finished_by=row.finished_by,
            read=list(states[row.id].values()).count("read"),
            unread=list(states[row.id].values()).count("unread"),
        )
        for row in rows
    ]


def stops(
    actor: Actor, *, numbers: Sequence[str], states: dict[str, str], at: datetime
) -> list[Stop]:
    """These meters in this order, with what was last read before now."""
    today = timezone.localdate(at)
    rows = {row.number: row for row in catalogue.numbered(actor, numbers, today=today)}
    wanted = [rows[number] for number in numbers if number in rows]
    ids = [row.id for row in wanted]
    loaded = storage.load(ids, first=today, last=today, days_around=DAYS_LOOKED_AT)
    segments = segments_of(ids)
    return [
        _stop(row, segments[row.id], loaded.get(row.id), states.get(row.number, ""), at)
        for row in wanted
    ]


def _stop(
    row: MeterRow, segments: list[Segment], series: Series | None, state: str, at: datetime
) -> Stop:
    now = segments[-1] if segments else None
    last, last_at, per_day = _last(now, series, at)
    most = None
    if row.capacity_per_hour is not None and row.multiplier:
        most = row.capacity_per_hour * 24 / row.multiplier
    return Stop(
        number=row.number,
        name=row.name,
        place=" ".join(part for part in (row.place, row.location) if part),
        serial=row.serial,
        medium=row.medium_label,
        unit=row.unit_label,
        register_unit=row.register_unit,
        digits=row.digits or 0,
        decimals=row.decimals or 0,
        multiplier=_text(row.multiplier) or "1",
        last=_text(last),
        last_at=None if last_at is None else last_at.isoformat(),
        last_said=moment(last_at, "long") if last_at else "",
        per_day=None if per_day is None else _text(of_milli(per_day)),
        most_per_day=_text(most),
        state=state,
    )


def _last(
    now: Segment | None, series: Series | None, at: datetime
) -> tuple[Decimal | None, datetime | None, int | None]:
    """Last register of the instrument that hangs there, when, and how far it goes in a day."""
    if now is None:
        return None, None, None
    if series is not None:
        before = series.at_s <= at.timestamp()
        here = before & (series.at_s >= now.from_s)
        if here.any():
            at_s, register = int(series.at_s[here][-1]), int(series.register_milli[here][-1])
            usual = rules.usual_per_day(
                series.at_s[before], series.register_milli[before], from_s=now.from_s
            )
            return of_milli(register), datetime.fromtimestamp(at_s, UTC), usual
    if now.initial_milli is None:
        return None, None, None
    return of_milli(now.initial_milli), datetime.fromtimestamp(now.from_s, UTC), None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
