"""The readings of a table, and what of it could not be read. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.intake.incoming import Doubt, Doubts
from jieyue.energy.intake.sheets import numbers, times
from jieyue.energy.intake.sheets.layout import DAYS, LONG, Layout
from jieyue.energy.intake.sheets.opening import Sheet
from jieyue.energy.intake.sheets.units import FileUnit
from jieyue.energy.readings.series import Whole

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
FIRST_LETTERS = 40


@dataclass(frozen=True)
class Clock:
    """How the file's times are meant: their zone, the moment it came, the time of a bare day."""

    zone: ZoneInfo
    at: datetime
    of_day: time = time.min


@dataclass
class FileReadings:
    """labels: meters as the file names them; group: which of them each reading is of.

    value: in the file's unit; units: of each label, where its header says. amount: yuan, NaN
    where none is given. repeated: in the hour that comes twice when summer time ends.
    """

    labels: list[str]
    units: list[FileUnit | None]
    group: Whole
    at_s: Whole
    value: Floats
    line: Whole
    amount: Floats | None
    repeated: Marks
    doubts: Doubts = field(default_factory=Doubts)

    def __len__(self) -> int:
        return len(self.at_s)


def read(sheet: Sheet, layout: Layout, clock: Clock) -> FileReadings:
    """Every reading of the sheet; empty cells are none."""
    reader = _Reader(sheet, layout, clock)
    if layout.kind == LONG:
        return reader.long()
    return reader.days() if layout.kind == DAYS else reader.wide()


class _Reader:
    def __init__(self, sheet: Sheet, layout: Layout, clock: Clock) -> None:
        self.layout, self.clock, self.merged = layout, clock, sheet.merged
        body = sheet.lines[layout.begins :]
        self.line = np.array([line for line, _cells in body], np.int64)
        width = max((len(cells) for _line, cells in body), default=0)
        self.columns = [
            [cells[column] if column < len(cells) else None for _line, cells in body]
            for column in range(width)
        ]
        self.doubts = Doubts()

    def long(self) -> FileReadings:
        """A line for each reading."""
        labels, group = _labels(self._column(self.layout.meter))
        label_of = lambda n: labels[group[n]]  # noqa: E731
        value, told = self._values(self.layout.values[0].column, label_of)
        stands = ~np.isnan(value)
        blank = np.array([not label for label in labels], np.bool_)
        if blank.any():
            bad = stands & blank[group]
            self._doubt(bad, "missing_meter", lambda _n: "", told)
            stands &= ~bad
        at_s, timed, repeated = self._times(group, stands, label_of, told)
        stands &= timed
        amount = None
        if self.layout.amount is not None:
            amount, _told = self._values(self.layout.amount, label_of)
            amount = amount[stands]
        unit = self.layout.values[0].unit
        return FileReadings(
            labels=labels,
            units=[unit] * len(labels),
            group=group[stands],
            at_s=at_s[stands],
            value=value[stands],
            line=self.line[stands],
            amount=amount,
            repeated=repeated[stands],
            doubts=self.doubts,
        )

    def wide(self) -> FileReadings:
        """A line for each time, a column for each meter."""
        every = np.ones(len(self.line), np.bool_)
        texts = self._texts(self.layout.time)
        zero = np.zeros(len(self.line), np.int64)
        at_s, timed, repeated = self._times(zero, every, lambda _n: "", texts.__getitem__)
        parts = []
        for place, column in enumerate(self.layout.values):
            name = column.name
            value, _told = self._values(column.column, lambda _n, name=name: name)
            stands = timed & ~np.isnan(value)
            parts.append((place, value[stands], at_s[stands], self.line[stands], repeated[stands]))
        return self._joined(parts)

    def days(self) -> FileReadings:
        """A line for each meter, a column for each day."""
        labels, group = _labels(self._column(self.layout.meter))
        parts = []
        for column in self.layout.values:
            day = column.day or self.clock.at
            local = datetime.combine(day.date(), self.clock.of_day)
            at_s = int(local.replace(tzinfo=self.clock.zone).timestamp())
            value, told = self._values(column.column, lambda n: labels[group[n]])
            stands = ~np.isnan(value)
            blank = stands & np.array([not labels[n] for n in group.tolist()], np.bool_)
            self._doubt(blank, "missing_meter", lambda _n: "", told)
            stands &= ~blank
            count = int(stands.sum())
            parts.append(
                (group[stands], value[stands], np.full(count, at_s, np.int64), self.line[stands],
                 np.zeros(count, np.bool_))
            )  # fmt: skip
        found = self._joined(parts)
        found.labels, found.units = labels, [self.layout.values[0].unit] * len(labels)
        return found

    def _joined(self, parts: Sequence[tuple[Any, Floats, Whole, Whole, Marks]]) -> FileReadings:
        groups = [
            part[0] if isinstance(part[0], np.ndarray) else np.full(len(part[1]), part[0], np.int64)
            for part in parts
        ]
        return FileReadings(
            labels=[value.name for value in self.layout.values],
            units=[value.unit for value in self.layout.values],
            group=np.concatenate(groups),
            value=np.concatenate([part[1] for part in parts]),
            at_s=np.concatenate([part[2] for part in parts]),
            line=np.concatenate([part[3] for part in parts]),
            repeated=np.concatenate([part[4] for part in parts]),
            amount=None,
            doubts=self.doubts,
        )

    def _column(self, column: int | None) -> list[Any]:
        if column is None or column >= len(self.columns):
            return [None] * len(self.line)
        return self.columns[column]

    def _texts(self, column: int | None) -> list[str]:
        return ["" if cell is None else str(cell) for cell in self._column(column)]

    def _values(
        self, column: int, label_of: Callable[[int], str]
    ) -> tuple[Floats, Callable[[int], str]]:
        """The numbers of a column, NaN where there is none, and each as it was told."""
        cells = self._column(column)
        told = lambda n: str(cells[n])[:FIRST_LETTERS]  # noqa: E731
        merged = np.array([(line, column) in self.merged for line in self.line.tolist()], np.bool_)
        found = numbers.floats(cells)
        if found is None:
            texts = [numbers.text_of(cell) for cell in cells]
            mark = numbers.decimal_mark(texts)
            found = np.full(len(cells), np.nan)
            wrong: dict[str, list[int]] = {}
            for place, text in enumerate(texts):
                if not text:
                    continue
                try:
                    found[place] = float(numbers.number(text, mark=mark))
                except numbers.BadNumber as bad:
                    wrong.setdefault(bad.reason, []).append(place)
            for reason, places in wrong.items():
                marks = np.zeros(len(cells), np.bool_)
                marks[places] = True
                self._doubt(marks, reason, label_of, told)
        if merged.any():
            self._doubt(merged & ~np.isnan(found), "merged_value", label_of, told)
            found[merged] = np.nan
        return found, told

    def _times(
        self,
        group: Whole,
        stands: Marks,
        label_of: Callable[[int], str],
        told: Callable[[int], str],
    ) -> tuple[Whole, Marks, Marks]:
        """Instants, which lines have one, and which of those lie in a repeated hour."""
        cells = self._column(self.layout.time)
        local_s, fixed, bad = self._local(cells)
        if self.layout.clock is not None:
            local_s = local_s + self._clocks()
        self._doubt(bad & stands, "bad_time", label_of, told)
        moving = ~fixed & ~bad
        at_s = local_s.copy()
        missing = np.zeros(len(at_s), np.bool_)
        repeated = np.zeros(len(at_s), np.bool_)
        places = np.flatnonzero(moving)
        if self.layout.is_utc:
            places = places[:0]
        found = times.instants(local_s[places], self.clock.zone, group=group[places])
        at_s[places] = found.at_s
        missing[places], repeated[places] = found.missing, found.repeated
        self._doubt(missing & stands, "no_such_time", label_of, told)
        return at_s, ~bad & ~missing, repeated

    def _local(self, cells: list[Any]) -> tuple[Whole, Marks, Marks]:
        """Seconds of the local time, or of the instant where `fixed`; and what is no time."""
        none = np.zeros(len(cells), np.bool_)
        quick = _quick(cells)
        if quick is not None:
            return quick[0], np.full(len(cells), quick[1]), none
        local_s = np.zeros(len(cells), np.int64)
        fixed, bad = none.copy(), none.copy()
        known: dict[Any, datetime | None] = {}
        for place, cell in enumerate(cells):
            if cell not in known:
                known[cell] = self._moment(cell)
            found = known[cell]
            if found is None:
                bad[place] = True
            elif found.tzinfo is not None:
                local_s[place], fixed[place] = int(found.timestamp()), True
            else:
                local_s[place] = int(found.replace(tzinfo=UTC).timestamp())
        return local_s, fixed, bad

    def _moment(self, cell: Any) -> datetime | None:
        """A day without its year is in the title's, else the latest that has been."""
        year = self.layout.year
        try:
            return times.moment(cell, year=year, of_day=self.clock.of_day)
        except times.BadTime:
            if year is not None:
                return None
        now = self.clock.at.astimezone(self.clock.zone).replace(tzinfo=None)
        for year in (now.year, now.year - 1):
            try:
                found = times.moment(cell, year=year, of_day=self.clock.of_day)
            except times.BadTime:
                continue
            if found.tzinfo is not None or found <= now:
                return found
        return None

    def _clocks(self) -> Whole:
        """Seconds of the day from a column of its own."""
        found = np.zeros(len(self.line), np.int64)
        for place, cell in enumerate(self._column(self.layout.clock)):
            if isinstance(cell, time):
                found[place] = cell.hour * 3600 + cell.minute * 60 + cell.second
                continue
            try:
                at = times.moment(f"2000-01-01 {numbers.text_of(cell)}".strip())
            except times.BadTime:
                continue
            found[place] = at.hour * 3600 + at.minute * 60 + at.second
        return found

    def _doubt(
        self,
        marks: Marks,
        reason: str,
        label_of: Callable[[int], str],
        told: Callable[[int], str],
    ) -> None:
        places = np.flatnonzero(marks).tolist()
        if not places:
            return
        at = self._texts(self.layout.time)
        doubts = (
            Doubt(
                reason,
                line=int(self.line[place]),
                meter_number=label_of(place)[:60],
                at_text=at[place][:FIRST_LETTERS],
                value_text=told(place),
            )
            for place in places
        )
        self.doubts.add_all(doubts, reason=reason, count=len(places), stored=False)


def _labels(cells: list[Any]) -> tuple[list[str], Whole]:
    """The distinct meters in the order they come, and which each line is of."""
    places: dict[Any, int] = {}
    names: dict[str, int] = {}
    group = np.empty(len(cells), np.int64)
    for line, cell in enumerate(cells):
        if cell not in places:
            places[cell] = names.setdefault(numbers.text_of(cell), len(names))
        group[line] = places[cell]
    return list(names), group


def _quick(cells: list[Any]) -> tuple[Whole, bool] | None:
    """A whole column of ISO times at once, and whether they are UTC; None where one is not."""
    if not cells or not all(isinstance(cell, str) and len(cell) >= 16 for cell in cells):
        return None
    is_utc = cells[0].endswith("Z")
    texts = [cell[:-1] for cell in cells] if is_utc else cells
    if any(text[4] != "-" or text[-3] not in ":." or "+" in text for text in texts):
        return None
    try:
        return np.array(texts, "datetime64[s]").astype(np.int64), is_utc
    except ValueError:
        return None
