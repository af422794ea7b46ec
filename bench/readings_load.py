"""One database's share of `bench readings`: `python -m bench.readings_load`, figures as JSON.

The database is that of JIEYUE_DATABASE_URL, else SQLite in JIEYUE_DATA. It should be empty.
"""

import json
import os
import sys
import time
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np

METERS = 550
DAYS = 60
PER_DAY = 96
BATCH_DAYS = 60  # what one delivery brings
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


def report() -> dict[str, float]:
    """A thousand meters of 33 units over three years: the report by month, and a unit's page."""
    from django.test import Client
    from django.urls import reverse

    from jieyue.energy.consumption import queries
    from jieyue.energy.consumption.dimensions import Dimension, Step
    from jieyue.energy.consumption.models import MeterDay, MeterMonth
    from jieyue.energy.factories import make_meter
    from jieyue.people.factories import make_account, make_site, make_unit, role_grants

    site = make_site()
    units = [make_unit(site=site) for _ in range(33)]
    first = date(2023, 1, 1)
    root = make_meter(site=site, since_on=first)
    meters = [root] + [
        make_meter(parent=root, unit=units[n % 33], since_on=first) for n in range(999)
    ]
    months = [date(2023 + n // 12, 1 + n % 12, 1) for n in range(36)]
    MeterMonth.objects.bulk_create(
        MeterMonth(
            site=site,
            meter=meter,
            month=month,
            use_micro=(2_000_000_000 if meter is root else 1_000_000) * days,
            covered_s=86_400 * days,
            days=days,
        )
        for meter in meters
        for month in months
        for days in (monthrange(month.year, month.month)[1],)
    )
    hours = bytes([1 << 4]) + np.full(24, 41_666, "<i4").tobytes()
    own = [meter for n, meter in enumerate(meters[1:]) if n % 33 == 0]
    MeterDay.objects.bulk_create(
        MeterDay(
            site=site,
            meter=meter,
            day=date(2024, 12, 1) + timedelta(days=n),
            use_micro=1_000_000,
            covered_s=86_400,
            hours=hours,
        )
        for meter in own
        for n in range(396)
    )
    client = Client()
    client.force_login(make_account(site=site, grants=role_grants("energy_manager")))
    page = reverse("energy:unit_use", args=[units[0].id])
    assert client.get(page).status_code == 200
    return {
        "months_s": _fastest(
            lambda: queries.totals(
                site_id=site.id,
                first=first,
                last=date(2025, 12, 31),
                by=[Dimension.UNIT],
                step=Step.MONTH,
            ),
            times=3,
        ),
        "page_ms": 1000 * _median(lambda: client.get(page), times=9),
    }


def curve() -> list[dict[str, float]]:
    """What a late day, a month of one meter and one of all cost, with ever more stored."""
    from django.db import transaction

    from jieyue.energy.consumption import queries
    from jieyue.energy.consumption.dimensions import Dimension, Step
    from jieyue.energy.meters.models import Meter

    with transaction.atomic():
        meter_ids = make_meters(METERS)
    site_id = Meter.objects.values_list("site_id", flat=True)[0]
    found = []
    filled = 0
    for millions in (1, 10, 100):
        wanted = round(millions * 1e6 / PER_DAY / METERS)
        fill(meter_ids, site_id, filled, wanted)
        filled = wanted
        last = FIRST + timedelta(days=filled - 1)
        span = {"first": last.replace(day=1), "last": last}
        one = partial(queries.days, meter_ids[:1], **span)
        every = partial(
            queries.totals, site_id=site_id, by=[Dimension.UNIT], step=Step.MONTH, **span
        )
        found.append(
            {
                "stored": filled * PER_DAY * METERS,
                "late_ms": 1000 * _late(meter_ids[:9], last - timedelta(days=5)),
                "month_ms": 1000 * _median(one, times=9),
                "total_ms": 1000 * _median(every, times=5),
            }
        )
    return found


def fill(meter_ids: list[int], site_id: int, start: int, until: int) -> None:
    """Stored days with their derived days and months, written without the way in: much faster."""
    from django.db import connection, transaction

    from jieyue.energy.readings import back_ends, days, packing
    from jieyue.energy.readings.back_ends import DayRow
    from jieyue.energy.readings.series import Series

    step = 500
    day = Series(
        days.first_second(FIRST) + np.arange(PER_DAY, dtype=np.int64) * 900,
        np.cumsum(np.random.default_rng(1).integers(0, 2 * step, PER_DAY, np.int64)) * 10,
        np.full(PER_DAY, 2, np.uint8),
    )
    packed = packing.pack(days.first_second(FIRST), day)
    use = int(day.register_milli[-1]) + step * 10
    hours = bytes([1 << 4]) + np.full(24, use * 1000 // 24, "<i4").tobytes()
    for n in range(start, until):
        on = FIRST + timedelta(days=n)
        first_s = days.first_second(on)
        own = packed[:16] + (10**6 + n * use).to_bytes(8, "little", signed=True) + packed[24:]
        rows = [
            DayRow(site_id, meter_id, on, PER_DAY, first_s, first_s + 95 * 900, own)
            for meter_id in meter_ids
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            back_ends.upsert(rows)
            cursor.executemany(
                "INSERT INTO energy_meterday (site_id, meter_id, day, use_micro, estimated_micro,"
                " adjusted_micro, covered_s, hours) VALUES (%s, %s, %s, %s, 0, 0, 86400, %s)",
                [(site_id, m, on.isoformat(), use * 1000, hours) for m in meter_ids],
            )
            if on.day == 1:
                length = monthrange(on.year, on.month)[1]
                cursor.executemany(
                    "INSERT INTO energy_metermonth (site_id, meter_id, month, use_micro,"
                    " estimated_micro, adjusted_micro, covered_s, days)"
                    " VALUES (%s, %s, %s, %s, 0, 0, %s, %s)",
                    [
                        (site_id, m, on.isoformat(), use * 1000 * length, 86_400 * length, length)
                        for m in meter_ids
                    ],
                )


def _late(meter_ids: list[int], day: date) -> float:
    """Seconds, the median: readings between those of a stored day come in."""
    from jieyue.energy.intake.incoming import Incoming
    from jieyue.energy.intake.models import Source
    from jieyue.energy.intake.storing import store
    from jieyue.energy.meters.models import Meter
    from jieyue.energy.readings import storage
    from jieyue.energy.readings.merging import Readings
    from jieyue.kit.actor import system

    actor = system("bench", site_id=Meter.objects.values_list("site_id", flat=True)[0])
    spent = []
    for meter_id in meter_ids:
        held = storage.load([meter_id], first=day, last=day)[meter_id]
        between = held.at_s[:-1] + 450
        middle = (held.register_milli[:-1] * 3 + held.register_milli[1:]) // 40 * 10
        ids = np.full(len(between), meter_id, np.int64)
        came = Readings(ids, between, middle, np.full(len(between), 2, np.uint8))
        begun = time.perf_counter()
        store(
            Incoming(came),
            source=Source.DEVICE,
            actor=actor,
            at=datetime(2099, 1, 1, tzinfo=UTC),
        )
        spent.append(time.perf_counter() - begun)
    return sorted(spent)[len(spent) // 2]


def _median(call: Callable[[], object], *, times: int) -> float:
    return sorted(_spent(call) for _ in range(times))[times // 2]


def _fastest(call: Callable[[], object], *, times: int) -> float:
    return min(_spent(call) for _ in range(times))


def _spent(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    if "curve" in sys.argv:
        json.dump({"curve": curve()}, sys.stdout)
        return
    with transaction.atomic():
        meter_ids = make_meters(METERS)
    count, spent = store_all(meter_ids)
    late = [_late([one], FIRST + timedelta(days=20)) for one in meter_ids[:20]]
    tables = ("energy_readingday", "energy_meterday", "energy_metermonth")
    sizes = {table: size_of(table) for table in tables}
    with transaction.atomic():
        reported = report()
    json.dump(
        {
            "vendor": connection.vendor,
            "count": count,
            "seconds": spent,
            "late_ms": [round(one * 1000, 1) for one in late],
            "sizes": sizes,
            "report": reported,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
