"""What a person does to goods at the store's own pages: the movements, with their rights.

`seen` is the id of the lot's last movement when it was on the screen; whoever comes second is
told what the first one did (LotChanged).
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import keeping, movements
from jieyue.canteen.stock.models import Movement, StockLot
from jieyue.canteen.stock.refusals import LotChanged, PhotoNeeded, ReasonNeeded
from jieyue.kit.actor import Actor


@transaction.atomic
def issue(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    pieces: Decimal | None = None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Give goods out without a slip. Raises NotAllowed, LotChanged, NotFirstToExpire and what
    `movements.issue` raises."""
    actor.require(CanteenPermission.STOCK_MOVE)
    _check_seen(lot_id, seen, actor=actor, at=at)
    movements.check_first(lot_id=lot_id, reason=reason, on=timezone.localdate(at), actor=actor)
    return movements.issue(
        lot_id=lot_id, quantity=quantity, reason=reason, pieces=pieces, actor=actor, at=at
    )


@transaction.atomic
def give_back(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    document: str = "",
    pieces: Decimal | None = None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Take back from the kitchen. Raises NotAllowed, LotChanged, ReasonNeeded and what
    `movements.give_back` raises."""
    actor.require(CanteenPermission.STOCK_MOVE)
    _check_seen(lot_id, seen, actor=actor, at=at)
    if not reason.strip():
        raise ReasonNeeded
    return movements.give_back(
        lot_id=lot_id,
        quantity=quantity,
        document=document,
        reason=reason.strip(),
        pieces=pieces,
        actor=actor,
        at=at,
    )


@transaction.atomic
def return_to_supplier(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Send goods back. Raises NotAllowed, LotChanged and what the movement raises."""
    actor.require(CanteenPermission.STOCK_MOVE)
    _check_seen(lot_id, seen, actor=actor, at=at)
    return movements.return_to_supplier(
        lot_id=lot_id, quantity=quantity, reason=reason, actor=actor, at=at
    )


@transaction.atomic
def spoil(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    witness_person_id: int | None,
    photo_id: int | None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Write off what went bad, with photo and witness. Raises NotAllowed, LotChanged,
    PhotoNeeded and what `movements.spoil` raises."""
    actor.require(CanteenPermission.STOCK_MOVE)
    _check_seen(lot_id, seen, actor=actor, at=at)
    if photo_id is None:
        raise PhotoNeeded
    return movements.spoil(
        lot_id=lot_id,
        quantity=quantity,
        reason=reason,
        witness_person_id=witness_person_id or 0,
        photo_id=photo_id,
        actor=actor,
        at=at,
    )


@transaction.atomic
def destroy(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    witness_person_id: int | None,
    photo_id: int | None,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Destroy condemned goods, with photo and witness. Raises as `spoil` does."""
    actor.require(CanteenPermission.STOCK_MOVE)
    _check_seen(lot_id, seen, actor=actor, at=at)
    if photo_id is None:
        raise PhotoNeeded
    return movements.destroy(
        lot_id=lot_id,
        quantity=quantity,
        reason=reason,
        witness_person_id=witness_person_id or 0,
        photo_id=photo_id,
        actor=actor,
        at=at,
    )


@transaction.atomic
def transfer(
    *,
    lot_id: int,
    quantity: Decimal,
    location_id: int,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> StockLot:
    """Move goods within the store. Raises NotAllowed, LotChanged and what the movement raises."""
    actor.require(CanteenPermission.STOCK_MOVE)
    _check_seen(lot_id, seen, actor=actor, at=at)
    return movements.transfer(
        lot_id=lot_id, quantity=quantity, location_id=location_id, actor=actor, at=at
    )


def hold(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> StockLot:
    """Put goods aside: whoever moves goods may. Raises as `movements.hold`, and NotAllowed."""
    actor.require(CanteenPermission.STOCK_MOVE)
    return movements.hold(lot_id=lot_id, reason=reason, actor=actor, at=at)


def release(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> StockLot:
    """Let held goods go: needs the right to approve. Raises as `movements.release`."""
    actor.require(CanteenPermission.STOCK_APPROVE)
    return movements.release(lot_id=lot_id, reason=reason, actor=actor, at=at)


def reject(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> StockLot:
    """Bar goods for good: needs the right to approve. Raises as `movements.reject`."""
    actor.require(CanteenPermission.STOCK_APPROVE)
    return movements.reject(lot_id=lot_id, reason=reason, actor=actor, at=at)


def _check_seen(lot_id: int, seen: int | None, *, actor: Actor, at: datetime) -> None:
    """Raises LotChanged when the lot moved since; locks it either way."""
    lot = keeping.for_writing(lot_id=lot_id, actor=actor, on=timezone.localdate(at))
    if seen is None:
        return
    later = lot.movements.filter(id__gt=seen).order_by("-id").first()
    if later is not None:
        raise LotChanged(
            number=lot.number,
            by=later.recorded_by,
            at=later.happened_at,
            what=f"{later.get_kind_display()} {later.quantity.normalize():f}",
        )
