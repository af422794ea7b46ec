"""A calendar from CSV files, for a record that comes with its own."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from jieyue.canteen.demand.cells import BadDay, parse_day
from jieyue.canteen.demand.days import SATURDAY, Calendar, DayFacts
from jieyue.canteen.demand.text_files import read_text


class BadCalendarFile(Exception):
    """A file lacks a column, or a line of it is no date."""

    def __init__(self, path: Path, *, line: int, wanted: str, found: str) -> None:
        super().__init__(path, line, wanted, found)
        self.path, self.line, self.wanted, self.found = path, line, wanted, found


def read_calendar(
    *,
    strikes: Path | None = None,
    school_holidays: Path | None = None,
    public_holidays: Path | None = None,
) -> Calendar:
    """Strikes and public holidays by `date` (and `name`), holidays by `start` and `end`, both in.

    School holidays close the canteens. Raises BadCalendarFile, UnreadableText, OSError.
    """
    struck = {day for day, _ in _dates(strikes)} if strikes else set()
    named = dict(_dates(public_holidays)) if public_holidays else {}
    school = set(_spans(school_holidays)) if school_holidays else set()
    return Calendar(
        {
            day: DayFacts(
                is_working=day.weekday() < SATURDAY and day not in named,
                holiday_name=named.get(day, ""),
                strike=day in struck,
                closed=day in school,
                school_holiday=day in school,
            )
            for day in struck | named.keys() | school
        }
    )


def read_sectors(path: Path) -> dict[str, str]:
    """The sector of each site, where it has one. Raises BadCalendarFile."""
    found: dict[str, str] = {}
    for _, row in _rows(path, ("site", "sector")):
        if row["sector"]:
            found.setdefault(row["site"], row["sector"])
    return found


def _dates(path: Path) -> Iterator[tuple[date, str]]:
    for line, row in _rows(path, ("date",)):
        yield _day(path, line, row["date"]), row.get("name", "")


def _spans(path: Path) -> Iterator[date]:
    for line, row in _rows(path, ("start", "end")):
        day, end = _day(path, line, row["start"]), _day(path, line, row["end"])
        while day <= end:
            yield day
            day += timedelta(days=1)


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(read_text(path), newline=""))
    missing = [name for name in wanted if name not in (reader.fieldnames or ())]
    if missing:
        header = ", ".join(reader.fieldnames or ())
        raise BadCalendarFile(path, line=1, wanted=", ".join(missing), found=header)
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in row if name}


def _day(path: Path, line: int, text: str) -> date:
    try:
        return parse_day(text)
    except BadDay as error:
        raise BadCalendarFile(path, line=line, wanted="YYYY-MM-DD", found=text) from error
