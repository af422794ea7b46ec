"""停止接待: a unit or the whole complex receives nobody, as during a conference."""

from datetime import datetime

from django.db import transaction

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import facts, refusals
from jieyue.access.visitors.models import VisitStop
from jieyue.kit import journal
from jieyue.kit.actor import Actor

EDIT = AccessPermission.VISITORS_EDIT


@transaction.atomic
def stop(
    *,
    unit_id: int | None,
    since: datetime,
    until: datetime,
    reason: str,
    actor: Actor,
    at: datetime,
) -> VisitStop:
    """No visit is asked for or confirmed in that time; what is confirmed stays, and is listed.

    Raises NotAllowed, ReasonMissing, WindowBackwards, WindowPast.
    """
    actor.require(EDIT, unit_id=unit_id)
    if not reason.strip():
        raise refusals.ReasonMissing
    if until <= since:
        raise refusals.WindowBackwards
    if until <= at:
        raise refusals.WindowPast
    row: VisitStop = VisitStop.objects.create(
        site_id=actor.site_id,
        unit_id=unit_id,
        since=since,
        until=until,
        reason=reason.strip()[:200],
        by=actor.name,
    )
    fact = facts.VisitsStopped(
        stop_id=row.id, unit_id=unit_id, since=since, until=until, reason=row.reason
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def lift(*, stop_id: int, actor: Actor, at: datetime) -> VisitStop:
    """Visits are received again; lifted twice is lifted once. Raises NotAllowed,
    VisitStop.DoesNotExist."""
    rows = VisitStop.objects.filter(site_id=actor.site_id)
    row: VisitStop = rows.select_for_update().get(id=stop_id)
    actor.require(EDIT, unit_id=row.unit_id)
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = at, actor.name
        row.save(update_fields=["lifted_at", "lifted_by"])
        journal.record(facts.StopLifted(stop_id=row.id), actor=actor, at=at)
    return row
