"""Every page of the navigation on the loaded demo complex: time at the server and queries."""

import time
from collections.abc import Iterable
from statistics import median

from bench import Figure

RUNS = 15
GOAL_MS, GOAL_QUERIES = 100, 10
USERNAME = "manager"


def measure() -> Iterable[Figure]:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from jieyue.navigation import NAVIGATION
    from jieyue.people.accounts.models import Account
    from simulator import load

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    load.main()
    yield Figure(
        "the demo complex: loaded and run up to today, s", f"{time.perf_counter() - start:.0f}"
    )
    client = Client()
    client.force_login(Account.objects.get(username=USERNAME))
    names = [item.url_name for department in NAVIGATION for item in department.items]
    for address in [reverse(name) for name in names]:
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            continue  # not the manager's
        final = answer.request["PATH_INFO"]
        seconds = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            client.get(final)
            seconds.append(time.perf_counter() - begun)
        with CaptureQueriesContext(connection) as queries:
            client.get(final)
        value = f"{1000 * median(seconds):.0f} ms, {len(queries)} queries"
        yield Figure(final, value, f"≤ {GOAL_MS} ms, ≤ {GOAL_QUERIES}")
