"""Hourly use from a CSV file, plain or gzipped, wide or long.

Wide: one column is the instant, every other a meter. Long: meter, instant, value. The instant is
the column of that name (`TIMES`), else the first there is. Instants are ISO 8601; without an
offset they count as they stand. Steps below an hour are added up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from jieyue.energy.watch import plain_files
from jieyue.energy.watch.rules.hourly import HOUR_S, Floats, Ints

TIMES = ("utc", "local_time", "time", "timestamp", "at")
MOST_HOURS = 24 * 366 * 50


class BadHourlyFile(Exception):
    """The file cannot be read as hours; line 0 is the whole file."""

    def __init__(self, *, line: int, found: str, wanted: str) -> None:
        super().__init__(line, found, wanted)
        self.line, self.found, self.wanted = line, found, wanted


@dataclass(frozen=True)
class Table:
    """use: by column, one value an hour from `start_s` (seconds since 1970 UTC), NaN unknown.
    unread: cells that were no number, which count as unknown."""

    start_s: int
    use: Mapping[str, Floats]
    unread: int

    def __len__(self) -> int:
        return max((len(values) for values in self.use.values()), default=0)


def read(path: Path, *, layout: str = "", adds_up: bool = True) -> Table:
    """layout: wide or long; when it is not named the header tells. adds_up: of several values in
    an hour the sum, else the mean.

    Raises BadHourlyFile, plain_files.NotText, OSError.
    """
    rows = plain_files.rows(path)
    header = [name.strip() for name in next(rows, [])]
    names = [name.lower() for name in header]
    is_long = layout == "long" or (not layout and "meter" in names)
    if len(header) < (3 if is_long else 2):
        wanted = "meter, utc, kwh" if is_long else "utc, b1, b2 …"
        raise BadHourlyFile(line=1, found=", ".join(header), wanted=wanted)
    order = _order(names, is_long=is_long)
    sorted_rows = ([row[n] if n < len(row) else "" for n in order] for row in rows)
    if is_long:
        return _table(_long_cells(sorted_rows), adds_up=adds_up)
    return _table(_wide_cells(sorted_rows, [header[n] for n in order]), adds_up=adds_up)


def _order(names: list[str], *, is_long: bool) -> list[int]:
    """Columns as they are read: (meter,) instant, values."""
    every = list(range(len(names)))
    meter = [names.index("meter") if "meter" in names else 0] if is_long else []
    rest = [n for n in every if n not in meter]
    instant = next((n for n in rest if names[n] in TIMES), rest[0])
    return [*meter, instant, *(n for n in rest if n != instant)]


Cells = tuple[dict[str, list[float]], dict[str, list[int]], int]


def _wide_cells(rows: Iterator[list[str]], header: list[str]) -> Cells:
    names = [name.strip() for name in header[1:]]
    values: dict[str, list[float]] = {name: [] for name in names}
    at: dict[str, list[int]] = {}
    instants: list[int] = []
    unread = 0
    for line, row in enumerate(rows, 2):
        if not row or not row[0].strip():
            continue
        instants.append(_instant(row[0], line))
        cells = row[1:] + [""] * (len(names) - len(row) + 1)
        for name, cell in zip(names, cells, strict=False):
            value, is_bad = _number(cell)
            values[name].append(value)
            unread += is_bad
    for name in names:
        at[name] = instants
    return values, at, unread


def _long_cells(rows: Iterator[list[str]]) -> Cells:
    values: dict[str, list[float]] = {}
    at: dict[str, list[int]] = {}
    unread = 0
    for line, row in enumerate(rows, 2):
        if not row[1].strip():
            continue
        value, is_bad = _number(row[2])
        unread += is_bad
        values.setdefault(row[0].strip(), []).append(value)
        at.setdefault(row[0].strip(), []).append(_instant(row[1], line))
    return values, at, unread


def _table(cells: Cells, *, adds_up: bool) -> Table:
    values, at, unread = cells
    filled = [instants for instants in at.values() if instants]
    if not filled:
        raise BadHourlyFile(line=2, found="", wanted="2026-01-31T07:00Z,5.2")
    first = min(min(instants) for instants in filled) // HOUR_S
    last = max(max(instants) for instants in filled) // HOUR_S
    if last - first > MOST_HOURS:
        raise BadHourlyFile(line=0, found=f"{last - first} h", wanted=f"at most {MOST_HOURS} h")
    length = last - first + 1
    use = {
        name: _by_hour(np.array(at[name], dtype=np.int64), np.array(column), first, length, adds_up)
        for name, column in values.items()
    }
    return Table(first * HOUR_S, use, unread)


def _by_hour(instants: Ints, column: Floats, first: int, length: int, adds_up: bool) -> Floats:
    """An instant that comes twice counts once, the first time."""
    instants, places = np.unique(instants, return_index=True)
    values = column[places]
    hour = instants // HOUR_S - first
    known = np.isfinite(values)
    counts = np.bincount(hour[known], minlength=length)
    seen = np.bincount(hour, minlength=length)
    sums = np.bincount(hour[known], weights=values[known], minlength=length)
    whole = (counts > 0) & (counts == seen)
    with np.errstate(invalid="ignore", divide="ignore"):
        out: Floats = np.where(whole, sums if adds_up else sums / counts, np.nan)
    return out


def _instant(text: str, line: int) -> int:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadHourlyFile(line=line, found=text, wanted="2026-01-31T07:00Z") from error
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def _number(text: str) -> tuple[float, int]:
    """The value, NaN for an empty cell; 1 beside it when the cell was no use of energy."""
    text = text.strip()
    if not text:
        return float("nan"), 0
    try:
        value = float(text)
    except ValueError:
        return float("nan"), 1
    return (value, 0) if np.isfinite(value) else (float("nan"), 1)
