"""Opening an uploaded sheet: which kind it is, how large, and its lines. Nothing is trusted."""

import csv
import io
import zipfile
from collections.abc import Mapping
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED_BYTES = 30 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 5_000
MOST_LINES = 200_000  # with the empty ones
MOST_COLUMNS = 60
ENCODINGS = ("utf-8-sig", "gb18030")

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0"
OTHER_MARKS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR"}


class SheetRefused(Exception):
    """The file cannot be read as a sheet. `str()` says why, and what would be right."""

    def __init__(self, message: "str | Promise", values: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, values)
        self.message, self.values = message, values or {}

    def __str__(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)


Lines = list[tuple[int, list[Any]]]


def content_of(file: IO[bytes]) -> bytes:
    """The whole file, within the size allowed. Raises SheetRefused."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise SheetRefused(_("The file is larger than %(most)s MB. Split it."), {"most": most})
    if not content:
        raise SheetRefused(_("The file is empty."))
    return content


def lines(file: IO[bytes]) -> Lines:
    """Each line with its number in the sheet, from the first that holds anything."""
    content = content_of(file)
    found = _xlsx(content) if is_xlsx(content) else _csv(content)
    while found and not any(str(cell).strip() for cell in found[0][1] if cell is not None):
        found.pop(0)
    return found


def is_xlsx(content: bytes) -> bool:
    """True for a modern workbook, False for text. Raises SheetRefused for anything else."""
    if content.startswith(ZIP_MARK):
        check_package(content)
        return True
    if content.startswith(OLE_MARK):
        raise SheetRefused(
            _("This is an old .xls file or one with a password. Save it as .xlsx without one.")
        )
    for mark, name in OTHER_MARKS.items():
        if content.startswith(mark):
            raise SheetRefused(_("This is a %(kind)s file, not a sheet."), {"kind": name})
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetRefused(_("This is not a sheet. Take an .xlsx or a .csv file."))
    return False


def check_package(content: bytes) -> int:
    """The unpacked size. Refuses what is no workbook, or unpacks to far more than it weighs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except zipfile.BadZipFile:
        raise SheetRefused(_("The file is damaged. Save it once more as .xlsx.")) from None
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED_BYTES:
        raise SheetRefused(_("The file unpacks to more than a sheet can hold."))
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise SheetRefused(_("This is not a sheet. Take an .xlsx or a .csv file."))
    return size


def _xlsx(content: bytes) -> Lines:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
        found: Lines = []
        for line, cells in enumerate(rows, 1):
            if any(cell is not None for cell in cells):
                found.append((line, list(cells)))
            _check_length(len(found), line)
        book.close()
    except (InvalidFileException, KeyError, ValueError, IndexError, ParseError, zipfile.error):
        raise SheetRefused(_("The file is damaged. Save it once more as .xlsx.")) from None
    return found


def _csv(content: bytes) -> Lines:
    text = _decoded(content)
    sample = text[:8192].split("\n", 1)[0]
    delimiter = max(",;\t", key=sample.count)
    found: Lines = []
    try:
        for line, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if any(cell.strip() for cell in cells):
                found.append((line, [*cells[:MOST_COLUMNS]]))
            _check_length(len(found), line)
    except csv.Error:
        raise SheetRefused(_("This is not a sheet. Take an .xlsx or a .csv file.")) from None
    return found


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("The text is neither UTF-8 nor GB18030. Save the sheet as .xlsx."))


def _check_length(count: int, line: int) -> None:
    """Refuse more rows than allowed; a header and its explanation come on top."""
    if count > MOST_ROWS + 2 or line > MOST_LINES:
        raise SheetRefused(_("More than %(most)s rows. Split the sheet."), {"most": MOST_ROWS})
