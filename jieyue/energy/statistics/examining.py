"""A report's findings: its figures held against their limits and what is known elsewhere."""

from decimal import Decimal

from jieyue.energy.bills import parameters as bill_parameters
from jieyue.energy.bills.rules import bands
from jieyue.energy.statistics import checks, figures
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.checks import Beside, Finding, Limits
from jieyue.energy.statistics.forms import form
from jieyue.energy.statistics.models import Cell, CellSource, Report
from jieyue.energy.statistics.spans import Span
from jieyue.kit import parameters
from jieyue.kit.parameters import Values

HUNDRED = Decimal(100)


def findings(report: Report, values: Values | None = None) -> list[Finding]:
    """What is to be said of a report that is being filled in. At most eight queries."""
    span = Span(report.year, report.quarter)
    values = values or parameters.read(site_id=report.site_id, on=span.last)
    cells = list(Cell.objects.filter(report=report))
    shown = form(report.form, edition=report.edition)
    return checks.check(
        shown,
        {(cell.row, cell.line): cell.value for cell in cells},
        beside=_beside(report, span, cells),
        limits=_limits(values),
    )


def year_before(report: Report) -> figures.Figures:
    """The figures of the same period a year before; {} when there is no such report."""
    before = Span(report.year, report.quarter).a_year_before()
    known = Report.objects.filter(
        site_id=report.site_id,
        unit_id=report.unit_id,
        form=report.form,
        year=before.year,
        quarter=before.quarter,
        status__in=figures.LOCKED,
    ).first()
    return {} if known is None else figures.results([known])[known.id]


def _beside(report: Report, span: Span, cells: list[Cell]) -> Beside:
    quarters = figures.sums_of_quarters(report, span) if span.is_year else {}
    return Beside(
        year_before=year_before(report),
        quarters={place: value for place, value in quarters.items() if value is not None},
        coverage={
            (cell.row, cell.line): cell.coverage
            for cell in cells
            if cell.coverage is not None and cell.source != CellSource.TYPED
        },
        other={
            (cell.row, cell.line): {
                source: Decimal(text)
                for source, text in cell.offered.items()
                if source != cell.source
            }
            for cell in cells
        },
    )


def _limits(values: Values) -> Limits:
    return Limits(
        bands(values.json(bill_parameters.PRICE_BANDS)),
        values.decimal(defined.CHANGE_ENERGY_PCT) / HUNDRED,
        values.decimal(defined.CHANGE_WATER_PCT) / HUNDRED,
        values.decimal(defined.LEAST_COVERAGE_PCT) / HUNDRED,
        values.decimal(defined.MOST_DIFFERENCE_PCT) / HUNDRED,
    )
