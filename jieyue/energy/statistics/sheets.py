"""A form as it is printed and as it goes into Excel: one layout for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from jieyue.energy.statistics.forms import Form, Line, system_title
from jieyue.energy.statistics.institutions import BasicInformation
from jieyue.energy.statistics.models import AdministrativeLevel, Category
from jieyue.energy.statistics.reports import ReportView, plain
from jieyue.energy.statistics.spans import Span
from jieyue.energy.statistics.summaries import Summary
from jieyue.energy.statistics.sums import COLUMNS
from jieyue.energy.statistics.wording import COLUMN_NAMES, period_name
from jieyue.kit.excel import FORMULA_STARTS, plain_value

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
STEMS = "甲乙丙丁"


@dataclass(frozen=True)
class SheetView:
    """A statutory form: title, head lines, columns, the row of column marks, rows, signatures."""

    title: str
    code: str
    edition: str
    unit: str
    period: str
    columns: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    signatures: tuple[tuple[str, str], ...]
    numbers_from: int

    @property
    def system(self) -> str:
        return system_title()


def of_report(view: ReportView) -> SheetView:
    """The unit's form; of one with a row a room, the lines are its columns."""
    if view.form.many_rows:
        lines = view.form.lines
        columns = tuple(_caption_with_unit(line) for line in lines)
        rows = tuple(
            tuple(each.text if each.line.is_text else plain(each.value) for each in row)
            for _number, row in view.rows
            if any(each.text or each.value is not None for each in row)
        )
        return _sheet(view, columns, rows, stems=1)
    columns = (_("Name of the indicator"), _("Indicator code"), _("Unit of measure"), _("Quantity"))
    rows = tuple(
        (indented(each.line), each.line.code, each.line.unit, plain(each.value))
        for _number, row in view.rows
        for each in row
    )
    return _sheet(view, columns, rows, stems=3)


def of_summary(summary: Summary, *, site: str, filled_by: str, on: date) -> SheetView:
    """A summary form: a line an indicator, a column a category or level."""
    keys = COLUMNS[summary.form.by]
    columns = (
        _("Name of the indicator"),
        _("Indicator code"),
        _("Unit of measure"),
        *(str(COLUMN_NAMES[key]) for key in keys),
    )
    rows = tuple(
        (
            indented(each.line),
            each.line.code,
            each.line.unit,
            *(plain(each.figures[key]) for key in keys),
        )
        for each in summary.lines
    )
    return SheetView(
        summary.form.title,
        summary.form.code,
        summary.form.edition,
        site,
        period_name(summary.span),
        columns,
        _marks(3, len(columns)),
        rows,
        _signatures("", "", filled_by, on),
        3,
    )


def of_basics(
    shown: Form, unit: str, information: BasicInformation, *, span: Span, filled_by: str, on: date
) -> SheetView:
    """NY101."""
    values = {
        "name": unit,
        "category": str(Category(information.category).label),
        **{
            name: getattr(information, name)
            for name in ("credit_code", "industry_code", "address", "region_code", "phone")
        },
        "remarks": information.remarks or str(AdministrativeLevel(information.level).label),
    }
    rows = tuple((line.caption, str(values[line.key])) for line in shown.lines)
    return SheetView(
        shown.title,
        shown.code,
        shown.edition,
        unit,
        period_name(span),
        (_("Item"), _("Content")),
        ("甲", "1"),
        rows,
        _signatures(information.head, information.statistician, filled_by, on),
        2,
    )


def indented(line: Line) -> str:
    """The caption as the form has it, parts set in."""
    return f"\N{IDEOGRAPHIC SPACE}{line.caption}" if line.is_part else line.caption


def workbook(sheet: SheetView) -> bytes:
    """The form as an .xlsx, laid out as it is printed, figures as numbers."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = sheet.code
    width = len(sheet.columns)
    _head(page, sheet, width)
    _line(page, 5, sheet.columns, bold=True)
    _line(page, 6, sheet.marks)
    for number, row in enumerate(sheet.rows, 7):
        _line(page, number, row, numbers_from=sheet.numbers_from)
    foot = "    ".join(f"{label}:{name}" for label, name in sheet.signatures)
    _across(page, 8 + len(sheet.rows), foot, width, align="left")
    for place in range(1, width + 1):
        wide = 34 if place == 1 else 12 if place <= sheet.numbers_from else 16
        page.column_dimensions[get_column_letter(place)].width = wide
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:6"
    page.freeze_panes = "A7"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(
    view: ReportView, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], *, stems: int
) -> SheetView:
    handed_in = view.submitted_at
    return SheetView(
        view.form.title,
        view.form.code,
        view.form.edition,
        view.unit,
        view.period,
        columns,
        _marks(stems, len(columns)),
        rows,
        _signatures(
            view.signed.get("head", ""),
            view.signed.get("statistician", ""),
            view.signed.get("filled_by", ""),
            timezone.localdate(handed_in) if handed_in else None,
        ),
        stems,
    )


def _signatures(
    head: str, statistician: str, filled_by: str, on: date | None
) -> tuple[tuple[str, str], ...]:
    return (
        (_("Head of the unit"), head),
        (_("Head of statistics"), statistician),
        (_("Filled in by"), filled_by),
        (_("Date of the report"), on.isoformat() if on else ""),
    )


def _marks(stems: int, columns: int) -> tuple[str, ...]:
    return (*STEMS[:stems], *(str(n) for n in range(1, columns - stems + 1)))


def _caption_with_unit(line: Line) -> str:
    name = f"{line.caption}({line.unit})" if line.unit else line.caption
    return f"{name} {line.code}".strip()


def _head(page: Worksheet, sheet: SheetView, width: int) -> None:
    _across(page, 1, sheet.title, width, align="center", size=16)
    number = _("Form no.: %(code)s") % {"code": sheet.code}
    _across(page, 2, f"{sheet.system}({sheet.edition})    {number}", width, align="right")
    _across(page, 3, _("Reporting unit: %(unit)s") % {"unit": sheet.unit}, width, align="left")
    _across(page, 4, sheet.period, width, align="center")


def _across(
    page: Worksheet, line: int, text: str, width: int, *, align: str, size: int = 11
) -> None:
    page.merge_cells(start_row=line, start_column=1, end_row=line, end_column=width)
    cell = page.cell(line, 1)
    _put(cell, text)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    cell.font = Font(bold=size > 11, size=size)


def _line(
    page: Worksheet,
    number: int,
    texts: Sequence[str],
    *,
    bold: bool = False,
    numbers_from: int | None = None,
) -> None:
    for place, text in enumerate(texts, 1):
        cell = page.cell(number, place)
        is_figure = numbers_from is not None and place > numbers_from
        _put(cell, Decimal(text) if is_figure and _is_number(text) else text)
        cell.border = BOX
        cell.font = Font(bold=bold)
        left = place == 1 and numbers_from is not None
        horizontal = "left" if left else "right" if is_figure else "center"
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)


def _put(cell: object, value: "str | Decimal") -> None:
    """A value and never a formula."""
    cell.value = plain_value(value)  # type: ignore[attr-defined]
    if isinstance(value, str):
        cell.data_type = "s"  # type: ignore[attr-defined]
        cell.quotePrefix = value.startswith(FORMULA_STARTS)  # type: ignore[attr-defined]


def _is_number(text: str) -> bool:
    return bool(text) and text.replace(".", "", 1).lstrip("-").isdigit()
