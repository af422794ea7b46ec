"""What keeps failing behind the pages, for whoever may look after it."""

from datetime import datetime, timedelta

from jieyue.kit.actor import Actor
from jieyue.kit.journal.models import Delivery
from jieyue.kit.permissions import KitPermission
from jieyue.kit.tasks.models import Task, TaskStatus

RECENTLY = timedelta(days=1)


def failing(actor: Actor, *, at: datetime) -> int:
    """Steps that failed and wait for another try, and work that failed since yesterday."""
    if not actor.may(KitPermission.TASKS_READ):
        return 0
    waiting = Delivery.objects.filter(
        entry__site_id=actor.site_id, done_at=None, attempts__gt=0
    ).count()
    failed = Task.objects.visible_to(actor).filter(
        status=TaskStatus.FAILED, finished_at__gt=at - RECENTLY
    )
    return waiting + failed.count()
