"""How long leftovers may be kept (STANDARDS 2.5): cold, hot, or in between for two hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class KeepingLimits:
    """Temperatures in °C that separate cold from warm from hot, and hours for each."""

    cold_c: Decimal
    hot_c: Decimal
    cold_h: int
    warm_h: int
    hot_h: int


def keep_until(
    at: datetime,
    *,
    temperature_c: Decimal | None,
    next_meal_ends: datetime | None,
    limits: KeepingLimits,
) -> datetime:
    """Until when leftovers may be used: their hours, and never beyond the next meal.

    An unknown temperature counts as the dangerous one in between.
    """
    until = at + timedelta(hours=_hours(temperature_c, limits))
    return until if next_meal_ends is None else min(until, next_meal_ends)


def _hours(temperature_c: Decimal | None, limits: KeepingLimits) -> int:
    if temperature_c is None:
        return limits.warm_h
    if temperature_c <= limits.cold_c:
        return limits.cold_h
    return limits.hot_h if temperature_c >= limits.hot_c else limits.warm_h
