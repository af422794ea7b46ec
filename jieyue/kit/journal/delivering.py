"""Running what must follow each fact: each delivery once, a failed one again later."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from jieyue.kit.journal.recording import cause, fact_of, reaction_of

if TYPE_CHECKING:
    from jieyue.kit.journal.models import Delivery

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


def deliver_next(*, now: datetime) -> bool:
    """Run the oldest delivery that is due. Returns False when there is none.

    The delivery and what the reaction writes are one transaction: both are kept or neither. On
    PostgreSQL several workers pass over each other's rows; SQLite admits one writer at a time.
    """
    from jieyue.kit.journal.models import Delivery

    due = Delivery.objects.filter(done_at=None, due_at__lte=now).order_by("due_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    elif not due.exists():
        return False  # without taking the only write lock
    with transaction.atomic():
        delivery = due.select_related("entry").first()
        if delivery is None:
            return False
        delivery.attempts += 1
        try:
            with transaction.atomic():
                _run(delivery)
        except Exception as error:
            logger.exception("Reaction %s failed", delivery.reaction)
            delivery.error = repr(error)
            delivery.due_at = now + retry_wait(delivery.attempts)
        else:
            delivery.done_at, delivery.error = now, ""
        delivery.save(update_fields=["attempts", "error", "due_at", "done_at"])
    return True


def deliver_all(*, now: datetime) -> int:
    """Run deliveries until none is due; returns how many were run."""
    run = 0
    while deliver_next(now=now):
        run += 1
    return run


def retry_wait(attempts: int) -> timedelta:
    """1, 2, 4 … minutes after the first, second, third failure; never more than six hours."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 20)), LONGEST_RETRY)


def _run(delivery: "Delivery") -> None:
    entry = delivery.entry
    reaction = reaction_of(entry.name, delivery.reaction)
    token = cause.set(entry)
    try:
        reaction(fact_of(entry), site_id=entry.site_id, at=entry.at)
    finally:
        cause.reset(token)
