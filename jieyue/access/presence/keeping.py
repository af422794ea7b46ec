"""Writes quarters many at a time, past the model layer that would take most of the time."""

from collections.abc import Sequence
from datetime import time
from typing import Any, Final

from django.db import connection

from jieyue.access.entries.store import insert_rows
from jieyue.access.presence.days import Looked
from jieyue.access.presence.models import ZoneQuarter
from jieyue.access.presence.rules.counting import METHOD

COLUMNS: Final = (
    "site_id", "zone_id", "unit_id", "day", "quarter", "counted", "estimate", "low", "high",
    "nobody", "coverage", "method",
)  # fmt: skip
Figures = tuple[int, float | None, float, float | None, float]


def row(
    looked: Looked,
    zone_id: int | None,
    unit_id: int | None,
    clock: time,
    figures: Figures,
    coverage: float,
) -> tuple[object, ...]:
    """One quarter, in the order of COLUMNS. figures: counted, estimate, low, high, nobody."""
    day = looked.span.day
    return (looked.site_id, zone_id, unit_id, day, clock, *figures, coverage, METHOD)


def insert(rows: Sequence[tuple[object, ...]]) -> None:
    """Add rows in the open transaction."""
    if not rows:
        return
    on: Any = connection.ops.adapt_datefield_value
    at: Any = connection.ops.adapt_timefield_value
    adapted = [(*row[:3], on(row[3]), at(row[4]), *row[5:]) for row in rows]
    insert_rows(ZoneQuarter, COLUMNS, adapted)
