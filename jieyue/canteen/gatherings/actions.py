"""Meetings and training, as far as they move demand for meals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jieyue.canteen.gatherings.facts import GatheringCancelled, GatheringNoted
from jieyue.canteen.gatherings.models import Gathering
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit


class NobodyAttends(Exception):
    """A meeting or training has at least one attendee."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A meeting or training; `reference` is its number in the booking it came from."""

    day: date
    kind: str
    title: str
    attendees: int
    unit_id: int | None = None
    over_noon: bool = False
    is_away: bool = False
    reference: str = ""


@transaction.atomic
def note(*, event: Event, actor: Actor, at: datetime) -> Gathering:
    """Note a meeting or training that moves demand; the same reference again replaces it.

    Raises NobodyAttends.
    """
    actor.require(CanteenPermission.GATHERINGS_EDIT, unit_id=event.unit_id)
    if event.attendees < 1:
        raise NobodyAttends
    if event.unit_id is not None:
        Unit.objects.visible_to(actor).get(id=event.unit_id)
    figures = {
        "kind": event.kind,
        "title": event.title,
        "unit_id": event.unit_id,
        "attendees": event.attendees,
        "over_noon": event.over_noon,
        "is_away": event.is_away,
        "noted_at": at,
        "cancelled_at": None,
    }
    key: dict[str, Any] = {"site_id": actor.site_id, "day": event.day, "reference": event.reference}
    if event.reference:
        gathering, _ = Gathering.objects.update_or_create(**key, defaults=figures)
    else:
        gathering = Gathering.objects.create(**key, **figures)
    fact = GatheringNoted(
        gathering_id=gathering.id,
        day=event.day,
        kind=event.kind,
        unit_id=event.unit_id,
        attendees=event.attendees,
    )
    journal.record(fact, actor=actor, at=at)
    return gathering


@transaction.atomic
def cancel(*, gathering_id: int, actor: Actor, at: datetime) -> None:
    """The meeting or training does not take place. A second call changes nothing."""
    rows = Gathering.objects.filter(site_id=actor.site_id).select_for_update()
    gathering = rows.get(id=gathering_id)
    actor.require(CanteenPermission.GATHERINGS_EDIT, unit_id=gathering.unit_id)
    if gathering.cancelled_at:
        return
    gathering.cancelled_at = at
    gathering.save(update_fields=["cancelled_at"])
    fact = GatheringCancelled(gathering_id=gathering.id, day=gathering.day)
    journal.record(fact, actor=actor, at=at)
