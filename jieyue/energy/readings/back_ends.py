"""Packed days in and out of the database in bulk, one way for SQLite and one for PostgreSQL.

Both ask by index for exactly the days wanted, so that the cost does not grow with what is stored.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from jieyue.energy.meters.models import Meter

COPIED_FROM = 200  # rows; below, making a table to copy into costs more than it saves


class Kept(NamedTuple):
    """A packed day as it is read: its first instant tells the day."""

    meter_id: int
    first_s: int
    packed: bytes


class DayRow(NamedTuple):
    """A packed day as it is written."""

    site_id: int
    meter_id: int
    day: date
    readings: int
    first_s: int
    last_s: int
    packed: bytes


class Span(NamedTuple):
    """Local days of one meter, both included."""

    meter_id: int
    first: date
    last: date


def lock(meter_ids: Sequence[int]) -> None:
    """Hold these meters until the transaction ends, in one order, so that writers take turns.

    On SQLite the transaction itself does: it takes the database's one writer's place at its start.
    """
    if connection.vendor == "postgresql":
        rows = Meter.objects.filter(id__in=meter_ids).order_by("id")
        list(rows.select_for_update(no_key=True).values_list("id"))


def days_within(spans: Sequence[Span]) -> list[Kept]:
    """Every stored day in the spans, by meter and time."""
    if not spans:
        return []
    return _asked(_WITHIN_POSTGRES, spans) if _is_postgres() else _asked(_WITHIN_SQLITE, spans)


def days_beside(spans: Sequence[Span], *, most: int) -> list[Kept]:
    """Of each meter the nearest stored days before its span and after it, at most `most` each."""
    if not spans or not most:
        return []
    found = []
    for compared, bound, direction in (("<", 1, "DESC"), (">", 2, "ASC")):
        text = _BESIDE_POSTGRES if _is_postgres() else _BESIDE_SQLITE
        column = ("first_on", "last_on")[bound - 1] if _is_postgres() else str(bound)
        named = {"compared": compared, "bound": column, "direction": direction, "most": int(most)}
        found += _asked(text.format(**named), spans)
    return found


def upsert(rows: Sequence[DayRow]) -> None:
    """Write these days, in place of what was there."""
    if not rows:
        return
    if not _is_postgres():
        _upsert_sqlite(rows)
    elif len(rows) < COPIED_FROM:
        _upsert_few(rows)
    else:
        _upsert_copied(rows)


_WITHIN_SQLITE = """
SELECT r.meter_id, r.first_s, r.packed
FROM json_each(%s) asked CROSS JOIN energy_readingday r
WHERE r.meter_id = json_extract(asked.value, '$[0]')
  AND r.day BETWEEN json_extract(asked.value, '$[1]') AND json_extract(asked.value, '$[2]')
"""
_WITHIN_POSTGRES = """
SELECT r.meter_id, r.first_s, r.packed
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS asked(meter_id, first_on, last_on)
JOIN energy_readingday r
  ON r.meter_id = asked.meter_id AND r.day BETWEEN asked.first_on AND asked.last_on
"""
_BESIDE_SQLITE = """
SELECT r.meter_id, r.first_s, r.packed
FROM json_each(%s) asked CROSS JOIN energy_readingday r
WHERE r.id IN (
  SELECT near.id FROM energy_readingday near
  WHERE near.meter_id = json_extract(asked.value, '$[0]')
    AND near.day {compared} json_extract(asked.value, '$[{bound}]')
  ORDER BY near.day {direction} LIMIT {most}
)
"""
_BESIDE_POSTGRES = """
SELECT r.meter_id, r.first_s, r.packed
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS asked(meter_id, first_on, last_on)
CROSS JOIN LATERAL (
  SELECT near.meter_id, near.first_s, near.packed FROM energy_readingday near
  WHERE near.meter_id = asked.meter_id AND near.day {compared} asked.{bound}
  ORDER BY near.day {direction} LIMIT {most}
) r
"""
_COLUMNS = "site_id, meter_id, day, count, first_s, last_s, packed"
_ON_CONFLICT = """
ON CONFLICT (meter_id, day) DO UPDATE SET count = excluded.count, first_s = excluded.first_s,
  last_s = excluded.last_s, packed = excluded.packed
"""


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _asked(text: str, spans: Sequence[Span]) -> list[Kept]:
    if _is_postgres():
        values = [list(column) for column in zip(*spans, strict=True)]
    else:
        asked = [(meter_id, first.isoformat(), last.isoformat()) for meter_id, first, last in spans]
        values = [json.dumps(asked)]  # type: ignore[list-item]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return [Kept(*row) for row in cursor.fetchall()]


def _upsert_sqlite(rows: Sequence[DayRow]) -> None:
    text = f"INSERT INTO energy_readingday ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) {_ON_CONFLICT}"  # noqa: S608
    plain = (row._replace(day=row.day.isoformat()) for row in rows)  # type: ignore[arg-type]
    connection.ensure_connection()
    connection.connection.executemany(text, plain).close()


def _upsert_few(rows: Sequence[DayRow]) -> None:
    text = f"""
    INSERT INTO energy_readingday ({_COLUMNS})
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::int[], %s::bigint[],
      %s::bigint[], %s::bytea[]) {_ON_CONFLICT}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(text, [list(column) for column in zip(*rows, strict=True)])


def _upsert_copied(rows: Sequence[DayRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE came (site_id bigint, meter_id bigint, day date, count int,"
            " first_s bigint, last_s bigint, packed bytea) ON COMMIT DROP"
        )
        with cursor.copy("COPY came FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int8", "int8", "date", "int4", "int8", "int8", "bytea"])
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO energy_readingday ({_COLUMNS}) SELECT {_COLUMNS} FROM came {_ON_CONFLICT}"  # noqa: S608
        )
        cursor.execute("DROP TABLE came")
