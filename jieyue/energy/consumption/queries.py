"""What was used, by meter, unit, item, building and medium. No actor: callers ask for the right."""

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np

from jieyue.energy.consumption.dimensions import (
    DayUse,
    Dimension,
    Hours,
    MonthUse,
    Step,
    Total,
)

__all__ = [
    "DayUse", "Dimension", "Hours", "MonthUse", "Step", "Total",
    "days", "hours", "months", "totals", "virtual",
]  # fmt: skip


def hours(meter_id: int, *, first: date, last: date) -> Hours:
    """Every hour of the local days [first, last], of a virtual meter too."""
    none = np.zeros(0, np.int64)
    return Hours(none, none, np.zeros(0, np.bool_), 0, 0, none, none, none)


def days(meter_ids: Collection[int], *, first: date, last: date) -> dict[int, list[DayUse]]:
    """Days of [first, last] by date; a day of which nothing is known is absent."""
    return {meter_id: [] for meter_id in meter_ids}


def months(meter_ids: Collection[int], *, first: date, last: date) -> dict[int, list[MonthUse]]:
    """Months that begin in [first, last] by date; one of which nothing is known is absent."""
    return {meter_id: [] for meter_id in meter_ids}


def totals(
    *,
    site_id: int,
    first: date,
    last: date,
    by: Sequence[Dimension] = (),
    step: Step | None = None,
    medium: str | None = None,
    building_id: int | None = None,
    unit_id: int | None = None,
    item: str | None = None,
    meter_ids: Collection[int] | None = None,
) -> list[Total]:
    """Use on the local days [first, last], each kilowatt-hour once.

    A sum of remainders: each meter's use less that of the meters right below it, under the
    meter's own dimensions of that day. Groups therefore sum to the roots. A meter of which a day
    is unknown stands aside for those below it. medium, building_id, unit_id, item choose
    remainders; meter_ids chooses these meters with everything below them.
    """
    return []


def virtual(meter_id: int, *, first: date, last: date, step: Step | None = None) -> list[Total]:
    """A virtual meter by its formula; any other meter by what it measured itself."""
    return []
