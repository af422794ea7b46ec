"""Set up spaces, and note which car stands where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jieyue.access.decisions.models import HolderState
from jieyue.access.gates.models import Zone, ZoneKind
from jieyue.access.parking import facts, queries, refusals
from jieyue.access.parking.models import Space, SpaceKind, Standing
from jieyue.access.parking.rights import require_noting
from jieyue.access.permissions import AccessPermission
from jieyue.access.plates import rules as plates
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


@dataclass(frozen=True, kw_only=True)
class SpaceEntry:
    """What is known of a space."""

    zone_id: int
    code: str
    kind: str
    x: int
    y: int
    plate: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    is_active: bool = True


@transaction.atomic
def put_space(
    *, entry: SpaceEntry, space_id: int | None = None, actor: Actor, at: datetime
) -> tuple[Space, str]:
    """Set up a space, or change the one of space_id; and "added", "changed" or "unchanged".

    Raises NotAllowed, NoSuchCarPark, CodeTaken, PlaceTaken, KeeperUnclear, NotAPlate,
    NoSuchKeeper, Space.DoesNotExist.
    """
    actor.require(AccessPermission.PARKING_EDIT)
    zone = _car_park(entry.zone_id, actor)
    values = _checked(entry, actor)
    row = Space(site_id=actor.site_id)
    if space_id is not None:
        row = Space.objects.visible_to(actor).select_for_update().get(id=space_id)
    _check_free(entry, zone, row, actor)
    old = {} if row.pk is None else {name: getattr(row, name) for name in values}
    if row.pk is not None and old == values:
        return row, "unchanged"
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    changed = {name: value for name, value in values.items() if old.get(name) != value}
    fact = facts.SpaceSet(
        space_id=row.id,
        code=row.code,
        old=_told({name: old[name] for name in changed if name in old}),
        new=_told(changed),
    )
    journal.record(fact, actor=actor, at=at)
    return row, "changed" if old else "added"


@transaction.atomic
def note(*, space_id: int, holder_key: str, actor: Actor, at: datetime) -> Standing:
    """A car was seen on a space. Seen again it stays as it was.

    Raises NotAllowed, SpaceOff, SpaceTaken, CarNotInside, Space.DoesNotExist.
    """
    require_noting(actor)
    space = Space.objects.visible_to(actor).select_related("zone").get(id=space_id)
    Zone.objects.select_for_update(no_key=True).get(
        id=space.zone_id
    )  # one note at a time in a car park
    if not space.is_active:
        raise refusals.SpaceOff(code=space.code)
    plate = queries.plate_of(holder_key)[0]
    state = HolderState.objects.filter(
        site_id=space.site_id, zone_id=space.zone_id, holder_key=holder_key, is_vehicle=True,
        is_inside=True,
    ).first()  # fmt: skip
    if state is None:
        raise refusals.CarNotInside(plate=plate, zone=space.zone.name)
    standing = Standing.objects.filter(space=space, until=None).first()
    if standing is not None and standing.holder_key == holder_key:
        return standing
    if standing is not None and _is_there(standing, space):
        raise refusals.SpaceTaken(
            code=space.code, plate=standing.plate, by=standing.by, said=moment(standing.since)
        )
    before = Standing.objects.filter(
        site_id=space.site_id, holder_key=holder_key, until=None
    ).first()
    for row in (standing, before):
        if row is not None:
            _close(row, at)
    found: Standing = Standing.objects.create(
        site_id=space.site_id,
        space=space,
        holder_key=holder_key,
        plate=plate,
        since=at,
        by=actor.name,
    )
    fact = facts.CarNoted(space_id=space.id, was_space_id=before.space_id if before else None)
    journal.record(fact, actor=actor, at=at)
    return found


@transaction.atomic
def seen_empty(*, space_id: int, actor: Actor, at: datetime) -> bool:
    """The car that was noted there is gone from the space; False when none was noted.

    Raises NotAllowed, Space.DoesNotExist.
    """
    require_noting(actor)
    space = Space.objects.visible_to(actor).get(id=space_id)
    row = Standing.objects.select_for_update().filter(space=space, until=None).first()
    if row is None:
        return False
    _close(row, at)
    journal.record(facts.SpaceFreed(space_id=space.id, charged=False), actor=actor, at=at)
    return True


@transaction.atomic
def seen_charged(*, space_id: int, actor: Actor, at: datetime) -> Standing:
    """The car in the bay is charged; from now the grace runs. Noted again the first time stands.

    Raises NotAllowed, NotABay, CarNotInside, Space.DoesNotExist.
    """
    require_noting(actor)
    space = Space.objects.visible_to(actor).select_related("zone").get(id=space_id)
    if space.kind != SpaceKind.CHARGING:
        raise refusals.NotABay(code=space.code)
    row = Standing.objects.select_for_update().filter(space=space, until=None).first()
    if row is None:
        raise refusals.CarNotInside(plate=space.code, zone=space.zone.name)
    if row.charged_at is None:
        row.charged_at = at
        row.save(update_fields=["charged_at"])
        fact = facts.SpaceFreed(space_id=space.id, charged=True)
        journal.record(fact, actor=actor, at=at)
    return row


def _is_there(standing: Standing, space: Space) -> bool:
    """Whether the car that was noted is still in the car park since then."""
    state = HolderState.objects.filter(
        holder_key=standing.holder_key, zone_id=space.zone_id, is_inside=True
    ).first()
    return state is not None and (state.in_at or state.at) <= standing.since


def _close(row: Standing, at: datetime) -> None:
    row.until = at
    row.save(update_fields=["until"])


def _car_park(zone_id: int, actor: Actor) -> Zone:
    zones = Zone.objects.filter(site_id=actor.site_id, kind=ZoneKind.PARKING)
    zone: Zone | None = zones.filter(id=zone_id).first()
    if zone is None:
        raise refusals.NoSuchCarPark(code=zone_id)
    return zone


def _checked(entry: SpaceEntry, actor: Actor) -> dict[str, Any]:
    """The row's values. Raises KeeperUnclear, NotAPlate, NoSuchKeeper."""
    plate = plates.normalise(entry.plate) if entry.plate else ""
    if plate:
        try:
            plates.parse(plate)
        except plates.BadPlate:
            raise refusals.NotAPlate(plate=entry.plate) from None
    if plate and (entry.person_id or entry.unit_id):
        raise refusals.KeeperUnclear
    for table, row_id in ((Person, entry.person_id), (Unit, entry.unit_id)):
        if row_id and not table.objects.filter(site_id=actor.site_id, id=row_id).exists():
            raise refusals.NoSuchKeeper(text=str(row_id))
    return vars(entry) | {"plate": plate, "code": entry.code.strip()}


def _check_free(entry: SpaceEntry, zone: Zone, row: Space, actor: Actor) -> None:
    """Raises CodeTaken, PlaceTaken."""
    others = Space.objects.filter(site_id=actor.site_id).exclude(id=row.pk)
    if others.filter(code=entry.code.strip()).exists():
        raise refusals.CodeTaken(code=entry.code.strip())
    there = others.filter(zone=zone, x=entry.x, y=entry.y, is_active=True).first()
    if entry.is_active and there is not None:
        raise refusals.PlaceTaken(code=there.code)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Without the plate itself, which the journal does not keep."""
    return {name: bool(value) if name == "plate" else value for name, value in values.items()}
