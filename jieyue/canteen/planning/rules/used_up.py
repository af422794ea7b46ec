"""When goods will have been used up, by the plans and then by habit (Grocy #597)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

NOTHING = Decimal(0)
FARTHEST_DAYS = 366


def used_up_on(
    quantity: Decimal, *, planned: Mapping[date, Decimal], daily: Decimal, today: date
) -> date | None:
    """The day on which the last of `quantity` goes; None when that is more than a year off.

    planned: need by day from today on. Until the last planned day the plans count; after it what
    an average day takes, `daily`. Everything in the same unit.
    """
    left, day = quantity, today
    last_planned = max((day for day in planned if day >= today), default=None)
    while left > NOTHING:
        if last_planned is not None and day <= last_planned:
            left -= planned.get(day, NOTHING)
        elif daily <= NOTHING:
            return None
        else:
            left -= daily
        if left <= NOTHING:
            return day
        day += timedelta(days=1)
        if (day - today).days > FARTHEST_DAYS:
            return None
    return today
