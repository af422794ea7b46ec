"""The one place where lots, movements and average costs are written, so that they agree.

Always: a lot's quantity, pieces and value are the sums of its movements; an ingredient's average
row is the sum over its lots in quantity, and of `average_amount_yuan` in money; what holds
nothing is worth nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from jieyue.canteen.books import locking
from jieyue.canteen.books import queries as books
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.stock.facts import LotMoved
from jieyue.canteen.stock.models import (
    AverageCost,
    Movement,
    MovementKind,
    StockLot,
    Stocktake,
    StocktakeStatus,
    Store,
)
from jieyue.canteen.stock.refusals import (
    BadQuantity,
    MoreThanIssued,
    NotEnoughPieces,
    NotEnoughStock,
    StoreFrozen,
)
from jieyue.canteen.stock.rules import money
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.kit.unit_labels import label_of

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Note:
    """What stands beside a movement."""

    actor: Actor
    at: datetime
    document: str = ""
    reason: str = ""
    witness_id: int | None = None
    photo_id: int | None = None

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)


def enter(*, canteen_id: int, actor: Actor, on: date) -> Canteen:
    """The canteen, with its books open and its store locked until the transaction ends.

    Raises MonthClosed, Canteen.DoesNotExist.
    """
    canteen: Canteen = Canteen.objects.filter(site_id=actor.site_id).get(id=canteen_id)
    books.check_open(canteen_id=canteen_id, on=on)
    _lock(canteen)
    return canteen


def lock_store(canteen: Canteen) -> None:
    """Nobody else moves, judges or counts the canteen's goods until the transaction ends.

    The books' lock is taken first, as by every movement, though their day need not be open.
    """
    locking.share(canteen.id)
    _lock(canteen)


def _lock(canteen: Canteen) -> None:
    Store.objects.get_or_create(canteen=canteen, defaults={"site_id": canteen.site_id})
    Store.objects.select_for_update().get(canteen=canteen)


def locked(*, lot_id: int, actor: Actor, on: date) -> StockLot:
    """The lot, locked after its store and free to move.

    Raises StockLot.DoesNotExist, MonthClosed, StoreFrozen.
    """
    lot = for_writing(lot_id=lot_id, actor=actor, on=on)
    check_not_frozen(canteen_id=lot.canteen_id, location_id=lot.location_id)
    return lot


def for_writing(*, lot_id: int, actor: Actor, on: date) -> StockLot:
    """The lot, locked after its store, though it may be being counted."""
    lots = StockLot.objects.filter(site_id=actor.site_id)
    canteen_id = lots.values_list("canteen_id", flat=True).get(id=lot_id)
    enter(canteen_id=canteen_id, actor=actor, on=on)
    lot: StockLot = lots.select_related("ingredient").select_for_update(of=("self",)).get(id=lot_id)
    return lot


def check_not_frozen(*, canteen_id: int, location_id: int | None) -> None:
    """Raises StoreFrozen while the place or the whole store is being counted."""
    counted = Q(location=None) | Q(location_id=location_id)
    count = Stocktake.objects.filter(
        counted, canteen_id=canteen_id, status=StocktakeStatus.COUNTING
    ).first()
    if count is not None:
        raise StoreFrozen(
            stocktake=count.number, started_by=count.started_by, started_at=count.started_at
        )


def checked(quantity: Decimal) -> Decimal:
    """To the gram and above nothing. Raises BadQuantity."""
    found = money.to_grain(quantity)
    if found <= NOTHING:
        raise BadQuantity(quantity)
    return found


def bring(
    fact: type[LotMoved],
    kind: MovementKind,
    lot: StockLot,
    quantity: Decimal,
    *,
    amount_yuan: Decimal,
    average_yuan: Decimal | None = None,
    pieces: Decimal | None = None,
    note: Note,
) -> Movement:
    """Add goods to a lot. Without `average_yuan` the average takes the amount itself."""
    average = _average(lot)
    average_amount = amount_yuan if average_yuan is None else average_yuan
    return _book(fact, kind, lot, average, quantity, amount_yuan, average_amount, pieces, note)


def take(
    fact: type[LotMoved],
    kind: MovementKind,
    lot: StockLot,
    quantity: Decimal,
    *,
    pieces: Decimal | None = None,
    note: Note,
) -> Movement:
    """Take goods from a lot at its cost and at the average. Raises NotEnoughStock."""
    check_enough(lot, quantity)
    average = _average(lot)
    amount = money.share(lot.value_yuan, quantity=lot.quantity, part=quantity)
    average_amount = money.share(average.value_yuan, quantity=average.quantity, part=quantity)
    counted = _pieces_taken(lot, quantity, pieces)
    return _book(fact, kind, lot, average, -quantity, -amount, -average_amount, counted, note)


def check_enough(lot: StockLot, quantity: Decimal) -> None:
    """Raises NotEnoughStock."""
    if quantity > lot.quantity:
        raise NotEnoughStock(
            number=lot.number,
            held=lot.quantity,
            asked=quantity,
            unit=label_of(lot.ingredient.base_unit),
        )


def issued(lot: StockLot, quantity: Decimal) -> tuple[Decimal, Decimal]:
    """What `quantity` was worth when it was issued: at the lot's cost, at the average.

    All of what is out comes back at all it was issued for. Raises MoreThanIssued.
    """
    out = lot.movements.filter(kind__in=(MovementKind.ISSUE, MovementKind.RETURN)).aggregate(
        quantity=Sum("quantity"), amount=Sum("amount_yuan"), average=Sum("average_amount_yuan")
    )
    held = money.to_grain(-(out["quantity"] or NOTHING))
    if quantity > held:
        raise MoreThanIssued(
            number=lot.number,
            issued=held,
            asked=quantity,
            unit=label_of(lot.ingredient.base_unit),
        )
    return (
        money.share(yuan(-out["amount"]), quantity=held, part=quantity),
        money.share(yuan(-out["average"]), quantity=held, part=quantity),
    )


def pieces_back(lot: StockLot, quantity: Decimal, pieces: Decimal | None) -> Decimal | None:
    """How many pieces come back: those counted, else in proportion to what is out."""
    if lot.pieces is None or pieces is not None:
        return pieces if lot.pieces is not None else None
    out = lot.movements.filter(kind__in=(MovementKind.ISSUE, MovementKind.RETURN)).aggregate(
        quantity=Sum("quantity"), pieces=Sum("pieces")
    )
    held = money.to_grain(-(out["quantity"] or NOTHING))
    return money.pieces_of(quantity, quantity=held, pieces=-(out["pieces"] or NOTHING))


def found_worth(lot: StockLot, quantity: Decimal) -> tuple[Decimal, Decimal]:
    """What goods found above the books are worth: at the lot's cost, at the average."""
    average = _average(lot)
    amount = yuan(quantity * lot.unit_cost_yuan)
    if average.quantity == NOTHING:
        return amount, amount
    return amount, yuan(average.value_yuan * quantity / average.quantity)


def _average(lot: StockLot) -> AverageCost:
    """The ingredient's average, locked; the last lock of all."""
    found = {"canteen_id": lot.canteen_id, "ingredient_id": lot.ingredient_id}
    AverageCost.objects.get_or_create(**found, defaults={"site_id": lot.site_id})
    average: AverageCost = AverageCost.objects.select_for_update().get(**found)
    return average


def _pieces_taken(lot: StockLot, quantity: Decimal, pieces: Decimal | None) -> Decimal | None:
    """How many pieces leave, negative: those counted, else in proportion to the weight."""
    if lot.pieces is None:
        return None
    if pieces is None or quantity == lot.quantity:
        return -money.pieces_of(quantity, quantity=lot.quantity, pieces=lot.pieces)
    if pieces > lot.pieces:
        raise NotEnoughPieces(number=lot.number, held=lot.pieces, asked=pieces)
    return -pieces


def _book(
    fact: type[LotMoved],
    kind: MovementKind,
    lot: StockLot,
    average: AverageCost,
    quantity: Decimal,
    amount: Decimal,
    average_amount: Decimal,
    pieces: Decimal | None,
    note: Note,
) -> Movement:
    """Write one signed movement, and what it leaves of lot and average."""
    lot.quantity += quantity
    lot.value_yuan += amount
    if pieces is not None and lot.pieces is not None:
        lot.pieces += pieces
    lot.save(update_fields=["quantity", "value_yuan", "pieces"])
    average.quantity += quantity
    average.value_yuan += average_amount
    average.save(update_fields=["quantity", "value_yuan"])
    movement: Movement = Movement.objects.create(
        site_id=lot.site_id,
        lot=lot,
        kind=kind,
        quantity=quantity,
        pieces=pieces,
        amount_yuan=amount,
        average_amount_yuan=average_amount,
        document=note.document,
        reason=note.reason,
        happened_on=note.on,
        happened_at=note.at,
        recorded_by=note.actor.name,
        witness_id=note.witness_id,
        photo_id=note.photo_id,
    )
    told = fact(
        movement_id=movement.id,
        lot_id=lot.id,
        number=lot.number,
        canteen_id=lot.canteen_id,
        ingredient_id=lot.ingredient_id,
        quantity=quantity,
        amount_yuan=amount,
        document=note.document,
        reason=note.reason,
    )
    journal.record(told, actor=note.actor, at=note.at)
    return movement
