"""A report's life: begun and filled, typed, submitted and locked, accepted or returned."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jieyue.energy.denominators import parameters as denominator_parameters
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import checks, examining, facts, filling, refusals, typed
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.figures import LOCKED, place_code
from jieyue.energy.statistics.forms import Form, edition_of, form
from jieyue.energy.statistics.models import Cell, CellSource, Report, ReportStatus
from jieyue.energy.statistics.spans import Span
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit

FILLED_IN = ("NY201", "NY202", "NY203")
LONGEST_TEXT = 80
LONGEST_REASON = 200


@transaction.atomic
def begin(*, unit_id: int | None, form_code: str, span: Span, actor: Actor, at: datetime) -> Report:
    """The report of a period, pre-filled; the one there is when it was begun already.

    Raises NotAllowed, Unit.DoesNotExist, NotAReportForm, WrongPeriod, PeriodNotOver.
    """
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=unit_id)
    assert actor.site_id is not None  # a right is held on a site
    if unit_id is not None:
        Unit.objects.get(id=unit_id, site_id=actor.site_id)
    values = parameters.read(site_id=actor.site_id, on=span.last)
    edition = edition_of(span.year, values.json(defined.EDITIONS_SINCE))
    _check_period(form_code, edition, span, at=at)
    key = {
        "site_id": actor.site_id,
        "unit_id": unit_id,
        "form": form_code,
        "year": span.year,
        "quarter": span.quarter,
    }
    known = Report.objects.filter(**key).first()
    if known is not None:
        return known
    basis = values.text(denominator_parameters.HEADCOUNT_BASIS)
    try:
        with transaction.atomic():
            report: Report = Report.objects.create(
                **key, edition=edition, basis=basis, filled_by=actor.name, opened_at=at
            )
    except IntegrityError:  # somebody began it in the same moment
        return Report.objects.get(**key)
    _refill(report, actor=actor, at=at)
    fact = facts.ReportBegun(report_id=report.id, form=form_code, period=span.code, unit_id=unit_id)
    journal.record(fact, actor=actor, at=at)
    return report


@transaction.atomic
def refill(*, report_id: int, revision: int, actor: Actor, at: datetime) -> None:
    """Take what meters, bills and registers say now; typed figures stay.

    Raises NotAllowed, Report.DoesNotExist, ChangedMeanwhile, NotEditable.
    """
    report = _open(report_id, revision, actor)
    _refill(report, actor=actor, at=at)
    _touch(report, actor)


@transaction.atomic
def type_figures(
    *,
    report_id: int,
    revision: int,
    texts: Mapping[tuple[int, str], str],
    reasons: Mapping[tuple[int, str], str],
    explanations: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what was typed; lines that were not changed keep their source.

    Raises NotAllowed, Report.DoesNotExist, ChangedMeanwhile, NotEditable, UnknownLine, BadFigure,
    NotWhole, ReasonMissing.
    """
    report = _open(report_id, revision, actor)
    shown = form(report.form, edition=report.edition)
    cells = {(cell.row, cell.line): cell for cell in Cell.objects.filter(report=report)}
    changed: dict[str, list[str | None]] = {}
    for place, text in texts.items():
        if not shown.has(place[1]):
            raise refusals.UnknownLine(place[1])
        cell = cells.get(place) or Cell(
            site_id=report.site_id, report=report, row=place[0], line=place[1]
        )
        before = cell.text if shown.line(place[1]).is_text else cell.value
        if _type(cell, text, reasons.get(place, ""), shown):
            cell.changed_at, cell.changed_by = at, actor.name
            cell.save()
            cells[place] = cell
            after = cell.text or cell.value
            changed[place_code(*place)] = [
                None if each is None else str(each) for each in (before, after)
            ]
    _sum_parts(report, shown, cells, actor=actor, at=at)
    kept = {key: text.strip()[:400] for key, text in explanations.items()}
    report.explanations = {key: text for key, text in (report.explanations | kept).items() if text}
    _touch(report, actor)
    if changed:
        fact = facts.FiguresTyped(report_id=report.id, figures=changed)
        journal.record(fact, actor=actor, at=at)


@transaction.atomic
def submit(*, report_id: int, revision: int, actor: Actor, at: datetime) -> Report:
    """Lock a report as it stands: its figures by value, with a digest over them.

    Raises NotAllowed, Report.DoesNotExist, ChangedMeanwhile, NotEditable, NotReady.
    """
    report = _open(report_id, revision, actor)
    values = parameters.read(site_id=report.site_id, on=Span(report.year, report.quarter).last)
    found = examining.findings(report, values)
    open_ones = checks.hinders(found, report.explanations)
    if open_ones:
        raise refusals.NotReady([each.key for each in open_ones])
    report.frozen = _frozen(report)
    report.digest = digest_of(report)
    report.parameters_used = values.used
    report.status = ReportStatus.SUBMITTED
    report.submitted_at, report.submitted_by = at, actor.name
    report.decided_at, report.decided_by, report.return_reason = None, "", ""
    _touch(report, actor)
    fact = facts.ReportSubmitted(
        report_id=report.id,
        form=report.form,
        period=Span(report.year, report.quarter).code,
        unit_id=report.unit_id,
        digest=report.digest,
    )
    journal.record(fact, actor=actor, at=at)
    return report


@transaction.atomic
def accept(*, report_id: int, actor: Actor, at: datetime) -> None:
    """Raises NotAllowed, Report.DoesNotExist, NotSubmitted."""
    report = _submitted(report_id, actor)
    report.status = ReportStatus.ACCEPTED
    report.decided_at, report.decided_by = at, actor.name
    report.save(update_fields=["status", "decided_at", "decided_by"])
    journal.record(facts.ReportAccepted(report_id=report.id), actor=actor, at=at)


@transaction.atomic
def send_back(*, report_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """To whoever filled it in, who may then change it. Raises NotAllowed, Report.DoesNotExist,
    NotSubmitted, ReasonMissing."""
    report = _submitted(report_id, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    report.status = ReportStatus.RETURNED
    report.decided_at, report.decided_by = at, actor.name
    report.return_reason = reason.strip()[:400]
    report.revision += 1
    report.save()
    fact = facts.ReportReturned(report_id=report.id, reason=report.return_reason)
    journal.record(fact, actor=actor, at=at)


def digest_of(report: Report) -> str:
    """SHA-256 over what was submitted; the same figures give the same digest."""
    content = {
        "form": report.form,
        "edition": report.edition,
        "unit": report.unit_id,
        "year": report.year,
        "quarter": report.quarter,
        "basis": report.basis,
        "figures": report.frozen,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_period(form_code: str, edition: str, span: Span, *, at: datetime) -> None:
    if form_code not in FILLED_IN:
        raise refusals.NotAReportForm(form_code)
    if span.kind not in form(form_code, edition=edition).periods:
        raise refusals.WrongPeriod(form_code, period=span.code)
    if timezone.localdate(at) <= span.last:
        raise refusals.PeriodNotOver(span.code, ends_on=span.last.isoformat())


def _open(report_id: int, revision: int, actor: Actor) -> Report:
    report: Report = (
        Report.objects.visible_to(actor).select_for_update(of=("self",)).get(id=report_id)
    )
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=report.unit_id)
    if report.status in LOCKED:
        raise refusals.NotEditable(**_state(report))
    if report.revision != revision:
        raise refusals.ChangedMeanwhile(by=report.filled_by)
    return report


def _submitted(report_id: int, actor: Actor) -> Report:
    report: Report = (
        Report.objects.visible_to(actor).select_for_update(of=("self",)).get(id=report_id)
    )
    actor.require(EnergyPermission.STATISTICS_REVIEW)
    if report.status != ReportStatus.SUBMITTED:
        raise refusals.NotSubmitted(**_state(report))
    return report


def _state(report: Report) -> dict[str, Any]:
    return {
        "status": str(ReportStatus(report.status).label),
        "by": report.decided_by or report.submitted_by or report.filled_by,
        "at": report.decided_at or report.submitted_at or report.opened_at,
    }


def _touch(report: Report, actor: Actor) -> None:
    report.revision += 1
    report.filled_by = actor.name
    report.save()


def _refill(report: Report, *, actor: Actor, at: datetime) -> None:
    found = filling.fill(report)
    cells = {(cell.row, cell.line): cell for cell in Cell.objects.filter(report=report)}
    for place, each in found.items():
        cell = cells.get(place) or Cell(
            site_id=report.site_id, report=report, row=place[0], line=place[1]
        )
        cell.offered = dict(each.offered)
        if cell.source != CellSource.TYPED:
            cell.value, cell.text, cell.source = each.value, each.text[:LONGEST_TEXT], each.source
            cell.coverage, cell.estimated, cell.reason = each.coverage, each.estimated, ""
        cell.changed_at, cell.changed_by = at, actor.name
        cell.save()


def _type(cell: Cell, text: str, reason: str, shown: Form) -> bool:
    """Whether it changed anything."""
    line = shown.line(cell.line)
    if line.is_text:
        given = text.strip()[:LONGEST_TEXT]
        changed = given != cell.text
        if changed:
            cell.text, cell.source = given, CellSource.TYPED
        return changed
    value = typed.figure(text, line)
    words = reason.strip()[:LONGEST_REASON]
    if value == cell.value:
        changed = cell.source == CellSource.TYPED and bool(words) and words != cell.reason
        if changed:
            cell.reason = words
        return changed
    if cell.value is not None and cell.source not in ("", CellSource.TYPED) and not words:
        raise refusals.ReasonMissing(line.caption)
    cell.value, cell.source, cell.reason = value, CellSource.TYPED, words or cell.reason
    cell.coverage, cell.estimated = None, None
    return True


def _sum_parts(
    report: Report,
    shown: Form,
    cells: dict[tuple[int, str], Cell],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """A parent nobody gave takes the sum of its parts, once each part is known."""
    for row in sorted({row for row, _line in cells}):
        for line in shown.lines:
            parts = [cells.get((row, part.key)) for part in shown.parts_of(line.key)]
            known = [cell.value for cell in parts if cell is not None and cell.value is not None]
            if not parts or len(known) < len(parts):
                continue
            cell = cells.get((row, line.key)) or Cell(
                site_id=report.site_id, report=report, row=row, line=line.key
            )
            if cell.source in ("", CellSource.SUMMED):
                cell.value, cell.source = sum(known, Decimal(0)), CellSource.SUMMED
                cell.changed_at, cell.changed_by = at, actor.name
                cell.save()
                cells[row, line.key] = cell


def _frozen(report: Report) -> dict[str, dict[str, str | None]]:
    cells = Cell.objects.filter(report=report).order_by("row", "line")
    return {
        place_code(cell.row, cell.line): {
            "value": None if cell.value is None else _plain(cell.value),
            "source": cell.source,
            "coverage": None if cell.coverage is None else _plain(cell.coverage),
            "estimated": None if cell.estimated is None else _plain(cell.estimated),
            "reason": cell.reason,
            "text": cell.text,
        }
        for cell in cells
    }


def _plain(value: Decimal) -> str:
    """Without exponent and without zeros at the end, so that one figure has one spelling."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
