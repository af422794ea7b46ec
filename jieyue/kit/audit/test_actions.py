"""Trying a failed delivery again, and verifying the journal."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from jieyue.kit import journal, tasks
from jieyue.kit.actor import Actor, NotAllowed, Scope, system
from jieyue.kit.audit.actions import NotFailing, ReasonMissing, retry
from jieyue.kit.journal import guard
from jieyue.kit.journal.models import Delivery, Entry
from jieyue.kit.journal.test_recording import Rang, hear
from jieyue.kit.sites.models import Site
from jieyue.kit.tasks.worker import Worker

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def listen(fact: Rang, *, site_id: int, at: datetime) -> None:
    """A second reaction, which never fails."""


@pytest.fixture(autouse=True)
def _connected(monkeypatch):
    monkeypatch.setattr("jieyue.kit.journal.recording._reactions", {Rang.name: [hear, listen]})


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


def ring(site, times=0) -> Entry:
    return journal.record(Rang(day=AT, times=times), actor=system("bell", site_id=site.id), at=AT)


def operator(site, **fields) -> Actor:
    grants = {"kit.tasks.retry": Scope.COMPLEX}
    return Actor(kind="person", name="Ops", site_id=site.id, grants=grants, **fields)


def test_a_failing_delivery_is_tried_at_once_with_a_reason(site):
    ring(site, times=-1)
    journal.deliver_all(now=AT)
    failing = Delivery.objects.get(done_at=None)
    retry(delivery_id=failing.id, reason="screen is back", actor=operator(site), at=AT)
    assert journal.deliver_all(now=AT) == 1
    assert Entry.objects.filter(name="kit.audit.delivery_retried").count() == 1


def test_a_retry_needs_a_right_a_reason_and_a_failure_on_ones_site(site):
    ring(site, times=-1)
    journal.deliver_all(now=AT)
    failing, done = Delivery.objects.get(done_at=None), Delivery.objects.exclude(done_at=None).get()
    other = Site.objects.create(code="g", name="G")
    with pytest.raises(NotAllowed):
        retry(delivery_id=failing.id, reason="x", actor=Actor(kind="person", name=""), at=AT)
    with pytest.raises(ReasonMissing):
        retry(delivery_id=failing.id, reason=" ", actor=operator(site), at=AT)
    with pytest.raises(NotFailing):
        retry(delivery_id=done.id, reason="x", actor=operator(site), at=AT)
    with pytest.raises(NotFailing):
        retry(delivery_id=failing.id, reason="x", actor=operator(other), at=AT)


def verified(site) -> dict:
    auditor = Actor(
        kind="person", name="A", site_id=site.id, grants={"kit.journal.read": Scope.COMPLEX}
    )
    task = tasks.enqueue("kit.audit.verify", {}, actor=auditor, at=AT)
    Worker([], clock=lambda: AT).run_once()
    task.refresh_from_db()
    return task.result


def test_verifying_seals_what_is_new_and_says_that_all_holds(site):
    ring(site)
    found = verified(site)
    assert (found["sealed"], found["broken"], len(found["digest"])) == (1, "", 64)
    assert Entry.objects.filter(name="kit.audit.verified").count() == 1


def test_verifying_names_the_place_of_a_change(site):
    ring(site)
    entry = ring(site)
    assert verified(site)["broken"] == ""
    guard.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_entry SET actor_name = 'x' WHERE id = %s", [entry.id])
    assert verified(site)["broken"] == "changed 2"
