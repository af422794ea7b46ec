"""Meetings and training ahead, as far as they move demand for meals."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from jieyue.canteen.gatherings.models import Gathering
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class GatheringRow:
    id: int
    day: date
    kind: str
    title: str
    unit: str
    attendees: int
    over_noon: bool
    is_away: bool


@dataclass(frozen=True)
class Moved:
    """People whom the gatherings of a day bring to the table, and take away from it."""

    attending: int = 0
    away: int = 0


def gatherings(actor: Actor, *, first: date, last: date) -> list[GatheringRow]:
    """What stands on [first, last], by day; the complex's own included. One query."""
    rows = Gathering.objects.visible_to(actor).filter(day__range=(first, last), cancelled_at=None)
    fields = ("id", "day", "kind", "title", "unit__name", "attendees", "over_noon", "is_away")
    return [
        GatheringRow(row_id, day, kind, title, unit or "", attendees, over_noon, is_away)
        for row_id, day, kind, title, unit, attendees, over_noon, is_away in rows.order_by(
            "day", "title"
        ).values_list(*fields)
    ]


def moved(*, site_id: int, first: date, last: date) -> dict[date, Moved]:
    """People attending here and people away, by day, on [first, last]. One query."""
    rows = Gathering.objects.filter(site_id=site_id, day__range=(first, last), cancelled_at=None)
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for day, attendees, away in rows.values_list("day", "attendees", "is_away"):
        sums[day][1 if away else 0] += attendees
    return {day: Moved(*pair) for day, pair in sums.items()}
