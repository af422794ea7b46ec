"""What a meal still has to draw from the store, and from which lots (STANDARDS 2.5, 2.8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

GRAIN = Decimal("0.001")
NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class LotDraw:
    """A quantity of one lot, in the ingredient's base unit."""

    lot_id: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class DishNeed:
    """What a plan has one dish take of an ingredient for all its portions."""

    dish_id: int
    portions: int
    quantity: Decimal


def needed(
    shares: Iterable[DishNeed],
    portions: Mapping[int, int],
    *,
    planned: Decimal,
    is_counted: bool = False,
) -> Decimal:
    """What the dishes need when `portions` of them are cooked, rounded up to the gram.

    planned: the plan's own rounded quantity, which is what all planned portions need.
    is_counted: bought by the piece; rounded up to whole ones.
    """
    known = list(shares)
    if all(portions.get(share.dish_id, 0) == share.portions for share in known):
        return planned
    total = sum(
        (s.quantity * portions.get(s.dish_id, 0) / s.portions for s in known if s.portions),
        NOTHING,
    )
    rounded = total.quantize(GRAIN, rounding=ROUND_CEILING)
    return rounded.to_integral_value(rounding=ROUND_CEILING) if is_counted else rounded


def after_claims(
    fefo: Iterable[LotDraw], claims: Mapping[int, Decimal], quantity: Decimal
) -> list[LotDraw]:
    """`quantity` from lots in their order, leaving what other open slips claim of each.

    May sum to less than `quantity`: the rest is not in the store.
    """
    draws = []
    for draw in fefo:
        taken = min(quantity, draw.quantity - claims.get(draw.lot_id, NOTHING))
        if taken > 0:
            draws.append(LotDraw(lot_id=draw.lot_id, quantity=taken))
            quantity -= taken
    return draws


def out_of_order(taken: Iterable[LotDraw], *orders: Sequence[LotDraw]) -> set[int]:
    """Lots of which more is taken than first-expired-first-out would, in each of the orders.

    orders: draws of the same total as `taken`, such as with and without other slips' claims.
    """
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for draw in taken:
        totals[draw.lot_id] += draw.quantity
    allowed: dict[int, Decimal] = defaultdict(Decimal)
    for order in orders:
        for draw in order:
            allowed[draw.lot_id] = max(allowed[draw.lot_id], draw.quantity)
    return {lot_id for lot_id, quantity in totals.items() if quantity > allowed[lot_id]}
