"""Figures as people type them at the stove, with full-width digits and commas forgiven."""

import unicodedata
from decimal import Decimal, InvalidOperation

from jieyue.canteen.kitchen.refusals import NotANumber


def decimal(text: str, *, places: int) -> Decimal | None:
    """A decimal rounded half even to `places`; None when nothing was typed. Raises NotANumber."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", ".").replace("。", ".")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise NotANumber(text) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 9:
        raise NotANumber(text)
    return round(value, places)


def required(text: str, *, places: int) -> Decimal:
    """The same where something must be typed. Raises NotANumber."""
    value = decimal(text, places=places)
    if value is None:
        raise NotANumber(text)
    return value


def whole(text: str) -> int:
    """A whole number. Raises NotANumber."""
    value = required(text, places=3)
    if value != value.to_integral_value():
        raise NotANumber(text)
    return int(value)
