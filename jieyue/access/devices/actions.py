"""Registers gate devices, makes and renews their keys."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.devices import rules
from jieyue.access.devices.facts import (
    DeviceChanged,
    DeviceKeyRenewed,
    DeviceRegistered,
)
from jieyue.access.devices.models import Device
from jieyue.access.gates import versions
from jieyue.access.gates.models import Gate
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, NotAllowed

CHANGEABLE = ("name", "place", "kind", "direction", "gate_id", "is_active")
DECIDING = frozenset({"kind", "direction", "gate_id", "is_active"})  # decisions rest on these


class SerialTaken(Exception):
    """The site has a device with this serial number."""

    def __init__(self, serial: str) -> None:
        super().__init__(serial)
        self.serial = serial


@dataclass(frozen=True)
class NewKey:
    """A key, this once in plain text."""

    device_id: int
    serial: str
    key: str


@transaction.atomic
def register(
    *,
    serial: str,
    name: str,
    place: str,
    kind: str,
    direction: str,
    gate_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> NewKey:
    """Register a device and make its first key. Raises SerialTaken, Gate.DoesNotExist."""
    actor.require(AccessPermission.DEVICES_EDIT)
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.DEVICES_EDIT)
    versions.hold(site_id=actor.site_id)  # of two who register one the second hears of it
    if Device.objects.filter(site_id=actor.site_id, serial=serial).exists():
        raise SerialTaken(serial)
    _check_gate(gate_id, site_id=actor.site_id)
    key = rules.new_key()
    device = Device.objects.create(
        site_id=actor.site_id,
        serial=serial,
        name=name,
        place=place,
        kind=kind,
        direction=direction,
        gate_id=gate_id,
        key_hash=rules.key_hash(key),
        key_made_at=at,
        created_at=at,
    )
    versions.rise(site_id=device.site_id)
    fact = DeviceRegistered(device_id=device.id, serial=serial)
    journal.record(fact, actor=actor, at=at)
    return NewKey(device.id, serial, key)


@transaction.atomic
def change(
    *, device_id: int, actor: Actor, at: datetime, **fields: str | bool | int | None
) -> None:
    """Change what CHANGEABLE names. The same values again record nothing.

    Raises NotAllowed, Device.DoesNotExist, Gate.DoesNotExist.
    """
    actor.require(AccessPermission.DEVICES_EDIT)
    device = Device.objects.visible_to(actor).select_for_update(no_key=True).get(id=device_id)
    differing = {k: v for k, v in fields.items() if k in CHANGEABLE and getattr(device, k) != v}
    if not differing:
        return
    _check_gate(fields.get("gate_id"), site_id=device.site_id)
    old = {name: str(getattr(device, name)) for name in differing}
    new = {name: str(value) for name, value in differing.items()}
    for name, value in differing.items():
        setattr(device, name, value)
    device.save(update_fields=list(differing))
    if DECIDING & differing.keys():
        versions.rise(site_id=device.site_id)
    journal.record(DeviceChanged(device_id=device.id, old=old, new=new), actor=actor, at=at)


@transaction.atomic
def renew_key(*, device_id: int, actor: Actor, at: datetime) -> NewKey:
    """Make a new key; the present one goes on working for the overlap, one before it ends now."""
    actor.require(AccessPermission.DEVICES_EDIT)
    device = Device.objects.visible_to(actor).select_for_update(no_key=True).get(id=device_id)
    values = parameters.read(site_id=device.site_id, on=timezone.localdate(at))
    key = rules.new_key()
    device.old_key_hash = device.key_hash
    device.old_key_until = at + timedelta(hours=values.integer(limits.KEY_OVERLAP))
    device.key_hash, device.key_made_at = rules.key_hash(key), at
    device.save(update_fields=["old_key_hash", "old_key_until", "key_hash", "key_made_at"])
    versions.rise(site_id=device.site_id)  # gate rooms know devices by their keys
    journal.record(DeviceKeyRenewed(device_id=device.id), actor=actor, at=at)
    return NewKey(device.id, device.serial, key)


def _check_gate(gate_id: object, *, site_id: int) -> None:
    """Raises Gate.DoesNotExist for one that is not of this site."""
    if gate_id is not None:
        Gate.objects.get(id=gate_id, site_id=site_id)
