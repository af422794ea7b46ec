"""What a movement is worth, to the fen, so that the movements of a lot sum to its value.

Used twice for each movement: with what is left of the lot (actual cost, 个别计价) and with what
is left of the ingredient (moving average, 移动加权平均).
"""

from decimal import ROUND_HALF_UP, Decimal

from jieyue.kit.money import yuan

NOTHING = Decimal(0)
GRAIN = Decimal("0.001")  # of the base unit: a gram, a millilitre
COST_GRAIN = Decimal("0.0001")
PIECE_GRAIN = Decimal("0.1")


class MoreThanThere(ValueError):
    """More is taken than is left."""


def share(value_yuan: Decimal, *, quantity: Decimal, part: Decimal) -> Decimal:
    """What `part` of `quantity` is worth; the whole of it takes the whole value.

    0 <= part <= quantity, else MoreThanThere.
    """
    if not NOTHING <= part <= quantity:
        raise MoreThanThere(quantity, part)
    return value_yuan if part == quantity else yuan(value_yuan * part / quantity)


def unit_cost(value_yuan: Decimal, quantity: Decimal) -> Decimal:
    """What one base unit costs, to a hundredth of a fen; nothing when there are no goods."""
    if quantity == NOTHING:
        return NOTHING
    return (value_yuan / quantity).quantize(COST_GRAIN, rounding=ROUND_HALF_UP)


def to_grain(quantity: Decimal) -> Decimal:
    """To the gram, half up."""
    return quantity.quantize(GRAIN, rounding=ROUND_HALF_UP)


def pieces_of(part: Decimal, *, quantity: Decimal, pieces: Decimal) -> Decimal:
    """How many pieces leave with `part` when nobody counted them: whole ones, in proportion.

    Some stay for what stays, and the last part takes the rest.
    """
    if part == quantity:
        return pieces
    counted = (pieces * part / quantity).to_integral_value(rounding=ROUND_HALF_UP)
    return min(counted, pieces)
