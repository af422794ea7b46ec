"""Writing and closing wait for each other, so that no write slips in behind a closing.

Writers share the lock; a closing takes it alone. It lasts until the transaction ends. SQLite
needs none: it has one writer at a time.

A writer behind a waiting closing waits too, at worst for the second after which PostgreSQL lets it
pass; so what two writers both lock is locked in one order: the canteen's row, an order, slip, sale
or test, then this lock, then the store and its goods, a meal account, a supplier. The canteen's
row is locked with `no_key`: a closing, like every new row of the canteen, refers to it.
"""

from django.db import connection

BOOKS = 1_262_833  # any number, the same for every holder of this lock


def share(canteen_id: int) -> None:
    """Hold off a closing of the canteen's books until the transaction ends."""
    if connection.vendor == "postgresql":
        _take("pg_advisory_xact_lock_shared", canteen_id)


def alone(canteen_id: int) -> None:
    """Wait for every writer of the canteen's books, and hold off new ones."""
    if connection.vendor == "postgresql":
        _take("pg_advisory_xact_lock", canteen_id)


def _take(function: str, canteen_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [BOOKS, canteen_id])
