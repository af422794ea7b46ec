"""Statements that are asked hundreds of times a second, straight of the driver.

Django's cursor takes longer than SQLite takes to answer. Everything else asks through the models.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connections


@cache
def vendor() -> str:
    """sqlite or postgresql; one process has one of them."""
    return str(connections["default"].vendor)


def ask(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """All rows. sql: a fixed text with %s for each value and no other percent sign.

    values: as the database takes them (`connection.ops.adapt_…`). Raises django.db.Error's.
    """
    database: Any = connections["default"]
    if not _is_direct(database):
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []
    with database.wrap_database_errors:
        rows: list[Any] = database.connection.execute(_for_sqlite(sql), values).fetchall()
        return rows


def each(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """The same statement once for each row. Raises django.db.Error's."""
    database: Any = connections["default"]
    if not _is_direct(database):
        with database.cursor() as cursor:
            cursor.executemany(sql, rows)
        return
    with database.wrap_database_errors:
        database.connection.executemany(_for_sqlite(sql), rows)


def _is_direct(database: Any) -> bool:
    """On SQLite, unless somebody counts or watches the queries."""
    if database.vendor != "sqlite" or database.queries_logged or database.execute_wrappers:
        return False
    if database.connection is None:
        database.ensure_connection()
    database.validate_no_broken_transaction()
    return True


@lru_cache(maxsize=256)
def _for_sqlite(sql: str) -> str:
    return sql.replace("%s", "?")
