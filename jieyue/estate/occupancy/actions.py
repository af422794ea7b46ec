from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jieyue.estate.occupancy import rules
from jieyue.estate.occupancy.facts import OccupanciesImported, RoomOccupied, RoomVacated
from jieyue.estate.occupancy.models import Occupancy
from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms.models import Room
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit


class RoomVacant(rules.Refusal):
    """Nobody occupies the room, so nobody gives it back."""


class RoomClosed(rules.Refusal):
    """The room is out of use."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class UnitMovedOut(rules.Refusal):
    """A unit that has left the complex gets no room."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnknownRooms(rules.Refusal):
    """Room numbers or unit codes the site does not have."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = ", ".join(sorted(set(names)))
        super().__init__(self.names)


@transaction.atomic
def occupy(*, room_id: int, unit_id: int, since_on: date, actor: Actor, at: datetime) -> Occupancy:
    """Hand a vacant room to a unit.

    Raises NotAllowed, RoomOccupied, RoomClosed, UnitMovedOut, and DoesNotExist.
    """
    actor.require(EstatePermission.OCCUPANCY_EDIT)
    room = Room.objects.visible_to(actor).select_for_update().get(id=room_id)
    unit = Unit.objects.visible_to(actor).get(id=unit_id)
    if not room.is_active:
        raise RoomClosed(number=room.number)
    if not unit.is_active:
        raise UnitMovedOut(name=unit.name)
    held = room.occupancies.values_list("since_on", "until_on", "unit_id")
    rules.check_free([rules.Span(*row) for row in held], asked=rules.Span(since_on))
    occupancy: Occupancy = Occupancy.objects.create(
        site_id=room.site_id, room=room, unit=unit, since_on=since_on
    )
    fact = RoomOccupied(
        occupancy_id=occupancy.id, room_id=room_id, unit_id=unit_id, since_on=since_on
    )
    journal.record(fact, actor=actor, at=at)
    return occupancy


@transaction.atomic
def vacate(*, room_id: int, until_on: date, actor: Actor, at: datetime) -> None:
    """End the open occupancy; `until_on` is the first day without it.

    Raises NotAllowed, RoomVacant, EmptySpan, Room.DoesNotExist.
    """
    actor.require(EstatePermission.OCCUPANCY_EDIT)
    room = Room.objects.visible_to(actor).select_for_update().get(id=room_id)
    occupancy = room.occupancies.filter(until_on=None).first()
    if occupancy is None:
        raise RoomVacant
    if until_on <= occupancy.since_on:
        raise rules.EmptySpan(since_on=occupancy.since_on, until_on=until_on)
    occupancy.until_on = until_on
    occupancy.save(update_fields=["until_on"])
    fact = RoomVacated(
        occupancy_id=occupancy.id,
        room_id=room_id,
        unit_id=occupancy.unit_id,
        until_on=until_on,
    )
    journal.record(fact, actor=actor, at=at)


@dataclass(frozen=True, kw_only=True)
class OccupancyRow:
    """One line of a list of occupancies, by room number and unit code."""

    room_number: str
    unit_code: str
    since_on: date
    until_on: date | None = None


@transaction.atomic
def take_in(rows: Sequence[OccupancyRow], *, actor: Actor, at: datetime) -> int:
    """Add dated occupancies, all or none; those known already are passed over.

    Returns how many were new. Raises NotAllowed, UnknownRooms, RoomOccupied, EmptySpan.
    """
    actor.require(EstatePermission.OCCUPANCY_EDIT)
    rooms = dict(Room.objects.visible_to(actor).select_for_update().values_list("number", "id"))
    units = dict(Unit.objects.visible_to(actor).values_list("code", "id"))
    unknown = [row.room_number for row in rows if row.room_number not in rooms]
    unknown += [row.unit_code for row in rows if row.unit_code not in units]
    if unknown:
        raise UnknownRooms(unknown)
    held: dict[int, set[rules.Span]] = {}
    existing = Occupancy.objects.filter(site_id=actor.site_id)
    for each in existing:
        known = rules.Span(each.since_on, each.until_on, each.unit_id)
        held.setdefault(each.room_id, set()).add(known)
    new = []
    for row in rows:
        room_id, unit_id = rooms[row.room_number], units[row.unit_code]
        span = rules.Span(row.since_on, row.until_on, unit_id)
        spans = held.setdefault(room_id, set())
        if span in spans:
            continue
        rules.check_free(spans, asked=span)
        spans.add(span)
        new.append(
            Occupancy(
                site_id=actor.site_id,
                room_id=room_id,
                unit_id=unit_id,
                since_on=row.since_on,
                until_on=row.until_on,
            )
        )
    Occupancy.objects.bulk_create(new)
    if new:
        fact = OccupanciesImported(occupancy_ids=[occupancy.id for occupancy in new])
        journal.record(fact, actor=actor, at=at)
    return len(new)
