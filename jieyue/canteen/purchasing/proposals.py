"""Goods that plans propose to buy: what waits on the buyer's desk, is taken, cut or given back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, QuerySet

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.facts import ProposalsDropped
from jieyue.canteen.purchasing.models import OnOrder, PurchaseRequest, RequestLine
from jieyue.canteen.purchasing.refusals import AlreadyRequested, ProposalsChanged, ReasonMissing
from jieyue.canteen.purchasing.rules import taking
from jieyue.canteen.purchasing.rules.taking import Proposed
from jieyue.kit import journal
from jieyue.kit.actor import Actor

NOTHING = Decimal(0)
PROPOSED = Q(request_line=None, received_at=None, cancelled_at=None, supplier__isnull=False)


@dataclass(frozen=True, kw_only=True)
class ProposalKey:
    """One line of the buyer's desk: an ingredient of a supplier proposed for a day."""

    supplier_id: int
    ingredient_id: int
    proposed_on: date


def awaited(*, canteen_id: int) -> QuerySet[OnOrder]:
    """Goods of which something is still to come, be they proposed, requested or ordered."""
    return OnOrder.objects.filter(
        canteen_id=canteen_id,
        received_at=None,
        cancelled_at=None,
        quantity__gt=F("received_quantity"),
    )


def proposed(*, canteen_id: int, key: ProposalKey) -> QuerySet[OnOrder]:
    """The proposed rows of one line, oldest first."""
    return OnOrder.objects.filter(
        PROPOSED,
        canteen_id=canteen_id,
        supplier_id=key.supplier_id,
        ingredient_id=key.ingredient_id,
        arrives_on=key.proposed_on,
    ).order_by("id")


def take(line: RequestLine, *, key: ProposalKey, seen: Decimal, at: datetime) -> None:
    """Tie proposed goods to a request's line, as much as it asks for, the oldest first.

    What is asked for beyond the proposals becomes a row of its own; what is not asked for is
    cancelled and comes back if the request is refused. seen: what the buyer saw proposed.
    Raises AlreadyRequested, ProposalsChanged.
    """
    canteen_id = line.request.canteen_id
    rows = {row.id: row for row in proposed(canteen_id=canteen_id, key=key).select_for_update()}
    if sum((row.quantity for row in rows.values()), NOTHING) != seen:
        raise _changed(line, key)
    taken = taking.take(
        [Proposed(id=row.id, quantity=row.quantity) for row in rows.values()], asked=line.quantity
    )
    for row in rows.values():
        row.request_line, row.arrives_on = line, line.deliver_on
        row.quantity = taken.kept.get(row.id, row.quantity)
        row.cancelled_at = None if row.id in taken.kept else at
    OnOrder.objects.bulk_update(
        rows.values(), ["request_line", "arrives_on", "quantity", "cancelled_at"]
    )
    OnOrder.objects.bulk_create(
        _part(rows[row_id], quantity, at) for row_id, quantity in taken.cut.items()
        if row_id in taken.kept
    )  # fmt: skip
    if taken.extra > 0:
        await_extra(line, quantity=taken.extra)


def await_extra(line: RequestLine, *, quantity: Decimal) -> OnOrder:
    """Goods that no plan proposed are awaited like the others."""
    row: OnOrder = OnOrder.objects.create(
        site_id=line.site_id,
        canteen_id=line.request.canteen_id,
        ingredient_id=line.ingredient_id,
        supplier_id=line.supplier_id,
        request_line=line,
        quantity=quantity,
        arrives_on=line.deliver_on,
    )
    return row


def give_back(request: PurchaseRequest, *, at: datetime) -> None:
    """What plans proposed waits on the desk again, all of it; what the buyer added is dropped."""
    give_back_lines(request.lines.values_list("id", flat=True), at=at)


def give_back_lines(line_ids: Collection[int] | QuerySet, *, at: datetime) -> None:
    rows = OnOrder.objects.filter(request_line_id__in=line_ids, received_at=None)
    rows.filter(plan=None, cancelled_at=None).update(cancelled_at=at)
    rows.exclude(plan=None).update(request_line=None, cancelled_at=None)


@transaction.atomic
def drop(*, canteen_id: int, key: ProposalKey, reason: str, actor: Actor, at: datetime) -> None:
    """Decide that proposed goods are not bought. Nothing proposed any more changes nothing.

    Raises NotAllowed, Canteen.DoesNotExist, ReasonMissing.
    """
    actor.require(CanteenPermission.PURCHASING_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    if not reason.strip():
        raise ReasonMissing
    rows = list(proposed(canteen_id=canteen.id, key=key).select_for_update())
    if not rows:
        return
    OnOrder.objects.filter(id__in=[row.id for row in rows]).update(cancelled_at=at)
    fact = ProposalsDropped(
        canteen_id=canteen.id,
        supplier_id=key.supplier_id,
        ingredient_id=key.ingredient_id,
        deliver_on=key.proposed_on,
        quantity=sum((row.quantity for row in rows), NOTHING),
        reason=reason.strip(),
    )
    journal.record(fact, actor=actor, at=at)


def _part(row: OnOrder, quantity: Decimal, at: datetime) -> OnOrder:
    """The rest of a row of which only a part was asked for."""
    return OnOrder(
        site_id=row.site_id,
        canteen_id=row.canteen_id,
        ingredient_id=row.ingredient_id,
        supplier_id=row.supplier_id,
        plan_id=row.plan_id,
        request_line_id=row.request_line_id,
        quantity=quantity,
        arrives_on=row.arrives_on,
        expires_on=row.expires_on,
        cancelled_at=at,
    )


def _changed(line: RequestLine, key: ProposalKey) -> Exception:
    """Who took the goods meanwhile; without such a request, that the plan changed."""
    others = RequestLine.objects.filter(
        request__canteen_id=line.request.canteen_id,
        supplier_id=key.supplier_id,
        ingredient_id=key.ingredient_id,
        on_order__plan__isnull=False,
        deliver_on=line.deliver_on,
    ).exclude(request_id=line.request_id)
    other = others.select_related("request").order_by("-request__made_at").first()
    if other is None:
        return ProposalsChanged(supplier=line.supplier.name, ingredient=line.ingredient.name)
    return AlreadyRequested(
        number=other.request.number,
        made_by=other.request.made_by,
        made_at=other.request.made_at,
        ingredient=line.ingredient.name,
    )
