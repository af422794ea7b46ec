"""Lots near their last day of use, and what is used before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.canteen.stock import queries
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.canteen.stock.parameters import (
    NEAR_EXPIRY_DAYS,
    NEAR_EXPIRY_DAYS_FROM,
    NEAR_EXPIRY_SHARE,
)
from jieyue.canteen.stock.rules import expiry
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values


@dataclass(frozen=True, kw_only=True)
class ExpiringLot:
    """A lot that is near its end or past it."""

    id: int
    number: str
    ingredient_id: int
    ingredient: str
    unit: str
    quantity: Decimal
    value_yuan: Decimal
    received_on: date
    expires_on: date
    days_left: int
    place: str
    may_be_issued: bool

    @property
    def is_expired(self) -> bool:
        return self.days_left < 0


def nearness(values: Values) -> expiry.Nearness:
    """The site's figures for what is near."""
    return expiry.Nearness(
        share=values.decimal(NEAR_EXPIRY_SHARE),
        days=values.integer(NEAR_EXPIRY_DAYS),
        days_from=values.integer(NEAR_EXPIRY_DAYS_FROM),
    )


def lots(actor: Actor, *, canteen_id: int, today: date, values: Values) -> list[ExpiringLot]:
    """Lots with goods that are near their end or past it, first to expire first. One query."""
    near = nearness(values)
    rows = (
        StockLot.objects.visible_to(actor)
        .filter(canteen_id=canteen_id, quantity__gt=0, expires_on__isnull=False)
        .select_related("ingredient", "location")
        .order_by("expires_on", "id")
    )
    return [
        _lot(row, row.expires_on, today)
        for row in rows
        if row.expires_on is not None
        and expiry.is_near(
            row.expires_on, since=row.produced_on or row.received_on, today=today, near=near
        )
    ]


def _lot(row: StockLot, expires_on: date, today: date) -> ExpiringLot:
    return ExpiringLot(
        id=row.id,
        number=row.number,
        ingredient_id=row.ingredient_id,
        ingredient=row.ingredient.name,
        unit=row.ingredient.base_unit,
        quantity=row.quantity,
        value_yuan=row.value_yuan,
        received_on=row.received_on,
        expires_on=expires_on,
        days_left=expiry.days_left(expires_on, today=today),
        place=row.location.name if row.location else "",
        may_be_issued=row.status == LotStatus.AVAILABLE and expires_on >= today,
    )


def before(*, canteen_id: int, lots: Sequence[ExpiringLot], today: date) -> dict[int, Decimal]:
    """For each lot, how much of its ingredient goes until it is used up: itself and what goes
    before it. One query."""
    wanted = {lot.ingredient_id for lot in lots}
    rows = queries.issuable(canteen_id=canteen_id, on=today).filter(ingredient_id__in=wanted)
    held: dict[int, list[tuple[tuple[date, date, int], Decimal]]] = {}
    for row in rows:
        place = (row.expires_on or date.max, row.received_on, row.id)
        held.setdefault(row.ingredient_id, []).append((place, row.quantity))
    return {
        lot.id: sum(
            (
                quantity
                for place, quantity in held.get(lot.ingredient_id, [])
                if place < (lot.expires_on, lot.received_on, lot.id)
            ),
            lot.quantity,
        )
        for lot in lots
    }
