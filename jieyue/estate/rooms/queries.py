from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from jieyue.estate.buildings.models import Building
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
    """The floors of one building, top floor first as in the lift; `others` are all by code."""

    code: str
    name: str
    floors: tuple[FloorPlan, ...]
    others: tuple[tuple[str, str], ...]


COLUMNS = (
    "id",
    "number",
    "name",
    "floor__building__code",
    "floor__building__name",
    "floor__level",
    "use",
    "area_m2",
    "is_active",
)


def rows(actor: Actor, *, on: date) -> list[RoomLine]:
    """The rooms the actor sees, by building, floor and number. Two queries."""
    found = Room.objects.visible_to(actor)
    return _lines(found.order_by("floor__building__code", "floor__level", "number"), on)


def row(actor: Actor, *, room_id: int, on: date) -> RoomLine:
    """Raises Room.DoesNotExist."""
    for line in _lines(Room.objects.visible_to(actor).filter(id=room_id), on):
        return line
    raise Room.DoesNotExist


def plan(actor: Actor, *, on: date, code: str = "") -> BuildingPlan | None:
    """Who is where in a building, the first one when `code` names none; None without any."""
    buildings = tuple(Building.objects.visible_to(actor).values_list("code", "name"))
    if not buildings:
        return None
    chosen, name = next((pair for pair in buildings if pair[0] == code), buildings[0])
    levels: dict[int, list[RoomLine]] = {}
    found = Room.objects.visible_to(actor).filter(floor__building__code=chosen)
    for line in _lines(found.order_by("number"), on):
        levels.setdefault(line.level, []).append(line)
    floors = tuple(
        FloorPlan(level, tuple(lines), sum((line.area_m2 for line in lines), Decimal(0)))
        for level, lines in sorted(levels.items(), reverse=True)
    )
    return BuildingPlan(chosen, name, floors, buildings)


def _lines(rooms: QuerySet[Room], on: date) -> list[RoomLine]:
    """In the order of `rooms`, each with the unit that occupies it on a day."""
    occupied = rooms.filter(
        Q(occupancies__until_on=None) | Q(occupancies__until_on__gt=on),
        occupancies__since_on__lte=on,
    )
    holders = {
        room_id: (unit_id, name)
        for room_id, unit_id, name in occupied.values_list(
            "id", "occupancies__unit_id", "occupancies__unit__short_name"
        )
    }
    uses = {use.value: str(use.label) for use in RoomUse}
    return [
        RoomLine(
            id=room_id,
            number=number,
            name=name,
            building=code,
            building_name=building_name,
            level=level,
            use=use,
            use_label=uses[use],
            area_m2=area_m2,
            unit_id=holders.get(room_id, (None, ""))[0],
            unit=holders.get(room_id, (None, ""))[1],
            is_active=is_active,
        )
        for (
            room_id,
            number,
            name,
            code,
            building_name,
            level,
            use,
            area_m2,
            is_active,
        ) in rooms.values_list(*COLUMNS)
    ]
