"""The journal: facts recorded, delivered, sealed and verified a second, by one process.

A recorded fact is one transaction. The reaction records a fact itself, as reactions of the
product do. On PostgreSQL when JIEYUE_DATABASE_URL names one, otherwise on SQLite.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from bench import Figure
from jieyue.kit.journal import Fact

FACTS = 3_000
AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Rang(Fact):
    name: ClassVar[str] = "bench.journal.rang"
    number: int


@dataclass(frozen=True, kw_only=True)
class Heard(Fact):
    name: ClassVar[str] = "bench.journal.heard"
    number: int


def measure() -> Iterable[Figure]:
    from django.core.management import call_command
    from django.db import connection

    from jieyue.kit import journal
    from jieyue.people.factories import make_site

    call_command("migrate", verbosity=0)
    site_id = make_site().id
    journal.connect({Rang: [hear]})
    engine = connection.vendor
    yield Figure(f"{engine}: facts recorded/s", rate(FACTS, lambda: record(site_id)))
    yield Figure(f"{engine}: delivered/s", rate(FACTS, lambda: journal.deliver_all(now=AT)))
    yield Figure(f"{engine}: sealed/s", rate(2 * FACTS, lambda: seal(site_id)))
    verified = rate(2 * FACTS, lambda: journal.broken_link(site_id=site_id))
    yield Figure(f"{engine}: verified/s", verified)


def hear(fact: Rang, *, site_id: int, at: datetime) -> None:
    from jieyue.kit import journal
    from jieyue.kit.actor import system

    journal.record(Heard(number=fact.number), actor=system("ear", site_id=site_id), at=at)


def record(site_id: int) -> None:
    from django.db import transaction

    from jieyue.kit import journal
    from jieyue.kit.actor import system

    actor = system("bell", site_id=site_id)
    for number in range(FACTS):
        with transaction.atomic():
            journal.record(Rang(number=number), actor=actor, at=AT)


def seal(site_id: int) -> None:
    from jieyue.kit import journal

    while journal.seal(site_id=site_id):
        pass


def rate(count: int, work: Callable[[], object]) -> str:
    """How many a second by the clock, and by this process's own processor time."""
    began, processor = time.perf_counter(), time.process_time()
    work()
    clock = count / (time.perf_counter() - began)
    own = count / (time.process_time() - processor)
    return f"{clock:,.0f} ({own:,.0f} of processor time)"
