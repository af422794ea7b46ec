"""临期: which goods are near their last day of use (STANDARDS 2.5)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Nearness:
    """Near: at most `share` of the shelf life is left, or at most `days` for goods that keep at
    least `days_from` days."""

    share: Decimal
    days: int
    days_from: int


def days_left(expires_on: date, *, today: date) -> int:
    """Days until the last day of use: 0 on that day, below it when it is over."""
    return (expires_on - today).days


def is_near(expires_on: date | None, *, since: date, today: date, near: Nearness) -> bool:
    """Whether goods made (or come) on `since` are near their end; expired goods are too."""
    if expires_on is None:
        return False
    left, life = days_left(expires_on, today=today), (expires_on - since).days
    return left <= life * near.share or (life >= near.days_from and left <= near.days)
