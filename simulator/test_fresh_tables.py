"""Tables made from the models are taken for migrated, and what was cut short is taken up."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(data: Path, *arguments: str) -> int:
    environment = {**os.environ, "JIEYUE_DATA": str(data)}
    environment.pop("JIEYUE_DATABASE_URL", None)
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode


def test_a_fresh_database_needs_no_migration_even_after_a_cut(tmp_path: Path) -> None:
    assert run(tmp_path, "-m", "simulator.fresh_tables") == 0
    assert run(tmp_path, "manage.py", "migrate", "--check") == 0
    with sqlite3.connect(tmp_path / "jieyue.sqlite3") as database:
        database.execute("DELETE FROM django_migrations")
        database.execute("DROP TABLE canteen_weeklyreview")
    assert run(tmp_path, "-m", "simulator.fresh_tables") == 0
    assert run(tmp_path, "manage.py", "migrate", "--check") == 0
    with sqlite3.connect(tmp_path / "jieyue.sqlite3") as database:
        database.execute("SELECT count(*) FROM canteen_weeklyreview")
