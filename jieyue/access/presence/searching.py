"""Where one person was last seen, for a look-up that was recorded."""

from dataclasses import dataclass
from datetime import datetime

from jieyue.access.entries.models import GateEntry
from jieyue.access.presence import days, refusals
from jieyue.access.presence.rules import counting
from jieyue.access.presence.rules.whereabouts import OUTSIDE
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person


@dataclass(frozen=True)
class Found:
    """The last passage since the nightly reset, and how likely the person is inside now.

    inside: None when nothing was seen since the reset: unknown, not outside.
    """

    person: str
    unit: str
    at: datetime
    gate: str
    zone: str
    direction: str
    seen_at: datetime | None
    inside: float | None


def person(actor: Actor, person_id: int) -> Person:
    """Raises Person.DoesNotExist, also for people of other sites."""
    rows = Person.objects.filter(site_id=actor.site_id).select_related("unit")
    found: Person = rows.get(id=person_id)
    return found


def numbered(actor: Actor, staff_no: str) -> int:
    """The person with exactly this staff number. Raises NobodySo."""
    rows = Person.objects.filter(site_id=actor.site_id, staff_no=staff_no.strip())
    found: int | None = rows.values_list("id", flat=True).first()
    if found is None:
        raise refusals.NobodySo(number=staff_no)
    return found


def last_seen(person: Person, *, at: datetime) -> Found:
    """By the passages of this counting day alone."""
    looked = days.look(site_id=person.site_id, at=at)
    who = f"person:{person.id}"
    inside = None
    for journey in looked.journeys:
        if journey.who == who:
            inside = sum(
                likely
                for stretch in journey.stretches
                if stretch.since_s <= looked.until_s < stretch.until_s
                for place, likely in counting.places(
                    stretch,
                    looked.until_s,
                    looked.until_s,
                    looked.habits.of(journey.unit_id),
                    looked.habits,
                )
                if place != OUTSIDE
            )
    entry = _last_entry(person, since=looked.span.start, at=at)
    gate = entry.device.gate if entry else None
    zone = None if gate is None else (gate.inner if _is_in(entry) else gate.outer)
    return Found(
        person=person.name,
        unit=person.unit.short_name,
        at=at,
        gate=(gate.name if gate else entry.device.name) if entry else "",
        zone=zone.name if zone else "",
        direction=entry.get_direction_display() if entry else "",
        seen_at=entry.at if entry else None,
        inside=inside,
    )


def _last_entry(person: Person, *, since: datetime, at: datetime) -> GateEntry | None:
    rows = GateEntry.objects.filter(
        site_id=person.site_id, person=person, at__gte=since, at__lte=at, clock_ahead=False
    ).exclude(credential="plate")
    joined = rows.select_related("device__gate__inner", "device__gate__outer")
    last: GateEntry | None = joined.order_by("-at", "direction").first()
    return last


def _is_in(entry: GateEntry | None) -> bool:
    return entry is not None and entry.direction == "in"
