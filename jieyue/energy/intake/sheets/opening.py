"""A file of readings as a table: .csv, .csv.gz or .xlsx, merged cells undone. Pure."""

import csv
import gzip
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SHEET_UNPACKED = 60 * 1024 * 1024
TITLE_ROWS = 12


class BadFile(Exception):
    """The file is no table; `reason` is one of empty, encoding, gzip, large, old_sheet, sheet."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Sheet:
    """Lines of cells, each with its number in the file.

    merged: places (line, column) whose value was one cell over several lines.
    """

    lines: list[tuple[int, list[Any]]]
    merged: set[tuple[int, int]] = field(default_factory=set)


def open_sheet(content: bytes) -> Sheet:
    """The first sheet of a workbook, or a text's lines. Raises BadFile."""
    if content.startswith(GZIP):
        content = _unpacked(content)
    if not content.strip():
        raise BadFile("empty")
    if content.startswith(OLE):
        raise BadFile("old_sheet")
    sheet = _xlsx(content) if content.startswith(ZIP) else Sheet(_csv(_decoded(content)))
    if not sheet.lines:
        raise BadFile("empty")
    return sheet


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            found = file.read(MOST_UNPACKED + 1)
    except (OSError, EOFError) as error:
        raise BadFile("gzip") from error
    if len(found) > MOST_UNPACKED:
        raise BadFile("large")
    return found


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise BadFile("encoding")


def _csv(text: str) -> list[tuple[int, list[Any]]]:
    sample = text[:8192].splitlines()[:TITLE_ROWS]
    delimiter = max("\t;,", key=lambda mark: max((line.count(mark) for line in sample), default=0))
    try:
        rows = csv.reader(io.StringIO(text), delimiter=delimiter)
        return [(line, row) for line, row in enumerate(rows, 1) if any(row)]
    except csv.Error as error:
        raise BadFile("sheet") from error


def _xlsx(content: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            size = sum(part.file_size for part in package.infolist())
        if size > MOST_SHEET_UNPACKED:
            raise BadFile("large")
        book = load_workbook(io.BytesIO(content), data_only=True)
        sheet = book.worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        merged = set()
        for span in sheet.merged_cells.ranges:
            value = sheet.cell(span.min_row, span.min_col).value
            for line in range(span.min_row, span.max_row + 1):
                for column in range(span.min_col, span.max_col + 1):
                    if column == span.min_col:
                        rows[line - 1][column - 1] = value
                    if span.max_row > span.min_row:
                        merged.add((line, column - 1))
        book.close()
    except (InvalidFileException, KeyError, ValueError, IndexError, ParseError, OSError) as error:
        raise BadFile("sheet") from error
    except zipfile.error as error:
        raise BadFile("sheet") from error
    lines = [(n, row) for n, row in enumerate(rows, 1) if any(cell is not None for cell in row)]
    return Sheet(lines, merged)
