"""Rows written as an .xlsx file, row by row, so that a long list needs little memory."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 200_000
WIDTH_MIN, WIDTH_MAX = 8, 48
WIDTH_ROWS = 200  # rows looked at to choose the widths
HEADER_FILL = PatternFill("solid", fgColor="E3F3EE")


def workbook(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx with one sheet; the first row is its header and stays in view.

    Text that a spreadsheet would take for a formula is marked as text. Instants are written in
    local time.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    first, rest = _begin(rows)
    for number, width in enumerate(_widths(first), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line, row in enumerate(chain(first, rest)):
        cells = [cell(sheet, value) for value in row]
        if line == 0:
            for each in cells:
                each.font = Font(bold=True)
                each.fill = HEADER_FILL
        sheet.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell(sheet: Any, value: Any) -> Any:
    """One cell that holds a value and never a formula."""
    plain = plain_value(value)
    made: Any = WriteOnlyCell(sheet, plain)
    if isinstance(plain, str):
        made.data_type = "s"
        made.quotePrefix = plain.startswith(FORMULA_STARTS)
    elif isinstance(plain, datetime):
        made.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(plain, date):
        made.number_format = "yyyy-mm-dd"
    return made


def plain_value(value: Any) -> Any:
    """What a spreadsheet can hold; anything else as text."""
    if value is None or isinstance(value, bool | int | float | Decimal | time):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def _begin(rows: Iterable[Sequence[Any]]) -> tuple[list[Sequence[Any]], Iterable[Sequence[Any]]]:
    rest = iter(rows)
    return list(islice(rest, WIDTH_ROWS)), rest


def _widths(rows: list[Sequence[Any]]) -> list[int]:
    """Wide enough for the longest text; a Chinese character counts for two."""
    columns = max((len(row) for row in rows), default=0)
    widths = [WIDTH_MIN] * columns
    for row in rows:
        for place, value in enumerate(row):
            text = str(plain_value(value) if value is not None else "")
            length = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) + 2
            widths[place] = max(widths[place], min(length, WIDTH_MAX))
    return widths


def _sheet_name(title: str) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\")
    return kept[:31] or "Sheet1"
