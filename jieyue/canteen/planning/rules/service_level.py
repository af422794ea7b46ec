"""How often a meal may run short: the newsvendor's ratio of the two mistakes' costs."""

from decimal import ROUND_HALF_UP, Decimal

LOWEST, HIGHEST = Decimal("0.5"), Decimal("0.999")
FEN = Decimal("0.01")


class CostsNotPositive(ValueError):
    """A cost of a mistake is zero or less, so the two cannot be weighed."""

    def __init__(self, *, thrown_away_yuan: Decimal, missing_yuan: Decimal) -> None:
        super().__init__(thrown_away_yuan, missing_yuan)
        self.thrown_away_yuan, self.missing_yuan = thrown_away_yuan, missing_yuan


class ServiceLevelOutOfRange(ValueError):
    """A service level must lie from `lowest` to `highest`."""

    def __init__(self, level: Decimal) -> None:
        super().__init__(level)
        self.level, self.lowest, self.highest = level, LOWEST, HIGHEST


def from_costs(*, thrown_away_yuan: Decimal, missing_yuan: Decimal) -> Decimal:
    """The probability of having enough that costs least, kept within the allowed range.

    thrown_away_yuan: what one portion too many costs. missing_yuan: what one portion too few is
    held to cost. Raises CostsNotPositive.
    """
    if thrown_away_yuan <= 0 or missing_yuan <= 0:
        raise CostsNotPositive(thrown_away_yuan=thrown_away_yuan, missing_yuan=missing_yuan)
    level = missing_yuan / (missing_yuan + thrown_away_yuan)
    return min(max(level, LOWEST), HIGHEST).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def implied_penalty_yuan(level: Decimal, *, thrown_away_yuan: Decimal) -> Decimal:
    """What a missing portion must cost for `level` to be the right choice."""
    checked = check(level)
    return (thrown_away_yuan * checked / (1 - checked)).quantize(FEN, rounding=ROUND_HALF_UP)


def check(level: Decimal) -> Decimal:
    """The level itself. Raises ServiceLevelOutOfRange."""
    if not LOWEST <= level <= HIGHEST:
        raise ServiceLevelOutOfRange(level)
    return level
