"""The pages of background work."""

import pytest
from django.utils import timezone

from jieyue.kit import tasks
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.tasks.models import ScheduledRun, Task, TaskStatus
from jieyue.people.factories import make_account, make_site


@pytest.fixture
def site(db, monkeypatch):
    monkeypatch.setattr("jieyue.kit.tasks._kinds", {"test.work": lambda *_a, **_k: None})
    return make_site()


def ask(account) -> Task:
    actor = Actor(
        kind="person", name="Z", site_id=account.site_id, account_id=account.id, grants={}
    )
    return tasks.enqueue("test.work", {}, actor=actor, at=timezone.now())


def test_whoever_asked_sees_the_work_and_its_part_asks_again_until_it_ends(site, sign_in):
    account = make_account(site=site, grants={})
    task, client = ask(account), sign_in(account)
    assert "every 2s" in client.get(f"/tasks/{task.id}/").content.decode()
    Task.objects.update(status=TaskStatus.DONE, progress=1, result={"url": "/far/"})
    part = client.get(f"/tasks/{task.id}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "every 2s" not in part
    assert 'href="/far/"' in part


def test_others_see_it_only_with_the_right_and_on_the_same_site(site, sign_in):
    task = ask(make_account(site=site, grants={}))
    right = {"kit.tasks.read": Scope.COMPLEX}
    accounts = [
        make_account(site=site, grants={}),
        make_account(site=site, grants=right),
        make_account(site=make_site(), grants=right),
    ]
    codes = [sign_in(account).get(f"/tasks/{task.id}/").status_code for account in accounts]
    assert codes == [404, 200, 404]


def test_a_timed_job_that_failed_shows_to_whoever_may_see_it(site, sign_in):
    at = timezone.now()
    ScheduledRun.objects.create(
        job="jieyue.flows.test",
        site=site,
        due_at=at,
        started_at=at,
        heartbeat_at=at,
        error="no such gate",
    )
    allowed = make_account(site=site, grants={"kit.tasks.read": Scope.COMPLEX})
    assert "no such gate" in sign_in(allowed).get("/tasks/").content.decode()
    other = make_account(site=site, grants={})
    assert "no such gate" not in sign_in(other).get("/tasks/").content.decode()


def test_waiting_work_is_stopped_at_once_and_only_once(site, sign_in):
    account = make_account(site=site, grants={})
    task, client = ask(account), sign_in(account)
    client.post(f"/tasks/{task.id}/cancel/")
    task.refresh_from_db()
    assert task.status == TaskStatus.CANCELLED
    page = client.post(f"/tasks/{task.id}/cancel/", follow=True).content.decode()
    assert "alert" in page


def test_the_list_costs_the_same_for_many_tasks(site, sign_in, assert_query_budget):
    account = make_account(site=site, grants={})
    for _n in range(30):
        ask(account)
    client = sign_in(account)
    with assert_query_budget(10):
        assert client.get("/tasks/").content.decode().count("test.work") == 30
