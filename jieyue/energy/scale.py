"""Whole numbers for registers and use, so that every sum is exact.

A register stands in thousandths of the register's own unit (`register_milli`), a multiplier in
thousandths, and so a use in millionths of the medium's unit (`use_micro`): their product. An
int64 holds nine trillion kWh. Pure; conversion to Decimal happens once, at the edge.
"""

from decimal import ROUND_HALF_UP, Decimal

MILLI = 1_000
MICRO = 1_000_000


class TooFine(ValueError):
    """A register or multiplier has more than three decimals."""

    def __init__(self, value: Decimal) -> None:
        self.value = value
        super().__init__(f"{value} has more than three decimals")


def milli(value: Decimal) -> int:
    """Thousandths of `value`. Raises TooFine."""
    scaled = value * MILLI
    if scaled != scaled.to_integral_value():
        raise TooFine(value)
    return int(scaled)


def of_milli(value: int) -> Decimal:
    return Decimal(value).scaleb(-3)


def micro(value: Decimal) -> int:
    """Millionths of `value`, rounded half up."""
    return int((value * MICRO).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def of_micro(value: int) -> Decimal:
    return Decimal(value).scaleb(-6)
