from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jieyue.estate.occupancy import rules
from jieyue.estate.occupancy.models import Occupancy
from jieyue.estate.rooms.models import Room
from jieyue.kit.actor import Actor
from jieyue.people.persons import queries as persons
from jieyue.people.units.models import Unit


@dataclass(frozen=True)
class OccupancyLine:
    """One occupancy of a room, newest first on its page."""

    unit: str
    since_on: date
    until_on: date | None


@dataclass(frozen=True)
class UnitArea:
    """Rooms and usable area of a unit on a day; the vacant rooms are the line without a unit.

    `persons` are those posted to the unit that day, None when nobody is.
    """

    unit_id: int | None
    unit: str
    rooms: int
    area_m2: Decimal
    persons: int | None

    @property
    def m2_per_person(self) -> Decimal | None:
        return self.area_m2 / self.persons if self.persons else None


def occupants(*, site_id: int | None, on: date) -> Mapping[int, int]:
    """Unit by room on a day; a vacant room is absent. One query."""
    return dict(
        _on(Occupancy.objects.filter(site_id=site_id), on).values_list("room_id", "unit_id")
    )


def occupant_of(*, room_id: int, on: date) -> int | None:
    """The unit that occupies a room on a day; None for a vacant one."""
    found = _on(Occupancy.objects.filter(room_id=room_id), on)
    return found.values_list("unit_id", flat=True).first()


def history(actor: Actor, *, room_id: int) -> list[OccupancyLine]:
    found = Occupancy.objects.visible_to(actor).filter(room_id=room_id)
    return [
        OccupancyLine(o.unit.name, o.since_on, o.until_on)
        for o in found.select_related("unit").order_by("-since_on")
    ]


def areas(actor: Actor, *, on: date) -> list[UnitArea]:
    """Area by unit, largest first, vacant rooms last. Four queries."""
    holder = occupants(site_id=actor.site_id, on=on)
    rooms = Room.objects.visible_to(actor).filter(is_active=True).values_list("id", "area_m2")
    pairs = [(holder.get(room_id), area_m2) for room_id, area_m2 in rooms]
    counts: dict[int | None, int] = {}
    for unit_id, _area in pairs:
        counts[unit_id] = counts.get(unit_id, 0) + 1
    names = dict(Unit.objects.filter(site_id=actor.site_id).values_list("id", "name"))
    posted = persons.strengths(site_id=actor.site_id, on=on) if actor.site_id else {}
    found = [
        UnitArea(
            unit_id,
            names[unit_id] if unit_id else _("vacant or common"),
            counts[unit_id],
            area_m2,
            posted.get(unit_id) if unit_id else None,
        )
        for unit_id, area_m2 in rules.area_by_unit(pairs).items()
    ]
    return sorted(found, key=lambda row: (row.unit_id is None, -row.area_m2))


def _on(found: QuerySet[Occupancy], day: date) -> QuerySet[Occupancy]:
    return found.filter(since_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))
