"""Who is where in the car parks: for the map, the signs, a muster and whoever looks for a car."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from jieyue.access.credentials.models import Credential, Holder, Kind
from jieyue.access.decisions.models import HolderState
from jieyue.access.gates.models import Zone, ZoneKind
from jieyue.access.parking import rules
from jieyue.access.parking.models import Reservation, Space, Standing
from jieyue.access.parking.parameters import RESERVED_AHEAD
from jieyue.access.parking.rules import CarFacts, Count, Kept, Seen, SpaceFacts, Where
from jieyue.access.permissions import AccessPermission
from jieyue.access.plates import rules as plates
from jieyue.access.visitors.models import VisitPlate
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, NotAllowed

MOST_FOUND = 20


@dataclass(frozen=True)
class CarWhere:
    """A car inside. space empty: nobody knows where; how: standing, reserved, kept or empty.

    label: what guards read, never the name of a member of staff. until: end of its visit.
    """

    holder_key: str
    plate: str
    colour: str
    holder: str
    label: str
    unit_id: int | None
    unit: str
    zone_id: int
    zone: str
    space_id: int | None
    space: str
    how: str
    since: datetime
    visit_id: int | None
    visit: str
    host_id: int | None
    until: datetime | None


@dataclass(frozen=True)
class Park:
    """One car park now."""

    id: int
    code: str
    name: str
    cars: int
    spaces: int
    counts: tuple[Count, ...]
    limit: int | None

    @property
    def free(self) -> int:
        return sum(count.free for count in self.counts)

    @property
    def is_full(self) -> bool:
        return self.limit is not None and self.cars >= self.limit


@dataclass(frozen=True)
class Now:
    """The car parks of a site at one moment; every list is in the order it is shown."""

    parks: tuple[Park, ...]
    cars: tuple[CarWhere, ...]
    spaces: tuple[Space, ...]
    reserved: Mapping[int, Reservation]


def who_is_where(*, site_id: int, at: datetime) -> list[CarWhere]:
    """Every car inside, by car park and arrival. A fixed number of queries."""
    return list(now(site_id=site_id, at=at).cars)


def keys_inside(*, site_id: int) -> set[str]:
    """The holder keys of every car inside. Two queries."""
    zones = {zone.id: zone for zone in car_parks(site_id=site_id)}
    return {stay.holder_key for stay in _stays(site_id, zones)}


def now(*, site_id: int, at: datetime) -> Now:
    """Cars, spaces and signs of every car park. A fixed number of queries."""
    zones = {zone.id: zone for zone in car_parks(site_id=site_id)}
    spaces = list(Space.objects.filter(site_id=site_id, is_active=True, zone__in=zones))
    stays = _stays(site_id, zones)
    bearers = _bearers(site_id, [stay.holder_key for stay in stays])
    facts = [_facts(stay, bearers.get(stay.holder_key)) for stay in stays]
    reservations = _reservations(site_id, facts, at)
    standings = Standing.objects.filter(site_id=site_id, until=None)
    plain = [space_facts(space) for space in spaces]
    where = rules.who_is_where(
        facts,
        plain,
        [Seen(row.holder_key, row.space_id, row.since) for row in standings],
        [
            Kept(row.holder_key, row.space_id, row.from_at, row.ended_at or row.until_at)
            for row in reservations
        ],
    )
    soon = at + timedelta(minutes=_ahead(site_id, at))
    inside = {fact.holder_key for fact in facts}
    reserved = {
        row.space_id: row
        for row in reservations
        if row.ended_at is None and row.from_at <= soon and at < row.until_at
        and row.holder_key not in inside
    }  # fmt: skip
    visits = _visits(site_id, facts, at)
    codes = {space.id: space.code for space in spaces}
    cars = [_row(each, bearers, visits, zones, codes) for each in where]
    cars.sort(key=lambda row: (row.zone, row.since, row.holder_key))
    parks = [_park(zone, plain, where, reserved) for zone in zones.values()]
    return Now(tuple(parks), tuple(cars), tuple(spaces), reserved)


def car_parks(*, site_id: int) -> list[Zone]:
    """Zones that are car parks, by code."""
    return list(Zone.objects.filter(site_id=site_id, kind=ZoneKind.PARKING, is_active=True))


def find(actor: Actor, text: str, *, at: datetime) -> tuple[list[CarWhere], tuple[str, ...]]:
    """Cars inside whose plate holds what was typed, and plates one slip away. Raises NotAllowed."""
    require_reading(actor)
    wanted = plates.normalise(text)
    if not wanted:
        return [], ()
    cars = who_is_where(site_id=actor.site_id or 0, at=at)
    hits = [car for car in cars if wanted in car.plate]
    if hits:
        return hits[:MOST_FOUND], ()
    return [], tuple(plates.near(wanted, [car.plate for car in cars]))


def require_reading(actor: Actor) -> None:
    """Raises NotAllowed."""
    if actor.scope_of(AccessPermission.PARKING_READ) is None:
        raise NotAllowed(AccessPermission.PARKING_READ)


def space_facts(space: Space) -> SpaceFacts:
    keeper = ""
    if space.plate:
        keeper = f"plate:{space.plate}"
    elif space.person_id:
        keeper = f"person:{space.person_id}"
    elif space.unit_id:
        keeper = f"unit:{space.unit_id}"
    return SpaceFacts(space.id, space.zone_id, space.code, space.kind, keeper)


def plate_of(holder_key: str) -> tuple[str, str]:
    """Plate and colour of a car whose credential is gone: "car:川T12345|blue"."""
    _kind, _colon, rest = holder_key.partition(":")
    plate, _bar, colour = rest.partition("|")
    return plate, colour


class _Stay(NamedTuple):
    """A car that drove in and did not drive out, however long ago."""

    holder_key: str
    zone_id: int
    since: datetime


def _stays(site_id: int, zones: Mapping[int, Zone]) -> list[_Stay]:
    rows = HolderState.objects.filter(
        site_id=site_id, zone__in=zones, is_vehicle=True, is_inside=True
    )
    columns = ("holder_key", "zone_id", "in_at", "at")
    return [
        _Stay(key, zone_id, in_at or at)
        for key, zone_id, in_at, at in rows.order_by("at", "holder_key").values_list(*columns)
    ]


class _Bearer(NamedTuple):
    """The latest plate credential of a car, ended or not. unit: its own, else its driver's."""

    subject: str
    colour: str
    holder: str
    label: str
    person_id: int | None
    unit_id: int | None
    unit: str


def _bearers(site_id: int, keys: Sequence[str]) -> dict[str, _Bearer]:
    """By holder key. One query."""
    rows = Credential.objects.filter(site_id=site_id, kind=Kind.PLATE, holder_key__in=keys)
    own = ("unit_id", "unit__short_name", "unit__name")
    drivers = ("person__unit_id", "person__unit__short_name", "person__unit__name")
    columns = ("holder_key", "subject", "colour", "holder", "label", "person_id", *own, *drivers)
    found: dict[str, _Bearer] = {}
    for key, subject, colour, holder, label, person_id, *units in rows.order_by("id").values_list(
        *columns
    ):
        unit_id, short, name = units[:3] if units[0] else units[3:]
        found[key] = _Bearer(
            subject, colour, holder, label, person_id, unit_id, short or name or ""
        )
    return found


def _facts(stay: _Stay, bearer: _Bearer | None) -> CarFacts:
    plate = bearer.subject if bearer else plate_of(stay.holder_key)[0]
    owners: tuple[str, ...] = (f"plate:{plate}",)
    if bearer and bearer.person_id:
        owners += (f"person:{bearer.person_id}",)
    return CarFacts(
        holder_key=stay.holder_key,
        zone_id=stay.zone_id,
        since=stay.since,
        holder=bearer.holder if bearer else "",
        owners=owners,
    )


def _reservations(site_id: int, facts: Sequence[CarFacts], at: datetime) -> list[Reservation]:
    """Those of cars inside, and those that are still to come."""
    keys = [fact.holder_key for fact in facts]
    living = Q(until_at__gt=at, ended_at=None)
    rows = Reservation.objects.filter(Q(holder_key__in=keys) | living, site_id=site_id)
    return list(rows.order_by("from_at", "id"))


def _visits(site_id: int, facts: Sequence[CarFacts], at: datetime) -> dict[str, VisitPlate]:
    """The latest visit that has begun of each visitor's car."""
    wanted = {plate_of(fact.holder_key)[0] for fact in facts if fact.holder in ("", Holder.VISITOR)}
    if not wanted:
        return {}
    rows = VisitPlate.objects.filter(
        site_id=site_id, plate__in=wanted, visit__from_at__lte=at + timedelta(hours=1)
    )
    rows = rows.select_related("visit").order_by("visit__until_at", "id")
    return {row.holder_key: row for row in rows}


def _row(
    where: Where,
    bearers: Mapping[str, _Bearer],
    visits: Mapping[str, VisitPlate],
    zones: Mapping[int, Zone],
    codes: Mapping[int, str],
) -> CarWhere:
    car = where.car
    bearer, visit = bearers.get(car.holder_key), visits.get(car.holder_key)
    plate, colour = plate_of(car.holder_key)
    if bearer is not None:
        plate, colour = bearer.subject, bearer.colour
    is_staff = car.holder == Holder.PERSON
    return CarWhere(
        holder_key=car.holder_key,
        plate=plate,
        colour=colour,
        holder=car.holder,
        label="" if bearer is None or is_staff else bearer.label,
        unit_id=bearer.unit_id if bearer else None,
        unit=bearer.unit if bearer else "",
        zone_id=car.zone_id,
        zone=zones[car.zone_id].name,
        space_id=where.space_id,
        space=codes.get(where.space_id or 0, ""),
        how=where.how,
        since=car.since,
        visit_id=visit.visit_id if visit else None,
        visit=visit.visit.number if visit else "",
        host_id=visit.visit.host_id if visit else None,
        until=visit.visit.until_at if visit else None,
    )


def _park(
    zone: Zone,
    spaces: Sequence[SpaceFacts],
    where: Sequence[Where],
    reserved: Mapping[int, Reservation],
) -> Park:
    own = [space for space in spaces if space.zone_id == zone.id]
    here = [each for each in where if each.car.zone_id == zone.id]
    return Park(
        id=zone.id,
        code=zone.code,
        name=zone.name,
        cars=len(here),
        spaces=len(own),
        counts=tuple(rules.counts(own, here, reserved)),
        limit=zone.occupancy_limit,
    )


def _ahead(site_id: int, at: datetime) -> int:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return values.integer(RESERVED_AHEAD)
