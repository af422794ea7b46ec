"""The snapshot of a site from its tables: whole once a process, then what changed.

The number of the rules says whether anything changed; it is asked each time, in one small query.
What a site set for the day (parameters, workdays) is read again when the local day changes.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.credentials import signing
from jieyue.access.credentials.models import (
    AccessProfile,
    Block,
    Clearance,
    Credential,
    Measure,
    Status,
)
from jieyue.access.decisions import parameters as figures
from jieyue.access.decisions.local_time import local_day, milliseconds
from jieyue.access.decisions.rules import Question
from jieyue.access.decisions.snapshot import EMPTY, BadSnapshot, Snapshot
from jieyue.access.decisions.snapshot_rows import (
    BlockRow,
    ClearanceRow,
    CredentialRow,
    DeviceRow,
    GateRow,
    Head,
    MeasureRow,
    ProfileRow,
    Settings,
    ZoneRow,
)
from jieyue.access.devices.models import Device
from jieyue.access.gates import rules as plans
from jieyue.access.gates import versions
from jieyue.access.gates.models import FireRelease, Gate, PlanSlot, Zone, ZoneKind
from jieyue.kit import parameters, workdays
from jieyue.kit.sites.models import Site

DAYS_BEFORE, DAYS_AHEAD = 7, 15

_kept: dict[int, tuple[Snapshot, int]] = {}


def of(*, site_id: int, at: datetime | None = None, number: int | None = None) -> Snapshot:
    """The site's snapshot as it is now. One query when nothing changed since the last call.

    number: of the rules, by who has just read it; then no query.
    """
    now = at or timezone.now()
    today = local_day(milliseconds(now))
    if number is None:
        number = versions.current(site_id=site_id)
    kept, day = _kept.get(site_id, (EMPTY, 0))
    if kept.number == number and day == today and kept is not EMPTY:
        return kept
    fresh = _following(kept, number, site_id=site_id, at=now)
    if not connection.in_atomic_block:  # what is not committed yet may never be
        _kept[site_id] = (fresh, today)
    return fresh


def warm() -> None:
    """Read every site's now, for a process that is to answer its first question at once."""
    for site_id in Site.objects.values_list("id", flat=True):
        snapshot = of(site_id=site_id)
        snapshot.bearer(Question(0, "in", "id", ""))
        snapshot.bearer(Question(0, "in", "card", ""))


def forget() -> None:
    """Read everything anew the next time."""
    _kept.clear()


def _following(kept: Snapshot, number: int, *, site_id: int, at: datetime) -> Snapshot:
    if kept is not EMPTY and kept.number <= number:
        try:
            return kept.changed(**_changes(site_id=site_id, since=kept.number, at=at))
        except BadSnapshot:
            pass  # rows went away without a word: read all of it
    return EMPTY.changed(**_changes(site_id=site_id, since=0, at=at))


def delta(*, site_id: int, since: int, at: datetime | None = None) -> dict[str, Any]:
    """What makes a snapshot of `since` that of now, as `Snapshot.apply` takes it; whole from 0."""
    found = _changes(site_id=site_id, since=since, at=at or timezone.now())
    return {
        **found,
        "head": list(found["head"]),
        "credentials": [list(row) for row in found["credentials"]],
        "clearances": [list(row) for row in found["clearances"]],
    }


def _changes(*, site_id: int, since: int, at: datetime) -> dict[str, Any]:
    """The number is read first: what changes meanwhile comes once more with the next."""
    number = versions.current(site_id=site_id)
    credentials = list(_credentials(site_id, since))
    living = Credential.objects.filter(site_id=site_id).exclude(status=Status.ENDED)
    return {
        "number": number,
        "since": since,
        "head": _head(site_id, at),
        "credentials": credentials,
        "clearances": list(_clearances(site_id, since)),
        "living": living.count() if since else len(credentials),
    }


def _head(site_id: int, at: datetime) -> Head:
    day = timezone.localdate(at)
    first = day - timedelta(days=DAYS_BEFORE)
    known = workdays.days(first, day + timedelta(days=DAYS_AHEAD), site_id=site_id)
    noon = timezone.make_aware(datetime.combine(first, time(12)))
    fires = FireRelease.objects.filter(site_id=site_id, until=None)
    since = fires.values_list("since", flat=True).first()
    return Head(
        site_id=site_id,
        settings=_settings(site_id, at),
        zones=tuple(_zones(site_id)),
        gates=tuple(_gates(site_id)),
        devices=tuple(_devices(site_id)),
        plans=tuple(_plans(site_id).items()),
        profiles=tuple(_profiles(site_id)),
        blocks=tuple(_blocks(site_id, at)),
        measures=tuple(_measures(site_id, at)),
        fire_since_ms=_ms(since),
        public_keys=tuple(signing.public_keys(site_id=site_id)),
        days_from=local_day(milliseconds(noon)),
        days="".join("1" if known[on].is_working else "0" for on in sorted(known)),
    )


def _settings(site_id: int, at: datetime) -> Settings:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    reset = values.time(figures.RESET_AT)
    return Settings(
        people_repeat_s=values.integer(figures.PEOPLE_REPEAT),
        vehicle_repeat_s=values.integer(figures.VEHICLE_REPEAT),
        reset_minute=reset.hour * 60 + reset.minute,
        plate_confidence=float(values.decimal(figures.PLATE_CONFIDENCE)),
        face_confidence=float(values.decimal(figures.FACE_CONFIDENCE)),
        ahead_ms=values.integer(limits.CLOCK_TOLERANCE) * 1000,
        late_ms=values.integer(figures.LATE) * 60_000,
    )


def _zones(site_id: int) -> Iterable[ZoneRow]:
    rows = Zone.objects.filter(site_id=site_id).order_by("code")
    columns = ("id", "code", "parent__code", "occupancy_limit", "kind")
    for number, code, parent, limit, kind in rows.values_list(*columns):
        yield ZoneRow(number, code, parent or "", limit, kind == ZoneKind.PARKING)


def _gates(site_id: int) -> Iterable[GateRow]:
    columns = (
        *("id", "code", "traffic", "outer__code", "inner__code", "plan__code"),
        *("antipassback", "repeat_s", "releases_on_fire", "is_active"),
    )
    rows = Gate.objects.filter(site_id=site_id).order_by("code")
    for number, code, traffic, outer, inner, plan, *rest in rows.values_list(*columns):
        yield GateRow(number, code, traffic, outer or "", inner, plan or "", *rest)


def _devices(site_id: int) -> Iterable[DeviceRow]:
    rows = Device.objects.filter(site_id=site_id).select_related("gate").order_by("serial")
    for device in rows:
        yield DeviceRow(
            id=device.id,
            serial=device.serial,
            gate=device.gate.code if device.gate else "",
            kind=device.kind,
            direction=device.direction,
            fault=device.fault,
            is_active=device.is_active,
            key_hash=device.key_hash,
            old_key_hash=device.old_key_hash,
            old_key_until_ms=_ms(device.old_key_until),
        )


def _plans(site_id: int) -> dict[str, tuple[plans.Slot, ...]]:
    found: dict[str, tuple[plans.Slot, ...]] = {}
    rows = PlanSlot.objects.filter(site_id=site_id).order_by("plan__code", "since", "id")
    columns = ("plan__code", "day_class", "since", "until", "mode")
    for code, *slot in rows.values_list(*columns):
        found[code] = (*found.get(code, ()), plans.slot(*slot))
    return found


def _profiles(site_id: int) -> Iterable[tuple[int, ProfileRow]]:
    zones: dict[int, list[str]] = {}
    opened = AccessProfile.zones.through.objects.filter(accessprofile__site_id=site_id)
    for number, code in opened.order_by("zone__code").values_list("accessprofile_id", "zone__code"):
        zones.setdefault(number, []).append(code)
    rows = AccessProfile.objects.filter(site_id=site_id).order_by("id")
    for number, plan in rows.values_list("id", "plan__code"):
        yield number, ProfileRow(tuple(zones.get(number, ())), plan or "")


def _blocks(site_id: int, at: datetime) -> Iterable[BlockRow]:
    """Those that may still count; what ended a week ago is of no use to any gate."""
    kinds = ("card", "person", "plate")
    rows = Block.objects.filter(site_id=site_id, kind__in=kinds).order_by("id")
    ended = at - timedelta(days=DAYS_BEFORE)
    for kind, subject, reason, since, until in rows.values_list(
        "kind", "subject", "reason", "since", "until"
    ):
        if until is None or until > ended:
            yield BlockRow(kind, subject, reason, milliseconds(since), _ms(until))


def _measures(site_id: int, at: datetime) -> Iterable[MeasureRow]:
    rows = Measure.objects.filter(site_id=site_id, until__gt=at - timedelta(days=DAYS_BEFORE))
    for row in rows.order_by("code"):
        since_ms, until_ms = milliseconds(row.since), milliseconds(row.until)
        holders, zones = tuple(row.holders), tuple(row.zones)
        yield MeasureRow(row.code, row.name, holders, zones, since_ms, until_ms)


def _credentials(site_id: int, since: int) -> Iterable[CredentialRow]:
    """What changed after `since`, ended ones too; from 0 only those that live."""
    rows = Credential.objects.filter(site_id=site_id).order_by("id")
    rows = rows.filter(changed_in__gt=since) if since else rows.exclude(status=Status.ENDED)
    columns = (
        *("id", "kind", "subject", "colour", "holder", "holder_key", "label", "status"),
        *("valid_from", "valid_until", "profile_id", "zones_only", "person_id", "unit_id"),
        "person__staff_no",
    )
    for values in rows.values_list(*columns):
        row = CredentialRow(*values)
        yield row._replace(
            valid_from_ms=milliseconds(values[8]),
            valid_until_ms=_ms(values[9]),
            zones_only=tuple(row.zones_only),
            staff_no=row.staff_no or "",
        )


def _clearances(site_id: int, since: int) -> Iterable[ClearanceRow]:
    rows = Clearance.objects.filter(site_id=site_id)
    rows = rows.filter(changed_in__gt=since) if since else rows
    for code, holder_key, is_held, until in rows.values_list(
        "measure__code", "holder_key", "is_held", "until"
    ):
        yield ClearanceRow(code, holder_key, is_held, milliseconds(until))


def _ms(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)
