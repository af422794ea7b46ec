"""Every movement of goods, for other topics to call: they have checked who may do it.

Each call locks the store, then the lot, then the average (see `Store`). Lock rows of your own
topic before you call. Quantities are in the ingredient's base unit.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.stock import facts, keeping, queries
from jieyue.canteen.stock.keeping import Note
from jieyue.canteen.stock.models import (
    LotStatus,
    Movement,
    MovementKind,
    StockLocation,
    StockLot,
)
from jieyue.canteen.stock.refusals import (
    BadAmount,
    LotAlready,
    LotExpired,
    LotNotReleased,
    NoSupplier,
    NotFirstToExpire,
    ReasonNeeded,
    SamePlace,
    WitnessNeeded,
)
from jieyue.canteen.stock.rules import money
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

NOTHING = Decimal(0)


@transaction.atomic
def receive(
    *,
    canteen_id: int,
    ingredient_id: int,
    quantity: Decimal,
    amount_yuan: Decimal,
    supplier_id: int | None = None,
    location_id: int | None = None,
    batch_number: str = "",
    produced_on: date | None = None,
    expires_on: date | None = None,
    held_for: str = "",
    document: str = "",
    pieces: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> StockLot:
    """Take goods in as a new lot; with `held_for`, the reason, nobody may issue it yet.

    Raises BadQuantity, BadAmount, MonthClosed, StoreFrozen, and DoesNotExist of what is not
    the site's.
    """
    note = Note(actor=actor, at=at, document=document)
    lot = new_lot(
        canteen_id=canteen_id,
        ingredient_id=ingredient_id,
        quantity=quantity,
        amount_yuan=amount_yuan,
        location_id=location_id,
        pieces=pieces,
        note=note,
        supplier_id=supplier_id,
        batch_number=batch_number,
        produced_on=produced_on,
        expires_on=expires_on,
        status=LotStatus.QUARANTINED if held_for else LotStatus.AVAILABLE,
        status_reason=held_for,
    )
    keeping.bring(
        facts.GoodsReceived,
        MovementKind.RECEIPT,
        lot,
        keeping.checked(quantity),
        amount_yuan=amount_yuan,
        pieces=pieces,
        note=note,
    )
    return lot


def new_lot(
    *,
    canteen_id: int,
    ingredient_id: int,
    quantity: Decimal,
    amount_yuan: Decimal,
    location_id: int | None,
    pieces: Decimal | None,
    note: Note,
    number: str = "",
    received_on: date | None = None,
    **fields: object,
) -> StockLot:
    """An empty lot with its unit cost, in a store that is locked and not being counted."""
    if amount_yuan < NOTHING:
        raise BadAmount(amount_yuan)
    canteen = keeping.enter(canteen_id=canteen_id, actor=note.actor, on=note.on)
    keeping.check_not_frozen(canteen_id=canteen_id, location_id=location_id)
    ingredient = Ingredient.objects.filter(site_id=canteen.site_id).get(id=ingredient_id)
    lot: StockLot = StockLot.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        ingredient=ingredient,
        location=place(canteen_id=canteen_id, location_id=location_id),
        number=number or numbers.take("L", site_id=canteen.site_id, at=note.at),
        quantity=NOTHING,
        pieces=None if pieces is None else NOTHING,
        unit_cost_yuan=money.unit_cost(amount_yuan, keeping.checked(quantity)),
        received_on=received_on or note.on,
        **fields,
    )
    return lot


@transaction.atomic
def issue(
    *,
    lot_id: int,
    quantity: Decimal,
    document: str = "",
    reason: str = "",
    pieces: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Give goods out to the kitchen.

    Raises LotNotReleased, LotExpired, NotEnoughStock, NotEnoughPieces, BadQuantity, MonthClosed,
    StoreFrozen, StockLot.DoesNotExist.
    """
    note = Note(actor=actor, at=at, document=document, reason=reason)
    lot = keeping.locked(lot_id=lot_id, actor=actor, on=note.on)
    check_may_issue(lot, on=note.on)
    return keeping.take(
        facts.GoodsIssued,
        MovementKind.ISSUE,
        lot,
        keeping.checked(quantity),
        pieces=pieces,
        note=note,
    )


def check_may_issue(lot: StockLot, *, on: date) -> None:
    """Raises LotNotReleased, LotExpired."""
    if lot.status != LotStatus.AVAILABLE:
        raise LotNotReleased(
            number=lot.number, status=lot.get_status_display(), reason=lot.status_reason
        )
    if lot.expires_on is not None and lot.expires_on < on:
        raise LotExpired(number=lot.number, expires_on=lot.expires_on)


def check_first(*, lot_id: int, reason: str, on: date, actor: Actor) -> None:
    """先进先出: passing over a lot that expires earlier needs a reason. Raises NotFirstToExpire."""
    lot = StockLot.objects.filter(site_id=actor.site_id).get(id=lot_id)
    first = queries.earlier(lot, on=on)
    if first is not None and not reason.strip():
        raise NotFirstToExpire(number=lot.number, first=first.number, expires_on=first.expires_on)


@transaction.atomic
def give_back(
    *,
    lot_id: int,
    quantity: Decimal,
    document: str,
    reason: str,
    pieces: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Take back what the kitchen did not use, at what it was issued for.

    Raises MoreThanIssued, BadQuantity, MonthClosed, StoreFrozen, StockLot.DoesNotExist.
    """
    note = Note(actor=actor, at=at, document=document, reason=reason)
    lot = keeping.locked(lot_id=lot_id, actor=actor, on=note.on)
    returned = keeping.checked(quantity)
    amount, average = keeping.issued(lot, returned)
    counted = keeping.pieces_back(lot, returned, pieces)
    return keeping.bring(
        facts.GoodsGivenBack,
        MovementKind.RETURN,
        lot,
        returned,
        amount_yuan=amount,
        average_yuan=average,
        pieces=counted,
        note=note,
    )


@transaction.atomic
def return_to_supplier(
    *,
    lot_id: int,
    quantity: Decimal,
    document: str = "",
    reason: str,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Send goods back to who delivered them, whatever their status.

    Raises ReasonNeeded, NoSupplier, NotEnoughStock, BadQuantity, MonthClosed, StoreFrozen,
    StockLot.DoesNotExist.
    """
    note = Note(actor=actor, at=at, document=document, reason=_given(reason))
    lot = keeping.locked(lot_id=lot_id, actor=actor, on=note.on)
    if lot.supplier_id is None:
        raise NoSupplier(number=lot.number)
    wanted = keeping.checked(quantity)
    kind = MovementKind.SUPPLIER_RETURN
    return keeping.take(facts.GoodsReturned, kind, lot, wanted, note=note)


@transaction.atomic
def spoil(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    witness_person_id: int,
    photo_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Write off what went bad in the store, before a second person.

    Raises ReasonNeeded, WitnessNeeded, NotEnoughStock, BadQuantity, MonthClosed, StoreFrozen,
    StockLot.DoesNotExist.
    """
    note = _disposal(reason, witness_person_id, photo_id, actor, at)
    lot = keeping.locked(lot_id=lot_id, actor=actor, on=note.on)
    wanted = keeping.checked(quantity)
    return keeping.take(facts.GoodsSpoiled, MovementKind.SPOILED, lot, wanted, note=note)


@transaction.atomic
def destroy(
    *,
    lot_id: int,
    quantity: Decimal,
    reason: str,
    witness_person_id: int,
    photo_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Movement:
    """Destroy condemned goods before a second person. Raises what `spoil` raises."""
    note = _disposal(reason, witness_person_id, photo_id, actor, at)
    lot = keeping.locked(lot_id=lot_id, actor=actor, on=note.on)
    wanted = keeping.checked(quantity)
    return keeping.take(facts.GoodsDestroyed, MovementKind.DESTROYED, lot, wanted, note=note)


@transaction.atomic
def transfer(
    *, lot_id: int, quantity: Decimal, location_id: int, actor: Actor, at: datetime
) -> StockLot:
    """Move goods to another place of the same store; a part becomes a lot of its own.

    A whole lot keeps its number. Raises SamePlace, NotEnoughStock, BadQuantity, MonthClosed,
    StoreFrozen (of either place), and DoesNotExist of lot or place.
    """
    note = Note(actor=actor, at=at)
    lot = keeping.locked(lot_id=lot_id, actor=actor, on=note.on)
    target = place(canteen_id=lot.canteen_id, location_id=location_id)
    assert target is not None  # a place is named
    if lot.location_id == target.id:
        raise SamePlace(number=lot.number, location=target.name)
    keeping.check_not_frozen(canteen_id=lot.canteen_id, location_id=target.id)
    wanted = keeping.checked(quantity)
    keeping.check_enough(lot, wanted)
    part = StockLot.objects.create(
        site_id=lot.site_id,
        canteen_id=lot.canteen_id,
        ingredient=lot.ingredient,
        supplier_id=lot.supplier_id,
        location=target,
        number=numbers.take("L", site_id=lot.site_id, at=at),
        batch_number=lot.batch_number,
        status=lot.status,
        status_reason=lot.status_reason,
        quantity=NOTHING,
        pieces=None if lot.pieces is None else NOTHING,
        unit_cost_yuan=lot.unit_cost_yuan,
        produced_on=lot.produced_on,
        received_on=lot.received_on,
        expires_on=lot.expires_on,
        split_from=lot,
    )
    note = Note(actor=actor, at=at, document=part.number)
    out = keeping.take(facts.GoodsMovedOut, MovementKind.TRANSFER_OUT, lot, wanted, note=note)
    keeping.bring(
        facts.GoodsMovedIn,
        MovementKind.TRANSFER_IN,
        part,
        wanted,
        amount_yuan=-out.amount_yuan,
        average_yuan=-out.average_amount_yuan,
        pieces=None if out.pieces is None else -out.pieces,
        note=Note(actor=actor, at=at, document=lot.number),
    )
    return part


@transaction.atomic
def hold(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> StockLot:
    """Put a lot aside. Raises ReasonNeeded, LotAlready, StockLot.DoesNotExist."""
    return _judge(
        facts.LotHeld, LotStatus.QUARANTINED, (LotStatus.AVAILABLE,), lot_id, reason, actor, at
    )


@transaction.atomic
def release(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> StockLot:
    """Let a held lot be issued. A rejected one never is: LotAlready. Raises as `hold` does."""
    return _judge(
        facts.LotReleased, LotStatus.AVAILABLE, (LotStatus.QUARANTINED,), lot_id, reason, actor, at
    )


@transaction.atomic
def reject(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> StockLot:
    """Bar a lot for good; it goes back or is destroyed. Raises as `hold` does."""
    open_to = (LotStatus.AVAILABLE, LotStatus.QUARANTINED)
    return _judge(facts.LotRejected, LotStatus.REJECTED, open_to, lot_id, reason, actor, at)


def place(*, canteen_id: int, location_id: int | None) -> StockLocation | None:
    """A place of this canteen's store. Raises StockLocation.DoesNotExist."""
    if location_id is None:
        return None
    found: StockLocation = StockLocation.objects.filter(canteen_id=canteen_id).get(id=location_id)
    return found


def _judge(
    fact: type[facts.LotJudged],
    status: LotStatus,
    open_to: tuple[LotStatus, ...],
    lot_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> StockLot:
    """Give a lot a new status, and with it whatever was split from the same delivery.

    The books of the day need not be open: goods are barred whenever that becomes known.
    """
    given = _given(reason)
    lots = StockLot.objects.filter(site_id=actor.site_id)
    keeping.lock_store(lots.select_related("canteen").get(id=lot_id).canteen)
    lot: StockLot = lots.get(id=lot_id)
    if lot.status not in open_to:
        raise LotAlready(
            number=lot.number, status=lot.get_status_display(), reason=lot.status_reason
        )
    for part in lots.filter(id__in=queries.family(lot_id), status__in=open_to):
        told = fact(
            lot_id=part.id,
            number=part.number,
            canteen_id=part.canteen_id,
            ingredient_id=part.ingredient_id,
            old=part.status,
            reason=given,
        )
        part.status, part.status_reason = status, given
        part.save(update_fields=["status", "status_reason"])
        journal.record(told, actor=actor, at=at)
    lot.refresh_from_db(fields=["status", "status_reason"])
    return lot


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()[:200]


def _disposal(
    reason: str, witness_person_id: int, photo_id: int | None, actor: Actor, at: datetime
) -> Note:
    """Raises ReasonNeeded, and WitnessNeeded when nobody else of the site stands by."""
    persons = Person.objects.filter(site_id=actor.site_id, id=witness_person_id)
    if witness_person_id == actor.person_id or not persons.exists():
        raise WitnessNeeded
    return Note(
        actor=actor,
        at=at,
        reason=_given(reason),
        witness_id=witness_person_id,
        photo_id=photo_id,
    )
