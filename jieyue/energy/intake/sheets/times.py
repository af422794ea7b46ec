"""Times as they stand in a sheet, and the instants they mean in a time zone. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.intake.sheets.numbers import text_of
from jieyue.energy.readings.series import Whole

DAY_S = 86_400
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119
DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
)
MONTH = re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*月?")
CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|[AaPp][Mm])?\s*(?P<hour>\d{1,2})\s*(?:[::时点]|$)\s*(?:(?P<minute>\d{1,2})\s*(?:[::分]|$)\s*)?"
    r"(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?\s*(?P<late>[AaPp][Mm])?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[T ]?(?:(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?)?")
ZONED = re.compile(r"(?P<local>.+?)\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})", re.IGNORECASE)
YEAR = re.compile(r"(20\d{2})\s*年?")


class BadTime(ValueError):
    """The cell is not a time."""


def moment(cell: Any, *, year: int | None = None, of_day: time = time.min) -> datetime:
    """The time a cell names; aware only where it says its offset. Raises BadTime.

    year: of a day written without one. of_day: the time of a day written without one.
    """
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, of_day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell), of_day)
    text = text_of(cell)
    zoned = ZONED.fullmatch(text) if ":" in text or text.upper().endswith("Z") else None
    if zoned and (found := _plain(zoned["local"], year, of_day)):
        return found.replace(tzinfo=_offset(zoned["zone"]))
    plain = _plain(text, year, of_day)
    if plain is None:
        raise BadTime(text)
    return plain


def _plain(text: str, year: int | None, of_day: time) -> datetime | None:
    try:
        return (
            datetime.fromisoformat(text)
            if len(text) > 10 and text[4:5] == "-"
            else _typed(text, year, of_day)
        )
    except ValueError:
        pass
    try:
        return _typed(text, year, of_day)
    except ValueError:
        return None


def _typed(text: str, year: int | None, of_day: time) -> datetime | None:
    compact = COMPACT.fullmatch(text)
    if compact:
        parts = [int(part) for part in compact.groups() if part is not None]
        if len(parts) == 3:
            return datetime.combine(date(*parts), of_day)
        return _with_midnight(date(*parts[:3]), *parts[3:])
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _serial(float(text), of_day)
    found = DAY.match(text)
    if found is None:
        return None
    if found["year"] is None and year is None:
        return None
    day = date(int(found["year"] or year or 0), int(found["month"]), int(found["day"]))
    rest = text[found.end() :].strip().lstrip("T").strip()
    if not rest:
        return datetime.combine(day, of_day)
    clock = CLOCK.fullmatch(rest)
    if clock is None:
        return None
    hour = int(clock["hour"])
    half = (clock["half"] or clock["late"] or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    return _with_midnight(day, hour, int(clock["minute"] or 0), int(clock["second"] or 0))


def _with_midnight(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """24:00 is the midnight that ends the day."""
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day + timedelta(days=1), time.min)
    return datetime.combine(day, time(hour, minute, second))


def _serial(days: float, of_day: time) -> datetime:
    """A day as a spreadsheet counts it, to the second."""
    if not EXCEL_DAYS[0] <= days < EXCEL_DAYS[1]:
        raise BadTime(str(days))
    if days.is_integer():
        return datetime.combine((EXCEL_EPOCH + timedelta(days=days)).date(), of_day)
    return EXCEL_EPOCH + timedelta(seconds=round(days * DAY_S))


def _offset(text: str) -> Any:
    if text.upper() in ("Z", "UTC"):
        return UTC
    return datetime.fromisoformat(f"2000-01-01T00:00{text[:3]}:{text[-2:]}").tzinfo


def year_in(text: str) -> int | None:
    """The year that a title or file name gives."""
    found = YEAR.search(text)
    return int(found[1]) if found else None


class Instants:
    """Local times of one zone as instants, many at once.

    at_s: seconds since 1970 UTC. missing: the time was left out when summer time began.
    repeated: the time came twice when it ended.
    """

    def __init__(
        self, at_s: Whole, missing: NDArray[np.bool_], repeated: NDArray[np.bool_]
    ) -> None:
        self.at_s, self.missing, self.repeated = at_s, missing, repeated


def instants(local_s: Whole, zone: ZoneInfo, *, group: Whole) -> Instants:
    """What local times mean; local_s as if they were UTC, in the order of the file.

    group: the series each belongs to. In an hour that comes twice, a series' times count as the
    first pass until one does not rise; from there on they are the second.
    """
    at_s = np.empty(len(local_s), np.int64)
    missing = np.zeros(len(local_s), np.bool_)
    repeated = np.zeros(len(local_s), np.bool_)
    if not len(local_s):
        return Instants(at_s, missing, repeated)
    first_offset, changes = _changes(zone, int(local_s.min()) - DAY_S, int(local_s.max()) + DAY_S)
    offset = np.full(len(local_s), first_offset, np.int64)
    before = first_offset
    for change_s, after in changes:
        offset[local_s >= change_s + before] = after
        if after > before:
            missing |= (local_s >= change_s + before) & (local_s < change_s + after)
        else:
            twice = (local_s >= change_s + after) & (local_s < change_s + before)
            repeated |= twice
            second = _second_pass(local_s, group, np.flatnonzero(twice))
            offset[second] = after
        before = after
    return Instants(local_s - offset, missing, repeated)


def _second_pass(local_s: Whole, group: Whole, places: Whole) -> Whole:
    """Of the places within a repeated hour those of its second pass."""
    second = []
    for one in np.unique(group[places]).tolist():
        mine = places[group[places] == one]
        times = local_s[mine]
        if len(times) > 2 and (np.diff(times) < 0).sum() > len(times) / 2:
            mine, times = mine[::-1], times[::-1]
        falls = np.flatnonzero(np.diff(times) <= 0)
        if len(falls):
            second.append(mine[falls[0] + 1 :])
    return np.concatenate(second) if second else np.empty(0, np.int64)


def _changes(zone: ZoneInfo, first_s: int, last_s: int) -> tuple[int, list[tuple[int, int]]]:
    """The offset at first, and each change of it with the offset after, in time."""
    begun = _offset_at(zone, first_s)
    found: list[tuple[int, int]] = []
    before, at_s = begun, first_s
    while at_s < last_s:
        following = min(at_s + DAY_S, last_s)
        after = _offset_at(zone, following)
        if after != before:
            low, high = at_s, following
            while high - low > 1:
                middle = (low + high) // 2
                if _offset_at(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            found.append((high, after))
            before = after
        at_s = following
    return begun, found


def _offset_at(zone: ZoneInfo, at_s: int) -> int:
    offset = datetime.fromtimestamp(at_s, tz=zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
