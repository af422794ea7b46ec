"""Hot enough, and not too long lukewarm (STANDARDS 2.5, GB 31654-2021).

A centre of 70 °C or more, else the batch is heated again; hot food is held at 60 °C or above
and cold food at 8 °C or below, and food in between is off the counter within two hours.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Flag(StrEnum):
    """What is wrong with a batch, by the code that is stored."""

    CENTRE_LOW = "centre_low"
    CENTRE_MISSING = "centre_missing"
    HOLDING_MISSING = "holding_missing"
    WARM_TOO_LONG = "warm_too_long"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The site's figures: °C and minutes."""

    centre_c: Decimal
    hot_c: Decimal
    cold_c: Decimal
    warm_minutes: int


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was measured of a batch; None was not. is_heated: cooked, so that its centre counts."""

    is_heated: bool
    finished_at: datetime
    off_at: datetime | None
    centre_c: Decimal | None
    reheated_c: Decimal | None
    holding_c: Decimal | None


def is_safely_held(holding_c: Decimal | None, limits: Limits) -> bool:
    """Hot or cold enough to stand without a limit. Not measured counts as lukewarm."""
    return holding_c is not None and not limits.cold_c < holding_c < limits.hot_c


def leaves_by(batch: Measured, limits: Limits) -> datetime | None:
    """The moment a batch must be off the counter; None when it is held hot or cold enough."""
    if is_safely_held(batch.holding_c, limits) or _needs_no_holding(batch):
        return None
    return batch.finished_at + timedelta(minutes=limits.warm_minutes)


def flags(batch: Measured, limits: Limits, *, now: datetime) -> list[Flag]:
    """What is wrong with a batch as of `now`, in the order of the flags' codes."""
    found = []
    if batch.is_heated:
        final_c = batch.centre_c if batch.reheated_c is None else batch.reheated_c
        if final_c is None:
            found.append(Flag.CENTRE_MISSING)
        elif final_c < limits.centre_c:
            found.append(Flag.CENTRE_LOW)
    until = leaves_by(batch, limits)
    if until is not None and (batch.off_at or now) > until:
        missing = batch.holding_c is None
        found.append(Flag.HOLDING_MISSING if missing else Flag.WARM_TOO_LONG)
    return sorted(found)


def _needs_no_holding(batch: Measured) -> bool:
    """Fruit and drinks that nobody measured."""
    return not batch.is_heated and batch.holding_c is None
