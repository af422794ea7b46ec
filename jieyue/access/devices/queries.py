"""Gate devices: what they are, and whom a key stands for."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices import health, rules
from jieyue.access.devices.models import AilingSpell, Device, DeviceKind
from jieyue.access.devices.parameters import KEY_AGE
from jieyue.access.devices.rules import AILING, Limits, State
from jieyue.access.gates.models import RulesVersion
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters, statements
from jieyue.kit.actor import Actor, Scope

STATES: dict[str, tuple[Any, str]] = {
    State.CLOCK_OFF: (_("clock off"), "yellow"),
    State.FAULTY: (_("faulty"), "red"),
    State.OFF: (_("not active"), "secondary"),
    State.SILENT: (_("silent"), "red"),
    State.UNHEARD: (_("never heard"), "secondary"),
    State.WELL: (_("well"), "green"),
}


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
    gate: str
    state: str
    state_label: str
    since: datetime | None
    fault: str
    skew_s: int | None
    firmware: str
    key_age_days: int
    is_key_old: bool

    @property
    def colour(self) -> str:
        return STATES[self.state][1]


@dataclass(frozen=True)
class SpellRow:
    """While a device was not well; until None: it still is not."""

    state: str
    since: datetime
    until: datetime | None


class Bearer(NamedTuple):
    """Whom a key stands for, and the number of the rules its site has now."""

    actor: Actor
    device_id: int
    rules_number: int


def actor_of_key(key: str, *, at: datetime) -> tuple[Actor, int] | None:
    """The actor a key stands for and the id of its device; None for a key that is not valid."""
    found = bearer_of_key(key, at=at)
    return None if found is None else (found.actor, found.device_id)


def bearer_of_key(key: str, *, at: datetime) -> Bearer | None:
    """None for a key that is not valid.

    One query, past the model layer: it is asked at every decision of a gate.
    """
    hashed = rules.key_hash(key)
    now: Any = connection.ops.adapt_datetimefield_value(at)
    found = statements.ask(_bearer(statements.vendor()), [hashed, hashed, now])
    if not found:
        return None
    device_id, serial, kind, site_id, number = found[0]
    return Bearer(_actor(serial, kind, site_id), device_id, number or 0)


@lru_cache(maxsize=4)
def _bearer(_vendor: str) -> str:
    quote = connection.ops.quote_name
    devices, versions = quote(Device._meta.db_table), quote(RulesVersion._meta.db_table)
    return (
        "SELECT d.id, d.serial, d.kind, d.site_id, "  # noqa: S608
        f"(SELECT v.number FROM {versions} v WHERE v.site_id = d.site_id) "
        f"FROM {devices} d WHERE d.is_active "
        "AND (d.key_hash = %s OR (d.old_key_hash = %s AND d.old_key_until > %s))"
    )


@lru_cache(maxsize=1024)
def _actor(serial: str, kind: str, site_id: int) -> Actor:
    return Actor(kind="device", name=serial, site_id=site_id, grants=device_grants(kind))


def device_grants(kind: str) -> dict[str, Scope]:
    """What a device's key is good for; a gate room's agent also fetches snapshots."""
    grants = {
        AccessPermission.DECISIONS_ASK.value: Scope.COMPLEX,
        AccessPermission.ENTRIES_STORE.value: Scope.COMPLEX,
    }
    if kind == DeviceKind.EDGE:
        grants[AccessPermission.EDGE_SYNC.value] = Scope.COMPLEX
    return grants


def devices(actor: Actor, *, at: datetime) -> list[DeviceRow]:
    """Every device of the site, those that are not well first. Two queries. Raises NotAllowed."""
    actor.require(AccessPermission.DEVICES_READ)
    found = Device.objects.visible_to(actor).select_related("gate")
    limits, key_age = health.limits_of(site_id=actor.site_id or 0, at=at), _key_age(actor, at)
    rows = [_row(device, limits, key_age, at) for device in found]
    return sorted(rows, key=lambda each: (each.state not in AILING, each.serial))


def device(actor: Actor, device_id: int, *, at: datetime) -> DeviceRow:
    """One device. Raises Device.DoesNotExist."""
    found = Device.objects.visible_to(actor).select_related("gate").get(id=device_id)
    limits = health.limits_of(site_id=found.site_id, at=at)
    return _row(found, limits, _key_age(actor, at), at)


def spells(actor: Actor, device_id: int, *, most: int = 20) -> list[SpellRow]:
    """When the device was not well, latest first."""
    found = AilingSpell.objects.visible_to(actor).filter(device_id=device_id)[:most]
    return [SpellRow(str(STATES[row.state][0]), row.since, row.until) for row in found]


def _key_age(actor: Actor, at: datetime) -> int:
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate(at))
    return values.integer(KEY_AGE)


def _row(device: Device, limits: Limits, key_age: int, at: datetime) -> DeviceRow:
    found = health.of(device, limits=limits, at=at)
    age = health.key_age_days(device, at=at)
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
        gate=device.gate.name if device.gate else "",
        state=found.state,
        state_label=str(STATES[found.state][0]),
        since=found.since,
        fault=device.fault,
        skew_s=device.skew_s,
        firmware=device.firmware,
        key_age_days=age,
        is_key_old=device.is_active and age >= key_age,
    )
