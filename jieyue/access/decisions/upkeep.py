"""What keeps decisions right and short: rules that follow the site's figures, and forgetting."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.credentials import telling
from jieyue.access.credentials.models import (
    Block,
    Credential,
    Holder,
    Kind,
    PlateRequest,
    Status,
)
from jieyue.access.decisions import forgotten
from jieyue.access.decisions import parameters as figures
from jieyue.access.decisions.facts import DecisionsForgotten
from jieyue.access.decisions.models import Decision, HolderState, UsedPass
from jieyue.access.gates import versions
from jieyue.kit import journal, parameters
from jieyue.kit.actor import system
from jieyue.kit.parameters.facts import ParameterApproved
from jieyue.kit.workdays.facts import CalendarPublished, WorkdayChanged

NAME = "access.decisions"
PASSES_KEPT = timedelta(days=1)
OURS = ("access.decisions.", limits.CLOCK_TOLERANCE.code)


@transaction.atomic
def follow_parameter(fact: ParameterApproved, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """A figure that decisions rest on was changed: gates hear of it with the next number."""
    if fact.code.startswith(OURS):
        versions.rise(site_id=site_id)


@transaction.atomic
def follow_calendar(
    fact: WorkdayChanged | CalendarPublished,  # noqa: ARG001
    *,
    site_id: int,
    at: datetime,  # noqa: ARG001
) -> None:
    """A day became a workday or none: opening plans follow."""
    versions.rise(site_id=site_id)


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Delete decisions as old as gate entries may get, and empty inputs earlier. Nightly."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(limits.ENTRIES_KEPT))
    no_inputs = at - timedelta(days=values.integer(figures.DECISION_INPUTS_KEPT))
    rows = Decision.objects.filter(site_id=site_id)
    deleted = rows.filter(at__lt=before).delete()[0]
    emptied = rows.filter(at__lt=no_inputs).exclude(inputs="").update(inputs="")
    HolderState.objects.filter(site_id=site_id, at__lt=before).delete()
    _forget_ended(site_id, before=before)
    UsedPass.objects.filter(site_id=site_id, at__lt=at - PASSES_KEPT).delete()
    if deleted or emptied:
        fact = DecisionsForgotten(before=before.isoformat(), decisions=deleted, inputs=emptied)
        journal.record(fact, actor=system(NAME, site_id=site_id), at=at)


def _forget_ended(site_id: int, *, before: datetime) -> None:
    """Names and plates of passes that ended and that no kept decision rests on any more.

    Visits and permits see to their own. With them go requests for plates and blocks that ended.
    """
    used = Decision.objects.filter(site_id=site_id, credential=OuterRef("pk"))
    ended = Credential.objects.filter(
        site_id=site_id, status=Status.ENDED, holder=Holder.PERSON, created_at__lt=before
    )
    for row in ended.exclude(label="").filter(~Exists(used)).iterator():
        if row.kind == Kind.PLATE:
            forgotten.car(row)
        else:
            Credential.objects.filter(id=row.id).update(label="", subject=forgotten.mark(row.id))
    requests = PlateRequest.objects.filter(site_id=site_id, decided_at__lt=before)
    living = Credential.objects.filter(site_id=site_id).exclude(status=Status.ENDED).values("id")
    requests.exclude(is_granted=True, credential_id__in=living).delete()
    gone = timezone.localdate(before)
    PlateRequest.objects.filter(site_id=site_id, person__left_on__lt=gone, is_granted=None).delete()
    Block.objects.filter(site_id=site_id, until__lt=before).delete()
    telling.forget(site_id=site_id, before=before)
