"""Writes checked entries many at a time, past the model layer that would take half the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from jieyue.access.entries.models import GateEntry


class Row(NamedTuple):
    """One row of GateEntry; its fields bear the names of the table's columns."""

    site_id: int
    device_id: int
    event_id: str
    at: datetime
    received_at: datetime
    direction: str
    credential: str
    subject: str
    person_id: int | None
    unit_id: int | None
    is_current: bool
    clock_ahead: bool


def insert(rows: Sequence[Row]) -> None:
    """Add rows in the open transaction. Raises IntegrityError for one that is there."""
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in Row._fields)
    places = ", ".join(["%s"] * len(Row._fields))
    table = quote(GateEntry._meta.db_table)
    adapt: Any = connection.ops.adapt_datetimefield_value
    received_at = adapt(rows[0].received_at)
    values = [row._replace(at=adapt(row.at), received_at=received_at) for row in rows]
    with connection.cursor() as cursor:
        # Only names of our own columns are put into the statement; every value is a parameter.
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608
