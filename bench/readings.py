"""Meter readings: end to end on both databases, beside plain COPY and DuckDB; what they cost
afterwards, and whether that grows with what is stored."""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from statistics import median
from urllib.parse import urlsplit, urlunsplit

import numpy as np

from bench import Figure, readings_load

DATABASE = "jieyue_bench_readings"
GOAL_SQLITE = 60_000


def measure() -> Iterable[Figure]:
    at_s, register, meter_id = _plain_readings()
    count = len(at_s)
    yield Figure("readings in this run", f"{count:,}")
    yield from _sqlite()
    url = os.environ.get("BENCH_POSTGRES")
    if not url:
        yield Figure("PostgreSQL", "not measured: set BENCH_POSTGRES to a server's URL")
    else:
        bare = _copy(url, meter_id, at_s, register)
        floor = _copy(url, meter_id, at_s, register, key=", PRIMARY KEY (meter_id, at_s)")
        yield Figure("the same by COPY into a bare table of PostgreSQL, a second", f"{bare:,.0f}")
        yield Figure("by COPY into one that knows each reading once, a second", f"{floor:,.0f}")
        yield from _postgres(url, floor)
    rate = count / _duckdb(meter_id, at_s, register)
    yield Figure("the same into a table of DuckDB, a second", f"{rate:,.0f}")
    yield from _curve()


def _plain_readings() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Instants, registers and meters, a row for each reading."""
    at_s, use = readings_load.registers(readings_load.METERS, 0, readings_load.DAYS)
    register = np.cumsum(use, axis=1).ravel()
    meter_id = np.repeat(np.arange(1, readings_load.METERS + 1), len(at_s))
    return np.tile(at_s, readings_load.METERS), register, meter_id


def _load(environment: dict[str, str], *arguments: str) -> dict:
    """`bench.readings_load` in a process of its own, on a database of its own."""
    environment = os.environ | environment
    tables = [sys.executable, "-c", "import simulator.fresh_tables as f; f.main()"]
    subprocess.run(tables, check=True, env=environment, capture_output=True)
    command = [sys.executable, "-m", "bench.readings_load", *arguments]
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _sqlite() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        found = _load({"JIEYUE_DATA": folder, "JIEYUE_DATABASE_URL": ""})
    rate = found["count"] / found["seconds"]
    name = "SQLite: stored with hours, days and months, readings a second"
    yield Figure(name, f"{rate:,.0f}", f"≥ {GOAL_SQLITE:,}")
    yield from _figures("SQLite", found)


def _postgres(url: str, floor: float) -> Iterable[Figure]:
    import psycopg

    own = urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = _load({"JIEYUE_DATA": folder, "JIEYUE_DATABASE_URL": own})
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    rate = found["count"] / found["seconds"]
    name = "PostgreSQL: stored with hours, days and months, readings a second"
    yield Figure(name, f"{rate:,.0f}", "≥ half of COPY")
    yield Figure(
        "PostgreSQL: end to end, times COPY into a table with its key",
        f"{rate / floor:.2f}",
        "≥ 0.50",
    )
    yield from _figures("PostgreSQL", found)


def _figures(name: str, found: dict) -> Iterable[Figure]:
    size = found["sizes"]["energy_readingday"] / found["count"]
    whole = sum(found["sizes"].values()) / found["count"]
    yield Figure(f"{name}: bytes a reading on disk", f"{size:.1f}")
    yield Figure(f"{name}: the same with its hours, days and months", f"{whole:.1f}")
    late = found["late_ms"]
    yield Figure(f"{name}: a late day of one meter, median ms", f"{median(late):.0f}", "≤ 50")
    yield Figure(f"{name}: a late day of one meter, slowest ms", f"{max(late):.0f}", "≤ 50")
    report = found["report"]
    yield Figure(
        f"{name}: 33 units by month, 3 years, 1,000 meters, s",
        f"{report['months_s']:.2f}",
        "≤ 1",
    )
    yield Figure(f"{name}: a unit's page, median ms", f"{report['page_ms']:.0f}", "≤ 100")


def _copy(
    url: str, meter_id: np.ndarray, at_s: np.ndarray, register: np.ndarray, key: str = ""
) -> float:
    """Readings a second into a table; nothing is derived."""
    import psycopg

    text = io.BytesIO()
    np.savetxt(text, np.stack([meter_id, at_s, register], axis=1), fmt="%d", delimiter="\t")
    with psycopg.connect(url) as server:
        server.execute(
            f"CREATE TABLE jieyue_bench_copy (meter_id int, at_s bigint, value bigint{key})"
        )
        begun = time.perf_counter()
        with server.cursor() as cursor, cursor.copy("COPY jieyue_bench_copy FROM STDIN") as copy:
            copy.write(text.getvalue())
        spent = time.perf_counter() - begun
        server.rollback()
    return len(at_s) / spent


def _duckdb(meter_id: np.ndarray, at_s: np.ndarray, register: np.ndarray) -> float:
    """Seconds, from columns in memory."""
    import duckdb

    frame = {"meter_id": meter_id, "at_s": at_s, "register": register}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/a.duckdb") as base:
        begun = time.perf_counter()
        base.register("frame", frame)
        base.execute("CREATE TABLE readings AS SELECT * FROM frame")
        return time.perf_counter() - begun


def _curve() -> Iterable[Figure]:
    """The same questions with 1, 10 and 100 million readings stored, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        found = _load({"JIEYUE_DATA": folder, "JIEYUE_DATABASE_URL": ""}, "curve")
    for row in found["curve"]:
        stored = f"{row['stored'] / 1e6:,.0f} M readings stored"
        yield Figure(f"{stored}: a late day of one meter, ms", f"{row['late_ms']:.0f}", "level")
        yield Figure(f"{stored}: a month of one meter, ms", f"{row['month_ms']:.0f}", "level")
        yield Figure(f"{stored}: a month of all meters, ms", f"{row['total_ms']:.0f}", "level")
