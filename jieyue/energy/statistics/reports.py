"""A report as its page and its print show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from jieyue.energy.statistics import checks, examining, figures, filling
from jieyue.energy.statistics.checks import Finding, Severity
from jieyue.energy.statistics.forms import Form, Line, form
from jieyue.energy.statistics.models import (
    Cell,
    CellSource,
    Correction,
    CorrectionStatus,
    Institution,
    Report,
    ReportStatus,
)
from jieyue.energy.statistics.spans import Span
from jieyue.energy.statistics.wording import SOURCE_NAMES, STATUSES, period_name, say_finding
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site

LIVE_SOURCES = (CellSource.METER, CellSource.ALLOCATION, CellSource.BILL, CellSource.REGISTER)


@dataclass(frozen=True)
class Said:
    """A finding in words, with the explanation given so far."""

    key: str
    text: str
    severity: str
    explanation: str

    @property
    def needs_words(self) -> bool:
        return self.severity == Severity.EXPLAIN


@dataclass(frozen=True)
class CorrectionRow:
    """What was or may be added to a figure."""

    id: int
    row: int
    caption: str
    difference: Decimal
    reason: str
    status: str
    status_label: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decision_note: str


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One line of the grid. value: what counts now, corrections included; original: as submitted.

    typed: what stands in the field. now: what the sources would say today, where that differs.
    """

    row: int
    line: Line
    value: Decimal | None
    text: str
    typed: str
    source: str
    source_label: str
    coverage: Decimal | None
    estimated_share: Decimal | None
    reason: str
    offered: tuple[tuple[str, Decimal], ...]
    before: Decimal | None
    original: Decimal | None
    now: Decimal | None
    said: tuple[Said, ...]
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.row}.{self.line.key}"

    @property
    def change(self) -> Decimal | None:
        """Percent against a year before."""
        found = checks.change(self.value, self.before)
        return None if found is None else found * 100

    @property
    def is_corrected(self) -> bool:
        return self.original != self.value


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """A report with everything on its page."""

    id: int
    form: Form
    span: Span
    period: str
    unit: str
    unit_id: int | None
    status: str
    status_label: str
    status_colour: str
    revision: int
    basis: str
    digest: str
    filled_by: str
    submitted_at: datetime | None
    submitted_by: str
    decided_at: datetime | None
    decided_by: str
    return_reason: str
    rows: tuple[tuple[int, tuple[LineView, ...]], ...]
    corrections: tuple[CorrectionRow, ...]
    hindering: int
    signed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.status in (ReportStatus.DRAFT, ReportStatus.RETURNED)

    @property
    def is_submitted(self) -> bool:
        return self.status == ReportStatus.SUBMITTED


def view(
    actor: Actor,
    *,
    report_id: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ReportView:
    """Raises Report.DoesNotExist. typed, errors: what a refused form held, by "row.line"."""
    report = Report.objects.visible_to(actor).select_related("unit").get(id=report_id)
    shown = form(report.form, edition=report.edition)
    is_open = report.status not in figures.LOCKED
    found = examining.findings(report) if is_open else []
    lines = _Lines(report, shown, found, typed or {}, errors or {})
    label, colour = STATUSES[report.status]
    span = Span(report.year, report.quarter)
    return ReportView(
        id=report.id,
        form=shown,
        span=span,
        period=period_name(span),
        unit=report.unit.name if report.unit else Site.objects.get(id=report.site_id).name,
        unit_id=report.unit_id,
        status=report.status,
        status_label=str(label),
        status_colour=colour,
        revision=report.revision,
        basis=report.basis,
        digest=report.digest,
        filled_by=report.filled_by,
        submitted_at=report.submitted_at,
        submitted_by=report.submitted_by,
        decided_at=report.decided_at,
        decided_by=report.decided_by,
        return_reason=report.return_reason,
        rows=lines.rows(),
        corrections=_corrections(report, shown),
        hindering=len(checks.hinders(found, report.explanations)),
        signed=_signers(report),
    )


class _Lines:
    """The grid of one report."""

    def __init__(
        self,
        report: Report,
        shown: Form,
        found: list[Finding],
        typed: Mapping[str, str],
        errors: Mapping[str, str],
    ) -> None:
        self.report, self.shown, self.typed, self.errors = report, shown, typed, errors
        self.cells = {(c.row, c.line): c for c in Cell.objects.filter(report=report)}
        self.values = figures.results([report])[report.id]
        self.is_locked = report.status in figures.LOCKED
        self.originals = figures.frozen_figures(report) if self.is_locked else self.values
        self.before = examining.year_before(report)
        self.live = filling.fill(report) if self.is_locked else {}
        self.said: dict[tuple[int, str], list[Said]] = {}
        for each in found:
            words = report.explanations.get(each.key, "")
            said = Said(each.key, say_finding(each), str(each.severity), words)
            self.said.setdefault((each.row, each.line), []).append(said)

    def rows(self) -> tuple[tuple[int, tuple[LineView, ...]], ...]:
        if not self.shown.many_rows:
            return ((0, self._row(0)),)
        known = sorted({row for row, _line in self.cells})
        extra = [] if self.is_locked else [max(known, default=0) + 1]
        return tuple((row, self._row(row)) for row in [*known, *extra])

    def _row(self, row: int) -> tuple[LineView, ...]:
        return tuple(self._line(row, line) for line in self.shown.lines)

    def _line(self, row: int, line: Line) -> LineView:
        place = (row, line.key)
        cell = self.cells.get(place)
        value = self.values.get(place)
        name = f"{row}.{line.key}"
        text = cell.text if cell else ""
        source = cell.source if cell else ""
        estimated = cell.estimated if cell else None
        return LineView(
            row=row,
            line=line,
            value=value,
            text=text,
            typed=self.typed.get(name, text if line.is_text else plain(value)),
            source=source,
            source_label=str(CellSource(source).label) if source else "",
            coverage=cell.coverage if cell else None,
            estimated_share=estimated / value if estimated and value else None,
            reason=cell.reason if cell else "",
            offered=_offered(cell),
            before=self.before.get(place),
            original=self.originals.get(place),
            now=self._now(place),
            said=tuple(self.said.get(place, ())),
            error=self.errors.get(name, ""),
        )

    def _now(self, place: tuple[int, str]) -> Decimal | None:
        """What the sources say today, where a locked figure came from them and differs."""
        live, cell = self.live.get(place), self.cells.get(place)
        if live is None or live.value is None or cell is None or cell.source not in LIVE_SOURCES:
            return None
        return None if live.value == self.values.get(place) else live.value


def plain(value: Decimal | None) -> str:
    """A figure as it stands in a field, without zeros at its end."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _offered(cell: Cell | None) -> tuple[tuple[str, Decimal], ...]:
    if cell is None:
        return ()
    return tuple(
        (str(SOURCE_NAMES[source]), Decimal(text))
        for source, text in cell.offered.items()
        if source != cell.source
    )


def _corrections(report: Report, shown: Form) -> tuple[CorrectionRow, ...]:
    return tuple(
        CorrectionRow(
            each.id,
            each.row,
            shown.line(each.line).caption if shown.has(each.line) else each.line,
            each.difference,
            each.reason,
            each.status,
            str(CorrectionStatus(each.status).label),
            each.proposed_by,
            each.proposed_at,
            each.decided_by,
            each.decision_note,
        )
        for each in Correction.objects.filter(report=report)
    )


def _signers(report: Report) -> dict[str, str]:
    """Who stands at the foot of the form."""
    row = Institution.objects.filter(unit_id=report.unit_id).first() if report.unit_id else None
    return {
        "head": row.head if row else "",
        "statistician": row.statistician if row else "",
        "filled_by": report.submitted_by or report.filled_by,
    }


def caption_of(report_id: int, key: str) -> str:
    """The caption of a line of a report's form; "" for none."""
    report = Report.objects.get(id=report_id)
    shown = form(report.form, edition=report.edition)
    return shown.line(key).caption if shown.has(key) else ""


@dataclass(frozen=True)
class OtherReport:
    """A report on machine rooms or heating, in the list of a unit."""

    id: int
    form: str
    title: str
    period: str
    status_label: str
    status_colour: str


def others(actor: Actor, *, unit_id: int | None) -> list[OtherReport]:
    """Reports beside NY201, newest first. One query."""
    rows = Report.objects.visible_to(actor).filter(unit_id=unit_id).exclude(form="NY201")
    return [
        OtherReport(
            row.id,
            row.form,
            form(row.form, edition=row.edition).title,
            period_name(Span(row.year, row.quarter)),
            str(STATUSES[row.status][0]),
            STATUSES[row.status][1],
        )
        for row in rows[:24]
    ]
