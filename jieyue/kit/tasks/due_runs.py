"""Running timed jobs: each due run once, whatever the number of workers."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from jieyue.kit import workdays
from jieyue.kit.periods import SHANGHAI
from jieyue.kit.sites.models import Site
from jieyue.kit.tasks.jobs import Job
from jieyue.kit.tasks.models import ScheduledRun

logger = logging.getLogger(__name__)

DEAD_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 3
WORKER_DIED = "WorkerDied"
KEPT_FOR = timedelta(days=60)


@dataclass(frozen=True)
class DueRun:
    """A job that is due on a site, or on none in particular."""

    job: Job
    due_at: datetime
    site_id: int | None


def due_runs(job: Job, due_at: datetime) -> list[DueRun]:
    """What the job is to do at a time it is due: one run, or one for each active site."""
    if not job.every_site:
        return [DueRun(job, due_at, None)]
    active = list(Site.objects.filter(is_active=True).values_list("id", flat=True))
    if job.workdays_only:
        day = due_at.astimezone(SHANGHAI).date()
        active = [site_id for site_id in active if workdays.on(day, site_id=site_id).is_working]
    return [DueRun(job, due_at, site_id) for site_id in active]


def start(run: DueRun, *, worker: str, now: datetime) -> ScheduledRun | None:
    """Take the run for this worker; None if it was taken before. The unique row decides."""
    row, is_ours = ScheduledRun.objects.get_or_create(
        job=run.job.name,
        due_at=run.due_at,
        site_id=run.site_id,
        defaults={"worker": worker, "started_at": now, "heartbeat_at": now},
    )
    return row if is_ours else None


def perform(row: ScheduledRun, job: Job) -> str:
    """Call the job; returns its error in words, empty when it went well."""
    try:
        job.function(site_id=row.site_id, at=row.due_at)
    except Exception as error:
        logger.exception("Job %s failed", row.job)
        return repr(error)
    return ""


def finish(row: ScheduledRun, *, error: str, now: datetime) -> None:
    """Keep how the run ended, unless another worker has taken it meanwhile."""
    ours = ScheduledRun.objects.filter(id=row.id, worker=row.worker, attempts=row.attempts)
    ours.update(finished_at=now, error=error)


def take_over(jobs: Sequence[Job], *, worker: str, now: datetime) -> Iterator[ScheduledRun]:
    """Runs whose worker died while at it, now this worker's. One that keeps dying is ended."""
    names = {job.name for job in jobs}
    dead = ScheduledRun.objects.filter(finished_at=None, heartbeat_at__lt=now - DEAD_AFTER)
    for row in list(dead.order_by("due_at")):
        same = ScheduledRun.objects.filter(id=row.id, finished_at=None, attempts=row.attempts)
        if row.attempts >= MOST_ATTEMPTS or row.job not in names:
            same.update(finished_at=now, error=WORKER_DIED)
            continue
        row.worker, row.attempts, row.heartbeat_at = worker, row.attempts + 1, now
        if same.update(worker=worker, attempts=row.attempts, heartbeat_at=now):
            yield row


def forget_old(*, site_id: int | None, at: datetime) -> None:
    """The timed job that drops rows of runs that ended well, two months later."""
    del site_id
    with transaction.atomic():
        old = ScheduledRun.objects.filter(due_at__lt=at - KEPT_FOR, error="")
        old.exclude(finished_at=None).delete()
