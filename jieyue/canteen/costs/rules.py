"""成本核算: the month's account of the store, margins, and prices against their basis. Pure."""

from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class StoreAccount:
    """Money of the store over a period, in yuan to the fen; each term as the ledger has it.

    issued: drawn by the kitchen less what came back. adjusted: found or gone at stocktakes.
    """

    opening_yuan: Decimal = NOTHING
    purchases_yuan: Decimal = NOTHING
    issued_yuan: Decimal = NOTHING
    spoiled_yuan: Decimal = NOTHING
    returned_yuan: Decimal = NOTHING
    adjusted_yuan: Decimal = NOTHING
    moved_yuan: Decimal = NOTHING

    @property
    def closing_yuan(self) -> Decimal:
        """期初 + 购入 - 领用 - 损耗 - 退货 ± 盘盈亏 = 期末."""
        came = self.opening_yuan + self.purchases_yuan + self.adjusted_yuan + self.moved_yuan
        return came - self.issued_yuan - self.spoiled_yuan - self.returned_yuan


@dataclass(frozen=True, kw_only=True)
class Margin:
    """What was taken against what the food cost. Above the cap the canteen earns on its diners."""

    income_yuan: Decimal
    food_yuan: Decimal
    cap_share: Decimal

    @property
    def share(self) -> Decimal | None:
        """Gross margin as a share of the income; None without income."""
        if self.income_yuan <= 0:
            return None
        return (self.income_yuan - self.food_yuan) / self.income_yuan

    @property
    def is_above_cap(self) -> bool:
        return self.share is not None and self.share > self.cap_share


def above_basis(paid_yuan: Decimal, basis_yuan: Decimal | None) -> Decimal | None:
    """By what share a price lies above its basis; below it is negative. None without a basis."""
    if basis_yuan is None or basis_yuan <= 0:
        return None
    return paid_yuan / basis_yuan - 1
