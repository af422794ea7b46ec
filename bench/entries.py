"""Gate entries: how many a second are taken in bulk, and how long a single one takes."""

import json
import time
from collections.abc import Iterable
from datetime import timedelta
from statistics import median, quantiles

from bench import Figure

PEOPLE = 1_742
BULK = 5_000
BULKS = 10
SINGLES = 300


def measure() -> Iterable[Figure]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.test import Client

    from jieyue.access.factories import make_device
    from jieyue.people.factories import make_site, make_unit

    site = make_site()
    units = [make_unit(site=site) for _ in range(33)]
    _people(units)
    gate = make_device(site=site, key="jyd_bench")
    client = Client(headers={"Authorization": "Bearer jyd_bench"})
    yield from _bulk(client)
    yield from _single(client)
    yield from _counted(site, gate)


def _people(units: list) -> None:
    from jieyue.people.persons.models import Person

    Person.objects.bulk_create(
        Person(site_id=unit.site_id, unit=unit, staff_no=f"B{n:05}", name=f"Person {n}")
        for n in range(PEOPLE)
        for unit in [units[n % len(units)]]
    )


def _rows(first: int, number: int) -> list[dict]:
    from django.utils import timezone

    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        {
            "event_id": f"e{n}",
            "at": (start + timedelta(milliseconds=10 * n)).isoformat(),
            "direction": "out" if n % 3 == 2 else "in",
            "staff_no": f"B{n * 7 % PEOPLE:05}",
        }
        for n in range(first, first + number)
    ]


def _post(client, body: object) -> float:
    text = json.dumps(body)
    begun = time.perf_counter()
    reply = client.post("/api/v1/access/entries", text, content_type="application/json")
    spent = time.perf_counter() - begun
    assert reply.status_code in (200, 201), reply.content
    return spent


def _bulk(client) -> Iterable[Figure]:
    bodies = [{"items": _rows(n * BULK, BULK)} for n in range(BULKS)]
    spent = [_post(client, body) for body in bodies]
    rate = BULK * BULKS / sum(spent)
    yield Figure(f"{BULKS} × {BULK:,} new entries, a second", f"{rate:,.0f}", "≥ 5,000")
    yield Figure(f"{BULK:,} new entries, slowest s", f"{max(spent):.2f}")
    again = [_post(client, body) for body in bodies]
    rate = BULK * BULKS / sum(again)
    yield Figure("the same again (all repeats), a second", f"{rate:,.0f}")


def _single(client) -> Iterable[Figure]:
    rows = _rows(BULK * BULKS, SINGLES)
    spent = sorted(_post(client, row) * 1000 for row in rows)
    yield Figure("single entry, median ms", f"{median(spent):.1f}")
    yield Figure("single entry, 95th percentile ms", f"{quantiles(spent, n=20)[-1]:.1f}")


def _counted(site, gate) -> Iterable[Figure]:
    from django.utils import timezone

    from jieyue.access.entries.models import GateEntry
    from jieyue.access.entries.queries import QUARTERS, inside_by, people_inside

    now = timezone.localtime().replace(hour=23, minute=59)
    GateEntry.objects.filter(id__gt=7_000 + GateEntry.objects.order_by("id")[0].id).delete()
    for what, count in (
        (
            "people inside now, 7,000 entries today, ms",
            lambda: people_inside(site_id=site.id, at=now),
        ),
        (
            "people inside at 96 quarters, ms",
            lambda: inside_by(site_id=site.id, day=now.date(), cutoffs=QUARTERS),
        ),
    ):
        begun = time.perf_counter()
        for _ in range(10):
            count()
        yield Figure(what, f"{(time.perf_counter() - begun) * 100:.0f}")
    del gate
