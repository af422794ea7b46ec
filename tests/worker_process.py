"""One process of the concurrency test: `python -m tests.worker_process STEP [NUMBER]`.

It works on whatever database the environment names, with jobs and reactions of its own.
"""

import os
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from jieyue.kit import journal, numbers, tasks  # noqa: E402
from jieyue.kit.actor import system  # noqa: E402
from jieyue.kit.journal.models import Delivery, Entry  # noqa: E402
from jieyue.kit.periods import SHANGHAI  # noqa: E402
from jieyue.kit.sites.models import Site  # noqa: E402
from jieyue.kit.tasks import Job  # noqa: E402
from jieyue.kit.tasks.models import ScheduledRun, Task  # noqa: E402
from jieyue.kit.tasks.worker import Worker  # noqa: E402

AT = datetime(2026, 11, 23, 8, 15, tzinfo=SHANGHAI)
SITES, JOBS_EACH, MINUTES, NUMBERS = 3, 5, 2, 25
PATIENCE_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Rang(journal.Fact):
    name: ClassVar[str] = "tests.rang"
    number: int


@dataclass(frozen=True, kw_only=True)
class Heard(journal.Fact):
    name: ClassVar[str] = "tests.heard"
    number: int


@dataclass(frozen=True, kw_only=True)
class Worked(journal.Fact):
    name: ClassVar[str] = "tests.worked"
    job: str


@dataclass(frozen=True, kw_only=True)
class Numbered(journal.Fact):
    name: ClassVar[str] = "tests.numbered"
    number: str


def hear(fact: Rang, *, site_id: int, at: datetime) -> None:
    journal.record(Heard(number=fact.number), actor=system("ear", site_id=site_id), at=at)


def make_job(number: int) -> Job:
    def work(*, site_id: int | None, at: datetime) -> None:
        with transaction.atomic():
            actor = system("job", site_id=site_id)
            journal.record(Worked(job=work.__qualname__), actor=actor, at=at)

    work.__qualname__ = f"work_{number}"
    return Job("* * * * *", work)


journal.connect({Rang: [hear]})
TEST_JOBS = [make_job(number) for number in range(JOBS_EACH)]


def prepare(_number: int) -> None:
    """Make the tables and the sites."""
    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    for number in range(SITES):
        Site.objects.create(code=f"s{number}", name=f"S{number}")


def record(number: int) -> None:
    """Record so many facts, one transaction each."""
    site_id = Site.objects.order_by("id").values_list("id", flat=True)[0]
    for index in range(number):
        with transaction.atomic():
            journal.record(Rang(number=index), actor=system("bell", site_id=site_id), at=AT)


def work(number: int) -> None:
    """Deliver until so many facts were heard, take numbers, then run what is due by the minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while Delivery.objects.exclude(done_at=None).count() < number:
        if not journal.deliver_all(now=AT):
            time.sleep(0.2)
        assert time.monotonic() < deadline, "facts are not delivered"
    for _number in range(NUMBERS):
        with transaction.atomic():
            site_id = Site.objects.order_by("id").values_list("id", flat=True)[0]
            taken = Numbered(number=numbers.take("WO", site_id=site_id, at=AT))
            journal.record(taken, actor=system("desk", site_id=site_id), at=AT)
    for minute in range(MINUTES):
        now = AT + timedelta(minutes=minute, seconds=1)
        Worker(TEST_JOBS, clock=lambda now=now: now).run_once()


def wait_for_a_reaction(_arguments, *, progress, actor, at, **_site) -> None:
    """Long work that ends well only if a fact recorded meanwhile is delivered meanwhile."""
    with transaction.atomic():
        journal.record(Rang(number=1), actor=actor, at=at)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not Entry.objects.filter(name=Heard.name).exists():
        progress(0.5, "waiting")
        time.sleep(0.1)
        assert time.monotonic() < deadline, "the reaction waits for the task"


def work_beside(_number: int) -> None:
    """A whole worker, with its threads, until one long task has ended; prints how it ended."""
    site_id = Site.objects.order_by("id").values_list("id", flat=True)[0]
    tasks.connect({"tests.wait": wait_for_a_reaction})
    asker = system("asker", site_id=site_id)
    task = tasks.enqueue("tests.wait", {}, actor=asker, at=timezone.now())
    worker = Worker([], clock=timezone.now)

    def stop_at_the_end() -> None:
        while Task.objects.filter(id=task.id, status__in=["waiting", "running"]).exists():
            time.sleep(0.2)
        connection.close()
        worker.stop()

    threading.Thread(target=stop_at_the_end).start()
    worker.run()
    task.refresh_from_db()
    sys.stdout.write(task.status)


def report(_number: int) -> None:
    """Print how often things happened, as the numbers the test compares."""
    heard = Entry.objects.filter(name=Heard.name)
    worked = Entry.objects.filter(name=Worked.name)
    numbered = Entry.objects.filter(name=Numbered.name)
    for site_id in Site.objects.values_list("id", flat=True):
        while journal.seal(site_id=site_id):
            pass
    figures = {
        "engine": connection.vendor,
        "broken": [
            journal.broken_link(site_id=i) for i in Site.objects.values_list("id", flat=True)
        ],
        "heard": heard.count(),
        "heard_once": heard.values("data").annotate(n=Count("id")).filter(n=1).count(),
        "attempts": max(Delivery.objects.values_list("attempts", flat=True), default=0),
        "worked": worked.count(),
        "worked_once": worked.values("data", "site", "at").distinct().count(),
        "numbers": sorted(n["number"] for n in numbered.values_list("data", flat=True)),
        "runs_ended": ScheduledRun.objects.exclude(finished_at=None).filter(error="").count(),
    }
    sys.stdout.write(repr(figures))


if __name__ == "__main__":
    steps = {f.__name__: f for f in (prepare, record, work, work_beside, report)}
    steps[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 0)
