"""One database's share of `bench readings`: `python -m bench.readings_load`, figures as JSON.

The database is that of JIEYUE_DATABASE_URL, else SQLite in JIEYUE_DATA. It should be empty.
"""

import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np

METERS = 550
DAYS = 60
PER_DAY = 96
BATCH_DAYS = 10
FIRST = date(2026, 1, 1)
AT = datetime(2026, 6, 1, tzinfo=UTC)


def registers(meters: int, start: int, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Instants and registers in thousandths [meters, readings] of some days."""
    from jieyue.energy.readings.days import first_second

    steps = days * PER_DAY
    at_s = first_second(FIRST) + (start * PER_DAY + np.arange(steps, dtype=np.int64)) * 900
    hour = (at_s // 3600 + 8) % 24
    shape = np.where((hour >= 8) & (hour < 18), 3.0, 1.0)
    load = np.random.default_rng(start).gamma(4, 0.5, (meters, steps)) * shape
    use = np.round(load * 0.25 * np.linspace(1, 30, meters)[:, None], 2)
    return at_s, (use * 1000).round().astype(np.int64)


def make_meters(count: int) -> list[int]:
    from jieyue.energy.factories import make_meter
    from jieyue.people.factories import make_site

    site = make_site()
    return [
        make_meter(site=site, digits=9, since_on=FIRST, name=f"{n}", parent=None).id
        for n in range(count)
    ]


def batches(meter_ids: list[int]):
    """The readings of METERS over DAYS, BATCH_DAYS at a time, as `Incoming`."""
    from jieyue.energy.intake.incoming import Incoming
    from jieyue.energy.readings.merging import Readings

    ids = np.array(meter_ids, np.int64)
    begun = np.full(len(ids), 1_000_000, np.int64)
    for start in range(0, DAYS, BATCH_DAYS):
        at_s, use = registers(len(ids), start, BATCH_DAYS)
        register = begun[:, None] + np.cumsum(use, axis=1)
        begun = register[:, -1]
        n = len(at_s)
        yield Incoming(
            Readings(
                np.repeat(ids, n),
                np.tile(at_s, len(ids)),
                register.ravel(),
                np.full(n * len(ids), 2, np.uint8),
            )
        )


def store_all(meter_ids: list[int]) -> tuple[int, float]:
    """How many readings, and the seconds to store them with all that is derived."""
    from jieyue.energy.intake.models import Source
    from jieyue.energy.intake.storing import store
    from jieyue.energy.meters.models import Meter
    from jieyue.kit.actor import system

    site_id = Meter.objects.values_list("site_id", flat=True)[0]
    actor = system("bench", site_id=site_id)
    count, spent = 0, 0.0
    for one in batches(meter_ids):
        begun = time.perf_counter()
        stored = store(one, source=Source.DEVICE, actor=actor, at=AT)
        spent += time.perf_counter() - begun
        assert stored.added == len(one.readings), stored
        count += stored.added
    return count, spent


def late_day(meter_ids: list[int]) -> list[float]:
    """Seconds to store one late day of one meter, each time another."""
    from jieyue.energy.intake.incoming import Incoming
    from jieyue.energy.intake.models import Source
    from jieyue.energy.intake.storing import store
    from jieyue.energy.meters.models import Meter
    from jieyue.energy.readings import days, storage
    from jieyue.energy.readings.merging import Readings
    from jieyue.kit.actor import system

    site_id = Meter.objects.values_list("site_id", flat=True)[0]
    actor = system("bench", site_id=site_id)
    spent = []
    for n, meter_id in enumerate(meter_ids[:20]):
        day = FIRST + timedelta(days=20 + n)
        held = storage.load([meter_id], first=day, last=day)[meter_id]
        between = days.first_second(day) + 450 + np.arange(PER_DAY - 1, dtype=np.int64) * 900
        came = Readings(
            np.full(len(between), meter_id, np.int64),
            between,
            held.register_milli[:-1],
            np.full(len(between), 2, np.uint8),
        )
        begun = time.perf_counter()
        store(Incoming(came), source=Source.DEVICE, actor=actor, at=AT)
        spent.append(time.perf_counter() - begun)
    return sorted(spent)


def size_of(table: str) -> int:
    """Bytes of a table with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            return int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name IN"
            " (SELECT name FROM sqlite_master WHERE tbl_name = %s)",
            [table],
        )
        return int(cursor.fetchone()[0] or 0)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    import django

    django.setup()
    from django.db import connection, transaction

    with transaction.atomic():
        meter_ids = make_meters(METERS)
    count, spent = store_all(meter_ids)
    late = late_day(meter_ids)
    tables = ("energy_readingday", "energy_meterday", "energy_metermonth")
    sizes = {table: size_of(table) for table in tables}
    json.dump(
        {
            "vendor": connection.vendor,
            "count": count,
            "seconds": spent,
            "late_ms": [round(one * 1000, 1) for one in late],
            "sizes": sizes,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
