"""Very many rows put straight into a table, on either database, with ids chosen beforehand.

Django's own bulk insertion converts every value of every row by its field; a history of half a
million rows has no time for that.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

AT_ONCE = 5000

Convert = Callable[[Any], Any]


def next_id(model: type[models.Model]) -> int:
    """The first id above all that are taken."""
    highest: int | None = model._default_manager.aggregate(highest=Max("id"))["highest"]
    return (highest or 0) + 1


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Add rows, given by the columns' attribute names; other columns get their default.

    Decimals may be given as text.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [name for name in fields if name not in columns and name != "id"]
    names = [*columns, *others]
    defaults = [_converted(fields[name], fields[name].get_default()) for name in others]
    converts = {
        place: convert
        for place, name in enumerate(columns)
        if (convert := _conversion(fields[name])) is not None
    }
    ready = (_ready(row, converts, defaults, len(columns)) for row in rows)
    table = connection.ops.quote_name(model._meta.db_table)
    quoted = ", ".join(connection.ops.quote_name(fields[name].column or "") for name in names)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({quoted}) FROM STDIN", ready)
    else:
        marks = ", ".join(["%s"] * len(names))
        _execute(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", ready)
    if "id" in columns:
        _count_on(model)


def _ready(
    given: Sequence[Any], converts: Mapping[int, Convert], defaults: Sequence[Any], width: int
) -> list[Any]:
    """One row as the database takes it: only what must be converted is touched."""
    if len(given) != width:
        raise ValueError(f"{len(given)} values for {width} columns")
    row = [*given, *defaults]
    for place, convert in converts.items():
        value = row[place]
        if value is not None:
            row[place] = convert(value)
    return row


def _converted(field: "models.Field[Any, Any]", value: Any) -> Any:
    convert = _conversion(field)
    return value if value is None or convert is None else convert(value)


def _count_on(model: type[models.Model]) -> None:
    """Let the database give ids above those that were chosen."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _copy(statement: str, rows: Iterator[list[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _execute(statement: str, rows: Iterator[list[Any]]) -> None:
    with connection.cursor() as cursor:
        while block := list(islice(rows, AT_ONCE)):
            cursor.executemany(statement, block)


def _conversion(field: "models.Field[Any, Any]") -> Convert | None:
    """What a column's values go through; None for those that stay as they are."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _utc_text
    if isinstance(field, models.DateField | models.TimeField):
        return lambda value: value.isoformat()
    if isinstance(field, models.UUIDField):
        return lambda value: value.hex
    if isinstance(field, models.DecimalField):
        return str
    return None


@lru_cache(maxsize=8192)
def _utc_text(value: datetime) -> str:
    """As Django's SQLite backend writes it."""
    return str(value.astimezone(UTC).replace(tzinfo=None))
