"""The store as its pages show it: by ingredient, by lot, and one lot with its movements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, Sum

from jieyue.canteen.menus.category_names import name_of
from jieyue.canteen.stock import queries
from jieyue.canteen.stock.models import LotStatus, Movement, StockLocation, StockLot, Stocktake
from jieyue.canteen.stock.models import StocktakeStatus as Status
from jieyue.canteen.stock.rules import expiry
from jieyue.kit.actor import Actor
from jieyue.kit.quantities import Unit, convertible
from jieyue.kit.sites.models import SiteQuerySet
from jieyue.kit.unit_labels import UNIT_LABELS, label_of

NOTHING = Decimal(0)
MOST_MOVEMENTS = 200


@dataclass(frozen=True, kw_only=True)
class StoreRow:
    """One ingredient in a store. blocked: what is held, rejected or expired."""

    code: str
    name: str
    category: str
    unit: str
    quantity: Decimal
    blocked: Decimal
    value_yuan: Decimal
    lots: int
    first_expires_on: date | None


@dataclass(frozen=True, kw_only=True)
class LotRow:
    """One lot in a list. state: available, quarantined, rejected, expired, near or empty."""

    id: int
    number: str
    ingredient: str
    unit: str
    quantity: Decimal
    value_yuan: Decimal
    received_on: date
    expires_on: date | None
    place: str
    place_id: int | None
    supplier: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MovementRow:
    """One movement of a lot, signed."""

    id: int
    kind: str
    quantity: Decimal
    pieces: Decimal | None
    amount_yuan: Decimal
    document: str
    reason: str
    at: datetime
    by: str
    witness: str
    photo_id: int | None


@dataclass(frozen=True, kw_only=True)
class LotPage:
    """One lot with everything a storekeeper asks about it."""

    row: LotRow
    canteen_id: int
    ingredient_code: str
    batch_number: str
    status: str
    status_reason: str
    produced_on: date | None
    unit_cost_yuan: Decimal
    pieces: Decimal | None
    nominal: Decimal | None
    split_from: str
    parts: tuple[str, ...]
    movements: tuple[MovementRow, ...]
    units: tuple[tuple[str, str], ...]
    earlier: str

    @property
    def last_movement_id(self) -> int:
        return max((movement.id for movement in self.movements), default=0)


def store(actor: Actor, *, canteen_id: int, today: date) -> list[StoreRow]:
    """What lies in a store, by ingredient code. One query."""
    free = Q(status=LotStatus.AVAILABLE) & (Q(expires_on=None) | Q(expires_on__gte=today))
    rows = (
        _in_store(actor, canteen_id)
        .order_by("ingredient__code")
        .values_list(
            "ingredient__code",
            "ingredient__name",
            "ingredient__category",
            "ingredient__base_unit",
        )
        .annotate(
            held=Sum("quantity"),
            free=Sum("quantity", filter=free, default=NOTHING),
            worth=Sum("value_yuan"),
            lots=Count("id"),
            first=Min("expires_on", filter=free),
        )
    )
    return [
        StoreRow(
            code=code,
            name=name,
            category=name_of(category),
            unit=label_of(unit),
            quantity=held,
            blocked=held - usable,
            value_yuan=worth,
            lots=lots,
            first_expires_on=first,
        )
        for code, name, category, unit, held, usable, worth, lots, first in rows
    ]


def lots(
    actor: Actor, *, canteen_id: int, today: date, near: expiry.Nearness, with_empty: bool = False
) -> list[LotRow]:
    """Lots of a store, first expired first; empty ones only when asked for. One query."""
    rows = StockLot.objects.visible_to(actor).filter(canteen_id=canteen_id)
    if not with_empty:
        rows = rows.filter(quantity__gt=0)
    return _rows(rows, today, near)


def lot(actor: Actor, *, number: str, today: date, near: expiry.Nearness) -> LotPage:
    """One lot. Raises StockLot.DoesNotExist. Six queries at most."""
    rows = StockLot.objects.visible_to(actor).select_related(
        "ingredient", "location", "supplier", "split_from"
    )
    found = rows.get(number=number)
    grams = found.ingredient.grams_per_piece
    kin = StockLot.objects.filter(split_from=found).values_list("number", flat=True)
    moves = found.movements.select_related("witness").order_by("-happened_at", "-id")
    return LotPage(
        row=_row(found, today, near),
        canteen_id=found.canteen_id,
        ingredient_code=found.ingredient.code,
        batch_number=found.batch_number,
        status=found.get_status_display(),
        status_reason=found.status_reason,
        produced_on=found.produced_on,
        unit_cost_yuan=found.unit_cost_yuan,
        pieces=found.pieces,
        nominal=found.pieces * grams / 1000 if found.pieces is not None and grams else None,
        split_from=found.split_from.number if found.split_from else "",
        parts=tuple(kin.order_by("number")),
        movements=tuple(_movement(row) for row in moves[:MOST_MOVEMENTS]),
        units=units_of(found),
        earlier=_earlier(found, today),
    )


def units_of(found: StockLot) -> tuple[tuple[str, str], ...]:
    """Units in which the lot's goods may be typed, its own first: code and label."""
    own = Unit(found.ingredient.base_unit)
    other = [
        unit
        for unit in UNIT_LABELS
        if unit != own
        and convertible(
            unit,
            own,
            kg_per_l=found.ingredient.density_kg_per_l,
            g_per_piece=found.ingredient.grams_per_piece,
        )
    ]
    return tuple((unit.value, label_of(unit)) for unit in (own, *other))


def places(actor: Actor, *, canteen_id: int) -> list[tuple[int, str]]:
    """Active places of a store: id and name. One query."""
    rows = StockLocation.objects.visible_to(actor).filter(canteen_id=canteen_id, is_active=True)
    return [(row.id, f"{row.code} {row.name}") for row in rows]


def counting(actor: Actor, *, canteen_id: int) -> list[Stocktake]:
    """Stocktakes that freeze something, and those that wait for approval. One query."""
    rows = Stocktake.objects.visible_to(actor).filter(canteen_id=canteen_id)
    return list(
        rows.filter(status__in=(Status.COUNTING, Status.SUBMITTED)).select_related("location")
    )


def _in_store(actor: Actor, canteen_id: int) -> SiteQuerySet:
    rows: SiteQuerySet = StockLot.objects.visible_to(actor).filter(
        canteen_id=canteen_id, quantity__gt=0
    )
    return rows


def _rows(rows: Iterable[StockLot], today: date, near: expiry.Nearness) -> list[LotRow]:
    assert isinstance(rows, SiteQuerySet)  # read with what a line shows
    found = rows.select_related("ingredient", "location", "supplier")
    listed = [_row(row, today, near) for row in found]
    return sorted(listed, key=lambda row: (row.expires_on or date.max, row.received_on, row.id))


def _row(row: StockLot, today: date, near: expiry.Nearness) -> LotRow:
    return LotRow(
        id=row.id,
        number=row.number,
        ingredient=row.ingredient.name,
        unit=label_of(row.ingredient.base_unit),
        quantity=row.quantity,
        value_yuan=row.value_yuan,
        received_on=row.received_on,
        expires_on=row.expires_on,
        place=row.location.name if row.location else "",
        place_id=row.location_id,
        supplier=row.supplier.name if row.supplier else "",
        state=_state(row, today, near),
    )


def _state(row: StockLot, today: date, near: expiry.Nearness) -> str:
    if row.quantity == NOTHING:
        return "empty"
    if row.status != LotStatus.AVAILABLE:
        return str(row.status)
    if row.expires_on is not None and row.expires_on < today:
        return "expired"
    since = row.produced_on or row.received_on
    is_near = expiry.is_near(row.expires_on, since=since, today=today, near=near)
    return "near" if is_near else "available"


def _movement(row: Movement) -> MovementRow:
    return MovementRow(
        id=row.id,
        kind=row.get_kind_display(),
        quantity=row.quantity,
        pieces=row.pieces,
        amount_yuan=row.amount_yuan,
        document=row.document,
        reason=row.reason,
        at=row.happened_at,
        by=row.recorded_by,
        witness=row.witness.name if row.witness else "",
        photo_id=row.photo_id,
    )


def _earlier(found: StockLot, today: date) -> str:
    """The number of the lot that ought to go first, if it is another."""
    first = queries.earlier(found, on=today)
    return first.number if first else ""
