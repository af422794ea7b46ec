"""Who has to report what by when, and who has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.models import (
    AdministrativeLevel,
    Category,
    Institution,
    Report,
    ReportStatus,
)
from jieyue.energy.statistics.spans import Span
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit, UnitKind

MISSING = "missing"
CATEGORY_OF_KIND = {
    UnitKind.ORGAN: Category.ORGAN,
    UnitKind.INSTITUTION: Category.OTHER_SERVICE,
    UnitKind.CENTRE: Category.OTHER_SERVICE,
}


@dataclass(frozen=True)
class Reporter:
    """A unit that reports: a public institution in the directory, of a category and level."""

    unit_id: int
    name: str
    short_name: str
    category: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One unit's report of one period. status: missing, or the report's. is_late: not submitted
    by its day, or submitted after it."""

    unit_id: int | None
    unit: str
    form: str
    span: Span
    due_on: date
    status: str
    report_id: int | None
    submitted_at: datetime | None
    submitted_by: str
    is_late: bool

    @property
    def is_done(self) -> bool:
        return self.status in (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)


def reporters(*, site_id: int, on: date) -> list[Reporter]:
    """Units there on a day that report, by code. A contractor is no public institution. Two
    queries."""
    known = {row.unit_id: row for row in Institution.objects.filter(site_id=site_id)}
    found: list[Reporter] = []
    for unit in Unit.objects.filter(site_id=site_id, is_contractor=False):
        institution = known.get(unit.id)
        category = CATEGORY_OF_KIND.get(UnitKind(unit.kind))
        if institution is not None:
            category = Category(institution.category) if institution.is_listed else None
        left = unit.left_on is not None and unit.left_on <= on
        if category is None or left or (not unit.is_active and unit.left_on is None):
            continue
        if unit.joined_on is not None and unit.joined_on > on:
            continue
        level = institution.level if institution else AdministrativeLevel.CITY
        found.append(Reporter(unit.id, unit.name, unit.short_name, str(category), str(level)))
    return found


def due_on(*, site_id: int, span: Span) -> date:
    values = parameters.read(site_id=site_id, on=span.last)
    return span.due_on(
        annual_due=values.text(defined.ANNUAL_DUE),
        quarter_days=values.integer(defined.QUARTER_DUE_DAYS),
    )


def of_period(*, site_id: int, span: Span, today: date, form: str = "NY201") -> list[Duty]:
    """Every reporting unit's report of a period, the missing ones too. Four queries."""
    units = reporters(site_id=site_id, on=span.last)
    reports = {
        row.unit_id: row
        for row in Report.objects.filter(
            site_id=site_id, form=form, year=span.year, quarter=span.quarter
        )
    }
    due = due_on(site_id=site_id, span=span)
    return [
        _duty(unit.unit_id, unit.name, form, span, due, reports.get(unit.unit_id), today)
        for unit in units
    ]


def of_unit(
    actor: Actor, *, unit_id: int | None, unit: str, spans: Sequence[Span], today: date
) -> list[Duty]:
    """One unit's (or the complex's) NY201 reports of some periods, in their order."""
    assert actor.site_id is not None  # pages are for people of a site
    reports = {
        Span(row.year, row.quarter): row
        for row in Report.objects.visible_to(actor).filter(unit_id=unit_id, form="NY201")
    }
    return [
        _duty(
            unit_id,
            unit,
            "NY201",
            span,
            due_on(site_id=actor.site_id, span=span),
            reports.get(span),
            today,
        )
        for span in spans
    ]


def _duty(
    unit_id: int | None,
    unit: str,
    form: str,
    span: Span,
    due: date,
    report: Report | None,
    today: date,
) -> Duty:
    done = report is not None and report.status in (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)
    submitted_at = report.submitted_at if report is not None and done else None
    last = timezone.localdate(submitted_at) if submitted_at else today
    return Duty(
        unit_id=unit_id,
        unit=unit,
        form=form,
        span=span,
        due_on=due,
        status=report.status if report else MISSING,
        report_id=report.id if report else None,
        submitted_at=submitted_at,
        submitted_by=report.submitted_by if report is not None and done else "",
        is_late=last > due,
    )
