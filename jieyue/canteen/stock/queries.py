"""What other topics ask of the store. Plain values out."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q

from jieyue.canteen.stock.models import LotStatus, StockLot, Stocktake, StocktakeStatus
from jieyue.canteen.stock.rules import order
from jieyue.canteen.stock.rules.order import Draw, Held
from jieyue.kit.sites.models import SiteQuerySet


def issuable(*, canteen_id: int, on: date) -> SiteQuerySet:
    """Lots of which goods may be issued on a day: released, not expired, not empty."""
    unexpired = Q(expires_on=None) | Q(expires_on__gte=on)
    rows: SiteQuerySet = StockLot.objects.filter(
        unexpired, canteen_id=canteen_id, status=LotStatus.AVAILABLE, quantity__gt=0
    )
    return rows


def propose(*, canteen_id: int, ingredient_id: int, quantity: Decimal, on: date) -> list[Draw]:
    """Which lots to issue from, first expired first; together less when there is less. One query.

    Lots at a place that is being counted are left out, in a second query.
    """
    lots = issuable(canteen_id=canteen_id, on=on).filter(ingredient_id=ingredient_id)
    return order.proposed(_held(_not_counted(lots, canteen_id=canteen_id)), quantity)


def propose_all(*, canteen_id: int, wanted: dict[int, Decimal], on: date) -> dict[int, list[Draw]]:
    """`propose` for many ingredients: {ingredient id: draws}. Two queries for all of them."""
    lots = issuable(canteen_id=canteen_id, on=on).filter(ingredient_id__in=wanted)
    found: dict[int, list[StockLot]] = {ingredient_id: [] for ingredient_id in wanted}
    for lot in _not_counted(lots, canteen_id=canteen_id):
        found[lot.ingredient_id].append(lot)
    return {
        ingredient_id: order.proposed(_held(found[ingredient_id]), quantity)
        for ingredient_id, quantity in wanted.items()
    }


def earlier(lot: StockLot, *, on: date) -> Held | None:
    """The lot of the same ingredient that ought to be used before this one. Two queries."""
    lots = issuable(canteen_id=lot.canteen_id, on=on).filter(ingredient_id=lot.ingredient_id)
    return order.earlier(_held(_not_counted(lots, canteen_id=lot.canteen_id)), lot.id)


def family(lot_id: int) -> set[int]:
    """The lot, the one it was split from and so on, and all that was split from any of them."""
    found, unknown = {lot_id}, {lot_id}
    while unknown:
        kin = Q(parts__in=unknown) | Q(split_from__in=unknown)
        unknown = set(StockLot.objects.filter(kin).values_list("id", flat=True)) - found
        found |= unknown
    return found


def _not_counted(lots: SiteQuerySet, *, canteen_id: int) -> SiteQuerySet:
    counts = Stocktake.objects.filter(canteen_id=canteen_id, status=StocktakeStatus.COUNTING)
    places = set(counts.values_list("location_id", flat=True))
    if None in places:
        return lots.none()
    return lots.exclude(location_id__in=places) if places else lots


def _held(lots: Iterable[StockLot]) -> list[Held]:
    return [
        Held(
            lot_id=lot.id,
            number=lot.number,
            quantity=lot.quantity,
            received_on=lot.received_on,
            expires_on=lot.expires_on,
        )
        for lot in lots
    ]
