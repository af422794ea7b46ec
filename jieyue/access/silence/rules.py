"""When a device that says nothing makes a count unknown. Pure: values in, values out."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

FEWEST_USUAL = 5  # entries; a device with fewer by this time says nothing by being quiet


def silent_devices(
    usual: Mapping[int, Sequence[int]], today: Mapping[int, int], *, share: Decimal
) -> set[int]:
    """Devices with fewer entries today than `share` of their median at this time of day.

    usual: entries by this time on each recent workday, by device.
    """
    silent = set()
    for device_id, counts in usual.items():
        typical = median(counts) if counts else 0
        if typical >= FEWEST_USUAL and today.get(device_id, 0) < math.ceil(typical * float(share)):
            silent.add(device_id)
    return silent


def unheard_units(
    by_unit: Mapping[int, Mapping[int, int]], silent: set[int], *, share: Decimal
) -> set[int]:
    """Units that usually pass silent devices for at least `share` of their entries.

    by_unit: entries of recent workdays by unit and device.
    """
    unheard = set()
    for unit_id, devices in by_unit.items():
        through_silent = sum(count for device, count in devices.items() if device in silent)
        if through_silent and through_silent >= sum(devices.values()) * share:
            unheard.add(unit_id)
    return unheard
