"""Goods of a slip on their way: issued by the store, received by the cook, given back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from jieyue.canteen.kitchen import facts, fitness, proposing, refusals, sharing
from jieyue.canteen.kitchen.locking import locked_draft, locked_slip, named
from jieyue.canteen.kitchen.models import IssueLine, IssueSlip, SlipStatus
from jieyue.canteen.kitchen.rules.slips import LotDraw, after_claims, out_of_order
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot
from jieyue.kit import journal
from jieyue.kit.actor import Actor

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What the storekeeper hands out on a line; 0 leaves it out. reason: why not the first lot."""

    line_id: int
    lot_id: int | None
    quantity: Decimal
    reason: str = ""


@transaction.atomic
def issue(*, number: str, handed: Sequence[Handed], actor: Actor, at: datetime) -> None:
    """Hand the goods of a draft out of the store, line by line as given; all of them or none.

    Lines not given, or given with 0, are left out. Of two people, the second is told who was
    first. Raises NotAllowed, IssueSlip.DoesNotExist, SlipIssued, SlipCancelled, NothingToIssue,
    MoreThanAsked, WrongLot, LotOutOfOrder, BadQuantity, and what `stock.movements.issue` raises.
    """
    actor.require(CanteenPermission.STOCK_MOVE)
    slip = locked_draft(number, actor)
    taken = _taken(slip, handed)
    overrides = _check_lots(slip, taken, on=timezone.localdate(at))
    for line in sorted(taken, key=lambda line: (_lot_id(line), line.id)):
        line.movement = movements.issue(
            lot_id=_lot_id(line),
            quantity=line.quantity,
            document=slip.number,
            reason=line.override_reason or slip.reason,
            actor=actor,
            at=at,
        )
        line.save()
    left_out, _ = slip.lines.filter(movement=None, lot__isnull=False).delete()
    slip.status = SlipStatus.ISSUED
    slip.issued_by, slip.issued_at = actor.name, at
    slip.issued_by_person_id = actor.person_id
    slip.save(update_fields=["status", "issued_by", "issued_at", "issued_by_person_id"])
    _share_anew(slip)
    fact = facts.GoodsOfSlipIssued(
        **named(slip), lines=len(taken), left_out=left_out, overrides=overrides
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def receive(*, number: str, actor: Actor, at: datetime) -> None:
    """A cook confirms that the goods arrived; not the person who issued them.

    Raises NotAllowed, IssueSlip.DoesNotExist, NotFitForWork, SlipNotIssued, SlipReceived,
    SamePerson.
    """
    actor.require(CanteenPermission.KITCHEN_COOK)
    fitness.require(actor, at=at)
    slip = locked_slip(number, actor)
    if slip.status != SlipStatus.ISSUED:
        raise refusals.SlipNotIssued(number=number)
    if slip.received_by:
        raise refusals.SlipReceived(number=number, by=slip.received_by, at=slip.received_at)
    if actor.person_id is not None and actor.person_id == slip.issued_by_person_id:
        raise refusals.SamePerson(number=number, issued_by=slip.issued_by)
    slip.received_by, slip.received_at = actor.name, at
    slip.save(update_fields=["received_by", "received_at"])
    journal.record(facts.GoodsOfSlipReceived(**named(slip)), actor=actor, at=at)


@transaction.atomic
def give_back(
    *, number: str, lot_id: int, quantity: Decimal, reason: str, actor: Actor, at: datetime
) -> Movement:
    """Book into its lot what the kitchen did not need of a slip.

    Raises NotAllowed, IssueSlip.DoesNotExist, SlipNotIssued, ReasonMissing, BadQuantity,
    MoreThanIssued, and what `stock.movements.give_back` raises.
    """
    actor.require(CanteenPermission.STOCK_MOVE)
    slip = locked_slip(number, actor)
    if slip.status != SlipStatus.ISSUED:
        raise refusals.SlipNotIssued(number=number)
    if not reason.strip():
        raise refusals.ReasonMissing
    if quantity <= 0:
        raise refusals.BadQuantity(quantity)
    out = _still_out(slip, lot_id)
    if quantity > out:
        raise refusals.MoreThanIssued(issued=out, asked=quantity)
    movement = movements.give_back(
        lot_id=lot_id,
        quantity=quantity,
        document=slip.number,
        reason=reason.strip()[:200],
        actor=actor,
        at=at,
    )
    _share_anew(slip)
    fact = facts.GoodsOfSlipGivenBack(
        **named(slip), lot_id=lot_id, quantity=quantity, reason=reason.strip()[:200]
    )
    journal.record(fact, actor=actor, at=at)
    return movement


def _taken(slip: IssueSlip, handed: Iterable[Handed]) -> list[IssueLine]:
    """The lines with lot, quantity and reason as they are handed out.

    Raises NothingToIssue, BadQuantity, MoreThanAsked.
    """
    lines = {line.id: line for line in slip.lines.select_related("ingredient")}
    taken = []
    for each in handed:
        line = lines.pop(each.line_id, None)
        if line is None or each.lot_id is None or each.quantity == 0:
            continue
        if each.quantity < 0:
            raise refusals.BadQuantity(each.quantity)
        reason = each.reason.strip()[:200]
        if each.quantity > line.quantity and not reason:
            raise refusals.MoreThanAsked(ingredient=line.ingredient.name, asked=line.quantity)
        line.lot_id, line.quantity, line.override_reason = each.lot_id, each.quantity, reason
        taken.append(line)
    if not taken:
        raise refusals.NothingToIssue
    return taken


def _check_lots(slip: IssueSlip, lines: Sequence[IssueLine], *, on: date) -> dict[str, str]:
    """Numbers of the lots taken out of their order, with the reasons.

    What other drafts claim may be left to them, and need not be. Raises WrongLot,
    LotOutOfOrder, LotNotReleased, LotExpired.
    """
    lots = StockLot.objects.filter(site_id=slip.site_id, canteen_id=slip.canteen_id)
    known = {lot.id: lot for lot in lots.filter(id__in=[line.lot_id for line in lines])}
    taken: dict[int, list[LotDraw]] = defaultdict(list)
    for line in lines:
        lot = known.get(_lot_id(line))
        if lot is None or lot.ingredient_id != line.ingredient_id:
            raise refusals.WrongLot(lot_id=_lot_id(line), ingredient=line.ingredient.name)
        movements.check_may_issue(lot, on=on)
        taken[line.ingredient_id].append(LotDraw(lot_id=lot.id, quantity=line.quantity))
    orders = _orders(slip, taken, on=on)
    overrides = {}
    for line in lines:
        lot, (plain, claimed) = known[_lot_id(line)], orders[line.ingredient_id]
        first = _first(plain, but=lot.id)
        if not first or lot.id not in out_of_order(taken[line.ingredient_id], plain, claimed):
            continue
        if not line.override_reason:
            raise refusals.LotOutOfOrder(
                ingredient=line.ingredient.name, lot=lot.number, first=first
            )
        overrides[lot.number] = line.override_reason
    return overrides


def _orders(
    slip: IssueSlip, taken: Mapping[int, Sequence[LotDraw]], *, on: date
) -> dict[int, tuple[list[LotDraw], list[LotDraw]]]:
    """By ingredient, how the same total would be drawn without other drafts, and beside them."""
    claims = proposing.claimed(canteen_id=slip.canteen_id, on=on, but_for=slip.id)
    totals = {i: sum((draw.quantity for draw in draws), NOTHING) for i, draws in taken.items()}
    beyond = sum(claims.values(), NOTHING)
    fefo = proposing.fefo_of(
        {i: total + beyond for i, total in totals.items()}, canteen_id=slip.canteen_id, on=on
    )
    return {
        i: (after_claims(fefo[i], {}, total), after_claims(fefo[i], claims, total))
        for i, total in totals.items()
    }


def _lot_id(line: IssueLine) -> int:
    assert line.lot_id is not None  # lines without a lot are not handed out
    return line.lot_id


def _first(order: Iterable[LotDraw], *, but: int) -> str:
    """The number of the lot that ought to go first; empty when there is no other."""
    ids = [draw.lot_id for draw in order if draw.lot_id != but]
    found = StockLot.objects.filter(id__in=ids[:1]).values_list("number", flat=True).first()
    return found or ""


def _still_out(slip: IssueSlip, lot_id: int) -> Decimal:
    """What left the lot on this slip and has not come back."""
    moved = Movement.objects.filter(
        site_id=slip.site_id,
        lot_id=lot_id,
        document=slip.number,
        kind__in=(MovementKind.ISSUE, MovementKind.RETURN),
    ).aggregate(total=Sum("quantity"))
    return -(moved["total"] or NOTHING)


def _share_anew(slip: IssueSlip) -> None:
    sharing.share_anew(
        canteen_id=slip.canteen_id, site_id=slip.site_id, day=slip.day, meal=slip.meal
    )
