"""Stopping background work."""

from datetime import datetime

from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.tasks.facts import TaskCancelled
from jieyue.kit.tasks.models import TaskStatus
from jieyue.kit.tasks.queries import visible_to


class AlreadyEnded(Exception):
    """The work has ended; there is nothing to stop."""


@transaction.atomic
def cancel(*, task_id: int, actor: Actor, at: datetime) -> None:
    """Stop work one asked for oneself, or any with the right to see it.

    Waiting work ends at once, running work at its next progress. Raises Task.DoesNotExist,
    AlreadyEnded.
    """
    task = visible_to(actor).select_for_update().get(id=task_id)
    if task.status not in (TaskStatus.WAITING, TaskStatus.RUNNING) or task.cancel_asked:
        raise AlreadyEnded
    task.cancel_asked = True
    if task.status == TaskStatus.WAITING:
        task.status, task.finished_at = TaskStatus.CANCELLED, at
    task.save(update_fields=["cancel_asked", "status", "finished_at"])
    journal.record(TaskCancelled(task_id=task.id, kind=task.kind), actor=actor, at=at)
