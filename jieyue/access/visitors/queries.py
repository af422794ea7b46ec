"""What others may know of visits: who is expected, who is inside, what one visit holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import rules
from jieyue.access.visitors.identity import masked
from jieyue.access.visitors.models import Document, Guest, Purpose, State, Visit, VisitPlate, Way
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.access.visitors.spoken import span
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.periods import local_day
from jieyue.people.persons.rules import masked as masked_phone

COLOURS = {
    State.ARRIVED: "green",
    State.CANCELLED: "secondary",
    State.CONFIRMED: "blue",
    State.ENDED: "secondary",
    State.LEFT: "secondary",
    State.NO_SHOW: "orange",
    State.REFUSED: "red",
    State.REQUESTED: "yellow",
}


@dataclass(frozen=True)
class InsideGuest:
    """Somebody from outside who is inside; unit and host are whom they visit."""

    holder_key: str
    name: str
    organisation: str
    unit_id: int | None
    host: str
    visit: str
    badge: str
    since: datetime


@dataclass(frozen=True)
class Car:
    """A car of a visit. problem: "taken" by another pass, or "no_profile" for visitors."""

    id: int
    plate: str
    colour: str
    problem: str
    came_at: datetime | None
    went_at: datetime | None


@dataclass(frozen=True)
class GuestRow:
    """One person as staff see it; numbers are masked."""

    id: int
    visit: str
    name: str
    organisation: str
    phone: str
    document: str
    id_number: str
    has_number: bool
    badge: str
    badge_is_out: bool
    checked_at: datetime | None
    checked_by: str
    arrived_at: datetime | None
    left_at: datetime | None
    is_inside: bool


@dataclass(frozen=True)
class VisitRow:
    """One visit on a list. `state` is the code, overstayed included."""

    number: str
    guests: str
    people: int
    inside: int
    organisation: str
    host: str
    unit: str
    purpose: str
    way: str
    from_at: datetime
    until_at: datetime
    state: str
    state_label: str
    colour: str
    cars: str
    is_escorted: bool
    is_held: bool
    waits_for_unit: bool
    unchecked: int
    people_rows: tuple[GuestRow, ...] = ()

    @property
    def when(self) -> str:
        return span(self.from_at, self.until_at)


def inside(*, site_id: int, at: datetime) -> list[InsideGuest]:
    """Every guest who is inside at a moment of the past or now, by arrival. One query."""
    rows = Guest.objects.filter(site_id=site_id, arrived_at__lte=at)
    rows = rows.filter(Q(left_at=None) | Q(left_at__gt=at)).select_related("visit__host")
    return [
        InsideGuest(
            holder_key=row.holder_key,
            name=row.name,
            organisation=row.organisation,
            unit_id=row.visit.unit_id,
            host=row.visit.host.name if row.visit.host else "",
            visit=row.visit.number,
            badge=row.badge,
            since=row.arrived_at,
        )
        for row in rows.order_by("arrived_at", "id")
        if row.arrived_at
    ]


def left(*, site_id: int, since: datetime, at: datetime) -> dict[str, datetime]:
    """When guests left in [since, at] and are not back, by holder key. One query."""
    rows = Guest.objects.filter(site_id=site_id, left_at__gte=since, left_at__lte=at)
    return {f"guest:{guest_id}": left_at for guest_id, left_at in rows.values_list("id", "left_at")}


def plates_of(visit_id: int, *, site_id: int) -> list[Car]:
    """The cars of a visit, for the parking spaces."""
    rows = VisitPlate.objects.filter(site_id=site_id, visit_id=visit_id)
    return [_car(row) for row in rows]


def expected(actor: Actor, *, day: date, at: datetime) -> list[VisitRow]:
    """Visits of a day with every state, by when they begin. Five queries however many."""
    span = local_day(day)
    rows = _seen(actor).filter(from_at__lt=span.end, until_at__gte=span.start)
    shown = rows.exclude(state__in=(State.CANCELLED, State.REFUSED))
    return _rows(shown.order_by("from_at", "id"), actor, at=at)


def still_inside(actor: Actor, *, at: datetime) -> list[VisitRow]:
    """Visits with somebody inside past their end and grace, longest first."""
    after_min = rules_of(actor.site_id, at=at).after_min
    rows = _rows(_seen(actor).filter(state=State.ARRIVED).order_by("until_at"), actor, at=at)
    return [
        row
        for row in rows
        if rules.is_overstayed("arrived", row.until_at, at=at, after_min=after_min)
    ]


def held(actor: Actor, *, at: datetime) -> list[VisitRow]:
    """Visits that wait for security, for whoever may clear them."""
    if not actor.may(AccessPermission.BLOCKS_EDIT):
        return []
    rows = _seen(actor).filter(state=State.REQUESTED, cleared_at=None).exclude(held_at=None)
    return _rows(rows.order_by("from_at"), actor, at=at)


def to_write_up(actor: Actor, *, at: datetime) -> list[VisitRow]:
    """Urgent visits that nobody completed yet."""
    rows = _seen(actor).filter(written_up_at=None).exclude(write_up_by=None)
    return _rows(rows.order_by("write_up_by"), actor, at=at)


def of_host(actor: Actor, *, at: datetime) -> dict[str, list[VisitRow]]:
    """A host's visits: those that wait for an answer, those to come or inside, and the last."""
    mine = _seen(actor)
    if actor.scope_of(AccessPermission.VISITORS_READ) == "complex":
        mine = mine.filter(host_id=actor.person_id)
    open_ones = _rows(
        mine.filter(state__in=rules.OPEN).order_by("from_at", "id")[:100], actor, at=at
    )
    past = mine.exclude(state__in=rules.OPEN).order_by("-from_at", "-id")[:30]
    return {
        "asked": [row for row in open_ones if row.state == State.REQUESTED],
        "coming": [row for row in open_ones if row.state != State.REQUESTED],
        "past": _rows(past, actor, at=at),
    }


def found(
    actor: Actor, *, at: datetime, since: date | None, until: date | None, state: str
) -> list[VisitRow]:
    """The register of visits, newest first, at most a thousand."""
    rows = _seen(actor)
    if since:
        rows = rows.filter(from_at__gte=local_day(since).start)
    if until:
        rows = rows.filter(from_at__lt=local_day(until).end)
    if state:
        rows = rows.filter(state=state)
    return _rows(rows.order_by("-from_at", "-id")[:1000], actor, at=at)


def row_of(visit: Visit, actor: Actor, *, at: datetime) -> VisitRow:
    return _rows(Visit.objects.filter(id=visit.id), actor, at=at)[0]


def guest_row(guest: Guest) -> GuestRow:
    return _guest(guest, guest.visit.number)


def cars_of(visit: Visit) -> list[Car]:
    return [_car(row) for row in visit.plates.all()]


def require_reading(actor: Actor) -> None:
    """Raises NotAllowed."""
    if actor.scope_of(AccessPermission.VISITORS_READ) is None:
        raise NotAllowed(AccessPermission.VISITORS_READ)


def _seen(actor: Actor) -> QuerySet[Visit]:
    rows: QuerySet[Visit] = Visit.objects.visible_to(actor)
    return rows


def _rows(visits: QuerySet[Visit], actor: Actor, *, at: datetime) -> list[VisitRow]:
    whole = visits.select_related("host", "unit").prefetch_related("guests", "plates")
    after_min = rules_of(actor.site_id, at=at).after_min
    return [_row(visit, after_min, at) for visit in whole]


def _row(visit: Visit, after_min: int, at: datetime) -> VisitRow:
    guests = tuple(_guest(guest, visit.number) for guest in visit.guests.all())
    state, label, colour = _state(visit, after_min, at)
    return VisitRow(
        number=visit.number,
        guests=_names([guest.name for guest in guests]),
        people=len(guests),
        inside=sum(guest.is_inside for guest in guests),
        organisation=guests[0].organisation if guests else "",
        host=visit.host.name if visit.host else "",
        unit=visit.unit.short_name if visit.unit else "",
        purpose=str(Purpose(visit.purpose).label),
        way=str(Way(visit.way).label),
        from_at=visit.from_at,
        until_at=visit.until_at,
        state=state,
        state_label=label,
        colour=colour,
        cars="、".join(car.plate for car in visit.plates.all()),
        is_escorted=visit.is_escorted,
        is_held=visit.held_at is not None and visit.cleared_at is None,
        waits_for_unit=visit.decided_at is not None and visit.state == State.REQUESTED,
        unchecked=sum(guest.is_inside and guest.checked_at is None for guest in guests),
        people_rows=guests,
    )


def _state(visit: Visit, after_min: int, at: datetime) -> tuple[str, str, str]:
    if rules.is_overstayed(visit.state, visit.until_at, at=at, after_min=after_min):
        return "overstayed", _("stays too long"), "red"
    return visit.state, str(State(visit.state).label), COLOURS[State(visit.state)]


def _names(names: Collection[str]) -> str:
    """The first three, and that there are more."""
    shown = list(names)[:3]
    return "、".join(shown) + (" …" if len(names) > len(shown) else "")


def _guest(guest: Guest, number: str) -> GuestRow:
    return GuestRow(
        id=guest.id,
        visit=number,
        name=guest.name,
        organisation=guest.organisation,
        phone=masked_phone(guest.phone),
        document=str(Document(guest.document).label),
        id_number=masked(guest.id_number),
        has_number=bool(guest.id_number),
        badge=guest.badge,
        badge_is_out=bool(guest.badge) and guest.badge_back_at is None,
        checked_at=guest.checked_at,
        checked_by=guest.checked_by,
        arrived_at=guest.arrived_at,
        left_at=guest.left_at,
        is_inside=guest.is_inside,
    )


def _car(row: VisitPlate) -> Car:
    return Car(row.id, row.plate, row.colour, row.problem, row.came_at, row.went_at)
