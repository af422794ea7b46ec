"""The list as it reads without JavaScript, in print and until the phone has drawn its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from jieyue.access.muster.models import Sort, State
from jieyue.access.muster.queries import Row
from jieyue.kit.formats import number

SORTS = (Sort.STAFF, Sort.VISITOR, Sort.CONTRACTOR, Sort.ADDED, Sort.VEHICLE)
PLACE = {str(sort): place for place, sort in enumerate(SORTS)}


@dataclass(frozen=True)
class Group:
    """People or vehicles of one kind, unit and zone. title says which; names in one line."""

    title: str
    names: str


@dataclass(frozen=True)
class PointList:
    """One assembly point's list. point "": nobody set one for their zone."""

    point: str
    people: int
    vehicles: int
    groups: tuple[Group, ...]


def by_point(rows: Iterable[Row]) -> list[PointList]:
    """One list an assembly point; people before vehicles, by unit and zone."""

    def order(row: Row) -> tuple[str, int, str, str]:
        return row.point, PLACE[row.sort], row.unit, row.zone

    lists = groupby(sorted(rows, key=order), key=lambda row: row.point)
    return [_list(point, list(each)) for point, each in lists]


def _list(point: str, rows: list[Row]) -> PointList:
    vehicles = sum(row.sort == Sort.VEHICLE for row in rows)
    sorts = {str(sort): str(sort.label) for sort in SORTS}
    states = {str(state): str(state.label) for state in State}
    groups = []
    for (sort, unit, zone), each in groupby(rows, key=lambda row: (row.sort, row.unit, row.zone)):
        title = " · ".join(part for part in (sorts[sort], unit, zone) if part)
        groups.append(Group(title, " · ".join(_name(row, states) for row in each)))
    return PointList(point, len(rows) - vehicles, vehicles, tuple(groups))


def _name(row: Row, states: dict[str, str]) -> str:
    """The name, with what was said of it and how likely it is, unless certain."""
    added = [states[row.state]] if row.state else []
    if row.likelihood < 1:
        added.append(f"{number(row.likelihood * 100, 0)}\N{NO-BREAK SPACE}%")
    return f"{row.label} ({', '.join(added)})" if added else row.label
