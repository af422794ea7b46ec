from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms import rules
from jieyue.estate.rooms.facts import RoomClosed, RoomsSaved
from jieyue.estate.rooms.models import Room, RoomUse
from jieyue.kit import journal
from jieyue.kit.actor import Actor


class UnknownBuildings(rules.Refusal):
    """Building codes the site does not have."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = ", ".join(sorted(set(codes)))
        super().__init__(self.codes)


class BadRoom(rules.Refusal):
    """A room without area, or with a use that does not exist."""

    def __init__(self, *, number: str, area_m2: Decimal, use: str) -> None:
        super().__init__(number, area_m2, use)
        self.number, self.area_m2, self.use = number, area_m2, use


class RoomInUse(rules.Refusal):
    """A room is vacated before it is closed."""

    def __init__(self, *, number: str, unit: str) -> None:
        super().__init__(number, unit)
        self.number, self.unit = number, unit


@dataclass(frozen=True, kw_only=True)
class RoomRow:
    """One room. `number` is the key; a floor that does not exist yet is made."""

    number: str
    building_code: str
    level: int
    area_m2: Decimal
    use: str = RoomUse.OFFICE
    name: str = ""


@dataclass(frozen=True)
class Imported:
    """How many rooms were new, changed something, or were known already."""

    added: int
    changed: int
    unchanged: int

    @property
    def outcome(self) -> str:
        """Of a single row."""
        return "added" if self.added else "changed" if self.changed else "unchanged"


@transaction.atomic
def save(rows: Sequence[RoomRow], *, actor: Actor, at: datetime) -> Imported:
    """Add and change rooms by number, all or none. Twice the same rows change nothing.

    Raises NotAllowed, UnknownBuildings, NoSuchFloor, BadRoom.
    """
    actor.require(EstatePermission.ROOMS_EDIT)
    floors = _floors(rows, actor)
    known = {r.number: r for r in Room.objects.visible_to(actor).select_for_update()}
    new: list[Room] = []
    changed: list[Room] = []
    for row in rows:
        if row.area_m2 <= 0 or row.use not in RoomUse.values:
            raise BadRoom(number=row.number, area_m2=row.area_m2, use=row.use)
        floor_id = floors[row.building_code, row.level]
        room = known.get(row.number)
        if room is None:
            room = known[row.number] = Room(site_id=actor.site_id, number=row.number)
            new.append(room)
        elif room.pk and _differs(room, row, floor_id):
            changed.append(room)
        room.floor_id, room.use, room.name = floor_id, row.use, row.name
        room.area_m2 = row.area_m2
    Room.objects.bulk_create(new)
    Room.objects.bulk_update(changed, ["floor", "use", "name", "area_m2"], batch_size=200)
    if new or changed:
        fact = RoomsSaved(added=[r.id for r in new], changed=[r.id for r in changed])
        journal.record(fact, actor=actor, at=at)
    return Imported(len(new), len(changed), len(rows) - len(new) - len(changed))


@transaction.atomic
def close(*, room_id: int, actor: Actor, at: datetime) -> None:
    """Take a vacant room out of use. Raises NotAllowed, RoomInUse, Room.DoesNotExist."""
    actor.require(EstatePermission.ROOMS_EDIT)
    room = Room.objects.visible_to(actor).select_for_update().get(id=room_id)
    holder = room.occupancies.filter(until_on=None).select_related("unit").first()
    if holder is not None:
        raise RoomInUse(number=room.number, unit=holder.unit.name)
    if not room.is_active:
        return
    room.is_active = False
    room.save(update_fields=["is_active"])
    journal.record(RoomClosed(room_id=room_id), actor=actor, at=at)


def _differs(room: Room, row: RoomRow, floor_id: int) -> bool:
    held = (room.floor_id, room.use, room.name, room.area_m2)
    return held != (floor_id, row.use, row.name, row.area_m2)


def _floors(rows: Sequence[RoomRow], actor: Actor) -> dict[tuple[str, int], int]:
    """Id by building code and level; missing floors are made."""
    buildings = dict(Building.objects.filter(site_id=actor.site_id).values_list("code", "id"))
    unknown = [row.building_code for row in rows if row.building_code not in buildings]
    if unknown:
        raise UnknownBuildings(unknown)
    codes = {building_id: code for code, building_id in buildings.items()}
    known = Floor.objects.filter(site_id=actor.site_id)
    floors = {
        (codes[building_id], level): floor_id
        for floor_id, building_id, level in known.values_list("id", "building_id", "level")
    }
    missing = sorted({(row.building_code, row.level) for row in rows} - floors.keys())
    for _code, level in missing:
        rules.check_level(level)
    made = Floor.objects.bulk_create(
        Floor(site_id=actor.site_id, building_id=buildings[code], level=level)
        for code, level in missing
    )
    return floors | {pair: floor.id for pair, floor in zip(missing, made, strict=True)}
