"""Facts are recorded once, delivered once, and tried again when they fail."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Delivery, Entry
from jieyue.kit.journal.recording import fact_of
from jieyue.kit.sites.models import Site

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Rang(journal.Fact):
    name: ClassVar[str] = "kit.test.rang"
    label = "Rang"
    day: datetime
    times: int


heard: list[tuple[Rang, int, datetime]] = []


def hear(fact: Rang, *, site_id: int, at: datetime) -> None:
    heard.append((fact, site_id, at))
    if fact.times < 0:
        raise ValueError("a bell cannot ring back")


def echo(fact: Rang, *, site_id: int, at: datetime) -> None:
    if fact.times > 0:
        again = Rang(day=fact.day, times=fact.times - 1)
        journal.record(again, actor=system("echo", site_id=site_id), at=at)


@pytest.fixture(autouse=True)
def _connected(monkeypatch):
    heard.clear()
    monkeypatch.setattr("jieyue.kit.journal.recording._reactions", {Rang.name: [hear, echo]})


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


def ring(site, times=0) -> Entry:
    with transaction.atomic():
        return journal.record(
            Rang(day=AT, times=times), actor=system("bell", site_id=site.id), at=AT
        )


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_not_recorded_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        journal.record(Rang(day=AT, times=0), actor=system("bell"), at=AT)


def test_a_fact_comes_back_as_it_was_recorded(site):
    entry = Entry.objects.get(id=ring(site, times=3).id)
    assert fact_of(entry) == Rang(day=AT, times=3)
    assert abs(entry.recorded_at - datetime.now(tz=UTC)) < timedelta(minutes=1)


def test_each_reaction_runs_once_with_its_site_and_time(site):
    ring(site)
    assert journal.deliver_all(now=AT) == 2
    assert journal.deliver_all(now=AT) == 0
    assert heard == [(Rang(day=AT, times=0), site.id, AT)]


def test_an_effect_names_its_cause(site):
    first = ring(site, times=2)
    journal.deliver_all(now=AT)
    second, third = Entry.objects.order_by("id")[1:]
    assert (second.cause_id, third.cause_id) == (first.id, second.id)


def test_a_failure_keeps_the_fact_and_waits_longer_each_time(site):
    ring(site, times=-1)
    now, waits = AT, []
    for _attempt in range(4):
        journal.deliver_all(now=now)
        delivery = Delivery.objects.get(done_at=None)
        waits.append(delivery.due_at - now)
        now = delivery.due_at
    assert waits == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert "ring back" in delivery.error
    assert Entry.objects.count() == 1


def test_a_wait_never_passes_six_hours():
    assert journal.retry_wait(40) == timedelta(hours=6)


def test_a_failed_reaction_leaves_nothing_half_done(site, monkeypatch):
    def write_then_fail(fact: Rang, *, site_id: int, at: datetime) -> None:
        Site.objects.create(code="half", name="Half")
        raise ValueError

    reactions = {Rang.name: [write_then_fail]}
    monkeypatch.setattr("jieyue.kit.journal.recording._reactions", reactions)
    ring(site)
    journal.deliver_all(now=AT)
    assert not Site.objects.filter(code="half").exists()


def test_a_reaction_that_is_gone_is_a_failure_that_names_it(site, monkeypatch):
    ring(site)
    monkeypatch.setattr("jieyue.kit.journal.recording._reactions", {})
    journal.deliver_all(now=AT)
    assert {d.error.split("(")[0] for d in Delivery.objects.all()} == {"UnknownReaction"}
