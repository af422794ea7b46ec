"""Looks at one person's decisions: for a written purpose only, and each look is a fact."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from jieyue.access.decisions import pictures, queries
from jieyue.access.decisions.facts import DecisionsLookedAt
from jieyue.access.decisions.local_time import DAY_MS, at_minute, instant, local_day, milliseconds
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.pictures import Picture
from jieyue.access.decisions.queries import DecisionLine, Explained
from jieyue.access.decisions.refusals import PurposeNeeded
from jieyue.access.lookups import actions as lookups
from jieyue.access.lookups.models import Purpose
from jieyue.kit import journal
from jieyue.kit.actor import Actor

SHORTEST_PURPOSE = 4
MOST = 50


@dataclass(frozen=True)
class Looked:
    """One decision with its holder's name and picture, and the holder's others of that day."""

    found: Explained
    same_day: list[DecisionLine]
    picture: Picture | None


@transaction.atomic
def look(*, decision_id: int, purpose: str, actor: Actor, at: datetime) -> Looked:
    """Show whose decision it was. Raises NotAllowed, PurposeNeeded, Decision.DoesNotExist."""
    purpose = purpose.strip()
    found = queries.explain(actor, decision_id, names=True)
    if len(purpose) < SHORTEST_PURPOSE:
        raise PurposeNeeded
    row = Decision.objects.get(id=decision_id)
    same_day = _same_day(actor, row) if row.holder_key else []
    lookup = lookups.note(
        person_id=row.person_id, purpose=Purpose.GATE, reason=purpose, actor=actor, at=at
    )
    fact = DecisionsLookedAt(
        person_id=row.person_id,
        lookup_id=lookup.id,
        credential_id=row.credential_id,
        decisions=max(1, len(same_day)),
    )
    journal.record(fact, actor=actor, at=at)
    return Looked(found, same_day, pictures.of(row))


def _same_day(actor: Actor, row: Decision) -> list[DecisionLine]:
    since = instant(at_minute(local_day(milliseconds(row.at)), 0))
    rows = queries.visible(actor).filter(
        holder_key=row.holder_key, at__gte=since, at__lt=since + timedelta(milliseconds=DAY_MS)
    )
    return [queries.line_of(each) for each in rows[:MOST]]
