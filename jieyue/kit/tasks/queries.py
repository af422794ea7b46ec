"""What the pages of background work show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.permissions import KitPermission
from jieyue.kit.tasks import label_of
from jieyue.kit.tasks.models import ScheduledRun, Task, TaskStatus


@dataclass(frozen=True)
class TaskRow:
    """One task. `percent` is from 0 to 100."""

    id: int
    label: str
    status: str
    status_label: str
    percent: int
    message: str
    error: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: Any
    is_open: bool
    is_cancelling: bool


@dataclass(frozen=True)
class FailedRun:
    """One due run of a timed job that did not end well."""

    job: str
    due_at: datetime
    attempts: int
    error: str


def visible_to(actor: Actor) -> QuerySet[Task]:
    """What one asked for oneself, and all of the site's with the right to see it."""
    rows = Task.objects.filter(site_id=actor.site_id)
    own = Q(account_id=actor.account_id) if actor.account_id is not None else Q(pk=None)
    return rows.filter(own | Q(pk__in=Task.objects.visible_to(actor).values("pk")))


def task(actor: Actor, *, task_id: int) -> TaskRow:
    """Raises Task.DoesNotExist."""
    return _row(visible_to(actor).get(id=task_id))


def tasks(actor: Actor, *, newest: int = 500) -> list[TaskRow]:
    """The newest tasks, newest first; one query."""
    return [_row(row) for row in visible_to(actor).order_by("-id")[:newest]]


def failed_runs(actor: Actor, *, newest: int = 50) -> list[FailedRun]:
    """Runs of timed jobs that failed on the site or for all sites, newest first.

    Empty without the right to see background work.
    """
    if not actor.may(KitPermission.TASKS_READ):
        return []
    rows = ScheduledRun.objects.filter(Q(site_id=actor.site_id) | Q(site=None))
    newest_rows = rows.exclude(error="").order_by("-due_at")[:newest]
    return [
        FailedRun(row.job.removeprefix("jieyue."), row.due_at, row.attempts, row.error)
        for row in newest_rows
    ]


def _row(task: Task) -> TaskRow:
    is_open = task.status in (TaskStatus.WAITING, TaskStatus.RUNNING)
    return TaskRow(
        id=task.id,
        label=label_of(task.kind),
        status=task.status,
        status_label=str(TaskStatus(task.status).label),
        percent=round(task.progress * 100),
        message=task.message,
        error=task.error,
        asked_by=formats.who(task.asked_by),
        asked_at=task.asked_at,
        started_at=task.started_at,
        finished_at=task.finished_at,
        result=task.result,
        is_open=is_open,
        is_cancelling=is_open and task.cancel_asked,
    )
