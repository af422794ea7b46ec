"""Budgets, other costs, and closing the month."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.books import actions as books
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.queries import check_open
from jieyue.canteen.costs.account import month_account
from jieyue.canteen.costs.checks import before_closing
from jieyue.canteen.costs.facts import BudgetSet, CostCancelled, CostEntered
from jieyue.canteen.costs.models import CostBudget, CostEntry, CostKind
from jieyue.canteen.costs.refusals import (
    AlreadyCancelled,
    BadAmount,
    FiguresChanged,
    FutureCost,
    NotReadyToClose,
    WrongKind,
)
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan

MOST_YUAN = Decimal(1_000_000_000)


@transaction.atomic
def set_budget(
    *, canteen_id: int, month: date, kind: str, amount_yuan: Decimal, actor: Actor, at: datetime
) -> None:
    """Set what a month may cost. Raises NotAllowed, Canteen.DoesNotExist, BadAmount, WrongKind,
    MonthClosed."""
    actor.require(CanteenPermission.COSTS_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    amount = _amount(amount_yuan, least=Decimal(0))
    if kind not in CostKind.values:
        raise WrongKind
    check_open(canteen_id=canteen.id, on=month)
    known = CostBudget.objects.filter(canteen=canteen, month=month, kind=kind).first()
    old = known.amount_yuan if known else None
    if old == amount:
        return
    CostBudget.objects.update_or_create(
        canteen=canteen,
        month=month,
        kind=kind,
        defaults={
            "site_id": canteen.site_id,
            "amount_yuan": amount,
            "set_by": actor.name,
            "set_at": at,
        },
    )
    fact = BudgetSet(canteen_id=canteen.id, month=month, kind=kind, old=old, new=amount)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def enter(
    *,
    canteen_id: int,
    day: date,
    kind: str,
    amount_yuan: Decimal,
    text: str,
    document: str = "",
    actor: Actor,
    at: datetime,
) -> CostEntry:
    """Enter labour, energy or another cost of a day. Raises NotAllowed, Canteen.DoesNotExist,
    BadAmount, WrongKind, FutureCost, MonthClosed."""
    actor.require(CanteenPermission.COSTS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    amount = _amount(amount_yuan, least=Decimal("0.01"))
    if kind not in CostKind.values or kind == CostKind.FOOD:
        raise WrongKind
    today = timezone.localdate(at)
    if day > today:
        raise FutureCost(day, today=today)
    check_open(canteen_id=canteen.id, on=day)
    entry: CostEntry = CostEntry.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        day=day,
        kind=kind,
        amount_yuan=amount,
        document=document.strip(),
        text=text.strip(),
        entered_by=actor.name,
        entered_at=at,
    )
    fact = CostEntered(
        entry_id=entry.id, canteen_id=canteen.id, day=day, kind=kind, amount_yuan=amount
    )
    journal.record(fact, actor=actor, at=at)
    return entry


@transaction.atomic
def cancel(*, entry_id: int, actor: Actor, at: datetime) -> None:
    """Take an entered cost back. Raises NotAllowed, CostEntry.DoesNotExist, AlreadyCancelled,
    MonthClosed."""
    actor.require(CanteenPermission.COSTS_EDIT)
    entry = CostEntry.objects.visible_to(actor).select_for_update().get(id=entry_id)
    if entry.cancelled_at is not None:
        raise AlreadyCancelled(cancelled_by=entry.cancelled_by, cancelled_at=entry.cancelled_at)
    check_open(canteen_id=entry.canteen_id, on=entry.day)
    entry.cancelled_at, entry.cancelled_by = at, actor.name
    entry.save(update_fields=["cancelled_at", "cancelled_by"])
    fact = CostCancelled(entry_id=entry.id, amount_yuan=entry.amount_yuan)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def close_month(
    *, canteen_id: int, month: date, seen_closing_yuan: str, actor: Actor, at: datetime
) -> ClosedMonth:
    """Close a month as it was seen, when nothing hinders; writes wait until it is done.

    Raises NotAllowed, Canteen.DoesNotExist, AlreadyClosed, MonthNotOver, NotReadyToClose,
    FiguresChanged.
    """
    books.begin_closing(canteen_id=canteen_id, month=month, actor=actor, at=at)
    assert actor.site_id is not None  # the canteen was found on it
    values = parameters.read(site_id=actor.site_id, on=month)
    found = before_closing(canteen_id=canteen_id, month=month, values=values)
    hindering = [each.code for each in found if each.hinders and not each.is_in_order]
    if hindering:
        raise NotReadyToClose(hindering)
    account = month_account(actor, canteen_id=canteen_id, month=month)
    now = str(account.store.closing_yuan)
    if now != seen_closing_yuan:
        raise FiguresChanged(seen=seen_closing_yuan, now=now)
    return books.close(
        canteen_id=canteen_id,
        month=month,
        figures=account.figures(),
        parameters_used=dict(account.parameters_used) | values.used,
        actor=actor,
        at=at,
    )


def _amount(given: Decimal, *, least: Decimal) -> Decimal:
    if not given.is_finite() or not least <= given < MOST_YUAN:
        raise BadAmount(given)
    return yuan(given)
