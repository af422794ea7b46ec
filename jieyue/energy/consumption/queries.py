"""What was used, by meter, unit, item, building and medium. No actor: callers ask for the right."""

from collections.abc import Collection, Hashable, Sequence
from datetime import date
from typing import cast

import numpy as np

from jieyue.energy.consumption import aggregation
from jieyue.energy.consumption.dimensions import (
    DayUse,
    Dimension,
    Hours,
    MonthUse,
    Step,
    Total,
    total,
)
from jieyue.energy.consumption.hours import HOUR_S, HOURS, unpack_days
from jieyue.energy.consumption.models import MeterDay, MeterMonth
from jieyue.energy.consumption.rules.spreading import Spread
from jieyue.energy.consumption.virtual_meters import combined, terms_of, virtual
from jieyue.energy.readings.days import first_second

__all__ = [
    "DayUse",
    "Dimension",
    "Hours",
    "MonthUse",
    "Step",
    "Total",
    "days",
    "hours",
    "months",
    "totals",
    "virtual",
]


def hours(meter_id: int, *, first: date, last: date) -> Hours:
    """Every hour of the local days [first, last], of a virtual meter too."""
    terms = terms_of(meter_id)
    found = _spreads([term_id for _coefficient, term_id in terms], first=first, last=last)
    spread = combined(terms, found)
    count = (last - first).days + 1
    start_s = first_second(first) + np.arange(count * HOURS, dtype=np.int64) * HOUR_S
    return Hours(
        start_s=start_s,
        use_micro=spread.use_micro,
        known=spread.known_s >= HOUR_S,
        estimated_micro=int(spread.estimated_micro.sum()),
        covered_s=int(spread.covered_s.sum()),
        hour_estimated_micro=spread.estimated_micro,
        hour_covered_s=spread.covered_s,
        hour_known_s=spread.known_s,
    )


def _spreads(meter_ids: Collection[int], *, first: date, last: date) -> dict[int, Spread]:
    rows = MeterDay.objects.filter(meter_id__in=meter_ids, day__range=(first, last))
    packed: dict[int, list[tuple[int, bytes]]] = {meter_id: [] for meter_id in meter_ids}
    for meter_id, day, content in rows.values_list("meter_id", "day", "hours"):
        packed[meter_id].append(((day - first).days, bytes(content)))
    count = (last - first).days + 1
    return {meter_id: unpack_days(count, each) for meter_id, each in packed.items()}


def days(meter_ids: Collection[int], *, first: date, last: date) -> dict[int, list[DayUse]]:
    """Days of [first, last] by date; a day of which nothing is known is absent."""
    found: dict[int, list[DayUse]] = {meter_id: [] for meter_id in meter_ids}
    rows = MeterDay.objects.filter(meter_id__in=meter_ids, day__range=(first, last))
    fields = ("meter_id", "day", "use_micro", "estimated_micro", "covered_s", "adjusted_micro")
    for meter_id, *values in rows.order_by("meter_id", "day").values_list(*fields):
        found[meter_id].append(DayUse(*values))
    return found


def months(meter_ids: Collection[int], *, first: date, last: date) -> dict[int, list[MonthUse]]:
    """Months that begin in [first, last] by date; one of which nothing is known is absent."""
    found: dict[int, list[MonthUse]] = {meter_id: [] for meter_id in meter_ids}
    rows = MeterMonth.objects.filter(meter_id__in=meter_ids, month__range=(first, last))
    fields = (
        "meter_id", "month", "use_micro", "estimated_micro", "covered_s", "days", "adjusted_micro",
    )  # fmt: skip
    for meter_id, *values in rows.order_by("meter_id", "month").values_list(*fields):
        found[meter_id].append(MonthUse(*values))
    return found


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
    """Use on the local days [first, last], each kilowatt-hour once; sorted by start.

    A sum of remainders: each meter's use less that of the meters right below it, under the
    meter's own dimensions of that day. Groups therefore sum to the roots. A meter of which a day
    is unknown stands aside for those below it. medium, building_id, unit_id, item choose
    remainders; meter_ids chooses these meters with everything below them. A group of which
    nothing is known is there with coverage 0.
    """
    if last < first:
        return []
    below = None if meter_ids is None else frozenset(meter_ids)
    choice = aggregation.Choice(building_id, unit_id, item, below)
    found = aggregation.sums(
        site_id=site_id, first=first, last=last, by=by, step=step, medium=medium, choice=choice
    )
    rows = [
        total(
            _key(by, group),
            start,
            sums.use_micro,
            sums.estimated_micro,
            sums.covered_s,
            sums.asked_s,
        )
        for (group, start), sums in found.items()
    ]
    return sorted(rows, key=lambda row: (row.start or first, [str(row.key[each]) for each in by]))


def _key(by: Sequence[Dimension], group: Hashable) -> dict[Dimension, int | str | None]:
    return dict(zip(by, cast("tuple[int | str | None, ...]", group), strict=True))
