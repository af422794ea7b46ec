"""Dividing a whole number so that the parts sum to it exactly. Pure."""

from collections.abc import Sequence
from decimal import Decimal


class NoWeights(Exception):
    """Nothing to divide by: there are no weights, one is negative, or all are 0."""


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole` in proportion to weights (0 or more), in their order, by largest remainders.

    The parts sum to `whole`, are within one of their exact share, and of two equal weights the
    earlier gets at most one more. A negative whole is its positive counterpart's mirror. Raises
    NoWeights.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise NoWeights
    sign = -1 if whole < 0 else 1
    shares = [divmod(abs(whole) * weight, total) for weight in weights]
    parts = [share for share, _rest in shares]
    left = abs(whole) - sum(parts)
    for index in sorted(range(len(parts)), key=lambda n: (-shares[n][1], n))[:left]:
        parts[index] += 1
    return [sign * part for part in parts]


def split_signed(whole: int, uses: Sequence[int]) -> list[int]:
    """`whole` in proportion to uses of which some may be negative; the parts sum to it.

    Where the uses cancel out, all of it stands on the first largest. Raises NoWeights when there
    are none or all are 0.
    """
    total = sum(uses)
    if not any(uses):
        raise NoWeights
    if total == 0:
        largest = max(range(len(uses)), key=lambda n: abs(uses[n]))
        return [whole if n == largest else 0 for n in range(len(uses))]
    if total < 0:
        total, uses = -total, [-use for use in uses]
    shares = [divmod(whole * use, total) for use in uses]
    parts = [share for share, _rest in shares]
    left = whole - sum(parts)
    for index in sorted(range(len(parts)), key=lambda n: (-shares[n][1], n))[:left]:
        parts[index] += 1
    return parts


def whole_weights(weights: Sequence[Decimal]) -> list[int]:
    """Weights of up to three decimals as whole numbers."""
    return [int(weight.scaleb(3).to_integral_value()) for weight in weights]
