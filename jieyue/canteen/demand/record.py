"""Read a record of canteen attendance from a CSV file, keeping the good rows and naming the bad.

One row is one canteen (and, where given, one meal) on one day. The header names the columns, in
any order, in English or Chinese. UTF-8, UTF-16 and GB18030 are read, plain or gzipped. An empty
cell is unknown, never zero.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import IO

from jieyue.canteen.demand.cells import (
    MOST_DINERS,
    AbsurdCount,
    BadCount,
    BadDay,
    NegativeCount,
    parse_count,
    parse_day,
)
from jieyue.canteen.demand.text_files import read_text

COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("date", "day", "日期", "就餐日期"),
    "series": ("site", "series", "canteen", "食堂", "食堂名称"),
    "meal": ("meal", "餐次", "餐别"),
    "kind": ("site_type", "kind", "type", "类型", "食堂类型"),
    "planned": ("planned", "计划", "计划人数", "备餐人数", "计划份数"),
    "served": ("served", "就餐", "就餐人数", "实际人数", "实际份数"),
}
REQUIRED = ("day", "series", "served")


class ProblemCode(StrEnum):
    """Why a row was left out."""

    ABSURD_COUNT = "absurd_count"
    BAD_COUNT = "bad_count"
    BAD_DATE = "bad_date"
    CONFLICTING_DAY = "conflicting_day"
    DUPLICATE_DAY = "duplicate_day"
    EMPTY = "empty"
    FUTURE_DATE = "future_date"
    MISSING_CELLS = "missing_cells"
    MISSING_SERIES = "missing_series"
    NEGATIVE_COUNT = "negative_count"
    SWAPPED_COLUMNS = "swapped_columns"


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One meal of one canteen as recorded. `planned` and `served` are None where unknown."""

    line: int
    series: str
    day: date
    planned: int | None
    served: int | None
    kind: str = ""
    meal: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row left out: its line in the file (the header is line 1), why, and the values seen."""

    line: int
    code: ProblemCode
    values: dict[str, str | int]


@dataclass(frozen=True)
class AttendanceRead:
    """The good rows in the file's order, and the problems of the others."""

    rows: list[AttendanceRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


class MissingColumns(Exception):
    """The header lacks columns that an attendance record needs."""

    def __init__(self, *, missing: list[str], found: list[str]) -> None:
        super().__init__(missing, found)
        self.missing, self.found = missing, found


def read_attendance(source: str | Path | IO[bytes], *, today: date | None = None) -> AttendanceRead:
    """Read a whole record. Days after `today` are problems. Raises MissingColumns, UnreadableText.

    A repeated day with equal figures is a harmless `duplicate_day`; with other figures it is a
    `conflicting_day`, and the first row stands.
    """
    read = AttendanceRead()
    for item in iter_attendance(source, today=today):
        if isinstance(item, AttendanceRow):
            read.rows.append(item)
        else:
            read.problems.append(item)
    return read


def iter_attendance(
    source: str | Path | IO[bytes], *, today: date | None = None
) -> Iterator[AttendanceRow | RowProblem]:
    """The same row by row, for a progress bar."""
    text = read_text(source)
    delimiter = _delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    places = _places(next(reader, []))
    seen: dict[tuple[str, str, date], AttendanceRow] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        item = _row(cells, places=places, line=reader.line_num, today=today)
        if isinstance(item, AttendanceRow):
            item = _first_of_its_day(item, seen)
        yield item


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _places(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    places = {
        column: names.index(alias)
        for column, aliases in COLUMNS.items()
        for alias in reversed(aliases)
        if alias in names
    }
    missing = [COLUMNS[column][0] for column in REQUIRED if column not in places]
    if missing:
        raise MissingColumns(missing=missing, found=header)
    return places


def _row(
    cells: list[str], *, places: dict[str, int], line: int, today: date | None
) -> AttendanceRow | RowProblem:
    if len(cells) <= max(places.values()):
        values: dict[str, str | int] = {"cells": len(cells), "wanted": max(places.values()) + 1}
        return RowProblem(line, ProblemCode.MISSING_CELLS, values)
    named = {column: cells[place].strip() for column, place in places.items()}
    if not named["series"]:
        return RowProblem(line, ProblemCode.MISSING_SERIES, {"date": named["day"]})
    try:
        day = parse_day(named["day"])
    except BadDay:
        return _not_a_day(named, line)
    if today is not None and day > today:
        later: dict[str, str | int] = {"date": day.isoformat(), "today": today.isoformat()}
        return RowProblem(line, ProblemCode.FUTURE_DATE, later)
    counts: dict[str, int | None] = {"planned": None, "served": None}
    for column in counts:
        try:
            counts[column] = parse_count(named.get(column, ""))
        except BadCount as error:
            return _not_a_count(error, column, named, line)
    if counts["planned"] is None and counts["served"] is None:
        empty: dict[str, str | int] = {"series": named["series"], "date": day.isoformat()}
        return RowProblem(line, ProblemCode.EMPTY, empty)
    return AttendanceRow(
        line,
        named["series"],
        day,
        counts["planned"],
        counts["served"],
        named.get("kind", ""),
        named.get("meal", ""),
    )


def _not_a_day(named: dict[str, str], line: int) -> RowProblem:
    """A date standing in another column means that the columns are exchanged."""
    for column in ("series", "kind", "meal", "planned", "served"):
        try:
            parse_day(named.get(column, ""))
        except BadDay:
            continue
        swapped: dict[str, str | int] = {
            "column": COLUMNS["day"][0],
            "value": named["day"],
            "date_found_in": COLUMNS[column][0],
        }
        return RowProblem(line, ProblemCode.SWAPPED_COLUMNS, swapped)
    return RowProblem(line, ProblemCode.BAD_DATE, {"value": named["day"]})


def _not_a_count(error: BadCount, column: str, named: dict[str, str], line: int) -> RowProblem:
    values: dict[str, str | int] = {"column": column, "value": named[column]}
    match error:
        case NegativeCount():
            return RowProblem(line, ProblemCode.NEGATIVE_COUNT, values)
        case AbsurdCount():
            values["most"] = MOST_DINERS
            return RowProblem(line, ProblemCode.ABSURD_COUNT, values)
    if _is_count(named["series"]):
        values["series"] = named["series"]
        return RowProblem(line, ProblemCode.SWAPPED_COLUMNS, values)
    return RowProblem(line, ProblemCode.BAD_COUNT, values)


def _is_count(text: str) -> bool:
    try:
        return parse_count(text) is not None
    except BadCount:
        return False


def _first_of_its_day(
    row: AttendanceRow, seen: dict[tuple[str, str, date], AttendanceRow]
) -> AttendanceRow | RowProblem:
    first = seen.setdefault((row.series, row.meal, row.day), row)
    if first is row:
        return row
    same = (first.planned, first.served) == (row.planned, row.served)
    code = ProblemCode.DUPLICATE_DAY if same else ProblemCode.CONFLICTING_DAY
    values: dict[str, str | int] = {
        "series": row.series,
        "date": row.day.isoformat(),
        "first_line": first.line,
    }
    return RowProblem(row.line, code, values)
