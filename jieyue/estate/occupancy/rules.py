"""Who occupies a room follows one another without overlap; a floor's area is shared by units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Span:
    """A unit in a room, [since_on, until_on); `until_on` None is open."""

    since_on: date
    until_on: date | None = None
    unit_id: int | None = None


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class RoomOccupied(Refusal):
    """Another occupancy of the room reaches into the days asked for."""

    def __init__(self, *, since_on: date, until_on: date | None) -> None:
        super().__init__(since_on, until_on)
        self.since_on, self.until_on = since_on, until_on


class EmptySpan(Refusal):
    """An occupancy ends after the day it begins."""

    def __init__(self, *, since_on: date, until_on: date) -> None:
        super().__init__(since_on, until_on)
        self.since_on, self.until_on = since_on, until_on


def overlaps(one: Span, other: Span) -> bool:
    """Half-open: a unit may come on the day another goes."""
    starts_before_end = other.until_on is None or one.since_on < other.until_on
    ends_after_start = one.until_on is None or other.since_on < one.until_on
    return starts_before_end and ends_after_start


def check_free(spans: Iterable[Span], *, asked: Span) -> None:
    """Raises EmptySpan, RoomOccupied with the first occupancy in the way."""
    if asked.until_on is not None and asked.until_on <= asked.since_on:
        raise EmptySpan(since_on=asked.since_on, until_on=asked.until_on)
    for span in sorted(spans, key=lambda span: span.since_on):
        if overlaps(span, asked):
            raise RoomOccupied(since_on=span.since_on, until_on=span.until_on)


def area_by_unit(rooms: Iterable[tuple[int | None, Decimal]]) -> dict[int | None, Decimal]:
    """Usable area in m² by unit; None gathers the rooms nobody occupies."""
    areas: dict[int | None, Decimal] = {}
    for unit_id, area_m2 in rooms:
        areas[unit_id] = areas.get(unit_id, Decimal(0)) + area_m2
    return areas
