"""Rows for tests. Each function needs only a database, and each default is a sensible one."""

from datetime import date
from decimal import Decimal
from itertools import count

from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.occupancy.models import Occupancy
from jieyue.estate.rooms.models import Room
from jieyue.kit.sites.models import Site
from jieyue.people.factories import LONG_AGO, make_site, make_unit
from jieyue.people.units.models import Unit

_numbers = count(1)


def make_building(*, site: Site | None = None, code: str = "", **fields: object) -> Building:
    code = code or f"B{next(_numbers)}"
    values = {"name": f"Building {code}", **fields}
    return Building.objects.create(site=site or make_site(), code=code, **values)


def make_room(
    *,
    site: Site | None = None,
    building: Building | None = None,
    level: int = 1,
    number: str = "",
    unit: Unit | None = None,
    **fields: object,
) -> Room:
    """A room of 20 m²; with `unit` also occupied by it since long ago."""
    if building is None:
        building = make_building(site=site or (unit.site if unit else None))
    floor, _ = Floor.objects.get_or_create(
        building=building, level=level, defaults={"site_id": building.site_id}
    )
    values = {"use": "office", "area_m2": Decimal("20.00"), **fields}
    number = number or f"{building.code}-{level}{next(_numbers):02}"
    room = Room.objects.create(site_id=building.site_id, floor=floor, number=number, **values)
    if unit is not None:
        make_occupancy(room=room, unit=unit)
    return room


def make_occupancy(
    *,
    room: Room | None = None,
    unit: Unit | None = None,
    since_on: date = LONG_AGO,
    **fields: object,
) -> Occupancy:
    room = room or make_room(site=unit.site if unit else None)
    unit = unit or make_unit(site=room.site)
    return Occupancy.objects.create(
        site_id=room.site_id, room=room, unit=unit, since_on=since_on, **fields
    )
