"""The figures of reports: as being filled in, as submitted, and with approved corrections."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from jieyue.energy.statistics.forms import MEDIA as MEDIA_KEYS
from jieyue.energy.statistics.forms import Line, form, is_fee
from jieyue.energy.statistics.models import (
    Cell,
    Correction,
    CorrectionStatus,
    Report,
    ReportStatus,
)
from jieyue.energy.statistics.spans import Span

Figures = dict[tuple[int, str], Decimal | None]
LOCKED = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)


def place_code(row: int, line: str) -> str:
    return f"{row}.{line}"


def frozen_figures(report: Report) -> Figures:
    """As submitted."""
    found: Figures = {}
    for code, entry in report.frozen.items():
        row, _dot, line = code.partition(".")
        value = entry.get("value")
        found[int(row), line] = None if value is None else Decimal(value)
    return found


def results(reports: Iterable[Report]) -> dict[int, Figures]:
    """What counts of each report: the submitted figures with approved corrections, or of a draft
    its cells. At most two queries."""
    given = list(reports)
    locked = [each for each in given if each.status in LOCKED]
    found = {each.id: frozen_figures(each) for each in locked}
    approved = Correction.objects.filter(
        report__in=locked, status=CorrectionStatus.APPROVED
    ).values_list("report_id", "row", "line", "difference")
    for report_id, row, line, difference in approved:
        before = found[report_id].get((row, line)) or Decimal(0)
        found[report_id][row, line] = before + difference
    drafts = [each.id for each in given if each.status not in LOCKED]
    found |= {report_id: {} for report_id in drafts}
    cells = Cell.objects.filter(report_id__in=drafts)
    for report_id, row, line, value in cells.values_list("report_id", "row", "line", "value"):
        found[report_id][row, line] = value
    return found


def sums_of_quarters(report: Report, span: Span) -> Figures:
    """Of a year's report the sums of its quarters' lines that add up over time; {} unless all
    four quarters are submitted."""
    quarters = Report.objects.filter(
        site_id=report.site_id,
        unit_id=report.unit_id,
        form=report.form,
        year=span.year,
        quarter__gte=1,
        status__in=LOCKED,
    )
    given = list(quarters)
    if len(given) < 4:
        return {}
    lines = [line for line in form(report.form, edition=report.edition).lines if adds_up(line)]
    values = list(results(given).values())
    sums: Figures = {}
    for line in lines:
        known = [each.get((0, line.key)) for each in values]
        there = [value for value in known if value is not None]
        sums[0, line.key] = sum(there, Decimal(0)) if there else None
    return sums


def adds_up(line: Line) -> bool:
    """Whether a year's figure is the sum of its quarters': uses and fees, and their parts."""
    whole = line.parent or line.key
    return whole in MEDIA_KEYS or is_fee(whole)


def by_row(values: Mapping[tuple[int, str], Decimal | None]) -> list[dict[str, Decimal | None]]:
    """Rows of figures by line, in order."""
    rows: dict[int, dict[str, Decimal | None]] = {}
    for (row, line), value in sorted(values.items()):
        rows.setdefault(row, {})[line] = value
    return list(rows.values())
