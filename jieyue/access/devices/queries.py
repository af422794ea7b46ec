"""Gate devices: what they are, and whom a key stands for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from jieyue.access.devices import rules
from jieyue.access.devices.models import Device, DeviceKind
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor, Scope


@dataclass(frozen=True)
class DeviceRow:
    """One line of the page of devices."""

    id: int
    serial: str
    name: str
    place: str
    kind: str
    direction: str
    is_active: bool
    last_seen_at: datetime | None
    key_made_at: datetime
    old_key_until: datetime | None


def actor_of_key(key: str, *, at: datetime) -> tuple[Actor, int] | None:
    """The actor a key stands for and the id of its device; None for a key that is not valid."""
    hashed = rules.key_hash(key)
    old = Q(old_key_hash=hashed, old_key_until__gt=at)
    device = Device.objects.filter(Q(key_hash=hashed) | old, is_active=True).first()
    if device is None:
        return None
    grants = device_grants(device.kind)
    actor = Actor(kind="device", name=device.serial, site_id=device.site_id, grants=grants)
    return actor, device.id


def device_grants(kind: str) -> dict[str, Scope]:
    """What a device's key is good for; a gate room's agent also fetches snapshots."""
    grants = {
        AccessPermission.DECISIONS_ASK.value: Scope.COMPLEX,
        AccessPermission.ENTRIES_STORE.value: Scope.COMPLEX,
    }
    if kind == DeviceKind.EDGE:
        grants[AccessPermission.EDGE_SYNC.value] = Scope.COMPLEX
    return grants


def devices(actor: Actor) -> list[DeviceRow]:
    """Every device of the site, by serial. One query. Raises NotAllowed."""
    actor.require(AccessPermission.DEVICES_READ)
    return [row(device) for device in Device.objects.visible_to(actor)]


def row(device: Device) -> DeviceRow:
    return DeviceRow(
        id=device.id,
        serial=device.serial,
        name=device.name,
        place=device.get_place_display(),
        kind=device.get_kind_display(),
        direction=device.get_direction_display(),
        is_active=device.is_active,
        last_seen_at=device.last_seen_at,
        key_made_at=device.key_made_at,
        old_key_until=device.old_key_until,
    )
