"""Forgets whom decisions by hand were about, as gates forget single passages; counts stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.console.models import EmergencyPassage, HandAnswer
from jieyue.access.decisions.models import DecidedBy, Decision
from jieyue.access.gates import commands
from jieyue.access.gates.models import GateCommand
from jieyue.kit import parameters

DECIDED_KEPT = timedelta(days=1)


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Empty names, numbers and words past the keeping time of entries. Nightly."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(limits.ENTRIES_KEPT))
    answers = HandAnswer.objects.filter(site_id=site_id, at__lt=before)
    answers.exclude(subject="", label="", note="").update(subject="", label="", note="")
    _follow_decisions(site_id)
    passages = EmergencyPassage.objects.filter(site_id=site_id, at__lt=before)
    passages.exclude(filled_at=None).exclude(plates="").update(plates="")
    decided = GateCommand.objects.filter(site_id=site_id, reason_code=commands.DECIDED)
    decided.filter(asked_at__lt=at - DECIDED_KEPT).delete()  # the decision itself is kept
    by_hand = GateCommand.objects.filter(site_id=site_id, asked_at__lt=before)
    by_hand.exclude(reason_code="").exclude(reason="").update(reason="")


def _follow_decisions(site_id: int) -> None:
    """Whose decision was wiped earlier, as of a visit that is over, is wiped here too."""
    wiped = Decision.objects.filter(site_id=site_id, label="").exclude(holder_key="")
    by_hand = wiped.filter(gate=OuterRef("gate"), at=OuterRef("at"), decided_by=DecidedBy.GUARD)
    named = HandAnswer.objects.filter(site_id=site_id).exclude(subject="", label="", note="")
    due = named.filter(Q(about__in=wiped.values("id")) | Exists(by_hand))
    due.update(subject="", label="", note="")
