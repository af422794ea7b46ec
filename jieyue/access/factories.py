"""Rows for tests. Each function needs only a database, and each default is a sensible one."""

from datetime import UTC, datetime
from itertools import count

from jieyue.access.devices.models import Device
from jieyue.access.devices.rules import key_hash
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_site

_numbers = count(1)


def make_device(
    *, site: Site | None = None, serial: str = "", key: str = "", **fields: object
) -> Device:
    """An active two-way gate. `key` is its key in plain text."""
    number = next(_numbers)
    serial = serial or f"G{number:04}"
    at = datetime(2026, 1, 5, 2, tzinfo=UTC)
    values = {"name": f"Gate {number}", "key_made_at": at, "created_at": at, **fields}
    return Device.objects.create(
        site=site or make_site(), serial=serial, key_hash=key_hash(key or serial), **values
    )


def device_actor(device: Device) -> Actor:
    """What the device's key stands for."""
    grants = {AccessPermission.ENTRIES_STORE.value: Scope.COMPLEX}
    return Actor(kind="device", name=device.serial, site_id=device.site_id, grants=grants)
