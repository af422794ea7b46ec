"""预留车位: keep a space for a car, by a visit or by hand, and give it back."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.gates.models import Zone, ZoneKind
from jieyue.access.parking import facts, queries, refusals, rules
from jieyue.access.parking.models import Reservation, Space, SpaceKind
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment

Busy = dict[int, list[tuple[datetime, datetime]]]


@transaction.atomic
def reserve_for_visit(
    *,
    visit_id: int,
    visit_number: str,
    holder_key: str,
    span: tuple[datetime, datetime],
    actor: Actor,
    at: datetime,
) -> Reservation:
    """A visitors' space for one car of a visit; asked again with the same times it is the same.

    With other times it keeps its space where that is free, and else gets another.
    Raises NotAllowed, NothingFree.
    """
    actor.require(AccessPermission.PARKING_EDIT)
    site_id = actor.site_id or 0
    _lock(site_id)
    old = Reservation.objects.filter(
        site_id=site_id, visit_id=visit_id, holder_key=holder_key, ended_at=None
    ).first()
    if old is not None and (old.from_at, old.until_at) == span:
        return old
    spaces = list(Space.objects.filter(site_id=site_id, is_active=True).select_related("zone"))
    busy = _busy(site_id, at, without=old)
    plain = [queries.space_facts(space) for space in spaces]
    same = [each for each in plain if old is not None and each.id == old.space_id]
    found = rules.free_space(
        same + plain, kind=SpaceKind.VISITOR, busy=busy, from_at=span[0], until_at=span[1]
    )
    if old is not None:
        _end(old, actor=actor, at=at)
    if found is None:
        raise refusals.NothingFree(kind=SpaceKind.VISITOR.label)
    return _make(
        space_id=found.id,
        holder_key=holder_key,
        span=span,
        visit=(visit_id, visit_number),
        actor=actor,
        at=at,
    )


@transaction.atomic
def reserve(
    *,
    space_id: int,
    plate: str,
    colour: str,
    span: tuple[datetime, datetime],
    actor: Actor,
    at: datetime,
) -> Reservation:
    """A space for a car, by hand. Raises NotAllowed, SpaceOff, ReservedThen, Space.DoesNotExist."""
    actor.require(AccessPermission.PARKING_EDIT)
    _lock(actor.site_id or 0)
    space = Space.objects.visible_to(actor).get(id=space_id)
    if not space.is_active:
        raise refusals.SpaceOff(code=space.code)
    others = Reservation.objects.filter(
        space=space, ended_at=None, from_at__lt=span[1], until_at__gt=span[0]
    )
    other = others.first()
    if other is not None:
        raise refusals.ReservedThen(
            code=space.code, plate=other.plate, by=other.made_by, said=moment(other.until_at)
        )
    key = f"car:{plate}|{colour}"
    return _make(space_id=space.id, holder_key=key, span=span, visit=(None, ""), actor=actor, at=at)


@transaction.atomic
def give_back(*, reservation_id: int, actor: Actor, at: datetime) -> None:
    """Raises NotAllowed, Reservation.DoesNotExist."""
    actor.require(AccessPermission.PARKING_EDIT)
    rows = Reservation.objects.visible_to(actor).select_for_update()
    row = rows.get(id=reservation_id)
    if row.ended_at is None:
        _end(row, actor=actor, at=at)


@transaction.atomic
def give_back_visit(*, visit_id: int, actor: Actor, at: datetime) -> int:
    """All spaces of a visit that is over; returns how many. Raises NotAllowed."""
    actor.require(AccessPermission.PARKING_EDIT)
    rows = Reservation.objects.filter(site_id=actor.site_id, visit_id=visit_id, ended_at=None)
    found = list(rows.select_for_update())
    for row in found:
        _end(row, actor=actor, at=at)
    return len(found)


def _lock(site_id: int) -> None:
    """One reservation at a time: two visits must not be given one space."""
    zones = Zone.objects.filter(site_id=site_id, kind=ZoneKind.PARKING)
    list(zones.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))


def _busy(site_id: int, at: datetime, *, without: Reservation | None) -> Busy:
    """By space, when it is reserved; what stands there now stays till midnight for all we know."""
    busy: Busy = {}
    living = Reservation.objects.filter(site_id=site_id, ended_at=None, until_at__gt=at)
    for row in living.exclude(id=without.id if without else None):
        busy.setdefault(row.space_id, []).append((row.from_at, row.until_at))
    midnight = datetime.combine(
        timezone.localdate(at) + timedelta(days=1), time.min, timezone.get_current_timezone()
    )
    for car in queries.who_is_where(site_id=site_id, at=at):
        if car.space_id is not None and (without is None or car.holder_key != without.holder_key):
            until = max(car.until or midnight, at)
            busy.setdefault(car.space_id, []).append((car.since, until))
    return busy


def _make(
    *,
    space_id: int,
    holder_key: str,
    span: tuple[datetime, datetime],
    visit: tuple[int | None, str],
    actor: Actor,
    at: datetime,
) -> Reservation:
    row: Reservation = Reservation.objects.create(
        site_id=actor.site_id,
        space_id=space_id,
        holder_key=holder_key,
        plate=queries.plate_of(holder_key)[0],
        visit_id=visit[0],
        visit_number=visit[1],
        from_at=span[0],
        until_at=span[1],
        made_by=actor.name,
    )
    fact = facts.SpaceReserved(
        reservation_id=row.id,
        space_id=space_id,
        visit_id=visit[0],
        from_at=span[0],
        until_at=span[1],
    )
    journal.record(fact, actor=actor, at=at)
    return row


def _end(row: Reservation, *, actor: Actor, at: datetime) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    fact = facts.SpaceGivenBack(reservation_id=row.id, space_id=row.space_id)
    journal.record(fact, actor=actor, at=at)
