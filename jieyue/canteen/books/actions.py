"""Close a month, and open it again."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.books import locking, rules
from jieyue.canteen.books.facts import BooksClosed, BooksReopened
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.queries import closing_of
from jieyue.canteen.books.refusals import (
    AlreadyClosed,
    LaterMonthClosed,
    MonthNotOver,
    NotClosed,
    ReasonMissing,
    SamePerson,
)
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


def begin_closing(*, canteen_id: int, month: date, actor: Actor, at: datetime) -> None:
    """Hold off every write to the canteen's books until the transaction ends.

    Raises NotAllowed, Canteen.DoesNotExist, AlreadyClosed, MonthNotOver.
    """
    actor.require(CanteenPermission.COSTS_CLOSE)
    Canteen.objects.visible_to(actor).get(id=canteen_id)
    locking.alone(canteen_id)
    closing = closing_of(canteen_id=canteen_id, month=month)
    if closing is not None:
        raise AlreadyClosed(month, closed_by=closing.closed_by, closed_at=closing.closed_at)
    closes_from = rules.following(month)
    if timezone.localdate(at) < closes_from:
        raise MonthNotOver(month, closes_from=closes_from)


@transaction.atomic
def close(
    *,
    canteen_id: int,
    month: date,
    figures: Mapping[str, str],
    parameters_used: Mapping[str, int],
    actor: Actor,
    at: datetime,
) -> ClosedMonth:
    """Lock a month with the figures it is closed at; whether it is ready is the caller's to see.

    Raises NotAllowed, Canteen.DoesNotExist, AlreadyClosed, MonthNotOver.
    """
    begin_closing(canteen_id=canteen_id, month=month, actor=actor, at=at)
    closing = ClosedMonth.objects.create(
        site_id=actor.site_id,
        canteen_id=canteen_id,
        month=month,
        figures=dict(figures),
        parameters_used=dict(parameters_used),
        closed_at=at,
        closed_by=actor.name,
        closed_by_person_id=actor.person_id,
    )
    fact = BooksClosed(canteen_id=canteen_id, month=month, figures=dict(figures))
    journal.record(fact, actor=actor, at=at)
    return closing


@transaction.atomic
def reopen(*, canteen_id: int, month: date, reason: str, actor: Actor, at: datetime) -> None:
    """Let a closed month be written again. Another person than the one who closed it does so.

    Raises NotAllowed, Canteen.DoesNotExist, NotClosed, LaterMonthClosed, ReasonMissing, SamePerson.
    """
    actor.require(CanteenPermission.COSTS_CLOSE)
    Canteen.objects.visible_to(actor).get(id=canteen_id)
    locking.alone(canteen_id)
    closing = closing_of(canteen_id=canteen_id, month=month)
    if closing is None:
        raise NotClosed(month)
    _check_last(canteen_id, month)
    if not reason.strip():
        raise ReasonMissing
    if closing.closed_by_person_id is not None and closing.closed_by_person_id == actor.person_id:
        raise SamePerson(month, closed_by=closing.closed_by)
    closing.reopened_at, closing.reopened_by = at, actor.name
    closing.reopened_reason = reason.strip()
    closing.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
    fact = BooksReopened(canteen_id=canteen_id, month=month, reason=reason.strip())
    journal.record(fact, actor=actor, at=at)


def _check_last(canteen_id: int, month: date) -> None:
    later = ClosedMonth.objects.filter(canteen_id=canteen_id, month__gt=month, reopened_at=None)
    last = later.order_by("-month").first()
    if last is not None:
        raise LaterMonthClosed(month, later=last.month)
