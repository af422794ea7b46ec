"""What is left to buy: which supplier, how many packs, delivered and ordered by when.

Every net need is delivered on the supplier's last delivery day that still serves its meal. What
a whole pack leaves over serves later meals while it keeps. Goods that keep long are bought once
for the whole plan instead of once a meal. A need that no supplier can still serve in time is
not bought, it is flagged: the canteen buys it elsewhere or changes the dish.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from jieyue.canteen.planning.rules.needs import NOTHING, CoveredNeed, MealKey

KEEPS_LONG_DAYS = 14  # goods of at least this shelf life are bought once for the plan
WEEK = 7


class BadTerms(ValueError):
    """Terms without a delivery weekday, with an empty pack, a negative price or lead."""

    def __init__(self, what: str, *, supplier_id: int, ingredient_id: int) -> None:
        super().__init__(what, supplier_id, ingredient_id)
        self.what, self.supplier_id, self.ingredient_id = what, supplier_id, ingredient_id


class Unmet(StrEnum):
    """Why a net need is not bought."""

    NO_SUPPLIER = "no_supplier"
    TOO_LATE = "too_late"
    GOES_OFF = "goes_off"  # it would expire between delivery and meal


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How one supplier sells one ingredient. Weekdays are 0 Monday to 6 Sunday."""

    supplier_id: int
    ingredient_id: int
    pack_quantity: Decimal  # in the ingredient's base unit
    price_yuan: Decimal  # of one pack
    lead_days: int
    delivery_weekdays: frozenset[int] = frozenset(range(5))
    shelf_life_days: int | None = None  # from delivery; None: keeps for good
    budget_line: str = ""

    def __post_init__(self) -> None:
        bad = {
            "delivery_weekdays": not self.delivery_weekdays & set(range(WEEK)),
            "pack_quantity": self.pack_quantity <= 0,
            "price_yuan": self.price_yuan < 0,
            "lead_days": self.lead_days < 0,
        }
        for what in (name for name, is_bad in bad.items() if is_bad):
            raise BadTerms(what, supplier_id=self.supplier_id, ingredient_id=self.ingredient_id)

    @property
    def yuan_per_unit(self) -> Decimal:
        return self.price_yuan / self.pack_quantity

    def lasts_until(self, delivered_on: date) -> date:
        """The last day of use of goods delivered on that day."""
        if self.shelf_life_days is None:
            return date.max
        return delivered_on + timedelta(days=self.shelf_life_days)

    @property
    def keeps_long(self) -> bool:
        return self.shelf_life_days is None or self.shelf_life_days >= KEEPS_LONG_DAYS


@dataclass(frozen=True, kw_only=True)
class MealPurchase:
    """How one net need is met: net <= from_earlier_packs + bought, unless it is unmet."""

    covered: CoveredNeed
    from_earlier_packs: Decimal
    packs: int = 0
    terms: Terms | None = None
    deliver_on: date | None = None  # of an unmet need: the first day it could come
    unmet: Unmet | None = None

    @property
    def bought(self) -> Decimal:
        return self.packs * self.terms.pack_quantity if self.terms else NOTHING

    @property
    def order_by(self) -> date | None:
        if self.terms is None or self.deliver_on is None:
            return None
        return self.deliver_on - timedelta(days=self.terms.lead_days)

    @property
    def missing(self) -> Decimal:
        """What nobody delivers in time; 0 unless it is unmet."""
        return self.covered.net - self.from_earlier_packs if self.unmet else NOTHING


@dataclass
class _Rest:
    """What an opened pack leaves for later meals."""

    quantity: Decimal
    delivered_on: date
    until: date

    def serves(self, meal: MealKey) -> bool:
        return self.delivered_on <= meal.goods_by and meal.day <= self.until


@dataclass(frozen=True)
class _Offer:
    terms: Terms
    deliver_on: date
    unmet: Unmet | None


def purchases(
    covered: Iterable[CoveredNeed], terms: Iterable[Terms], *, today: date
) -> list[MealPurchase]:
    """One row for each covered need, in date order, with what is bought for it."""
    sold: dict[int, list[Terms]] = defaultdict(list)
    for item in terms:
        sold[item.ingredient_id].append(item)
    rests: dict[int, list[_Rest]] = defaultdict(list)
    bought_on: dict[Terms, date] = {}
    rows = []
    for need in sorted(covered, key=lambda c: (c.need.meal, c.need.ingredient_id)):
        ingredient_id = need.need.ingredient_id
        offers = [_offer(item, need.need.meal, bought_on, today) for item in sold[ingredient_id]]
        rows.append(_purchase(need, offers, rests[ingredient_id], bought_on))
    return rows


def _purchase(
    item: CoveredNeed,
    offers: Sequence[_Offer],
    rests: list[_Rest],
    bought_on: dict[Terms, date],
) -> MealPurchase:
    used, missing = _from_rests(rests, item.net, item.need.meal)
    if missing <= 0:
        return MealPurchase(covered=item, from_earlier_packs=used)
    if not offers:
        return MealPurchase(covered=item, from_earlier_packs=used, unmet=Unmet.NO_SUPPLIER)
    offer = min(offers, key=_preference)
    terms, deliver_on = offer.terms, offer.deliver_on
    packs = 0
    if offer.unmet is None:
        packs = _packs(missing, terms.pack_quantity)
        bought_on.setdefault(terms, deliver_on)
        rest = packs * terms.pack_quantity - missing
        rests.append(_Rest(rest, deliver_on, terms.lasts_until(deliver_on)))
    return MealPurchase(
        covered=item,
        from_earlier_packs=used,
        packs=packs,
        terms=terms,
        deliver_on=deliver_on,
        unmet=offer.unmet,
    )


def _packs(quantity: Decimal, pack_quantity: Decimal) -> int:
    return int((quantity / pack_quantity).to_integral_value(rounding=ROUND_CEILING))


def _from_rests(rests: Iterable[_Rest], wanted: Decimal, meal: MealKey) -> tuple[Decimal, Decimal]:
    """Taken from what earlier packs left over, first expired first, and what is still missing."""
    used = NOTHING
    for rest in sorted(rests, key=lambda rest: rest.until):
        if rest.serves(meal):
            part = min(rest.quantity, wanted - used)
            rest.quantity -= part
            used += part
    return used, wanted - used


def _preference(offer: _Offer) -> tuple[bool, Decimal, int]:
    """In time first, then the cheapest, then the lowest supplier id."""
    return offer.unmet is not None, offer.terms.yuan_per_unit, offer.terms.supplier_id


def _offer(terms: Terms, meal: MealKey, bought_on: dict[Terms, date], today: date) -> _Offer:
    """When this supplier would deliver for the meal, and why that would not do."""
    earlier = bought_on.get(terms)
    if earlier is not None and terms.keeps_long and meal.day <= terms.lasts_until(earlier):
        return _Offer(terms, earlier, None)
    soonest = today + timedelta(days=terms.lead_days)
    before = (meal.goods_by - timedelta(days=back) for back in range(WEEK))
    days = (day for day in before if day >= soonest and day.weekday() in terms.delivery_weekdays)
    deliver_on = next(days, None)
    if deliver_on is None:
        ahead = (soonest + timedelta(days=n) for n in range(WEEK))
        first = next(day for day in ahead if day.weekday() in terms.delivery_weekdays)
        return _Offer(terms, first, Unmet.TOO_LATE)
    goes_off = terms.lasts_until(deliver_on) < meal.day
    return _Offer(terms, deliver_on, Unmet.GOES_OFF if goes_off else None)
