"""What adjustments put on each day. Pure but for one query."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from jieyue.energy.consumption.models import Adjustment
from jieyue.energy.readings.days import number_of


def by_day(meter_ids: Collection[int], *, first: date, last: date) -> dict[int, dict[int, int]]:
    """Meter to day number to millionths, on days of [first, last] that any adjustment names.

    An adjustment is cut into its days so that they sum to it exactly, and its opposite alike.
    """
    rows = Adjustment.objects.filter(meter_id__in=meter_ids, first_on__lte=last, last_on__gte=first)
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows.values_list("meter_id", "first_on", "last_on", "use_micro"):
        meter_id, first_on, last_on, use_micro = row
        start, days = number_of(first_on), (last_on - first_on).days + 1
        low, high = number_of(max(first, first_on)), number_of(min(last, last_on))
        for number in range(low, high + 1):
            place = number - start
            share = abs(use_micro) * (place + 1) // days - abs(use_micro) * place // days
            found[meter_id][number] += share if use_micro > 0 else -share
    return found
