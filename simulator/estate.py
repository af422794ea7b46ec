"""Who works in the complex and where: units, buildings, rooms and dated occupancy."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simulator.tables import rows


@dataclass(frozen=True, slots=True)
class Unit:
    """入驻单位 or service company. The four counts are its people by kind of employment.

    `archetype` names its habits (a row of archetypes.csv). Nobody of it is in the complex
    before `in_complex_since`.
    """

    code: str
    name: str
    short_name: str
    civil_servants: int
    institution_staff: int
    contract_staff: int
    contractor_staff: int
    building: str
    floors: tuple[int, ...]
    archetype: str
    in_complex_since: date

    @property
    def headcount(self) -> int:
        own = self.civil_servants + self.institution_staff + self.contract_staff
        return own + self.contractor_staff

    @property
    def is_contractor(self) -> bool:
        return self.contractor_staff > 0


@dataclass(frozen=True, slots=True)
class Building:
    """A building with `floors` levels above ground; `number` begins its room numbers."""

    code: str
    number: int
    name: str
    floors: int
    gross_area_m2: Decimal
    completed_on: date


@dataclass(frozen=True, slots=True)
class Room:
    """A room such as 1-302 (building 1, floor 3); the area is the usable one (使用面积)."""

    number: str
    building: str
    floor: int
    use: str
    area_m2: Decimal


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Who has a room, [since, until). `until` is None while it lasts."""

    room_number: str
    unit_code: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that stands. Rooms are sorted by number."""

    buildings: tuple[Building, ...]
    rooms: tuple[Room, ...]
    occupancies: tuple[Occupancy, ...]


def units() -> tuple[Unit, ...]:
    """All units, by code."""
    return tuple(
        Unit(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            civil_servants=int(row["civil_servants"]),
            institution_staff=int(row["institution_staff"]),
            contract_staff=int(row["contract_staff"]),
            contractor_staff=int(row["contractor_staff"]),
            building=row["building"],
            floors=tuple(map(int, row["floors"].split())),
            archetype=row["archetype"],
            in_complex_since=date.fromisoformat(row["in_complex_since"]),
        )
        for row in rows("units")
    )


def buildings() -> tuple[Building, ...]:
    """All buildings, by code."""
    return tuple(
        Building(
            code=row["code"],
            number=int(row["number"]),
            name=row["name"],
            floors=int(row["floors"]),
            gross_area_m2=Decimal(row["gross_area_m2"]),
            completed_on=date.fromisoformat(row["completed_on"]),
        )
        for row in rows("buildings")
    )


def estate() -> Estate:
    """Buildings, and the rooms that the blocks of room_blocks.csv stand for.

    A block is a run of equal rooms on one floor; rooms are numbered in the table's order.
    """
    standing = buildings()
    number_of = {building.code: building.number for building in standing}
    last_on_floor: Counter[tuple[str, int]] = Counter()
    rooms: list[Room] = []
    occupancies: list[Occupancy] = []
    for block in rows("room_blocks"):
        place = block["building"], int(block["floor"])
        for _ in range(int(block["rooms"])):
            last_on_floor[place] += 1
            number = f"{number_of[place[0]]}-{place[1]}{last_on_floor[place]:02d}"
            rooms.append(Room(number, *place, block["use"], Decimal(block["area_m2"])))
            occupancies.extend(_occupancies(number, block))
    return Estate(standing, tuple(sorted(rooms, key=lambda room: room.number)), tuple(occupancies))


def _occupancies(number: str, block: dict[str, str]) -> Iterator[Occupancy]:
    """The occupants of one room, former first; none for a room that all share."""
    if not block["unit"]:
        return
    since = date.fromisoformat(block["since"])
    if block["former_unit"]:
        former_since = date.fromisoformat(block["former_since"])
        yield Occupancy(number, block["former_unit"], former_since, since)
    yield Occupancy(number, block["unit"], since, None)
