"""Background work is done once, shows how far it is, and survives a dead worker."""

from datetime import UTC, datetime, timedelta

import pytest

from jieyue.kit import tasks
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.sites.models import Site
from jieyue.kit.tasks.models import Task, TaskStatus
from jieyue.kit.tasks.running import claim_next, run
from jieyue.kit.tasks.worker import Worker

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def count(arguments, *, site_id, progress, actor, at):
    seen = Task.objects.get(kind="test.count", status=TaskStatus.RUNNING)
    progress(0.4, "counting")
    seen.refresh_from_db()
    actor.require("kit.test", unit_id=7)
    return {"to": arguments["to"], "site": site_id, "shown": seen.progress, "note": seen.message}


def fail(arguments, *, site_id, progress, actor, at):
    raise ValueError("no record")


def cancel_itself(arguments, *, site_id, progress, actor, at):
    Task.objects.update(cancel_asked=True)
    progress(1.0, "")
    raise AssertionError("work went on after it was cancelled")


def lose_itself(arguments, *, site_id, progress, actor, at):
    Task.objects.update(worker="another")
    progress(1.0, "")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    functions = {f.__name__: f for f in (count, fail, cancel_itself, lose_itself)}
    kinds = {f"test.{name}": function for name, function in functions.items()}
    monkeypatch.setattr("jieyue.kit.tasks._kinds", kinds)


@pytest.fixture
def asker(db):
    site = Site.objects.create(code="f", name="F")
    grants = {"kit.test": Scope.UNIT}
    return Actor(kind="person", name="A", site_id=site.id, unit_id=7, account_id=1, grants=grants)


def done(kind: str, asker: Actor, **arguments) -> Task:
    task = tasks.enqueue(f"test.{kind}", arguments, actor=asker, at=AT)
    Worker([], clock=lambda: AT).run_once()
    task.refresh_from_db()
    return task


def test_work_is_done_for_whoever_asked_and_keeps_its_result(asker):
    task = done("count", asker, to=3)
    assert task.status == TaskStatus.DONE
    assert task.result == {"to": 3, "site": asker.site_id, "shown": 0.4, "note": "counting"}
    assert (task.progress, task.finished_at) == (1.0, AT)


def test_a_failure_keeps_its_error(asker):
    task = done("fail", asker)
    assert (task.status, task.error) == (TaskStatus.FAILED, "ValueError('no record')")


def test_cancelled_work_stops_at_its_next_progress(asker):
    assert done("cancel_itself", asker).status == TaskStatus.CANCELLED


def test_work_that_another_worker_holds_writes_nothing(asker):
    task = done("lose_itself", asker)
    assert (task.status, task.worker, task.result) == (TaskStatus.RUNNING, "another", None)


def test_work_cancelled_before_it_began_is_never_begun(asker):
    tasks.enqueue("test.fail", {}, actor=asker, at=AT)
    Task.objects.update(cancel_asked=True)
    Worker([], clock=lambda: AT).run_once()
    assert Task.objects.get().status == TaskStatus.CANCELLED


def test_a_task_is_claimed_once(asker):
    tasks.enqueue("test.count", {"to": 1}, actor=asker, at=AT)
    assert [claim_next(worker=w, now=AT) is not None for w in "ab"] == [True, False]


def test_the_task_of_a_dead_worker_is_taken_again_but_not_for_ever(asker):
    tasks.enqueue("test.count", {"to": 1}, actor=asker, at=AT)
    now, statuses = AT, []
    for worker in "abcd":
        task = claim_next(worker=worker, now=now)
        statuses.append(task and task.status)
        assert claim_next(worker="other", now=now + timedelta(seconds=90)) is None
        now += timedelta(minutes=3)
    assert statuses == ["running", "running", "running", "failed"]


def test_a_worker_that_ends_gives_the_task_back(asker):
    tasks.enqueue("test.count", {"to": 1}, actor=asker, at=AT)
    task = claim_next(worker="a", now=AT)
    run(task, clock=lambda: AT, is_stopping=lambda: True)
    task.refresh_from_db()
    assert (task.status, task.worker, task.attempts) == (TaskStatus.WAITING, "", 0)


def test_unknown_work_is_refused_when_it_is_asked_for(asker):
    with pytest.raises(tasks.UnknownKind):
        tasks.enqueue("test.nothing", {}, actor=asker, at=AT)


def test_work_needs_a_site(asker):
    with pytest.raises(tasks.NoSite):
        tasks.enqueue("test.count", {}, actor=Actor(kind="person", name="A"), at=AT)
