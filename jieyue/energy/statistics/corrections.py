"""更正记录: what is added to a submitted figure. One person proposes, another approves."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import facts, figures, refusals, typed
from jieyue.energy.statistics.forms import form
from jieyue.energy.statistics.models import Correction, CorrectionStatus, Report
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def propose(
    *,
    report_id: int,
    row: int,
    line: str,
    right: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Correction:
    """Say what a submitted figure should be; the difference to what stands now is kept.

    Raises NotAllowed, Report.DoesNotExist, NotSubmitted, UnknownLine, BadFigure, ReasonMissing,
    NoChange, CorrectionOpen.
    """
    report = Report.objects.visible_to(actor).select_for_update(of=("self",)).get(id=report_id)
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=report.unit_id)
    if report.status not in figures.LOCKED:
        raise refusals.NotSubmitted(
            status=report.get_status_display(), by=report.filled_by, at=report.opened_at
        )
    shown = form(report.form, edition=report.edition)
    if not shown.has(line) or shown.line(line).is_text:
        raise refusals.UnknownLine(line)
    wanted = typed.figure(right, shown.line(line))
    if wanted is None:
        raise refusals.BadFigure(shown.line(line).caption, typed=right)
    if not reason.strip():
        raise refusals.ReasonMissing(shown.line(line).caption)
    _check_free(report, row, line)
    now = figures.results([report])[report.id].get((row, line)) or Decimal(0)
    if wanted == now:
        raise refusals.NoChange
    correction: Correction = Correction.objects.create(
        site_id=report.site_id,
        report=report,
        row=row,
        line=line,
        difference=wanted - now,
        reason=reason.strip()[:400],
        proposed_at=at,
        proposed_by=actor.name,
        proposed_by_person_id=actor.person_id,
    )
    fact = facts.CorrectionProposed(
        correction_id=correction.id,
        report_id=report.id,
        line=figures.place_code(row, line),
        difference=correction.difference,
        reason=correction.reason,
    )
    journal.record(fact, actor=actor, at=at)
    return correction


@transaction.atomic
def decide(
    *, correction_id: int, approve: bool, note: str = "", actor: Actor, at: datetime
) -> None:
    """Put a correction into force, or turn it down, which needs words.

    Raises NotAllowed, Correction.DoesNotExist, AlreadyDecided, OwnCorrection, ReasonMissing.
    """
    found = Correction.objects.visible_to(actor).select_for_update(of=("self",))
    correction = found.get(id=correction_id)
    actor.require(EnergyPermission.STATISTICS_REVIEW)
    if correction.status != CorrectionStatus.PROPOSED:
        raise refusals.AlreadyDecided(by=correction.decided_by, at=correction.decided_at)
    proposer = correction.proposed_by_person_id
    if approve and proposer is not None and proposer == actor.person_id:
        raise refusals.OwnCorrection
    if not approve and not note.strip():
        raise refusals.ReasonMissing
    correction.status = CorrectionStatus.APPROVED if approve else CorrectionStatus.REJECTED
    correction.decided_at, correction.decided_by = at, actor.name
    correction.decision_note = note.strip()[:400]
    correction.save()
    fact = facts.CorrectionDecided(
        correction_id=correction.id, report_id=correction.report_id, is_approved=approve
    )
    journal.record(fact, actor=actor, at=at)


def _check_free(report: Report, row: int, line: str) -> None:
    waiting = Correction.objects.filter(
        report=report, row=row, line=line, status=CorrectionStatus.PROPOSED
    ).first()
    if waiting is not None:
        raise refusals.CorrectionOpen(by=waiting.proposed_by)
