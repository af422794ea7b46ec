"""Where a file's meters, times and values stand: long, wide, or days as headers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jieyue.energy.intake.sheets import times
from jieyue.energy.intake.sheets.numbers import text_of
from jieyue.energy.intake.sheets.opening import TITLE_ROWS, Sheet
from jieyue.energy.intake.sheets.units import FileUnit, split_header

LONG = "long"
WIDE = "wide"
DAYS = "days"  # a line for each meter, a column for each day

ALIASES: dict[str, frozenset[str]] = {
    "meter": frozenset(
        {
            *("meter", "meter_id", "meter_no", "meter_number", "number", "point"),
            *(
                "表号",
                "表计",
                "表计编号",
                "表计号",
                "仪表编号",
                "仪表号",
                "计量点",
                "计量点编号",
                "编号",
            ),
            *("电表号", "水表号", "气表号", "电表编号", "水表编号", "表编号", "户号"),
        }
    ),
    "time": frozenset(
        {
            *("time", "local_time", "utc", "timestamp", "date", "datetime", "at", "read_at"),
            *(
                "时间",
                "抄表时间",
                "抄表日期",
                "日期",
                "读数时间",
                "读表时间",
                "采集时间",
                "数据时间",
            ),
        }
    ),
    "register": frozenset(
        {
            *("register", "reading", "value", "index", "counter"),
            *(
                "读数",
                "示数",
                "表底",
                "止码",
                "表码",
                "本次读数",
                "本期读数",
                "本次示数",
                "本月读数",
            ),
            *("表底数", "累计读数", "累计值", "正向有功总", "正向有功总示数"),
        }
    ),
    "use": frozenset(
        {*("use", "consumption", "usage"), *("用量", "用电量", "用水量", "用气量", "消耗量")}
    ),
    "amount": frozenset(
        {*("amount", "amount_yuan", "cost"), *("金额", "电费", "水费", "气费", "费用", "应付金额")}
    ),
    "clock": frozenset({*("clock",), *("时刻", "抄表时刻")}),
}


class NoLayout(Exception):
    """The columns tell no layout. missing: roles that were looked for; headers: what there is."""

    def __init__(self, missing: Sequence[str], headers: Sequence[str]) -> None:
        super().__init__(missing, headers)
        self.missing, self.headers = list(missing), list(headers)


@dataclass(frozen=True)
class Value:
    """A column of values. name: the meter of a wide file; day: of a file with days as headers."""

    column: int
    name: str = ""
    unit: FileUnit | None = None
    day: datetime | None = None


@dataclass(frozen=True)
class Layout:
    """kind: LONG, WIDE or DAYS. begins: how many lines the title and header take.

    left_out: headers that were not read. is_use: values are uses, not registers. year: what the
    title says of it.
    """

    kind: str
    begins: int
    values: list[Value]
    meter: int | None = None
    time: int | None = None
    clock: int | None = None
    amount: int | None = None
    is_use: bool = False
    is_utc: bool = False
    year: int | None = None
    left_out: list[str] = field(default_factory=list)


def layout_of(sheet: Sheet, *, wanted: str = "", name: str = "") -> Layout:
    """Find the header below the titles, and what its columns are. Raises NoLayout.

    wanted: the layout, where somebody said it. name: of the file, which may hold the year.
    """
    best: NoLayout | None = None
    year = times.year_in(name)
    for place, (_line, cells) in enumerate(sheet.lines[:TITLE_ROWS]):
        try:
            return _layout(cells, place + 1, wanted=wanted, year=year)
        except NoLayout as error:
            if best is None or len(error.headers) > len(best.headers):
                best = error
        year = next((y for cell in cells if (y := times.year_in(text_of(cell)))), year)
    raise best or NoLayout(("meter", "time", "register"), ())


def _layout(cells: Sequence[Any], begins: int, *, wanted: str, year: int | None) -> Layout:
    headers = [split_header(_header(cell)) for cell in cells]
    roles: dict[str, int] = {}
    for column, (name, _unit) in enumerate(headers):
        role = _role(name)
        if role and role not in roles:
            roles[role] = column
    named = [text_of(cell) for cell in cells if text_of(cell)]
    value = roles.get("register", roles.get("use"))
    time, meter = roles.get("time"), roles.get("meter")
    common: dict[str, Any] = {
        "begins": begins,
        "is_use": "register" not in roles and "use" in roles,
        "is_utc": time is not None and headers[time][0].casefold() == "utc",
        "year": year,
    }
    if wanted in ("", LONG) and None not in (meter, time, value):
        used = {meter, time, value, roles.get("amount"), roles.get("clock")}
        return Layout(
            LONG,
            values=[Value(value, unit=headers[value][1])],  # type: ignore[arg-type, index]
            meter=meter,
            time=time,
            clock=roles.get("clock"),
            amount=roles.get("amount"),
            left_out=[text_of(c) for n, c in enumerate(cells) if n not in used and text_of(c)],
            **common,
        )
    if wanted in ("", DAYS, WIDE) and meter is not None and time is None:
        dated = [(n, day) for n, cell in enumerate(cells) if (day := _day(cell, year))]
        if dated:
            values = [Value(n, day=day) for n, day in dated]
            used_columns = {meter, *(n for n, _day in dated)}
            out = [text_of(c) for n, c in enumerate(cells) if n not in used_columns and text_of(c)]
            return Layout(DAYS, values=values, meter=meter, left_out=out, **common)
    if wanted in ("", WIDE) and time is not None and meter is None:
        values, out = _wide(headers, time)
        if values:
            return Layout(WIDE, values=values, time=time, left_out=out, **common)
    lacking = [role for role in ("meter", "time", "register") if role not in roles]
    if wanted == WIDE or (not wanted and meter is None):
        lacking = ["time"]
    raise NoLayout(lacking or ["register"], named)


def _wide(
    headers: Sequence[tuple[str, FileUnit | None]], time: int
) -> tuple[list[Value], list[str]]:
    """Each column a meter; where some say their unit, those that say none measure other things."""
    values = [
        Value(column, name=name, unit=unit)
        for column, (name, unit) in enumerate(headers)
        if column != time and name
    ]
    if any(value.unit for value in values):
        out = [value.name for value in values if not value.unit]
        return [value for value in values if value.unit], out
    return values, []


def _header(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _role(name: str) -> str | None:
    plain = "".join(text_of(name).casefold().split()).strip("*")
    return next((role for role, names in ALIASES.items() if plain in names), None)


def _day(cell: Any, year: int | None) -> datetime | None:
    """The day a header names; numbers are no days."""
    text = text_of(cell)
    if not text or (isinstance(cell, int | float) or text.replace(".", "").isdigit()):
        return None
    try:
        found = times.moment(cell, year=year)
    except times.BadTime:
        return None
    return found.replace(tzinfo=None)
