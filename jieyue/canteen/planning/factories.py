"""Rows of supply and stock for tests."""

from datetime import date, datetime, time
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.stock import factories as stock
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.models import Supplier, SupplyTerms
from jieyue.kit.periods import SHANGHAI
from jieyue.kit.sites.models import Site

NOON = time(12)
_numbers = count(1)


def make_supplier(*, site: Site, name: str = "", minimum: str = "0") -> Supplier:
    """A supplier who delivers every day."""
    number = next(_numbers)
    return Supplier.objects.create(
        site=site,
        code=f"S{number:03}",
        name=name or f"供应商{number}",
        minimum_order_yuan=Decimal(minimum),
        delivery_weekdays="1234567",
    )


def make_terms(
    *,
    ingredient: Ingredient,
    supplier: Supplier | None = None,
    pack: str = "5",
    price: str = "20",
    lead_days: int = 1,
) -> SupplyTerms:
    return SupplyTerms.objects.create(
        site_id=ingredient.site_id,
        supplier=supplier or make_supplier(site=ingredient.site),
        ingredient=ingredient,
        pack_name="箱",
        pack_quantity=Decimal(pack),
        price_yuan=Decimal(price),
        lead_days=lead_days,
        budget_line="食材",
    )


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


def make_on_order(
    *, canteen: Canteen, ingredient: Ingredient, quantity: str = "10", arrives_on: date
) -> OnOrder:
    return OnOrder.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        ingredient=ingredient,
        quantity=Decimal(quantity),
        arrives_on=arrives_on,
    )
