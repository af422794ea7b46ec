"""Rows for tests. Each function needs only a database, and each default is a sensible one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from jieyue.access.credentials.models import AccessProfile, Credential
from jieyue.access.devices import queries
from jieyue.access.devices.models import Device
from jieyue.access.devices.rules import key_hash
from jieyue.access.gates import versions
from jieyue.access.gates.models import Gate, Zone
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_site
from jieyue.people.persons.models import Person

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
    grants = queries.device_grants(device.kind)
    return Actor(kind="device", name=device.serial, site_id=device.site_id, grants=grants)


def make_zone(*, site: Site | None = None, code: str = "", **fields: object) -> Zone:
    """A building zone."""
    code = code or f"Z{next(_numbers)}"
    values = {"name": f"Zone {code}", **fields}
    zone: Zone = Zone.objects.create(site=site or make_site(), code=code, **values)
    return zone


def make_gate(
    *, site: Site | None = None, code: str = "", inner: Zone | None = None, **fields: object
) -> Gate:
    """A controlled gate for people from outside into a zone of its own."""
    site = site or (inner.site if inner else make_site())
    code = code or f"T{next(_numbers)}"
    values = {"name": f"Gate {code}", "inner": inner or make_zone(site=site), **fields}
    gate: Gate = Gate.objects.create(site=site, code=code, **values)
    return gate


def make_profile(*, site: Site | None = None, zones: Sequence[Zone] = (), **fields: object) -> Any:
    """An access profile that opens `zones` at any time."""
    number = next(_numbers)
    values = {"code": f"P{number}", "name": f"Profile {number}", **fields}
    profile = AccessProfile.objects.create(site=site or make_site(), **values)
    profile.zones.set(zones)
    return profile


def make_credential(
    *, profile: AccessProfile, kind: str = "card", subject: str = "", **fields: object
) -> Credential:
    """A valid credential since January 2026; of a person when `person` is given."""
    number = next(_numbers)
    person = fields.get("person")
    at = datetime(2026, 1, 5, 2, tzinfo=UTC)
    values = {
        "subject": subject or f"{number:08}",
        "holder": "person",
        "holder_key": f"person:{person.id}" if isinstance(person, Person) else f"person:x{number}",
        "label": person.name if isinstance(person, Person) else f"Holder {number}",
        "unit_id": person.unit_id if isinstance(person, Person) else None,
        "valid_from": at,
        "created_at": at,
        "changed_in": versions.rise(site_id=profile.site_id),
        **fields,
    }
    credential: Credential = Credential.objects.create(
        site_id=profile.site_id, profile=profile, kind=kind, **values
    )
    return credential
