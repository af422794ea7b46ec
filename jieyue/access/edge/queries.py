"""What agents fetch, and how the gate rooms are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from jieyue.access.decisions import snapshots
from jieyue.access.decisions.local_time import instant, milliseconds
from jieyue.access.decisions.models import Decision, HolderState, UsedPass
from jieyue.access.decisions.whereabouts import NEVER
from jieyue.access.devices.models import Device, DeviceKind
from jieyue.access.edge import parameters as figures
from jieyue.access.edge import rules
from jieyue.access.edge.models import EdgeUpload, GateRoom
from jieyue.access.gates import commands, versions
from jieyue.access.gates.models import Gate
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor

PAGE = 2_000
OVERLAP = 200  # decisions of transactions that ended out of turn come once more
FAR_BEHIND = 50_000
PASSES_LIVE = timedelta(minutes=5)
UPLOADS_SHOWN = 20
FAR_AHEAD_MS = 4_000_000_000_000  # until when an agent hands out what waits until it is done


def states(*, since: int, actor: Actor, at: datetime) -> dict[str, Any]:
    """Where holders are whom a decision after the cursor `since` concerned; all from 0.

    What comes twice does no harm: states are joined by their own times. Raises NotAllowed.
    """
    actor.require(AccessPermission.EDGE_SYNC)
    decisions = Decision.objects.filter(site_id=actor.site_id)
    last = decisions.aggregate(last=Max("id"))["last"] or 0
    rows = HolderState.objects.filter(site_id=actor.site_id)
    is_whole = since <= 0 or last - since > FAR_BEHIND or since > last
    cursor = last
    if is_whole:
        snapshot = snapshots.of(site_id=actor.site_id or 0, at=at)
        reset = instant(snapshot.reset_ms(milliseconds(at)))
        rows = rows.filter(at__gte=reset)
    else:
        recent = decisions.filter(id__gt=since - OVERLAP, id__lte=since + PAGE)
        cursor = min(last, since + PAGE)
        keys = recent.exclude(holder_key="").values_list("holder_key", flat=True)
        rows = rows.filter(holder_key__in=set(keys))
    used = UsedPass.objects.filter(site_id=actor.site_id, at__gte=at - PASSES_LIVE)
    return {
        "items": _items(rows),
        "used": [
            {"token": token, "direction": direction, "at_ms": milliseconds(used_at)}
            for token, direction, used_at in used.values_list("token_id", "direction", "at")
        ],
        "cursor": cursor,
        "more": cursor < last,
    }


def _items(rows: Any) -> list[dict[str, Any]]:
    columns = ("holder_key", "zone__code", "in_at", "in_gate_id", "out_at", "out_gate_id")
    found = list(rows.values_list(*columns, "is_vehicle", "site_id"))
    sites = {row[-1] for row in found}
    gates = dict(Gate.objects.filter(site_id__in=sites).values_list("id", "code"))
    return [
        {
            "holder_key": holder_key,
            "zone": zone,
            "in_ms": NEVER if in_at is None else milliseconds(in_at),
            "in_gate": gates.get(in_gate, ""),
            "out_ms": NEVER if out_at is None else milliseconds(out_at),
            "out_gate": gates.get(out_gate, ""),
            "is_vehicle": is_vehicle,
        }
        for holder_key, zone, in_at, in_gate, out_at, out_gate, is_vehicle, _site in found
    ]


def pending_commands(*, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What gates are to do; each agent hands its own readers what is theirs. Raises NotAllowed."""
    actor.require(AccessPermission.EDGE_SYNC)
    site_id = actor.site_id or 0
    gates = list(Gate.objects.filter(site_id=site_id).values_list("id", flat=True))
    return [
        {
            "id": each.id,
            "gate": each.gate_code,
            "wanted": each.wanted,
            "until_ms": FAR_AHEAD_MS if each.until is None else milliseconds(each.until),
        }
        for each in commands.pending(gate_ids=gates, at=at)
    ]


@dataclass(frozen=True)
class RoomRow:
    """One gate room on the page; `trouble` is a code of rules.Trouble, empty when well."""

    device_id: int
    serial: str
    name: str
    heard_at: datetime | None
    rules_at: datetime | None
    rules_number: int
    is_current: bool
    queued: int
    oldest_queued_at: datetime | None
    refused: int
    ahead_ms: int
    trouble: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class UploadRow:
    """One delivery of an agent."""

    name: str
    at: datetime
    stored: int
    duplicates: int
    refused: int
    earliest: datetime | None
    latest: datetime | None


def rooms(actor: Actor, *, at: datetime) -> list[RoomRow]:
    """Every agent that is in use, by name. Five queries. Raises NotAllowed."""
    actor.require(AccessPermission.DEVICES_READ)
    agents = Device.objects.visible_to(actor).filter(kind=DeviceKind.EDGE, is_active=True)
    known = {room.device_id: room for room in GateRoom.objects.visible_to(actor)}
    number = versions.current(site_id=actor.site_id or 0)
    limits = limits_of(site_id=actor.site_id or 0, at=at)
    return [
        _row(device, known.get(device.id), number, limits, at)
        for device in agents.order_by("name", "id")
    ]


def uploads(actor: Actor) -> list[UploadRow]:
    """The latest deliveries that held something. One query. Raises NotAllowed."""
    actor.require(AccessPermission.DEVICES_READ)
    rows = EdgeUpload.objects.visible_to(actor).filter(received__gt=0)
    columns = ("device__name", "at", "stored", "duplicates", "refused", "earliest", "latest")
    return [UploadRow(*row) for row in rows.values_list(*columns)[:UPLOADS_SHOWN]]


def limits_of(*, site_id: int, at: datetime) -> rules.Limits:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return rules.Limits(
        silent_after=timedelta(minutes=values.integer(figures.SILENT_AFTER)),
        old_after=timedelta(hours=values.integer(figures.OLD_AFTER)),
    )


def trouble_of(room: GateRoom | None, limits: rules.Limits, *, at: datetime) -> str:
    """What somebody should look after, empty when all is well."""
    if room is None:
        return rules.Trouble.NEVER_HEARD
    signs = rules.Signs(
        heard_at=room.heard_at,
        rules_at=room.rules_at,
        refused=room.refused,
        said=tuple(filter(None, room.troubles.split(","))),
    )
    return rules.trouble(signs, limits, at=at)


def _row(
    device: Device, room: GateRoom | None, number: int, limits: rules.Limits, at: datetime
) -> RoomRow:
    return RoomRow(
        device_id=device.id,
        serial=device.serial,
        name=device.name,
        heard_at=room.heard_at if room else None,
        rules_at=room.rules_at if room else None,
        rules_number=room.rules_number if room else 0,
        is_current=room is not None and room.rules_number == number,
        queued=room.queued if room else 0,
        oldest_queued_at=room.oldest_queued_at if room else None,
        refused=room.refused if room else 0,
        ahead_ms=room.ahead_ms if room else 0,
        trouble=trouble_of(room, limits, at=at),
        said=tuple(filter(None, room.troubles.split(","))) if room else (),
    )
