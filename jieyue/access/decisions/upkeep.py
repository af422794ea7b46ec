"""What keeps decisions right and short: rules that follow the site's figures, and forgetting."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access import parameters as limits
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
    UsedPass.objects.filter(site_id=site_id, at__lt=at - PASSES_KEPT).delete()
    if deleted or emptied:
        fact = DecisionsForgotten(before=before.isoformat(), decisions=deleted, inputs=emptied)
        journal.record(fact, actor=system(NAME, site_id=site_id), at=at)
