"""The till: 20 sales a second for a lunch's rush, against the running web server and worker.

Open loop: each sale is sent at its own time whether or not the one before was answered, and its
time counts from when it was due, so a server that stalls cannot hide it. On the database that
JIEYUE_DATABASE_URL names, which should be empty, or else on SQLite.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from http.client import HTTPConnection
from statistics import quantiles
from uuid import uuid4

from bench import Figure

A_SECOND = 20
SECONDS = float(os.environ.get("BENCH_TILL_SECONDS", "45"))
WARM_UP = 40
COUNTERS = 8  # connections, as many tills
PEOPLE = 1_742
DAYS_BEFORE, SALES_A_DAY = 30, 1_000
KEY = "jyt_bench"


def measure() -> Iterable[Figure]:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    canteen_id, dish_ids = _lunch()
    place = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    connection.close()
    with _running() as port:
        _rush(port, canteen_id, dish_ids, first=0, number=WARM_UP)
        waits = _rush(port, canteen_id, dish_ids, first=WARM_UP, number=round(A_SECOND * SECONDS))
    yield from _figures(place, waits)


def _lunch() -> tuple[int, list[int]]:
    """A canteen with prices, tills, accounts, a menu, and the sales of the days before."""
    from django.utils import timezone

    from jieyue.canteen.factories import make_canteen, make_meal_period
    from jieyue.canteen.menus.factories import make_dish, make_menu
    from jieyue.canteen.service.factories import make_price, make_till
    from jieyue.people.factories import make_site, make_unit

    site = make_site()
    canteen = make_canteen(site=site)
    make_meal_period(canteen=canteen)
    make_price(canteen=canteen)
    make_till(canteen=canteen, key=KEY)
    dishes = [make_dish(site=site) for _ in range(10)]
    make_menu(canteen=canteen, day=timezone.localdate(), dishes=dishes)
    people = _people([make_unit(site=site) for _ in range(33)])
    _accounts(people)
    _sales_before(canteen, people, [dish.id for dish in dishes])
    return canteen.id, [dish.id for dish in dishes]


def _people(units: list) -> list:
    from jieyue.people.persons.models import Person

    return Person.objects.bulk_create(
        Person(site_id=unit.site_id, unit=unit, staff_no=f"B{n:05}", name=f"Person {n}")
        for n in range(PEOPLE)
        for unit in [units[n % len(units)]]
    )


def _accounts(people: list) -> None:
    from jieyue.canteen.service.models import MealAccount

    MealAccount.objects.bulk_create(
        MealAccount(
            site_id=person.site_id, person=person, card_number=f"C{n:05}", balance_yuan=Decimal(500)
        )
        for n, person in enumerate(people)
    )


def _sales_before(canteen, people: list, dish_ids: list[int]) -> None:
    from django.utils import timezone

    from jieyue.canteen.service.models import Sale, SaleDish

    now = timezone.now()
    for days in range(1, DAYS_BEFORE + 1):
        at = now - timedelta(days=days)
        sales = Sale.objects.bulk_create(
            Sale(
                site_id=canteen.site_id,
                client_id=uuid4(),
                canteen=canteen,
                day=timezone.localdate(at),
                meal="lunch",
                person=person,
                unit_id=person.unit_id,
                price_yuan=Decimal(15),
                subsidy_yuan=Decimal(10),
                happened_at=at,
                received_at=at,
            )
            for person in people[:SALES_A_DAY]
        )
        SaleDish.objects.bulk_create(
            SaleDish(site_id=canteen.site_id, sale=sale, dish_id=dish_ids[n % 10])
            for n, sale in enumerate(sales)
        )


@contextmanager
def _running() -> Iterator[int]:
    """The web server as `docs/operating.md` starts it, and the worker; the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "jieyue.wsgi:application",
        "--workers", "2", "--blocking-threads", "2", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port),
    ]  # fmt: skip
    worker = [sys.executable, "-m", "jieyue", "run_worker"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [subprocess.Popen(command, **quiet) for command in (web, worker)]
    try:
        _wait_for(port)
        yield port
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/account/login/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The web server did not start.")


def _rush(
    port: int, canteen_id: int, dish_ids: list[int], *, first: int, number: int
) -> list[tuple[float, float]]:
    """(ms since it was due, ms since it was sent) of each sale, sent at its own time."""
    waits: list[tuple[float, float]] = []
    begin = time.perf_counter() + 0.5

    def counter(mine: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        for n in range(mine, number, COUNTERS):
            due = begin + n / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            sent = time.perf_counter()
            _sell(connection, canteen_id, dish_ids, first + n)
            now = time.perf_counter()
            waits.append((1000 * (now - due), 1000 * (now - sent)))

    threads = [threading.Thread(target=counter, args=(mine,)) for mine in range(COUNTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waits) == number
    return waits


def _sell(connection: HTTPConnection, canteen_id: int, dish_ids: list[int], n: int) -> None:
    from django.utils import timezone

    body = {
        "client_id": str(uuid4()),
        "canteen_id": canteen_id,
        "meal": "lunch",
        "happened_at": timezone.now().isoformat(),
        "card_number": f"C{n % PEOPLE:05}",
        "dishes": [
            {"dish_id": dish_ids[(n + place) % 10], "portions": "0.5" if place == 0 else "1"}
            for place in range(4)
        ],
    }
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/canteen/sales", json.dumps(body), headers)
    reply = connection.getresponse()
    said = reply.read()
    assert reply.status == 201, said


def _figures(place: str, waits: list[tuple[float, float]]) -> Iterable[Figure]:
    since_due = sorted(due for due, _ in waits)
    since_sent = sorted(sent for _, sent in waits)
    cuts = quantiles(since_due, n=100)
    what = f"{place}: {len(waits)} sales at {A_SECOND} a second"
    yield Figure(f"{what}, median ms", f"{cuts[49]:.1f}")
    yield Figure(f"{what}, 99th percentile ms", f"{cuts[98]:.1f}", "≤ 50")
    yield Figure(f"{what}, slowest ms", f"{since_due[-1]:.1f}")
    late = quantiles(since_sent, n=100)[98]
    yield Figure(f"{place}: the same from sending, 99th percentile ms", f"{late:.1f}")
