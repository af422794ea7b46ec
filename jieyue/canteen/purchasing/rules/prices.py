"""What a price is held against: the contract, and what markets ask."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

PRICE_STEP = Decimal("0.0001")


class PriceFlag(StrEnum):
    """Why a price wants a second look."""

    ABOVE_CONTRACT = "above_contract"
    ABOVE_SURVEY = "above_survey"
    NO_CONTRACT = "no_contract"


def price_flags(
    price_yuan: Decimal,
    *,
    contract_yuan: Decimal | None,
    survey_yuan: Decimal | None,
    survey_excess: Decimal,
) -> list[PriceFlag]:
    """Flags of a price per base unit, worst first.

    survey_excess: the share over the market survey that is still usual, such as 0.10.
    """
    found = []
    if contract_yuan is not None and price_yuan > contract_yuan:
        found.append(PriceFlag.ABOVE_CONTRACT)
    if survey_yuan is not None and price_yuan > survey_yuan * (1 + survey_excess):
        found.append(PriceFlag.ABOVE_SURVEY)
    if contract_yuan is None:
        found.append(PriceFlag.NO_CONTRACT)
    return found


def unit_price(pack_price_yuan: Decimal, *, pack_quantity: Decimal) -> Decimal:
    """Yuan for one base unit, to a hundredth of a fen."""
    return (pack_price_yuan / pack_quantity).quantize(PRICE_STEP, rounding=ROUND_HALF_UP)
