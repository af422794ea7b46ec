"""The sheet to fill in, and the sheet that comes back with its errors marked."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from jieyue.kit import excel, sheet_files
from jieyue.kit.sheets import (
    ERRORS,
    EXPLANATION,
    REQUIRED_MARK,
    Column,
    Problem,
    SheetSpec,
    plain_name,
)

RED = PatternFill("solid", fgColor="F8C9C4")
GREEN = excel.HEADER_FILL
MOST_BYTES_KEPT_AS_THEY_LOOK = 10 * 1024 * 1024
LAST_ROW = sheet_files.MOST_ROWS
NUMBER_FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "text": "@"}


def template(spec: SheetSpec) -> bytes:
    """An empty .xlsx: headers in the reader's language, a row of explanations, lists to choose."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(spec.title)[:31]
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for place, column in enumerate(spec.columns, 1):
        letter = get_column_letter(place)
        _head(sheet, place, column)
        sheet.column_dimensions[letter].width = max(12, 2 * len(str(column.header)) + 4)
        if column.kind in NUMBER_FORMATS:
            sheet.column_dimensions[letter].number_format = NUMBER_FORMATS[column.kind]
        offered = _offered(column)
        if offered:
            _offer(sheet, lists, place, offered)
    sheet.freeze_panes = "A3"
    return _bytes(book)


def marked(content: bytes, problems: Sequence[Problem], spec: SheetSpec) -> bytes:
    """The uploaded sheet with a column that names what is wrong, and the wrong cells in red.

    A .csv comes back as .xlsx. Line numbers stay those of the upload.
    """
    book = _opened(content)
    sheet = book.worksheets[0]
    last = min(sheet.max_column, sheet_files.MOST_COLUMNS)
    header_row = next((p.row for row in sheet.iter_rows() for p in row if p.value is not None), 1)
    title = str(ERRORS)
    places, error_place = _places(sheet, spec, header_row, last, title)
    sheet.cell(header_row, error_place, title).font = Font(bold=True, color="B3261E")
    sheet.column_dimensions[get_column_letter(error_place)].width = 60
    for row in sheet.iter_rows(min_row=header_row + 1, min_col=error_place, max_col=error_place):
        row[0].value = None
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        by_line.setdefault(problem.line or header_row, []).append(problem)
    headers = {column.key: str(column.header) for column in spec.columns}
    for line, found in by_line.items():
        for problem in found:
            if problem.key in places:
                sheet.cell(line, places[problem.key]).fill = RED
        text = "\n".join(_sentence(problem, headers) for problem in found)
        target = sheet.cell(line, error_place, excel.plain_value(text))
        target.data_type = "s"
        target.fill = RED
        target.alignment = Alignment(wrap_text=True, vertical="top")
    return _bytes(book)


def _sentence(problem: Problem, headers: dict[str, str]) -> str:
    if problem.key not in headers:
        return str(problem.message)
    return _("%(column)s: %(problem)s") % {
        "column": headers[problem.key],
        "problem": problem.message,
    }


def _head(sheet: Any, place: int, column: Column) -> None:
    mark = REQUIRED_MARK if column.required else ""
    head = sheet.cell(1, place, f"{column.header}{mark}")
    head.font, head.fill = Font(bold=True), GREEN
    if column.help:
        head.comment = Comment(str(column.help), "Jieyue", width=280, height=90)
    note = sheet.cell(2, place, _explanation(column, is_first=place == 1))
    note.font = Font(italic=True, color="6B7773", size=9)
    note.alignment = Alignment(wrap_text=True, vertical="top")
    note.data_type = "s"


def _explanation(column: Column, *, is_first: bool) -> str:
    """The second row: what to write, with an example. Its first cell carries the mark."""
    kinds = {
        "text": _("text"),
        "integer": _("whole number"),
        "decimal": _("decimal number"),
        "date": _("day, such as 2026-11-23"),
        "boolean": _("yes or no"),
        "choice": _("choose from the list"),
    }
    parts = [kinds[column.kind], str(column.help)]
    if column.required:
        parts.insert(0, _("required"))
    if column.example != "":
        parts.append(_("for example %(example)s") % {"example": column.example})
    text = _("; ").join(part for part in parts if part)
    return f"{EXPLANATION} {text}" if is_first else text


def _offered(column: Column) -> list[str]:
    if column.kind == "choice":
        return [str(label) for _code, label in column.choices]
    return [_("yes"), _("no")] if column.kind == "boolean" else []


def _offer(sheet: Any, lists: Any, place: int, labels: Sequence[str]) -> None:
    letter = get_column_letter(place)
    for line, label in enumerate(labels, 1):
        lists.cell(line, place, label).data_type = "s"
    source = f"lists!${letter}$1:${letter}${len(labels)}"
    validation = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    validation.add(f"{letter}3:{letter}{LAST_ROW}")
    sheet.add_data_validation(validation)


def _places(
    sheet: Any, spec: SheetSpec, header_row: int, last: int, title: str
) -> tuple[dict[str, int], int]:
    """Where each column stands, and where the errors go: the old place if there is one."""
    names = {name: column.key for column in spec.columns for name in column.names()}
    places = {}
    error_place = last + 1
    for place in range(1, last + 1):
        text = str(sheet.cell(header_row, place).value or "")
        if text == title:
            error_place = place
        key = names.get(plain_name(text))
        if key:
            places[key] = place
    return places, error_place


def _opened(content: bytes) -> Any:
    """The upload itself with its looks; of a .csv or a very large one, a copy of its values."""
    if (
        sheet_files.is_xlsx(content)
        and sheet_files.check_package(content) <= MOST_BYTES_KEPT_AS_THEY_LOOK
    ):
        return load_workbook(io.BytesIO(content))
    book = Workbook()
    sheet: Any = book.active
    for line, cells in sheet_files.lines(io.BytesIO(content)):
        for place, value in enumerate(cells, 1):
            sheet.cell(line, place, excel.plain_value(value)).data_type = "s"
    return book


def _bytes(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
