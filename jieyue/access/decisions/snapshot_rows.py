"""The rows a snapshot holds, as plain values; times are milliseconds since 1970 UTC. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from jieyue.access.gates.rules import Slot


class Settings(NamedTuple):
    """The site's figures that decisions take.

    ahead_ms: how far a device's clock may run ahead; late_ms: after how long a live event is only
    noted; reset_minute: when whereabouts become unknown.
    """

    people_repeat_s: int = 30
    vehicle_repeat_s: int = 60
    reset_minute: int = 180
    plate_confidence: float | None = None
    face_confidence: float | None = None
    ahead_ms: int = 120_000
    late_ms: int = 600_000


class ZoneRow(NamedTuple):
    """`parent` encloses it, "" if none; limit: most inside, None without one.

    counts_vehicles: the limit is one of cars, in a car park.
    """

    id: int
    code: str
    parent: str = ""
    limit: int | None = None
    counts_vehicles: bool = False


class GateRow(NamedTuple):
    id: int
    code: str
    traffic: str
    outer: str
    inner: str
    plan: str = ""
    antipassback: str = "off"
    repeat_s: int | None = None
    releases_on_fire: bool = True
    is_active: bool = True


class DeviceRow(NamedTuple):
    """`gate` is a code, "" if it stands at none. Keys only as their hashes."""

    id: int
    serial: str
    gate: str
    kind: str
    direction: str
    fault: str = ""
    is_active: bool = True
    key_hash: str = ""
    old_key_hash: str = ""
    old_key_until_ms: int | None = None


class ProfileRow(NamedTuple):
    zones: tuple[str, ...]
    plan: str = ""


class CredentialRow(NamedTuple):
    id: int
    kind: str
    subject: str
    colour: str
    holder: str
    holder_key: str
    label: str
    status: str
    valid_from_ms: int
    valid_until_ms: int | None
    profile: int
    zones_only: tuple[str, ...] = ()
    person_id: int | None = None
    unit_id: int | None = None
    staff_no: str = ""


class BlockRow(NamedTuple):
    """[since_ms, until_ms); kind and subject as in Block."""

    kind: str
    subject: str
    reason: str
    since_ms: int
    until_ms: int | None


class MeasureRow(NamedTuple):
    """Asked of `holders` at `zones` (all if empty), [since_ms, until_ms)."""

    code: str
    name: str
    holders: tuple[str, ...]
    zones: tuple[str, ...]
    since_ms: int
    until_ms: int


class ClearanceRow(NamedTuple):
    measure: str
    holder_key: str
    is_held: bool
    until_ms: int


class Head(NamedTuple):
    """What travels whole. days: from local day `days_from`, "1" for each workday, else "0".

    fire_since_ms: since when the fire release is on, None when it is not. public_keys: those QR
    passes are checked with, newest first.
    """

    site_id: int
    settings: Settings
    zones: tuple[ZoneRow, ...] = ()
    gates: tuple[GateRow, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    plans: tuple[tuple[str, tuple[Slot, ...]], ...] = ()
    profiles: tuple[tuple[int, ProfileRow], ...] = ()
    blocks: tuple[BlockRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    fire_since_ms: int | None = None
    public_keys: tuple[str, ...] = ()
    days_from: int = 0
    days: str = ""


def credential_of(values: Sequence[Any]) -> CredentialRow:
    """A row as JSON gives it back. Raises TypeError."""
    row = CredentialRow(*values)
    return row._replace(zones_only=tuple(row.zones_only))


def head_of(values: Sequence[Any]) -> Head:
    """The head as JSON gives it back. Raises TypeError, ValueError."""
    raw = Head(*values)
    return raw._replace(
        settings=Settings(*raw.settings),
        zones=tuple(ZoneRow(*row) for row in raw.zones),
        gates=tuple(GateRow(*row) for row in raw.gates),
        devices=tuple(DeviceRow(*row) for row in raw.devices),
        plans=tuple((code, tuple(Slot(*slot) for slot in slots)) for code, slots in raw.plans),
        profiles=tuple(
            (number, ProfileRow(tuple(zones), plan)) for number, (zones, plan) in raw.profiles
        ),
        blocks=tuple(BlockRow(*row) for row in raw.blocks),
        measures=tuple(
            row._replace(holders=tuple(row.holders), zones=tuple(row.zones))
            for row in (MeasureRow(*values) for values in raw.measures)
        ),
        public_keys=tuple(raw.public_keys),
    )
