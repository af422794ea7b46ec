"""Running background work: one worker claims a task, reports progress, keeps the result."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from jieyue.kit.problems import words_for
from jieyue.kit.tasks import actor_of, work_of
from jieyue.kit.tasks.models import Task, TaskStatus

logger = logging.getLogger(__name__)

DEAD_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 3
WORKER_DIED = "WorkerDied"
SECONDS_BETWEEN_REPORTS = 0.5


class TaskStopped(Exception):
    """Raised by `progress` inside the work: it was cancelled, or is no longer this worker's."""


class WorkerStopping(TaskStopped):
    """Raised by `progress` when the worker ends; the task goes back to wait for another."""


class Reporter:
    """The `progress` given to the work: share done from 0 to 1, and a short message."""

    def __init__(self, task: Task, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self.task, self.is_stopping = task, is_stopping
        self._reported = 0.0

    def __call__(self, share: float, message: str = "") -> None:
        """Raises TaskStopped. Writes at most twice a second."""
        if self.is_stopping():
            raise WorkerStopping
        clock = time.monotonic()
        if clock - self._reported < SECONDS_BETWEEN_REPORTS and share < 1:
            return
        self._reported = clock
        shown = {"progress": min(max(share, 0.0), 1.0), "message": message[:200]}
        if not _held(self.task).filter(cancel_asked=False).update(**shown):
            raise TaskStopped


def claim_next(*, worker: str, now: datetime) -> Task | None:
    """The oldest task that waits or whose worker died, now this worker's; None if there is none."""
    is_dead = Q(status=TaskStatus.RUNNING, heartbeat_at__lt=now - DEAD_AFTER)
    open_tasks = Task.objects.filter(Q(status=TaskStatus.WAITING) | is_dead).order_by("id")
    if not open_tasks.exists():
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            open_tasks = open_tasks.select_for_update(skip_locked=True)
        task: Task | None = open_tasks.first()
        if task is None:
            return None
        task.worker, task.heartbeat_at, task.started_at = worker, now, now
        task.attempts, task.progress, task.message = task.attempts + 1, 0, ""
        task.status = TaskStatus.RUNNING
        if task.cancel_asked:
            task.status, task.finished_at = TaskStatus.CANCELLED, now
        elif task.attempts > MOST_ATTEMPTS:
            task.status, task.finished_at = TaskStatus.FAILED, now
            task.error = WORKER_DIED
        task.save()
    return task


def run(task: Task, *, clock: Callable[[], datetime], is_stopping: Callable[[], bool]) -> None:
    """Do the work of a claimed task outside any transaction, and keep how it ended."""
    if task.status != TaskStatus.RUNNING:
        return
    reporter = Reporter(task, is_stopping=is_stopping)
    try:
        result = work_of(task.kind)(
            task.arguments,
            site_id=task.site_id,
            progress=reporter,
            actor=actor_of(task),
            at=clock(),
        )
    except WorkerStopping:
        release(task)
    except TaskStopped:
        _end(task, TaskStatus.CANCELLED, clock())
    except Exception as error:
        words = words_for(error)
        if words is None:
            logger.exception("Task %s (%s) failed", task.id, task.kind)
        said = words.say(error)[:200] if words else ""
        _end(task, TaskStatus.FAILED, clock(), error=repr(error), message=said)
    else:
        _end(task, TaskStatus.DONE, clock(), result=result, progress=1.0)


def release(task: Task) -> None:
    """Let another worker take the task; the interrupted attempt does not count."""
    _held(task).update(status=TaskStatus.WAITING, worker="", attempts=task.attempts - 1)


def _end(task: Task, status: str, now: datetime, **fields: Any) -> None:
    _held(task).update(status=status, finished_at=now, **fields)


def _held(task: Task) -> QuerySet[Task]:
    """The task, if it is still held by the attempt that claimed it."""
    return Task.objects.filter(
        id=task.id, worker=task.worker, attempts=task.attempts, status=TaskStatus.RUNNING
    )
