"""Days, months and notes in and out of the database in bulk, for SQLite and PostgreSQL."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from jieyue.energy.readings.back_ends import Span

COPIED_FROM = 200  # rows; below, making a table to copy into costs more than it saves


class DayRow(NamedTuple):
    site_id: int
    meter_id: int
    day: date
    use_micro: int
    estimated_micro: int
    covered_s: int
    adjusted_micro: int
    hours: bytes


class MonthRow(NamedTuple):
    site_id: int
    meter_id: int
    month: date
    use_micro: int
    estimated_micro: int
    covered_s: int
    adjusted_micro: int
    days: int


class Sums(NamedTuple):
    """A meter's days of one month, summed. month: "2026-01"."""

    meter_id: int
    month: str
    use_micro: int
    estimated_micro: int
    covered_s: int
    adjusted_micro: int
    days: int


class DaySums(NamedTuple):
    meter_id: int
    day: date
    use_micro: int
    estimated_micro: int
    covered_s: int
    adjusted_micro: int


_WITHIN = {
    "sqlite": """
        FROM json_each(%s) asked CROSS JOIN energy_meterday d
        WHERE d.meter_id = json_extract(asked.value, '$[0]') AND d.day BETWEEN
          json_extract(asked.value, '$[1]') AND json_extract(asked.value, '$[2]')
    """,
    "postgresql": """
        FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS asked(meter_id, first_on, last_on)
        JOIN energy_meterday d
          ON d.meter_id = asked.meter_id AND d.day BETWEEN asked.first_on AND asked.last_on
    """,
}
_MONTH = {"sqlite": "substr(d.day, 1, 7)", "postgresql": "to_char(d.day, 'YYYY-MM')"}
_DAY_COLUMNS = ", ".join(DayRow._fields)
_DAY_TYPES = ("int8", "int8", "date", "int8", "int8", "int4", "int8", "bytea")


def days_within(spans: Sequence[Span]) -> dict[tuple[int, str], tuple[int, DayRow]]:
    """The stored days in these spans by meter and ISO day, each with its id."""
    columns = ", ".join(f"d.{name}" for name in DayRow._fields)
    rows = _asked(f"SELECT d.id, {columns}", spans)
    found = {}
    for row_id, *values in rows:
        row = DayRow(*values)
        on = row.day if isinstance(row.day, date) else date.fromisoformat(row.day)
        row = row._replace(day=on, hours=bytes(row.hours))
        found[row.meter_id, on.isoformat()] = (row_id, row)
    return found


def day_sums(spans: Sequence[Span]) -> list[DaySums]:
    """The stored days in these spans without their hours."""
    rows = _asked("SELECT " + ", ".join(f"d.{name}" for name in DaySums._fields), spans)
    if rows and not isinstance(rows[0][1], date):
        days = {text: date.fromisoformat(text) for text in {row[1] for row in rows}}
        return [DaySums(row[0], days[row[1]], *row[2:]) for row in rows]
    return [DaySums(*row) for row in rows]


def month_sums(spans: Sequence[Span]) -> list[Sums]:
    """The sums of the stored days in these spans, which are whole months."""
    month = _MONTH[connection.vendor]
    select = (
        f"SELECT d.meter_id, {month} AS month, SUM(d.use_micro), SUM(d.estimated_micro),"
        " SUM(d.covered_s), SUM(d.adjusted_micro), COUNT(*)"
    )
    rows = _asked(select, spans, f"GROUP BY d.meter_id, {month}")
    return [Sums(row[0], row[1], *(int(value) for value in row[2:])) for row in rows]


def _asked(select: str, spans: Sequence[Span], rest: str = "") -> list[Any]:
    if not spans:
        return []
    if connection.vendor == "postgresql":
        values: list[Any] = [list(column) for column in zip(*spans, strict=True)]
    else:
        values = [json.dumps([(one, a.isoformat(), b.isoformat()) for one, a, b in spans])]
    with connection.cursor() as cursor:
        cursor.execute(f"{select} {_WITHIN[connection.vendor]} {rest}", values)
        return list(cursor.fetchall())


def upsert_days(rows: Sequence[DayRow]) -> None:
    _upsert("energy_meterday", ("meter_id", "day"), _DAY_TYPES, DayRow._fields, rows)


def upsert_months(rows: Sequence[MonthRow]) -> None:
    types = ("int8", "int8", "date", "int8", "int8", "int4", "int8", "int2")
    _upsert("energy_metermonth", ("meter_id", "month"), types, MonthRow._fields, rows)


def _upsert(
    table: str,
    key: tuple[str, str],
    types: Sequence[str],
    names: Sequence[str],
    rows: Sequence[Any],
) -> None:
    """Write these rows, in place of those with their key. Names are those of our own tables."""
    if not rows:
        return
    columns = ", ".join(names)
    kept = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    conflict = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {kept}"
    if connection.vendor != "postgresql":
        places = ", ".join("?" * len(names))
        plain = ([_plain(value) for value in row] for row in rows)
        connection.ensure_connection()
        connection.connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places}) {conflict}",  # noqa: S608
            plain,
        ).close()
        return
    with connection.cursor() as cursor:
        if len(rows) < COPIED_FROM:
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays}) {conflict}",  # noqa: S608
                [list(column) for column in zip(*rows, strict=True)],
            )
            return
        declared = ", ".join(f"{name} {kind}" for name, kind in zip(names, types, strict=True))
        cursor.execute(f"CREATE TEMPORARY TABLE derived ({declared}) ON COMMIT DROP")
        with cursor.copy("COPY derived FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM derived {conflict}"  # noqa: S608
        )
        cursor.execute("DROP TABLE derived")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
