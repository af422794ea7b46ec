"""先进先出: first expired, first out; of goods without a date, first in, first out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Held:
    """Goods of one lot that may be issued; quantity in the base unit."""

    lot_id: int
    number: str
    quantity: Decimal
    received_on: date
    expires_on: date | None


@dataclass(frozen=True, kw_only=True)
class Draw:
    """What to take from one lot."""

    lot_id: int
    number: str
    quantity: Decimal
    expires_on: date | None


def place(held: Held) -> tuple[date, date, int]:
    """Sorts lots into the order of use (STANDARDS 2.5): expiry, receipt, number; undated last."""
    return held.expires_on or date.max, held.received_on, held.lot_id


def proposed(lots: Iterable[Held], quantity: Decimal) -> list[Draw]:
    """Draws that together give `quantity`, or all there is when that is less."""
    draws = []
    missing = quantity
    for held in sorted(lots, key=place):
        taken = min(missing, held.quantity)
        if taken > NOTHING:
            missing -= taken
            draws.append(
                Draw(
                    lot_id=held.lot_id,
                    number=held.number,
                    quantity=taken,
                    expires_on=held.expires_on,
                )
            )
    return draws


def earlier(lots: Iterable[Held], lot_id: int) -> Held | None:
    """The lot that ought to be used before this one, if there is one."""
    first = min((held for held in lots if held.quantity > NOTHING), key=place, default=None)
    return None if first is None or first.lot_id == lot_id else first
