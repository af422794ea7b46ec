"""Visits that security looks at first: somebody or a car of it stands on the block list.

The visitor is never told; the host learns only that security looks at it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from jieyue.access.credentials import blocks
from jieyue.access.credentials.models import Block, BlockKind
from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import refusals
from jieyue.access.visitors.decided import already_decided
from jieyue.access.visitors.facts import VisitCleared, VisitHeld
from jieyue.access.visitors.models import Guest, State, Visit, VisitPlate
from jieyue.kit import journal
from jieyue.kit.actor import Actor


def look(
    visit: Visit, *, guests: Sequence[Guest] | None = None, actor: Actor, at: datetime
) -> bool:
    """Hold a visit that is on the list and was not cleared; whether it is held.

    guests: only these of it. In the open transaction, which the caller lets stand. What follows a
    hit tells security.
    """
    if visit.cleared_at is not None:
        return False
    if visit.held_at is not None:
        return True
    people = guests if guests is not None else visit.guests.all()
    hits = found(people, visit.plates.all(), site_id=visit.site_id, at=at)
    if not hits:
        return False
    visit.held_at = at
    visit.save(update_fields=["held_at"])
    for block in hits:
        blocks.note_hit(block_id=block.id, where=visit.number, actor=actor, at=at)
    journal.record(VisitHeld(visit_id=visit.id, number=visit.number), actor=actor, at=at)
    return True


def found(
    guests: Iterable[Guest], cars: Iterable[VisitPlate], *, site_id: int, at: datetime
) -> list[Block]:
    """Blocks in force on any of them. At most three queries, however many they are."""
    people = list(guests)
    wanted = {
        BlockKind.ID_NUMBER: [each.id_number for each in people],
        BlockKind.PHONE: [each.phone for each in people],
        BlockKind.PLATE: [each.plate for each in cars],
    }
    hits: list[Block] = []
    for kind, subjects in wanted.items():
        stored = {blocks.stored(kind, subject) for subject in subjects if subject}
        if stored:
            hits += blocks.in_force(site_id=site_id, at=at).filter(kind=kind, subject__in=stored)
    return hits


@transaction.atomic
def clear(*, number: str, reason: str, actor: Actor, at: datetime) -> Visit:
    """Security lets the host decide after all. Raises NotAllowed, ReasonMissing, AlreadyDecided."""
    actor.require(AccessPermission.BLOCKS_EDIT)
    visit: Visit = Visit.objects.visible_to(actor).select_for_update().get(number=number)
    if not reason.strip():
        raise refusals.ReasonMissing
    if visit.held_at is None or visit.cleared_at is not None or visit.state != State.REQUESTED:
        raise already_decided(visit)
    visit.cleared_at, visit.cleared_by = at, actor.name
    visit.save(update_fields=["cleared_at", "cleared_by"])
    fact = VisitCleared(visit_id=visit.id, number=visit.number, reason=reason.strip()[:200])
    journal.record(fact, actor=actor, at=at)
    return visit
