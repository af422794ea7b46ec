"""盘点: count a store or one place, hand it in, and let another person approve it."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jieyue.canteen.menus.category_names import by_code, code_of
from jieyue.canteen.menus.models import Ingredient, IngredientPrice
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import facts, keeping, movements
from jieyue.canteen.stock.keeping import Note
from jieyue.canteen.stock.models import (
    MovementKind,
    StockLot,
    Stocktake,
    StocktakeLine,
    StocktakeStatus,
)
from jieyue.canteen.stock.parameters import COUNT_TOLERANCE
from jieyue.canteen.stock.refusals import (
    AlreadyCounted,
    BadCount,
    MonthEndNeedsNames,
    NotAllCounted,
    NothingToCount,
    OwnCount,
    ReasonNeeded,
    ReasonsMissing,
    StocktakeOpen,
    StocktakeOver,
)
from jieyue.canteen.stock.rules import counts, money
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.people.persons.models import Person

NOTHING = Decimal(0)
OPEN = (StocktakeStatus.COUNTING, StocktakeStatus.SUBMITTED)


@transaction.atomic
def start(
    *,
    canteen_id: int,
    location_id: int | None = None,
    is_blind: bool = False,
    is_month_end: bool = False,
    accountant: str = "",
    supervisor: str = "",
    actor: Actor,
    at: datetime,
) -> Stocktake:
    """Begin a count of a place, or without one of the whole store; it is frozen from now on.

    Waits for a movement that is under way. Raises NotAllowed, MonthEndNeedsNames, StocktakeOpen,
    NothingToCount, MonthClosed, and DoesNotExist of canteen or place.
    """
    actor.require(CanteenPermission.STOCK_COUNT)
    if is_month_end and (location_id or not accountant.strip() or not supervisor.strip()):
        raise MonthEndNeedsNames
    canteen = keeping.enter(canteen_id=canteen_id, actor=actor, on=timezone.localdate(at))
    location = movements.place(canteen_id=canteen_id, location_id=location_id)
    _check_none_open(canteen_id, location_id)
    stocktake: Stocktake = Stocktake.objects.create(
        site_id=canteen.site_id,
        number=numbers.take("ST", site_id=canteen.site_id, at=at),
        canteen=canteen,
        location=location,
        is_blind=is_blind,
        is_month_end=is_month_end,
        started_at=at,
        started_by=actor.name,
        accountant=accountant.strip(),
        supervisor=supervisor.strip(),
    )
    lots = StockLot.objects.filter(canteen=canteen, quantity__gt=0).select_related("ingredient")
    lines = _lines(stocktake, lots.filter(location=location) if location else lots, at=at)
    if not lines:
        raise NothingToCount
    StocktakeLine.objects.bulk_create(lines)
    fact = facts.StocktakeStarted(
        number=stocktake.number,
        canteen_id=canteen_id,
        location_id=location_id,
        lines=len(lines),
    )
    journal.record(fact, actor=actor, at=at)
    return stocktake


@transaction.atomic
def count(
    *,
    line_id: int,
    counted: Decimal,
    reason: str = "",
    again: bool = False,
    actor: Actor,
    at: datetime,
) -> StocktakeLine:
    """Note what lies there of one lot, 0 when it is missing; in the base unit.

    What somebody else counted is changed only with `again`. Raises NotAllowed, BadCount,
    AlreadyCounted, StocktakeOver, StocktakeLine.DoesNotExist.
    """
    actor.require(CanteenPermission.STOCK_COUNT)
    if counted < NOTHING:
        raise BadCount(counted)
    found = StocktakeLine.objects.filter(site_id=actor.site_id).get(id=line_id)
    _locked(found.stocktake.number, actor, (StocktakeStatus.COUNTING,))
    line: StocktakeLine = StocktakeLine.objects.select_for_update().get(id=line_id)
    if line.counted_at is not None and line.counted_by != actor.name and not again:
        assert line.counted_quantity is not None  # counted together with its time
        raise AlreadyCounted(by=line.counted_by, at=line.counted_at, counted=line.counted_quantity)
    line.counted_quantity = money.to_grain(counted)
    line.reason = reason.strip()[:200]
    line.counted_by, line.counted_at = actor.name, at
    line.save(update_fields=["counted_quantity", "reason", "counted_by", "counted_at"])
    return line


@transaction.atomic
def add_found(
    *,
    number: str,
    ingredient_id: int,
    quantity: Decimal,
    expires_on: date | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> StocktakeLine:
    """Note goods that lie there and that no lot knows.

    Raises NotAllowed, BadQuantity, ReasonNeeded, StocktakeOver, and DoesNotExist of stocktake or
    ingredient.
    """
    actor.require(CanteenPermission.STOCK_COUNT)
    stocktake = _locked(number, actor, (StocktakeStatus.COUNTING,))
    if not reason.strip():
        raise ReasonNeeded
    line: StocktakeLine = StocktakeLine.objects.create(
        site_id=stocktake.site_id,
        stocktake=stocktake,
        ingredient=Ingredient.objects.filter(site_id=stocktake.site_id).get(id=ingredient_id),
        book_quantity=NOTHING,
        counted_quantity=keeping.checked(quantity),
        expires_on=expires_on,
        tolerance_pct=NOTHING,
        reason=reason.strip()[:200],
        counted_by=actor.name,
        counted_at=at,
    )
    return line


@transaction.atomic
def submit(*, number: str, actor: Actor, at: datetime) -> None:
    """Hand a count in; goods may move again. Raises NotAllowed, NotAllCounted, ReasonsMissing,
    StocktakeOver, Stocktake.DoesNotExist."""
    actor.require(CanteenPermission.STOCK_COUNT)
    stocktake = _locked(number, actor, (StocktakeStatus.COUNTING,))
    lines = list(stocktake.lines.select_related("lot", "ingredient"))
    uncounted = sum(line.counted_quantity is None for line in lines)
    if uncounted:
        raise NotAllCounted(uncounted)
    unexplained = [line for line in lines if _is_beyond(line) and not line.reason]
    if unexplained:
        raise ReasonsMissing([_name(line) for line in unexplained])
    stocktake.status = StocktakeStatus.SUBMITTED
    stocktake.submitted_at, stocktake.submitted_by_person_id = at, actor.person_id
    stocktake.save(update_fields=["status", "submitted_at", "submitted_by_person_id"])
    fact = facts.StocktakeSubmitted(
        number=number,
        canteen_id=stocktake.canteen_id,
        differing=sum(line.counted_quantity != line.book_quantity for line in lines),
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def approve(*, number: str, actor: Actor, at: datetime) -> None:
    """Let the books follow the count, dated to when it was handed in. By another person.

    Raises NotAllowed, OwnCount, StocktakeOver, MonthClosed, NotEnoughStock when what is missing
    was issued since, Stocktake.DoesNotExist.
    """
    actor.require(CanteenPermission.STOCK_APPROVE)
    stocktake = _locked(number, actor, (StocktakeStatus.SUBMITTED,))
    if actor.person_id is not None and actor.person_id == stocktake.submitted_by_person_id:
        raise OwnCount
    assert stocktake.submitted_at is not None  # set when it was handed in
    amounts = [
        _adjust(stocktake, line, actor=actor, at=stocktake.submitted_at)
        for line in stocktake.lines.select_related("lot", "ingredient").order_by("lot_id", "id")
        if line.counted_quantity != line.book_quantity
    ]
    _decide(stocktake, StocktakeStatus.APPROVED, actor=actor, at=at)
    fact = facts.StocktakeApproved(
        number=number,
        canteen_id=stocktake.canteen_id,
        adjusted=len(amounts),
        amount_yuan=sum(amounts, NOTHING),
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def cancel(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Give a count up. Raises NotAllowed, ReasonNeeded, StocktakeOver, Stocktake.DoesNotExist."""
    if not actor.may(CanteenPermission.STOCK_APPROVE):
        actor.require(CanteenPermission.STOCK_COUNT)
    if not reason.strip():
        raise ReasonNeeded
    stocktake = _locked(number, actor, OPEN)
    _decide(stocktake, StocktakeStatus.CANCELLED, actor=actor, at=at)
    fact = facts.StocktakeCancelled(
        number=number, canteen_id=stocktake.canteen_id, reason=reason.strip()[:200]
    )
    journal.record(fact, actor=actor, at=at)


def _check_none_open(canteen_id: int, location_id: int | None) -> None:
    """Two counts of the same goods would be booked twice. Raises StocktakeOpen."""
    rows = Stocktake.objects.filter(canteen_id=canteen_id, status__in=OPEN)
    if location_id is not None:
        rows = rows.filter(Q(location=None) | Q(location_id=location_id))
    other = rows.first()
    if other is not None:
        raise StocktakeOpen(
            stocktake=other.number, started_by=other.started_by, status=other.get_status_display()
        )


def _lines(
    stocktake: Stocktake, lots: "QuerySet[StockLot]", *, at: datetime
) -> list[StocktakeLine]:
    values = parameters.read(site_id=stocktake.site_id, on=timezone.localdate(at))
    by_class = values.json(COUNT_TOLERANCE)
    by_class |= {"classes": by_code(by_class.get("classes", {}))}
    return [
        StocktakeLine(
            site_id=stocktake.site_id,
            stocktake=stocktake,
            lot=lot,
            ingredient=lot.ingredient,
            book_quantity=lot.quantity,
            expires_on=lot.expires_on,
            tolerance_pct=counts.tolerance_pct(
                by_class, category=code_of(lot.ingredient.category), storage=lot.ingredient.storage
            ),
        )
        for lot in lots
    ]


def _locked(number: str, actor: Actor, states: tuple[StocktakeStatus, ...]) -> Stocktake:
    """The stocktake in one of the states, its store locked first. Raises StocktakeOver."""
    rows = Stocktake.objects.filter(site_id=actor.site_id, number=number)
    keeping.lock_store(rows.select_related("canteen").get().canteen)
    stocktake: Stocktake = rows.select_for_update().get()
    if stocktake.status not in states:
        by, at = _latest(stocktake)
        raise StocktakeOver(stocktake=number, status=stocktake.get_status_display(), by=by, at=at)
    return stocktake


def _latest(stocktake: Stocktake) -> tuple[str, datetime]:
    """Who brought a stocktake into its state, and when."""
    if stocktake.decided_at is not None:
        return stocktake.decided_by, stocktake.decided_at
    if stocktake.submitted_at is not None:
        persons = Person.objects.filter(id=stocktake.submitted_by_person_id)
        name = persons.values_list("name", flat=True).first()
        return name or stocktake.started_by, stocktake.submitted_at
    return stocktake.started_by, stocktake.started_at


def _decide(stocktake: Stocktake, status: StocktakeStatus, *, actor: Actor, at: datetime) -> None:
    stocktake.status = status
    stocktake.decided_at, stocktake.decided_by = at, actor.name
    stocktake.save(update_fields=["status", "decided_at", "decided_by"])


def _is_beyond(line: StocktakeLine) -> bool:
    assert line.counted_quantity is not None  # asked only when all is counted
    return counts.is_beyond(
        book=line.book_quantity, counted=line.counted_quantity, tolerance_pct=line.tolerance_pct
    )


def _name(line: StocktakeLine) -> str:
    return f"{line.ingredient.name} {line.lot.number}" if line.lot else line.ingredient.name


def _adjust(stocktake: Stocktake, line: StocktakeLine, *, actor: Actor, at: datetime) -> Decimal:
    """Book one difference; its worth, signed."""
    assert line.counted_quantity is not None  # only complete counts are handed in
    note = Note(actor=actor, at=at, document=stocktake.number, reason=line.reason)
    difference = line.counted_quantity - line.book_quantity
    if line.lot is None:
        return _book_found(stocktake, line, note)
    lot = keeping.for_writing(lot_id=line.lot.id, actor=actor, on=note.on)
    fact, kind = facts.StockAdjusted, MovementKind.ADJUSTMENT
    if difference < NOTHING:
        return keeping.take(fact, kind, lot, -difference, note=note).amount_yuan
    amount, average = keeping.found_worth(lot, difference)
    movement = keeping.bring(
        fact, kind, lot, difference, amount_yuan=amount, average_yuan=average, note=note
    )
    return movement.amount_yuan


def _book_found(stocktake: Stocktake, line: StocktakeLine, note: Note) -> Decimal:
    """Goods no lot knows become one, worth what the ingredient costs now."""
    assert line.counted_quantity is not None  # found goods are noted with their quantity
    prices = IngredientPrice.objects.filter(
        ingredient_id=line.ingredient_id, effective_on__lte=note.on
    )
    price = prices.order_by("-effective_on").values_list("price_yuan", flat=True).first()
    amount = yuan(line.counted_quantity * (price or NOTHING))
    lot = movements.new_lot(
        canteen_id=stocktake.canteen_id,
        ingredient_id=line.ingredient_id,
        quantity=line.counted_quantity,
        amount_yuan=amount,
        location_id=stocktake.location_id,
        pieces=None,
        note=note,
        expires_on=line.expires_on,
    )
    line.lot = lot
    line.save(update_fields=["lot"])
    fact, kind = facts.StockAdjusted, MovementKind.ADJUSTMENT
    keeping.bring(fact, kind, lot, line.counted_quantity, amount_yuan=amount, note=note)
    return amount
