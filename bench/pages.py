"""Every page of the navigation on the loaded demo complex: time at the server and queries.

Each page is asked for by the first demo log-in that may open it, in this process: no network,
no browser. The processor's time is given beside the clock's, as it does not wait for others.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

from bench import Figure

RUNS = 15
GOAL_MS, GOAL_QUERIES = 100, 10


def measure() -> Iterable[Figure]:
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not (settings.DATA / "demo_logins.json").exists():
        from simulator import load

        start = time.perf_counter()
        load.main()
        spent = time.perf_counter() - start
        yield Figure("the demo complex: loaded and run up to today, s", f"{spent:.0f}")
    logging.disable(logging.WARNING)  # pages that a log-in may not open
    for username, client, address in _pages():
        yield _timed(username, client, address)


def _pages() -> Iterator[tuple[str, Any, str]]:
    """Each address of the navigation with the first log-in that may open it."""
    from django.test import Client
    from django.urls import reverse

    from jieyue.navigation import NAVIGATION
    from jieyue.people.accounts.models import Account
    from simulator.loading import whole

    names = [item.url_name for department in NAVIGATION for item in department.items]
    opened: set[str] = set()
    for username in [login["username"] for login in whole.logins()]:
        client = Client()
        client.force_login(Account.objects.get(username=username))
        for address in [reverse(name) for name in names]:
            if address in opened:
                continue
            answer = client.get(address, follow=True)
            if answer.status_code == 200:
                opened.add(address)
                yield username, client, answer.request["PATH_INFO"]


def _timed(username: str, client: Any, address: str) -> Figure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clock, processor = [], []
    for _ in range(RUNS):
        begun, own = time.perf_counter(), time.process_time()
        client.get(address)
        clock.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - own))
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    value = f"{median(clock):.0f} ms ({median(processor):.0f} of processor), {len(queries)} queries"
    return Figure(f"{address} ({username})", value, f"≤ {GOAL_MS} ms, ≤ {GOAL_QUERIES}")
