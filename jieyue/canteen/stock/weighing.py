"""Quantities as people type them, in any unit that converts, become the base unit."""

from decimal import Decimal

from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.stock.rules.money import to_grain
from jieyue.kit.quantities import Kind, Unit, convert


def in_base_unit(lot: StockLot, quantity: Decimal, unit: str) -> Decimal:
    """To the gram. Pieces of a catch-weight lot weigh what its pieces weigh on average, not what
    they should. Raises CannotConvert."""
    typed, base = Unit(unit), Unit(lot.ingredient.base_unit)
    if typed.kind == Kind.COUNT and lot.pieces and base.kind == Kind.MASS:
        return to_grain(lot.quantity * quantity / lot.pieces)
    converted = convert(
        quantity,
        typed,
        base,
        kg_per_l=lot.ingredient.density_kg_per_l,
        g_per_piece=lot.ingredient.grams_per_piece,
    )
    return to_grain(converted)
