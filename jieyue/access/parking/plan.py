"""The plan of a car park as it is drawn: one cell a space."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from jieyue.access.parking.models import Reservation, Space, SpaceKind
from jieyue.access.parking.queries import CarWhere, Now, Park

WIDTH, HEIGHT, GAP = 48, 76, 4  # of a cell: a finger's breadth on the phone
SHORT: dict[str, Any] = {
    SpaceKind.ACCESSIBLE: pgettext_lazy("parking space", "Acc"),
    SpaceKind.CHARGING: pgettext_lazy("parking space", "Chg"),
    SpaceKind.DELIVERY: pgettext_lazy("parking space", "Del"),
    SpaceKind.OFFICIAL: pgettext_lazy("parking space", "Off"),
    SpaceKind.STAFF: pgettext_lazy("parking space", "Sta"),
    SpaceKind.VISITOR: pgettext_lazy("parking space", "Vis"),
}
FREE, TAKEN, PRESUMED, RESERVED, LATE = "free", "taken", "presumed", "reserved", "late"


@dataclass(frozen=True)
class Cell:
    """A space as it is drawn. x, y: of its upper left corner."""

    space_id: int
    mark: str
    short: str
    state: str
    tail: str
    words: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """One car park: its figures, its cells, and the cars inside whose space nobody knows."""

    park: Park
    width: int
    height: int
    cells: tuple[Cell, ...]
    unplaced: tuple[CarWhere, ...]


@dataclass(frozen=True)
class _Words:
    """What cells say, looked up once for all of them."""

    states: Mapping[str, str]
    kinds: Mapping[str, str]
    shorts: Mapping[str, str]


def drawings(now: Now, *, late: Set[str]) -> list[Drawing]:
    """late: holder keys of cars that should be gone."""
    cars = {car.space_id: car for car in now.cars if car.space_id is not None}
    words = _Words(
        states=state_words(),
        kinds={kind: str(label) for kind, label in SpaceKind.choices},
        shorts={kind: str(label) for kind, label in SHORT.items()},
    )
    found = []
    for park in now.parks:
        cells = [
            _cell(space, _standing(space, cars, now.reserved, late), words)
            for space in now.spaces
            if space.zone_id == park.id
        ]
        unplaced = [car for car in now.cars if car.zone_id == park.id and car.space_id is None]
        width = max((cell.x for cell in cells), default=0) + WIDTH
        height = max((cell.y for cell in cells), default=0) + HEIGHT
        found.append(Drawing(park, width, height, tuple(cells), tuple(unplaced)))
    return found


def _standing(
    space: Space,
    cars: Mapping[int, CarWhere],
    reserved: Mapping[int, Reservation],
    late: Set[str],
) -> tuple[str, str]:
    """State of a space, and the plate of who stands there or will."""
    car = cars.get(space.id)
    if car is None:
        return (RESERVED, reserved[space.id].plate) if space.id in reserved else (FREE, "")
    if car.holder_key in late:
        return LATE, car.plate
    return (TAKEN if car.how == "standing" else PRESUMED), car.plate


def _cell(space: Space, standing: tuple[str, str], words: _Words) -> Cell:
    state, plate = standing
    said = f"{space.code} {words.kinds[space.kind]} {words.states[state]} {plate}"
    return Cell(
        space_id=space.id,
        mark=space.code.rpartition("-")[2][-5:],
        short=words.shorts[space.kind],
        state=state,
        tail=plate[-5:],
        words=said.rstrip(),
        x=space.x * (WIDTH + GAP),
        y=space.y * (HEIGHT + GAP),
    )


def state_words() -> dict[str, str]:
    """What each state says, in the order of the legend."""
    return {
        FREE: pgettext("parking space", "free"),
        TAKEN: _("seen here"),
        PRESUMED: _("presumably here"),
        RESERVED: pgettext("parking space", "reserved"),
        LATE: _("should be gone"),
    }
