"""The plan of a car park as it is drawn: one cell a space."""

from collections.abc import Mapping, Sequence
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
    code: str
    mark: str
    kind: str
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


def drawings(now: Now, *, late: Sequence[str]) -> list[Drawing]:
    """late: holder keys of cars that should be gone."""
    cars = {car.space_id: car for car in now.cars if car.space_id is not None}
    found = []
    for park in now.parks:
        spaces = [space for space in now.spaces if space.zone_id == park.id]
        cells = [_cell(space, cars.get(space.id), now.reserved, late) for space in spaces]
        unplaced = [car for car in now.cars if car.zone_id == park.id and car.space_id is None]
        width = max((cell.x for cell in cells), default=0) + WIDTH
        height = max((cell.y for cell in cells), default=0) + HEIGHT
        found.append(Drawing(park, width, height, tuple(cells), tuple(unplaced)))
    return found


def _cell(
    space: Space,
    car: CarWhere | None,
    reserved: Mapping[int, Reservation],
    late: Sequence[str],
) -> Cell:
    state, plate = FREE, ""
    if car is not None:
        plate = car.plate
        state = TAKEN if car.how == "standing" else PRESUMED
        if car.holder_key in late:
            state = LATE
    elif space.id in reserved:
        state, plate = RESERVED, reserved[space.id].plate
    return Cell(
        space_id=space.id,
        code=space.code,
        mark=space.code.rpartition("-")[2][-5:],
        kind=space.get_kind_display(),
        short=str(SHORT[space.kind]),
        state=state,
        tail=plate[-5:],
        words=f"{space.code} {space.get_kind_display()} {state_words(state)} {plate}".strip(),
        x=space.x * (WIDTH + GAP),
        y=space.y * (HEIGHT + GAP),
    )


def state_words(state: str) -> str:
    """What a state says."""
    return {
        FREE: pgettext("parking space", "free"),
        LATE: _("should be gone"),
        PRESUMED: _("presumably here"),
        RESERVED: pgettext("parking space", "reserved"),
        TAKEN: _("seen here"),
    }[state]
