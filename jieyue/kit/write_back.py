"""The worker writes SQLite's log back into its file, so that no request has to wait for it."""

from django.db import connection


def write_back() -> bool:
    """Once, beside readers and writers and without holding them up; nothing on PostgreSQL.

    False, so that the worker waits a second until the next time. Where no worker runs, the
    connection whose write fills `wal_autocheckpoint` pages does it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return False
