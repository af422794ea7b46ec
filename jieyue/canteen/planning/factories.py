"""Rows of supply and stock for tests."""

from datetime import date, datetime, time

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.purchasing.factories import make_on_order
from jieyue.canteen.stock import factories as stock
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.factories import make_supplier, make_terms
from jieyue.kit.periods import SHANGHAI

__all__ = ["make_lot", "make_on_order", "make_supplier", "make_terms"]

NOON = time(12)


def make_lot(
    *,
    canteen: Canteen,
    ingredient: Ingredient,
    quantity: str = "10",
    received_on: date,
    expires_on: date | None = None,
) -> StockLot:
    """A lot that came at noon of a day, with its movement."""
    return stock.make_lot(
        canteen=canteen,
        ingredient=ingredient,
        quantity=quantity,
        expires_on=expires_on,
        at=datetime.combine(received_on, NOON, tzinfo=SHANGHAI),
    )
