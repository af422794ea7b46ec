"""Excel in: what a sheet must hold, the template to fill in, and what was read from one.

    SPEC = SheetSpec("dishes", _("Dishes"), (
        Column("code", _("Code"), required=True, example="D001"),
        Column("portion_g", _("Portion (g)"), kind="integer", minimum=1),
        Column("course", _("Course"), kind="choice", choices=Course.choices),
    ))
    sheet = read(SPEC, file)      # SheetRead(rows, problems)

A sheet may be .xlsx or .csv (UTF-8 or GB18030), with its columns in any order and headed in any
of the product's languages. A row beginning with ※ is an explanation and is not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jieyue.kit import sheet_files
from jieyue.kit.sheet_cells import BadCell, parse
from jieyue.kit.sheet_files import SheetRefused

__all__ = ["Column", "Problem", "SheetRead", "SheetRefused", "SheetRow", "SheetSpec", "read"]

ERRORS = _("What is wrong")  # heads the column that a marked sheet comes back with
EXPLANATION = "※"
REQUIRED_MARK = "*"
KINDS = ("text", "integer", "decimal", "date", "boolean", "choice")


@dataclass(frozen=True)
class Column:
    """One column. `kind` is one of KINDS; `choices` are pairs of stored code and label.

    minimum, maximum: bounds of a number, both allowed. longest: characters of a text.
    """

    key: str
    header: "str | Promise"
    kind: str = "text"
    required: bool = False
    help: "str | Promise" = ""
    example: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    minimum: Any = None
    maximum: Any = None
    longest: int = 500

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not one of {', '.join(KINDS)}")

    def names(self) -> set[str]:
        """What its header may read, in every language, in the form that `plain_name` gives."""
        found = {plain_name(self.key)}
        for code, _label in settings.LANGUAGES:
            with override(code):
                found.add(plain_name(str(self.header)))
        return found


@dataclass(frozen=True)
class SheetSpec:
    """The columns of one kind of sheet. `name` is a code, `title` what people call it."""

    name: str
    title: "str | Promise"
    columns: Sequence[Column]


@dataclass(frozen=True)
class Problem:
    """What is wrong: the line as the spreadsheet numbers it (0: the whole sheet), and where."""

    line: int
    message: "str | Promise"
    key: str = ""  # of the column; empty when it is the row


@dataclass(frozen=True)
class SheetRow:
    """A row without problems: values by the key of their column, None where left empty."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class SheetRead:
    """The good rows and what is wrong with the others. `lines` counts both."""

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    lines: int
    unknown: tuple[str, ...] = field(default=())  # headers that were not read


def plain_name(text: str) -> str:
    """A header without case, spaces, full-width brackets and the mark of a required column."""
    kept = text.replace("（", "(").replace("）", ")").strip().strip(REQUIRED_MARK)
    return "".join(kept.split()).casefold()


def read(spec: SheetSpec, file: IO[bytes]) -> SheetRead:
    """Every row of the sheet, parsed. Raises SheetRefused when the file is no sheet at all."""
    lines = sheet_files.lines(file)
    places, unknown, header_line = _header(spec, lines)
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    count = 0
    for line, cells in lines[header_line:]:
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        if str(cells[0] or "").lstrip().startswith(EXPLANATION):
            continue
        count += 1
        values, wrong = _row(spec, places, line, cells)
        problems.extend(wrong)
        if not wrong:
            rows.append(SheetRow(line, values))
    if not count:
        raise SheetRefused(_("The sheet has no rows below its header."))
    return SheetRead(tuple(rows), tuple(problems), count, unknown)


def _header(
    spec: SheetSpec, lines: list[tuple[int, list[Any]]]
) -> tuple[dict[str, int], tuple[str, ...], int]:
    """Where each column stands, what is unknown, and how many lines the header takes."""
    if not lines:
        raise SheetRefused(_("The sheet is empty. Download the template and fill it in."))
    names = {name: column.key for column in spec.columns for name in column.names()}
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(lines[0][1]):
        text = "" if cell is None else str(cell).strip()
        key = names.get(plain_name(text))
        if key is None:
            unknown += [text] if text and text != str(ERRORS) else []
        elif key in places:
            raise SheetRefused(_("The column “%(name)s” is there twice."), {"name": text})
        else:
            places[key] = place
    missing = [str(c.header) for c in spec.columns if c.required and c.key not in places]
    if missing:
        values = {"names": "、".join(missing)}
        raise SheetRefused(_("The first row lacks these required columns: %(names)s"), values)
    return places, tuple(unknown), 1


def _row(
    spec: SheetSpec, places: Mapping[str, int], line: int, cells: Sequence[Any]
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for column in spec.columns:
        place = places.get(column.key)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            values[column.key] = parse(column, cell)
        except BadCell as bad:
            problems.append(Problem(line, str(bad), column.key))
    return values, problems
