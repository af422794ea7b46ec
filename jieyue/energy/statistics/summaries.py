"""Summary forms from the units' submitted reports, which sum to them exactly."""

from dataclasses import dataclass
from datetime import date

from jieyue.energy.statistics import duties, figures
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.forms import Form, edition_of, form
from jieyue.energy.statistics.models import Report
from jieyue.energy.statistics.refusals import NotAReportForm, WrongPeriod
from jieyue.energy.statistics.spans import Span
from jieyue.energy.statistics.sums import Part, SummaryLine, summarise
from jieyue.kit import parameters

SUMMARIES = ("NY301", "NY302", "NY303", "NY304")


@dataclass(frozen=True)
class Summary:
    """A summary form of a period. reported: units in it; missing: names of those that are not."""

    form: Form
    span: Span
    lines: list[SummaryLine]
    reported: int
    missing: list[str]


def summary(*, site_id: int, code: str, span: Span) -> Summary:
    """Raises UnknownForm, NotAReportForm, WrongPeriod. Six queries whatever the units' number."""
    values = parameters.read(site_id=site_id, on=span.last)
    shown = form(code, edition=edition_of(span.year, values.json(defined.EDITIONS_SINCE)))
    if not shown.is_summary:
        raise NotAReportForm(code)
    if span.kind not in shown.periods:
        raise WrongPeriod(code, period=span.code)
    units = duties.reporters(site_id=site_id, on=span.last)
    given = _reports(site_id, shown.sums, span)
    found = figures.results(given)
    by_unit = {report.unit_id: found[report.id] for report in given}
    parts = [
        Part(
            unit.unit_id,
            unit.category if shown.by == "category" else unit.level,
            figures.by_row(by_unit[unit.unit_id]),
        )
        for unit in units
        if unit.unit_id in by_unit
    ]
    optional = shown.sums != "NY201"  # only units with rooms, or in heating regions, have one
    missing = [] if optional else [u.name for u in units if u.unit_id not in by_unit]
    return Summary(shown, span, summarise(shown, parts), len(parts), missing)


def _reports(site_id: int, code: str, span: Span) -> list[Report]:
    rows = Report.objects.filter(
        site_id=site_id,
        form=code,
        year=span.year,
        quarter=span.quarter,
        unit__isnull=False,
        status__in=figures.LOCKED,
    )
    return list(rows)


def years_with_reports(*, site_id: int, until: date) -> list[int]:
    """Years that have a report, newest first, this one always."""
    known = Report.objects.filter(site_id=site_id).values_list("year", flat=True).distinct()
    return sorted({*known, until.year}, reverse=True)
