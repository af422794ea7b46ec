"""What each meal needs raw, and what the store and open orders already cover.

Raw quantity of ingredient i for dish j (STANDARDS 2.10): portions_j x raw_per_portion_ij
x (1 + buffer), where raw_per_portion = cooked portion / (cooking yield x net yield). Stock and
open orders are given to the meals in date order, the lot that expires first going first, and
each gram once.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

GRAIN = Decimal("0.001")  # of the base unit: a gram, a millilitre
NOTHING = Decimal(0)


@dataclass(frozen=True, order=True)
class MealKey:
    """One meal: its day, its place in the day and its code.

    Suppliers deliver in the morning. Meal 0, breakfast, is cooked before that.
    """

    day: date
    order: int
    meal: str

    @property
    def goods_by(self) -> date:
        """The last day on which a delivery still serves this meal."""
        return self.day if self.order > 0 else self.day - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class PlannedDish:
    """Portions of one dish at one meal."""

    meal: MealKey
    dish_id: int
    portions: int


@dataclass(frozen=True, kw_only=True)
class DishShare:
    """How much of an ingredient one dish of the meal takes, buffer included."""

    dish_id: int
    portions: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class RawNeed:
    """What one meal needs of one ingredient, in its base unit, to the gram."""

    meal: MealKey
    ingredient_id: int
    quantity: Decimal
    shares: tuple[DishShare, ...]


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Goods in the store. `expires_on` is the last day of use; None: does not expire."""

    id: int
    ingredient_id: int
    quantity: Decimal
    received_on: date
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenOrder:
    """Goods ordered and not yet received."""

    id: int
    ingredient_id: int
    quantity: Decimal
    arrives_on: date
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Draw:
    """What a meal takes from one lot or one open order."""

    source_id: int
    quantity: Decimal
    expires_on: date | None


@dataclass(frozen=True, kw_only=True)
class CoveredNeed:
    """A raw need with what covers it: quantity = stock + on order + net."""

    need: RawNeed
    stock: tuple[Draw, ...]
    on_order: tuple[Draw, ...]
    net: Decimal


@dataclass
class _Store:
    left: dict[int, Decimal]
    sorted_by_ingredient: dict[int, list[Lot | OpenOrder]] = field(default_factory=dict)


class NegativeQuantity(ValueError):
    """A lot, order or recipe holds less than nothing."""

    def __init__(self, what: str, *, row_id: int, quantity: Decimal) -> None:
        super().__init__(what, row_id, quantity)
        self.what, self.row_id, self.quantity = what, row_id, quantity


def raw_needs(
    dishes: Iterable[PlannedDish],
    raw_per_portion: Mapping[int, Mapping[int, Decimal]],
    *,
    buffer: Decimal = NOTHING,
    counted: Container[int] = (),
) -> list[RawNeed]:
    """Needs by meal and ingredient, in that order.

    raw_per_portion: per dish, the raw quantity of each ingredient in its base unit; a dish that
    is missing there has no recipe and needs nothing. buffer: a share, 0.05 for 5 %.
    counted: ingredients bought by the piece; of those a meal needs whole ones.
    """
    shares: dict[tuple[MealKey, int], list[DishShare]] = defaultdict(list)
    for dish in dishes:
        for ingredient_id, raw in raw_per_portion.get(dish.dish_id, {}).items():
            if raw < 0:
                raise NegativeQuantity("recipe", row_id=dish.dish_id, quantity=raw)
            share = DishShare(
                dish_id=dish.dish_id,
                portions=dish.portions,
                quantity=dish.portions * raw * (1 + buffer),
            )
            shares[dish.meal, ingredient_id].append(share)
    return [
        RawNeed(
            meal=meal,
            ingredient_id=ingredient_id,
            quantity=_rounded(parts, is_counted=ingredient_id in counted),
            shares=tuple(parts),
        )
        for (meal, ingredient_id), parts in sorted(shares.items())
    ]


def cover(
    needs: Iterable[RawNeed],
    *,
    lots: Sequence[Lot],
    orders: Sequence[OpenOrder],
) -> list[CoveredNeed]:
    """Needs with the stock and the open orders that cover them, in date order.

    Usable is a lot that does not expire before the meal, and an order that arrives in time for
    it. Raises NegativeQuantity.
    """
    stock, ordered = _store("lot", lots), _store("order", orders)
    covered = []
    for need in sorted(needs, key=lambda need: (need.meal, need.ingredient_id)):
        from_stock, missing = _draw(stock, need, need.quantity)
        from_orders, missing = _draw(ordered, need, missing)
        covered.append(CoveredNeed(need=need, stock=from_stock, on_order=from_orders, net=missing))
    return covered


def to_grain(quantity: Decimal) -> Decimal:
    """To the gram, half up; a quantity is rounded here once."""
    return quantity.quantize(GRAIN, rounding=ROUND_HALF_UP)


def _rounded(parts: Iterable[DishShare], *, is_counted: bool) -> Decimal:
    total = to_grain(sum((share.quantity for share in parts), NOTHING))
    return total.to_integral_value(rounding=ROUND_CEILING) if is_counted else total


def first_expired_first(goods: Lot | OpenOrder) -> tuple[date, date, int]:
    """Order of use (STANDARDS 2.5): expiry, then receipt, then number; undated goods last."""
    came_on = goods.received_on if isinstance(goods, Lot) else goods.arrives_on
    return goods.expires_on or date.max, came_on, goods.id


def _store(what: str, goods: Sequence[Lot | OpenOrder]) -> _Store:
    store = _Store(left={})
    for item in sorted(goods, key=first_expired_first):
        if item.quantity < 0:
            raise NegativeQuantity(what, row_id=item.id, quantity=item.quantity)
        store.left[item.id] = item.quantity
        store.sorted_by_ingredient.setdefault(item.ingredient_id, []).append(item)
    return store


def _draw(store: _Store, need: RawNeed, wanted: Decimal) -> tuple[tuple[Draw, ...], Decimal]:
    """Draws that cover `wanted` as far as the store reaches, and what is still missing."""
    draws = []
    for goods in store.sorted_by_ingredient.get(need.ingredient_id, []):
        taken = min(wanted, store.left[goods.id]) if _is_usable(goods, need.meal) else NOTHING
        if taken > 0:
            store.left[goods.id] -= taken
            wanted -= taken
            draws.append(Draw(source_id=goods.id, quantity=taken, expires_on=goods.expires_on))
    return tuple(draws), wanted


def _is_usable(goods: Lot | OpenOrder, meal: MealKey) -> bool:
    if isinstance(goods, OpenOrder) and goods.arrives_on > meal.goods_by:
        return False
    return goods.expires_on is None or goods.expires_on >= meal.day
