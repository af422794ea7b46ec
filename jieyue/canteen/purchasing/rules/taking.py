"""Which proposed goods a request takes when the buyer asks for more or less than was proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One row of proposed goods."""

    id: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class Taken:
    """kept and cut together are what was proposed; kept and extra together what is asked for."""

    kept: dict[int, Decimal]
    cut: dict[int, Decimal]
    extra: Decimal


def take(rows: Sequence[Proposed], *, asked: Decimal) -> Taken:
    """The rows in the order given, as far as what is asked for reaches."""
    rest = asked
    kept: dict[int, Decimal] = {}
    cut: dict[int, Decimal] = {}
    for row in rows:
        part = min(row.quantity, rest)
        rest -= part
        if part > 0:
            kept[row.id] = part
        if part < row.quantity:
            cut[row.id] = row.quantity - part
    return Taken(kept=kept, cut=cut, extra=rest)


def whole_packs(quantity: Decimal, *, pack_quantity: Decimal) -> int:
    """Packs that hold at least the quantity."""
    return int((quantity / pack_quantity).to_integral_value(rounding=ROUND_CEILING))
