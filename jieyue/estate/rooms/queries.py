from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from jieyue.estate.rooms.models import Room, RoomUse
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class RoomLine:
    """One room with who is in it on a day."""

    id: int
    number: str
    name: str
    building: str
    building_name: str
    level: int
    use: str
    use_label: str
    area_m2: Decimal
    unit_id: int | None
    unit: str
    is_active: bool


@dataclass(frozen=True)
class FloorPlan:
    """The rooms of one floor, by number, and their usable area in m²."""

    level: int
    rooms: tuple[RoomLine, ...]
    area_m2: Decimal


@dataclass(frozen=True)
class BuildingPlan:
    """The floors of one building, top floor first as in the lift."""

    code: str
    name: str
    floors: tuple[FloorPlan, ...]


def rows(actor: Actor, *, on: date) -> list[RoomLine]:
    """The rooms the actor sees, by building, floor and number. Three queries."""
    found = _with_occupants(actor).order_by("floor__building__code", "floor__level", "number")
    return [_line(room, on) for room in found]


def row(actor: Actor, *, room_id: int, on: date) -> RoomLine:
    """Raises Room.DoesNotExist."""
    return _line(_with_occupants(actor).get(id=room_id), on)


def plan(actor: Actor, *, on: date) -> list[BuildingPlan]:
    """Who is where: every building, floor by floor."""
    floors: dict[tuple[str, str], dict[int, list[RoomLine]]] = {}
    for line in rows(actor, on=on):
        building = floors.setdefault((line.building, line.building_name), {})
        building.setdefault(line.level, []).append(line)
    return [
        BuildingPlan(
            code,
            name,
            tuple(
                FloorPlan(level, tuple(lines), sum((r.area_m2 for r in lines), Decimal(0)))
                for level, lines in sorted(levels.items(), reverse=True)
            ),
        )
        for (code, name), levels in floors.items()
    ]


def _with_occupants(actor: Actor) -> QuerySet[Room]:
    rooms = Room.objects.visible_to(actor).select_related("floor__building")
    return rooms.prefetch_related("occupancies__unit")


def _line(room: Room, on: date) -> RoomLine:
    held = (
        each
        for each in room.occupancies.all()
        if each.since_on <= on and (each.until_on is None or on < each.until_on)
    )
    holder = next(held, None)
    return RoomLine(
        id=room.id,
        number=room.number,
        name=room.name,
        building=room.floor.building.code,
        building_name=room.floor.building.name,
        level=room.floor.level,
        use=room.use,
        use_label=str(RoomUse(room.use).label),
        area_m2=room.area_m2,
        unit_id=holder.unit_id if holder else None,
        unit=holder.unit.short_name if holder else "",
        is_active=room.is_active,
    )
