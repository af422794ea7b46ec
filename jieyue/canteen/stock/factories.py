"""Rows of the store for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.models import StockLocation, StockLot
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit.actor import system

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 local
_numbers = count(1)


def make_location(
    *, canteen: Canteen, storage: str = "dry", code: str = "", **fields: object
) -> StockLocation:
    number = next(_numbers)
    values = {"code": code or f"K{number:03}", "name": f"库位{number}", **fields}
    return StockLocation.objects.create(
        site_id=canteen.site_id, canteen=canteen, storage=storage, **values
    )


def make_lot(
    *,
    canteen: Canteen,
    ingredient: Ingredient,
    quantity: str = "10",
    amount_yuan: str = "40.00",
    supplier: Supplier | None = None,
    location: StockLocation | None = None,
    expires_on: date | None = None,
    held_for: str = "",
    pieces: str | None = None,
    at: datetime = AT,
) -> StockLot:
    """A lot received at `at`, with its movement and its share of the average."""
    return movements.receive(
        canteen_id=canteen.id,
        ingredient_id=ingredient.id,
        quantity=Decimal(quantity),
        amount_yuan=Decimal(amount_yuan),
        supplier_id=supplier.id if supplier else None,
        location_id=location.id if location else None,
        expires_on=expires_on,
        held_for=held_for,
        pieces=None if pieces is None else Decimal(pieces),
        actor=system("test", site_id=canteen.site_id),
        at=at,
    )
