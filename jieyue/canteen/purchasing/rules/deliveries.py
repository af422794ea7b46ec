"""When a line and an order have been delivered, and which awaited goods a delivery meets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class Delivered(StrEnum):
    """How far an order that is not closed has been delivered."""

    SENT = "sent"
    PART = "part"
    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class LineState:
    """What was ordered of one ingredient and what was accepted so far."""

    ordered: Decimal
    received: Decimal


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """One row of goods on order; `received` is what came of it before."""

    id: int
    quantity: Decimal
    received: Decimal

    @property
    def open(self) -> Decimal:
        return max(self.quantity - self.received, NOTHING)


def is_complete(line: LineState, *, tolerance: Decimal) -> bool:
    """True from the ordered quantity less the tolerance on, a share such as 0.03."""
    return line.received > 0 and line.received >= line.ordered * (1 - tolerance)


def delivered(lines: Iterable[LineState], *, tolerance: Decimal) -> Delivered:
    """How far an order has been delivered; it has at least one line."""
    found = list(lines)
    if all(is_complete(line, tolerance=tolerance) for line in found):
        return Delivered.RECEIVED
    if any(line.received > 0 for line in found):
        return Delivered.PART
    return Delivered.SENT


def allot(awaited: Sequence[Awaited], *, accepted: Decimal) -> dict[int, Decimal]:
    """What each row gets of a delivery, in the order given; more than awaited goes to none."""
    rest, shares = accepted, {}
    for row in awaited:
        share = min(row.open, rest)
        if share > 0:
            shares[row.id] = share
            rest -= share
    return shares
