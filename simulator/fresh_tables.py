"""The tables of an empty database, made at once from the models: migrating takes far longer.

    python -m simulator.fresh_tables

`makemigrations --check` holds that models and migrations say the same, and no migration brings
rows that an empty database needs. What is cut short is taken up again; a database that was
migrated before is migrated.
"""

import os

import django
from django.db import connection, transaction


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    django.setup()
    make()


def make() -> None:
    """Bring the database's tables up to date."""
    from django.core.management import call_command
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    if recorder.applied_migrations():
        call_command("migrate", verbosity=0)
        return
    _create_from_models()
    recorder.ensure_schema()
    with transaction.atomic():
        call_command("migrate", fake=True, verbosity=0)


def _create_from_models() -> None:
    """Create what is missing, as if no app had migrations."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    kept = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    try:
        call_command("migrate", run_syncdb=True, verbosity=0)
    finally:
        settings.MIGRATION_MODULES = kept


if __name__ == "__main__":
    main()
