"""What other domains report about a scored subject, by flows."""

from datetime import date, datetime

from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.scorecards.incidents.facts import IncidentNoted
from jieyue.scorecards.incidents.models import Incident
from jieyue.scorecards.permissions import ScorecardsPermission


@transaction.atomic
def note(
    *,
    site_id: int,
    subject_kind: str,
    subject_id: int,
    code: str,
    happened_on: date,
    text: str,
    source: str,
    actor: Actor,
    at: datetime,
) -> Incident:
    """Note it once; what the same source reports again changes nothing. Raises NotAllowed."""
    actor.require(ScorecardsPermission.CARDS_EDIT)
    incident, is_new = Incident.objects.get_or_create(
        site_id=site_id,
        source=source,
        defaults={
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "code": code,
            "happened_on": happened_on,
            "text": text[:200],
            "noted_at": at,
            "noted_by": actor.name,
        },
    )
    if is_new:
        fact = IncidentNoted(
            incident_id=incident.id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            code=code,
            happened_on=happened_on,
            source=source,
        )
        journal.record(fact, actor=actor, at=at)
    return incident
