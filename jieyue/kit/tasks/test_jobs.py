"""When a job is due, and what happens to runs that were missed."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from jieyue.kit.periods import SHANGHAI
from jieyue.kit.sites.models import Site
from jieyue.kit.tasks import Job
from jieyue.kit.tasks.models import ScheduledRun
from jieyue.kit.tasks.worker import Worker

calls: list[tuple[int | None, datetime]] = []


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def work(*, site_id: int | None, at: datetime) -> None:
    calls.append((site_id, at))


def fail(*, site_id: int | None, at: datetime) -> None:
    raise ValueError("no weather")


@pytest.fixture(autouse=True)
def _no_calls():
    calls.clear()


def worker_at(text: str, *jobs: Job) -> Worker:
    return Worker(jobs, clock=lambda: local(text))


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        ("15 8 * * *", "2026-11-23 08:15:00", "2026-11-23 08:15"),
        ("15 8 * * *", "2026-11-23 08:15:59", "2026-11-23 08:15"),
        ("15 8 * * *", "2026-11-23 09:15:00", "2026-11-23 08:15"),
        ("15 8 * * *", "2026-11-23 09:15:01", None),  # more than an hour late
        ("15 8 * * *", "2026-11-23 08:14:59", None),
        ("15,45 8-9 * * *", "2026-11-23 09:20:00", "2026-11-23 09:15"),
        ("*/10 * * * *", "2026-11-23 00:05:00", "2026-11-23 00:00"),
        ("0 2 1 * *", "2026-12-01 02:30:00", "2026-12-01 02:00"),
    ],
)
def test_the_last_time_it_was_due(cron, now, due):
    assert Job(cron, work).last_due(local(now)) == (due and local(due))


def test_a_job_that_is_not_made_up_for_runs_only_on_time():
    job = Job("15 8 * * *", work, catch_up=False)
    assert job.last_due(local("2026-11-23 08:16")) is not None
    assert job.last_due(local("2026-11-23 08:18")) is None


def test_a_due_run_is_done_once_for_each_active_site(db):
    active = [Site.objects.create(code=c, name=c).id for c in "ab"]
    Site.objects.create(code="c", name="c", is_active=False)
    job = Job("15 8 * * *", work)
    for now in ("2026-11-23 08:15:01", "2026-11-23 08:15:30", "2026-11-23 08:40:00"):
        worker_at(now, job).run_once()
    assert sorted(calls) == [(site_id, local("2026-11-23 08:15")) for site_id in active]


def test_a_common_job_is_run_once_for_all_sites(db):
    Site.objects.create(code="a", name="a")
    for _worker in range(2):
        worker_at("2026-11-23 08:15", Job("15 8 * * *", work, every_site=False)).run_once()
    assert calls == [(None, local("2026-11-23 08:15"))]


def test_of_missed_runs_only_the_latest_is_made_up_for(db):
    Site.objects.create(code="a", name="a")
    worker_at("2026-11-23 08:59", Job("15,30,45 8 * * *", work)).run_once()
    assert [at for _site, at in calls] == [local("2026-11-23 08:45")]


def test_a_job_for_workdays_rests_on_a_holiday_and_works_on_a_make_up_saturday(db):
    Site.objects.create(code="a", name="a")
    job = Job("15 8 * * *", work, workdays_only=True)
    for day in ("2026-10-07", "2026-10-10", "2026-10-11"):
        worker_at(f"{day} 08:15", job).run_once()
    assert [at.date().isoformat() for _site, at in calls] == ["2026-10-10"]


def test_a_failure_is_kept_with_its_error_and_does_not_stop_the_others(db):
    Site.objects.create(code="a", name="a")
    worker_at("2026-11-23 08:15", Job("15 8 * * *", fail), Job("15 8 * * *", work)).run_once()
    failed = ScheduledRun.objects.get(job__endswith="fail")
    assert failed.error == "ValueError('no weather')"
    assert failed.finished_at
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("heartbeat_age", "attempts", "runs", "error"),
    [
        (timedelta(minutes=1), 1, 0, ""),  # its worker may be alive
        (timedelta(minutes=3), 1, 1, ""),  # it died: taken again
        (timedelta(minutes=3), 3, 0, "WorkerDied"),  # and again, but not for ever
    ],
)
def test_the_run_of_a_dead_worker_is_taken_again(db, heartbeat_age, attempts, runs, error):
    site = Site.objects.create(code="a", name="a")
    job, now = Job("15 8 * * *", work), local("2026-11-23 08:30")
    row = ScheduledRun.objects.create(
        job=job.name,
        site=site,
        due_at=local("2026-11-23 08:15"),
        worker="dead",
        attempts=attempts,
        started_at=now,
        heartbeat_at=now - heartbeat_age,
    )
    worker_at("2026-11-23 08:30", job).run_once()
    row.refresh_from_db()
    assert (len(calls), row.error) == (runs, error)


def test_the_worker_asks_little_when_idle(db, django_assert_max_num_queries):
    Site.objects.create(code="a", name="a")
    worker = Worker([Job("15 8 * * *", work)], clock=lambda: local("2026-11-23 08:20"))
    worker.run_once()
    with django_assert_max_num_queries(5):  # of which two mark a savepoint on PostgreSQL
        worker.job_step()
        worker.reaction_step()
        worker.task_step()


def test_every_line_of_the_schedule_can_be_read():
    from jieyue.schedule import JOBS

    for job in JOBS:
        job.last_due(timezone.now())
