"""Visits for programs: page by page, with their codes and numbers in plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from jieyue.access.visitors import queries, rules
from jieyue.access.visitors.models import State, Visit
from jieyue.access.visitors.queries import Car, GuestRow
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.kit.actor import Actor
from jieyue.kit.cursors import cut
from jieyue.kit.periods import local_day


@dataclass(frozen=True)
class VisitEntry:
    """One visit. waits_for: "host", "unit" or "security" before it is confirmed, else empty.

    people: as staff see them, numbers masked.
    """

    number: str
    state: str
    waits_for: str
    is_overstayed: bool
    way: str
    purpose: str
    note: str
    items: str
    from_at: datetime
    until_at: datetime
    host_id: int | None
    host: str
    unit_id: int | None
    unit: str
    zones: list[str]
    is_escorted: bool
    wants_meal: bool
    wants_parking: bool
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    people: list[GuestRow]
    cars: list[Car]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which visits: those that touch a day of [since, until], in a state."""

    since: date | None = None
    until: date | None = None
    state: State | None = None


def page(
    actor: Actor, *, wanted: Wanted, cursor: str | None, size: int, at: datetime
) -> tuple[list[VisitEntry], str | None]:
    """Visits the actor may see, newest first. Four queries. Raises NotAllowed, BadCursor."""
    queries.require_reading(actor)
    rows = _whole(actor)
    if wanted.since:
        rows = rows.filter(until_at__gt=local_day(wanted.since).start)
    if wanted.until:
        rows = rows.filter(from_at__lt=local_day(wanted.until).end)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found, following = cut(rows, by=("-from_at", "-id"), cursor=cursor, size=size)
    after_min = rules_of(actor.site_id, at=at).after_min
    return [_entry(row, after_min, at) for row in found], following


def one(actor: Actor, number: str, *, at: datetime) -> VisitEntry:
    """Raises NotAllowed, Visit.DoesNotExist."""
    queries.require_reading(actor)
    after_min = rules_of(actor.site_id, at=at).after_min
    return _entry(_whole(actor).get(number=number), after_min, at)


def _whole(actor: Actor) -> QuerySet[Visit]:
    rows: QuerySet[Visit] = Visit.objects.visible_to(actor).select_related("host", "unit")
    return rows.prefetch_related("guests", "plates")


def _entry(row: Visit, after_min: int, at: datetime) -> VisitEntry:
    guests = list(row.guests.all())
    for guest in guests:
        guest.visit = row
    return VisitEntry(
        number=row.number,
        state=row.state,
        waits_for=_waits_for(row),
        is_overstayed=rules.is_overstayed(row.state, row.until_at, at=at, after_min=after_min),
        way=row.way,
        purpose=row.purpose,
        note=row.note,
        items=row.items,
        from_at=row.from_at,
        until_at=row.until_at,
        host_id=row.host_id,
        host=row.host.name if row.host else "",
        unit_id=row.unit_id,
        unit=row.unit.name if row.unit else "",
        zones=row.zones,
        is_escorted=row.is_escorted,
        wants_meal=row.wants_meal,
        wants_parking=row.wants_parking,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
        people=[queries.guest_row(guest) for guest in guests],
        cars=queries.cars_of(row),
    )


def _waits_for(row: Visit) -> str:
    if row.state != State.REQUESTED:
        return ""
    if row.held_at is not None and row.cleared_at is None:
        return "security"
    return "host" if row.decided_at is None else "unit"
