"""Which gates are not heard today, and whose counts that spoils."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.devices.models import Device
from jieyue.access.entries import queries as entries
from jieyue.access.silence import rules
from jieyue.access.silence.facts import DevicesFellSilent
from jieyue.kit import parameters
from jieyue.kit.journal.models import Entry
from jieyue.kit.parameters import Values


@dataclass(frozen=True)
class Silence:
    """Devices that should have been heard by now, and the units whose counts they spoil."""

    device_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Usual:
    """Devices that are silent, and entries of the usual days by device and unit."""

    silent: frozenset[int]
    counts: "Counts"


def silence(*, site_id: int, day: date, until: time) -> Silence:
    """Which devices are quiet against the last workdays, and whom that leaves uncounted."""
    return silence_by(site_id=site_id, day=day, cutoffs=[until])[until]


def silence_by(*, site_id: int, day: date, cutoffs: Sequence[time]) -> dict[time, Silence]:
    """The same at each cut-off of a day, at the cost of one."""
    values = parameters.read(site_id=site_id, on=day)
    days = entries.usual_days(site_id=site_id, day=day)
    found = entries.entries_by_device(site_id=site_id, days=[*days, day], cutoffs=cutoffs)
    active = Device.objects.filter(site_id=site_id, is_active=True).values_list("id", flat=True)
    devices = list(active)
    return {cutoff: _silence(found[cutoff], devices, day, values) for cutoff in cutoffs}


def usual_by(*, site_id: int, day: date, cutoffs: Sequence[time]) -> dict[time, Usual]:
    """Which devices are silent at each cut-off, and what usually passes each, at one cost."""
    values = parameters.read(site_id=site_id, on=day)
    days = entries.usual_days(site_id=site_id, day=day)
    found = entries.entries_by_device(site_id=site_id, days=[*days, day], cutoffs=cutoffs)
    devices = list(
        Device.objects.filter(site_id=site_id, is_active=True).values_list("id", flat=True)
    )
    return {cutoff: _usual(found[cutoff], devices, day, values) for cutoff in cutoffs}


def _usual(found: "dict[date, Counts]", active: Sequence[int], day: date, values: Values) -> Usual:
    silent = _silence(dict(found), active, day, values).device_ids
    counts: Counts = {}
    for each, of_day in found.items():
        for key, number in of_day.items():
            if each != day:
                counts[key] = counts.get(key, 0) + number
    return Usual(silent, counts)


def _silence(
    found: "dict[date, Counts]", active: Sequence[int], day: date, values: Values
) -> Silence:
    today = _by_device(found.pop(day))
    # Days without any entry lie before the gates were connected and say nothing about a device.
    usual_days = [_by_device(counts) for counts in found.values() if counts]
    usual = {device: [counts.get(device, 0) for counts in usual_days] for device in active}
    silent = rules.silent_devices(usual, today, share=values.decimal(limits.SILENT_SHARE))
    if not silent:
        return Silence()
    share = values.decimal(limits.UNHEARD_SHARE)
    unheard = rules.unheard_units(_by_unit(found), silent, share=share)
    return Silence(frozenset(silent), frozenset(unheard))


Counts = dict[tuple[int, int | None], int]


def _by_device(counts: Counts) -> dict[int, int]:
    devices: dict[int, int] = {}
    for (device_id, _unit), number in counts.items():
        devices[device_id] = devices.get(device_id, 0) + number
    return devices


def _by_unit(found: dict[date, Counts]) -> dict[int, dict[int, int]]:
    units: dict[int, dict[int, int]] = {}
    for counts in found.values():
        for (device_id, unit_id), number in counts.items():
            if unit_id is not None:
                devices = units.setdefault(unit_id, {})
                devices[device_id] = devices.get(device_id, 0) + number
    return units


def gates_noticed_silent(*, site_id: int, at: datetime) -> list[str]:
    """Names of the gates that the last cut-off of today did not hear, sorted. Two queries."""
    midnight = entries.local(timezone.localdate(at), time.min)
    noticed = Entry.objects.filter(site_id=site_id, name=DevicesFellSilent.name, at__gte=midnight)
    last = noticed.order_by("-at", "-id").first()
    if last is None:
        return []
    gates = Device.objects.filter(id__in=last.data["device_ids"], is_active=True)
    return sorted(gates.exclude(last_seen_at__gt=last.at).values_list("name", flat=True))
