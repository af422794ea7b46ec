"""The database itself refuses to change or delete journal entries and seals.

The triggers are installed after every migration. Whoever owns the database can remove them;
the chain of digests then shows what was done.
"""

from typing import Any

from django.db import connections

TABLES = ("kit_entry", "kit_seal")
REFUSAL = "the journal is only ever added to"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION jieyue_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def install_sql(vendor: str) -> list[str]:
    """Statements that install the guard; running them again changes nothing."""
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{what} BEFORE {what} ON {table} {refuse}"
            for table in TABLES
            for what in ("update", "delete")
        ]
    statements = [_POSTGRESQL_FUNCTION, *remove_sql(vendor)]
    refuse = "EXECUTE FUNCTION jieyue_refuse_change()"
    for table in TABLES:
        change = f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        truncate = f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        statements += [f"{change} FOR EACH ROW {refuse}", f"{truncate} FOR EACH STATEMENT {refuse}"]
    return statements


def remove_sql(vendor: str) -> list[str]:
    """Statements that remove the guard, for emptying a database on purpose."""
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_{what}"
            for table in TABLES
            for what in ("update", "delete")
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{what} ON {table}"
        for table in TABLES
        for what in ("change", "truncate")
    ]


def install(*, using: str = "default", **_signal: Any) -> None:
    """Receiver of `post_migrate`; does nothing before the tables exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = connection.introspection.table_names(cursor)
        if set(TABLES) <= set(present):
            for statement in install_sql(connection.vendor):
                cursor.execute(statement)


def remove(*, using: str = "default") -> None:
    """Lift the guard until the next `install`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if set(TABLES) <= present:
            for statement in remove_sql(connection.vendor):
                cursor.execute(statement)
