"""How well the devices are: well, clock off, silent, faulty; what a heartbeat says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access import parameters as of_gates
from jieyue.access.devices import parameters as of_devices
from jieyue.access.devices import rules
from jieyue.access.devices.facts import DeviceFaultReported
from jieyue.access.devices.models import Device
from jieyue.access.devices.rules import Health, Limits, Signs
from jieyue.access.gates import versions
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """What a device says of itself. clock: what its own clock shows; None if it does not say."""

    fault: str = ""
    skew_s: int | None = None
    firmware: str = ""


@transaction.atomic
def beat(*, heartbeat: Heartbeat, device_id: int, actor: Actor, at: datetime) -> Health:
    """Take one heartbeat. A fault that comes or goes is recorded and rises the rules' number.

    Raises NotAllowed.
    """
    actor.require(AccessPermission.ENTRIES_STORE)
    device = Device.objects.select_for_update(no_key=True).get(id=device_id, site_id=actor.site_id)
    fault = rules.fault_text(heartbeat.fault)
    if fault != device.fault:
        if bool(fault) != bool(device.fault):
            device.fault_since = at if fault else None
            versions.rise(site_id=device.site_id)
        fact = DeviceFaultReported(device_id=device.id, fault=fault, old=device.fault)
        device.fault = fault
        journal.record(fact, actor=actor, at=at)
    if heartbeat.skew_s is not None:
        device.skew_s = heartbeat.skew_s
    device.firmware = rules.fault_text(heartbeat.firmware)[:40] or device.firmware
    device.last_seen_at = device.beats_at = at
    device.save(
        update_fields=["fault", "fault_since", "skew_s", "firmware", "last_seen_at", "beats_at"]
    )
    return of(device, limits=limits_of(site_id=device.site_id, at=at), at=at)


def of(device: Device, *, limits: Limits, at: datetime) -> Health:
    """How a device is at that time; limits are read once for all of them."""
    signs = Signs(
        is_active=device.is_active,
        last_seen_at=device.last_seen_at,
        beats_at=device.beats_at,
        fault=device.fault,
        fault_since=device.fault_since,
        skew_s=device.skew_s,
    )
    return rules.health(signs, limits=limits, at=at)


def limits_of(*, site_id: int, at: datetime) -> Limits:
    """One query."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return Limits(
        silent_after=timedelta(minutes=values.integer(of_devices.SILENT_AFTER)),
        clock_tolerance_s=values.integer(of_gates.CLOCK_TOLERANCE),
    )


def key_age_days(device: Device, *, at: datetime) -> int:
    """Whole days since the present key was made."""
    return max(0, (at - device.key_made_at).days)
