"""The store over two years: what is delivered, drawn, spoiled and counted of each ingredient.

Quantities are whole thousandths of the base unit and money whole fen, so sums are exact. Each
ingredient is walked on its own; nothing but its demand and its seed decides what becomes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from simulator.food import Ingredient
from simulator.randomness import stream

BREAKFAST_DRAWN, DELIVERED, DELIVERED_AGAIN, CLEARED = 330, 400, 490, 480
LUNCH_DRAWN, DINNER_DRAWN, COUNTED = 520, 870, 1170  # minutes from midnight
DRAWN_AT = (BREAKFAST_DRAWN, LUNCH_DRAWN, DINNER_DRAWN)
KEPT_LONG_DAYS = 20
REFUSALS = ("感官检查不合格：变色、有异味", "到货温度超限", "包装破损")
SHORT, OVER, REFUSED, TEST_FAILED = "short", "over", "refused", "test_failed"
ODD_SHARE = {SHORT: 0.016, OVER: 0.012, REFUSED: 0.008, TEST_FAILED: 0.0012}
TESTED = frozenset(["leaf_vegetable", "fruit_vegetable", "root_vegetable", "mushroom", "fruit"])
MEASURED_UNITS = ("kg", "L")
STAFF_MEAL = "临期原料，用于职工餐"


@dataclass(slots=True)
class Lot:
    """One lot. `order` is the delivery it came with, none for the opening stock.

    value and quantity are what is left; unit_cost is in ten-thousandths of a yuan.
    """

    ingredient: str
    received: date
    minute: int
    produced: date
    expires: date
    delivered: int
    unit_cost: int
    quantity: int
    value: int
    order: "Delivery | None" = None
    status: str = "available"
    reason: str = ""
    id: int = 0
    number: str = ""


@dataclass(slots=True)
class Arrival:
    """One line at the loading bay: what came, what was taken of it and why not the rest."""

    minute: int
    delivered: int
    accepted: int
    reason: str = ""
    flag: str = ""
    lot: Lot | None = None


@dataclass(slots=True)
class Delivery:
    """One ingredient ordered for a day, and how it arrived; nothing yet if there are no arrivals.

    on_order_ids: rows of a plan that already await it.
    """

    ingredient: str
    day: date
    ordered: int
    unit_cost: int
    is_emergency: bool = False
    on_order_ids: tuple[int, ...] = ()
    arrivals: list[Arrival] = field(default_factory=list)


@dataclass(slots=True)
class Movement:
    """Signed quantity and fen. `slot` is the meal it was drawn for, -1 for anything else."""

    lot: Lot
    kind: str
    quantity: int
    amount: int
    average: int
    day: date
    minute: int
    slot: int = -1
    reason: str = ""


@dataclass(slots=True)
class Count:
    """One lot of a month-end stocktake."""

    lot: Lot
    day: date
    book: int
    counted: int


@dataclass(slots=True)
class Shelf:
    """Everything one ingredient went through, and what the moving average has of it."""

    lots: list[Lot] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    quantity: int = 0
    value: int = 0


@dataclass(frozen=True)
class Span:
    """The days walked, [first, last]. `counted_on` are days on whose evening all is counted."""

    first: date
    last: date
    counted_on: frozenset[date]


def walk(
    item: Ingredient,
    demand: Mapping[tuple[date, int], int],
    *,
    prices: Mapping[date, int],
    weekdays: Sequence[int],
    span: Span,
    seed: int,
) -> Shelf:
    """Buy, draw, clear and count one ingredient over the span.

    demand: thousandths by (day, slot); it may reach beyond the span, so that the store is not
    run down at its end. prices: ten-thousandths of a yuan for one base unit, by day.
    """
    if not demand:
        return Shelf()
    return _Walk(item, demand, prices, weekdays, span, seed).run()


@dataclass(slots=True)
class Held:
    """What the store has of one ingredient: its lots, and the moving average's two figures."""

    lots: list[Lot] = field(default_factory=list)
    quantity: int = 0
    value: int = 0


def one_day(
    item: Ingredient,
    held: Held,
    *,
    day: date,
    orders: Sequence[Delivery],
    drawn: Mapping[int, int],
    price: int,
    is_over: bool,
    seed: int,
) -> Shelf:
    """What a day does to the lots at hand, which are changed: only what was new is told.

    orders: what is delivered; those that have arrived already are left alone. drawn: thousandths
    by slot. price: what an emergency purchase is reckoned from. is_over: the cooks eat what would
    not keep until tomorrow, and a month is counted on its last evening.
    """
    wanted = {(day, slot): quantity for slot, quantity in drawn.items()}
    walk = _Walk(item, wanted, {day: price}, (), Span(day, day, frozenset()), seed)
    walk.rng = stream(seed, f"store {item.code}", day.toordinal())
    walk.held = sorted(held.lots, key=_first_expired)
    walk.shelf.quantity, walk.shelf.value = held.quantity, held.value
    walk.draw(day, 0)
    for order in orders:
        walk.deliver(order)
    walk.clear(day)
    walk.draw(day, 1)
    walk.draw(day, 2)
    if is_over:
        walk.use_up(day)
        if (day + timedelta(days=1)).day == 1:
            walk.count(day)
    return walk.shelf


def by_weight(item: Ingredient, quantity: int) -> int:
    """Thousandths as fresh goods are sold: by the half kilogram or litre, or by the piece."""
    grain = 500 if item.base_unit in MEASURED_UNITS else 1000
    grain = min(grain, int(item.pack_size * 1000))
    return -(-quantity // grain) * grain


def _first_expired(lot: Lot) -> tuple[date, date, int]:
    return lot.expires, lot.received, lot.minute


class _Walk:
    """The state of one walk: the lots that still hold something, and the random numbers."""

    def __init__(
        self,
        item: Ingredient,
        demand: Mapping[tuple[date, int], int],
        prices: Mapping[date, int],
        weekdays: Sequence[int],
        span: Span,
        seed: int,
    ) -> None:
        self.item, self.demand, self.prices, self.span = item, demand, prices, span
        self.weekdays = frozenset(weekdays)
        self.rng: np.random.Generator = stream(seed, f"store {item.code}")
        self.shelf = Shelf()
        self.held: list[Lot] = []
        self.pack = int(item.pack_size * 1000)
        self.wanted = sorted(demand)
        self.next_wanted = 0

    def run(self) -> Shelf:
        self._open()
        day = self.span.first
        while day <= self.span.last:
            self.draw(day, 0)
            if day.isoweekday() in self.weekdays and day > self.span.first:
                self._buy(day)
            self.clear(day)
            self.draw(day, 1)
            self.draw(day, 2)
            if day in self.span.counted_on:
                self.count(day)
            day += timedelta(days=1)
        return self.shelf

    def _open(self) -> None:
        first = self.span.first
        days = int(self.rng.integers(4, 30)) if self._keeps_long else 3
        needed = self._needed(first, 0, first + timedelta(days=days), 0)
        if needed:
            lot = self._lot(self._packs(needed), first, 300, self.prices[first])
            self._book(lot, "opening", lot.quantity, lot.value, first, 300)

    @property
    def _keeps_long(self) -> bool:
        return self.item.shelf_life_days >= KEPT_LONG_DAYS

    def _needed(self, first: date, first_slot: int, last: date, last_slot: int) -> int:
        """What is wanted from one meal to another, both included."""
        total, position = 0, self.next_wanted
        while position < len(self.wanted) and self.wanted[position] <= (last, last_slot):
            key = self.wanted[position]
            if key >= (first, first_slot):
                total += self.demand[key]
            position += 1
        return total

    def _packs(self, quantity: int) -> int:
        """Whole packs of what keeps; what is fresh comes by weight, or by the piece."""
        if not self._keeps_long:
            return by_weight(self.item, quantity)
        return -(-quantity // self.pack) * self.pack

    def _buy(self, day: date) -> None:
        """Order what the meals need before the next delivery, and then for as long as it keeps."""
        following = day + timedelta(days=1)
        while following.isoweekday() not in self.weekdays:
            following += timedelta(days=1)
        held = sum(lot.quantity for lot in self.held if lot.expires >= day)
        if held >= self._needed(day, 1, following, 0):
            return
        days = self._cover()
        needed = self._needed(day, 1, day + timedelta(days=days), 2)
        needed = needed * (103 if self._keeps_long else 101) // 100 - held
        if needed > 0:
            self.deliver(Delivery(self.item.code, day, self._packs(needed), self.prices[day]))

    def _cover(self) -> int:
        keeps = self.item.shelf_life_days
        if keeps >= 90:
            return 45
        return min(keeps * 2 // 3, 21) if self._keeps_long else keeps

    def deliver(self, order: Delivery) -> None:
        self.shelf.deliveries.append(order)
        chance = 1.0 if order.is_emergency else float(self.rng.random())
        for fate, share in ODD_SHARE.items():
            chance -= share
            if chance < 0 and (fate != TEST_FAILED or self._is_tested):
                self._deliver_oddly(order, fate)
                return
        self._accept(order, DELIVERED, self._weighed(order.ordered))

    @property
    def _is_tested(self) -> bool:
        return self.item.category in TESTED

    def _weighed(self, ordered: int) -> int:
        """What a delivery really weighs; what is counted or packed comes to the piece."""
        if self._keeps_long or self.item.base_unit not in MEASURED_UNITS:
            return ordered
        off = float(np.clip(self.rng.normal(0, 0.008), -0.025, 0.025))
        return max(10, round(ordered * (1 + off) / 10) * 10)

    def _deliver_oddly(self, order: Delivery, fate: str) -> None:
        if fate == SHORT:
            came = max(10, int(order.ordered * self.rng.uniform(0.6, 0.85)) // 10 * 10)
            self._accept(order, DELIVERED, came)
            self._accept(order, DELIVERED_AGAIN, order.ordered - came)
        elif fate == OVER:
            came = int(order.ordered * self.rng.uniform(1.06, 1.14)) // 10 * 10
            lot = self._lot(order.ordered, order.day, DELIVERED, order.unit_cost, order)
            arrival = Arrival(DELIVERED, came, order.ordered, "超出订货量", "over_delivered", lot)
            self._take_in(arrival, order)
        elif fate == REFUSED:
            reason = str(self.rng.choice(REFUSALS))
            order.arrivals.append(Arrival(DELIVERED, order.ordered, 0, reason, "refused"))
            self._accept(order, DELIVERED_AGAIN, order.ordered)
        else:
            self._accept(order, DELIVERED, order.ordered)
            self._return(self.shelf.lots[-1], order.day)
            self._accept(order, DELIVERED_AGAIN, order.ordered)

    def _accept(self, order: Delivery, minute: int, quantity: int) -> None:
        lot = self._lot(quantity, order.day, minute, order.unit_cost, order)
        self._take_in(Arrival(minute, quantity, quantity, lot=lot), order)

    def _take_in(self, arrival: Arrival, order: Delivery) -> None:
        order.arrivals.append(arrival)
        lot = arrival.lot
        if lot is not None:
            self._book(lot, "receipt", lot.quantity, lot.value, lot.received, arrival.minute)

    def _return(self, lot: Lot, day: date) -> None:
        lot.status, lot.reason = "rejected", "农残快检三次均阳性"
        reason = "农残检测不合格，退货"
        self._take_out(lot, lot.quantity, "supplier_return", day, 600, reason=reason)
        self.held.remove(lot)

    def _lot(
        self, quantity: int, day: date, minute: int, unit_cost: int, order: Delivery | None = None
    ) -> Lot:
        keeps = self.item.shelf_life_days
        age = int(self.rng.integers(0, max(1, keeps // 6) + 1)) if self._keeps_long else 0
        value = _fen(quantity, unit_cost)
        produced = day - timedelta(days=age)
        lot = Lot(
            self.item.code,
            day,
            minute,
            produced,
            produced + timedelta(days=keeps),
            quantity,
            unit_cost,
            quantity,
            value,
            order,
        )
        self.shelf.lots.append(lot)
        self.held.append(lot)
        self.held.sort(key=_first_expired)
        return lot

    def draw(self, day: date, slot: int) -> None:
        key = (day, slot)
        wanted = self.demand.get(key, 0)
        while self.next_wanted < len(self.wanted) and self.wanted[self.next_wanted] <= key:
            self.next_wanted += 1
        while wanted:
            lot = next((held for held in self.held if held.expires >= day), None)
            if lot is None:
                quantity = -(-wanted // 500) * 500
                minute = max(DRAWN_AT[slot] - 40, 300)
                order = Delivery(self.item.code, day, quantity, self.prices[day] * 108 // 100, True)
                self.shelf.deliveries.append(order)
                self._accept(order, minute, quantity)
                continue
            taken = min(wanted, lot.quantity)
            wanted -= taken
            if self._is_a_rest(lot, lot.quantity - taken):
                taken = lot.quantity
            self._take_out(lot, taken, "issue", day, DRAWN_AT[slot], slot=slot)
            if not lot.quantity:
                self.held.remove(lot)

    def _is_a_rest(self, lot: Lot, left: int) -> bool:
        """So little of something fresh goes into the pot with the rest."""
        return not self._keeps_long and left <= max(lot.delivered * 3 // 100, 300)

    def clear(self, day: date) -> None:
        """What expired before today is thrown away by two persons."""
        for lot in [held for held in self.held if held.expires < day]:
            self._take_out(lot, lot.quantity, "spoiled", day, CLEARED, reason="过期清理")
            self.held.remove(lot)

    def use_up(self, day: date) -> None:
        """What is fresh and was bought for a batch nobody needed goes into the staff's meal."""
        if self._keeps_long:
            return
        for lot in [held for held in self.held if held.expires == day]:
            self._take_out(lot, lot.quantity, "issue", day, DINNER_DRAWN, reason=STAFF_MEAL)
            self.held.remove(lot)

    def count(self, day: date) -> None:
        for lot in list(self.held):
            counted = lot.quantity
            if self.rng.random() < 0.05:
                off = self.rng.normal(-0.004, 0.012)
                counted = max(0, round(lot.quantity * (1 + off) / 10) * 10)
            self.shelf.counts.append(Count(lot, day, lot.quantity, counted))
            self._adjust(lot, counted - lot.quantity, day)

    def _adjust(self, lot: Lot, difference: int, day: date) -> None:
        if difference > 0:
            amount = _fen(difference, lot.unit_cost)
            lot.quantity += difference
            lot.value += amount
            self._book(lot, "adjustment", difference, amount, day, COUNTED, reason="盘盈")
        elif difference < 0:
            self._take_out(lot, -difference, "adjustment", day, COUNTED, reason="盘亏")
            if not lot.quantity:
                self.held.remove(lot)

    def _take_out(
        self,
        lot: Lot,
        quantity: int,
        kind: str,
        day: date,
        minute: int,
        *,
        slot: int = -1,
        reason: str = "",
    ) -> None:
        """What leaves costs its share; the last of a lot takes all the lot's money with it."""
        amount = min(lot.value, _fen(quantity, lot.unit_cost))
        if quantity == lot.quantity:
            amount = lot.value
        lot.quantity -= quantity
        lot.value -= amount
        self._book(lot, kind, -quantity, -amount, day, minute, slot=slot, reason=reason)

    def _book(
        self,
        lot: Lot,
        kind: str,
        quantity: int,
        amount: int,
        day: date,
        minute: int,
        *,
        slot: int = -1,
        reason: str = "",
    ) -> None:
        shelf = self.shelf
        average = amount
        if quantity < 0:
            average = -_share(shelf.value, -quantity, shelf.quantity)
        shelf.quantity += quantity
        shelf.value += average
        shelf.movements.append(
            Movement(lot, kind, quantity, amount, average, day, minute, slot, reason)
        )


def _fen(quantity: int, unit_cost: int) -> int:
    """Thousandths of a unit at ten-thousandths of a yuan, in fen, rounded half up."""
    return (quantity * unit_cost + 50_000) // 100_000


def _share(value: int, quantity: int, of: int) -> int:
    return value if quantity == of else (value * quantity * 2 + of) // (of * 2)
