"""Money in yuan as `Decimal`: rounded half up, once, where the paper document rounds."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


class BadShares(Exception):
    """An amount cannot be split by these shares: there are none, one is negative, or all are 0."""

    def __init__(self, shares: Sequence[Decimal]) -> None:
        super().__init__(tuple(shares))
        self.shares = tuple(shares)


def yuan(value: Decimal) -> Decimal:
    """Rounded half up (away from zero) to the fen."""
    return value.quantize(FEN, rounding=ROUND_HALF_UP)


def line_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """One document line in yuan, as the supplier's slip rounds it."""
    return yuan(quantity * unit_price)


def split(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """`amount` to the fen, in proportion to `shares` and in their order; the parts sum to it.

    The fen left over go to the largest remainders, earlier shares first. Raises BadShares.
    """
    total = sum(shares, Decimal(0))
    if total <= 0 or min(shares) < 0:
        raise BadShares(shares)
    fen = int(yuan(amount) / FEN)
    exact = [abs(fen) * share / total for share in shares]
    parts = [int(part.to_integral_value(rounding=ROUND_FLOOR)) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: abs(fen) - sum(parts)]:
        parts[index] += 1
    sign = -1 if fen < 0 else 1
    return [sign * part * FEN for part in parts]
