"""Takes what agents decided and what they say of themselves."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jieyue.access.credentials.models import Credential
from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions import parameters as of_decisions
from jieyue.access.decisions.asking import MOST_AT_ONCE
from jieyue.access.decisions.local_time import instant
from jieyue.access.devices import health
from jieyue.access.devices.models import Device
from jieyue.access.devices.rules import fault_text
from jieyue.access.edge import facts, refusals
from jieyue.access.edge.models import EdgeUpload, GateRoom
from jieyue.access.edge.rows import BadRow, Read, RowRefused, read_decided
from jieyue.access.gates import commands
from jieyue.access.gates.models import Gate
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.people.units.models import Unit

LONGEST_NONCE = 64


@dataclass(frozen=True)
class ReaderSaid:
    """When an agent last heard a reader, and the fault it reported; None if it said nothing."""

    seen_ms: int
    fault: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an agent says of itself, and of its readers by their serial numbers."""

    rules_number: int
    rules_made_at_ms: int
    queued: int
    oldest_queued_s: int | None
    refused: int
    kept: int
    ahead_ms: int
    troubles: Sequence[str]
    version: str
    readers: Mapping[str, ReaderSaid]


@transaction.atomic
def take_upload(
    *, nonce: str, items: Sequence[object], forced: bool, device_id: int, actor: Actor, at: datetime
) -> dict[str, Any]:
    """Keep one delivery of an agent, word for word; what became of each row, in its order.

    The same nonce is answered as it was the first time. A row that was decided before, here or
    there, is a duplicate. Late rows are taken only when `forced`.
    Raises NotAllowed, BadUpload, TooManyDecisions, NonceReused.
    """
    actor.require(AccessPermission.EDGE_SYNC)
    if not 0 < len(nonce) <= LONGEST_NONCE or not nonce.isascii() or not nonce.isprintable():
        raise refusals.BadUpload(field="nonce")
    if len(items) > MOST_AT_ONCE:
        raise refusals.TooManyDecisions(given=len(items), limit=MOST_AT_ONCE)
    # The lock puts one agent's uploads in a row, so that a nonce is new until the end.
    device = Device.objects.select_for_update().get(id=device_id, site_id=actor.site_id)
    digest = hashlib.sha256(json.dumps(items, sort_keys=True).encode()).hexdigest()
    before = EdgeUpload.objects.filter(device=device, nonce=nonce).first()
    if before is not None:
        if before.digest != digest:
            raise refusals.NonceReused(said=moment(before.at))
        return dict(before.answer)
    answers, times = _take(items, forced=forced, actor=actor, at=at)
    kinds = [answer["outcome"] for answer in answers]
    answer = {
        "stored": kinds.count("stored"),
        "duplicates": kinds.count("duplicate"),
        "refused": kinds.count("refused"),
        "items": answers,
    }
    EdgeUpload.objects.create(
        site_id=device.site_id,
        device=device,
        nonce=nonce,
        digest=digest,
        at=at,
        received=len(items),
        stored=answer["stored"],
        duplicates=answer["duplicates"],
        refused=answer["refused"],
        earliest=min(times, default=None),
        latest=max(times, default=None),
        answer=answer,
    )
    Device.objects.filter(id=device.id).update(last_seen_at=at)
    late = [time for time in times if time < at - _late(device.site_id, at)]
    if late:
        fact = facts.GateRoomCaughtUp(
            device_id=device.id,
            decisions=len(late),
            refused=kinds.count("refused"),
            since=min(late),
            until=max(late),
        )
        journal.record(fact, actor=actor, at=at)
    return answer


def _take(
    items: Sequence[object], *, forced: bool, actor: Actor, at: datetime
) -> tuple[list[dict[str, Any]], list[datetime]]:
    """What became of each row, and the times of those that were stored."""
    late_before = at - _late(actor.site_id or 0, at)
    answers: dict[int, dict[str, Any]] = {}
    found: dict[int, Read] = {}
    for place, row in enumerate(items):
        try:
            found[place] = read_decided(row)
            if not forced and found[place].decided.asked.at < late_before:
                raise RowRefused(BadRow.LATE_UNFORCED)
        except RowRefused as error:
            found.pop(place, None)
            answers[place] = _answer(_event_id_of(row), "refused", error.reason)
    for place in _strangers(found, site_id=actor.site_id or 0):
        event_id = found.pop(place).decided.asked.event_id
        answers[place] = _answer(event_id, "refused", BadRow.INPUTS_INVALID)
    read = {place: row.decided for place, row in found.items()}
    taken = decisions.take_decided(list(read.values()), actor=actor, at=at)
    times = []
    for (place, decided), said in zip(read.items(), taken, strict=True):
        if said.outcome == "refused":
            answers[place] = _answer(said.event_id, "refused", said.reason)
        elif said.duplicate:
            answers[place] = _answer(said.event_id, "duplicate")
        else:
            answers[place] = _answer(said.event_id, "stored")
            times.append(decided.asked.at)
    return [answers[place] for place in range(len(items))], times


def _strangers(rows: Mapping[int, Read], *, site_id: int) -> list[int]:
    """The rows whose credential, or what they say of it, is none of this site's. Two queries."""
    bearers = {place: row.bearer for place, row in rows.items() if row.bearer is not None}
    credentials = Credential.objects.filter(
        site_id=site_id, id__in={bearer.id for bearer in bearers.values()}
    )
    persons = dict(credentials.values_list("id", "person_id"))
    units = set(Unit.objects.filter(site_id=site_id).values_list("id", flat=True))
    return [
        place
        for place, bearer in bearers.items()
        if persons.get(bearer.id, -1) != bearer.person_id
        or (bearer.unit_id is not None and bearer.unit_id not in units)
    ]


@transaction.atomic
def report(*, report: Report, device_id: int, actor: Actor, at: datetime) -> GateRoom:
    """Write down how an agent is. Raises NotAllowed."""
    actor.require(AccessPermission.EDGE_SYNC)
    device = Device.objects.select_for_update().get(id=device_id, site_id=actor.site_id)
    oldest_s = report.oldest_queued_s
    made_at = instant(report.rules_made_at_ms) if report.rules_made_at_ms else None
    room, _new = GateRoom.objects.update_or_create(
        device=device,
        defaults={
            "site_id": device.site_id,
            "heard_at": at,
            "rules_number": report.rules_number,
            "rules_at": made_at,
            "queued": report.queued,
            "oldest_queued_at": None if oldest_s is None else at - timedelta(seconds=oldest_s),
            "refused": report.refused,
            "kept": report.kept,
            "ahead_ms": report.ahead_ms,
            "troubles": ",".join(report.troubles)[:200],
            "version": report.version[:20],
        },
    )
    Device.objects.filter(id=device.id).update(
        last_seen_at=at, skew_s=max(-(10**9), min(10**9, report.ahead_ms // 1000))
    )
    _note_readers(report.readers, actor=actor, at=at)
    return room


@transaction.atomic
def command_done(*, command_id: int, is_done: bool, actor: Actor, at: datetime) -> bool:
    """What a gate did of a command; False when it is none of this site's or was answered before.

    Raises NotAllowed.
    """
    actor.require(AccessPermission.EDGE_SYNC)
    gates = Gate.objects.filter(site_id=actor.site_id).values_list("id", flat=True)
    return commands.done(
        command_id=command_id, gate_ids=list(gates), is_done=is_done, actor=actor, at=at
    )


def _note_readers(readers: Mapping[str, ReaderSaid], *, actor: Actor, at: datetime) -> None:
    """A fault that came or went is the reader's own heartbeat; else it is heard when it was."""
    for device in Device.objects.filter(site_id=actor.site_id, serial__in=readers):
        said = readers[device.serial]
        if said.fault is not None and fault_text(said.fault) != device.fault:
            beat = health.Heartbeat(fault=said.fault)
            health.beat(heartbeat=beat, device_id=device.id, actor=actor, at=at)
            continue
        seen_at = min(instant(said.seen_ms), at)
        if device.last_seen_at is None or device.last_seen_at < seen_at:
            beats = {} if said.fault is None else {"beats_at": seen_at}
            Device.objects.filter(id=device.id).update(last_seen_at=seen_at, **beats)


def _late(site_id: int, at: datetime) -> timedelta:
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return timedelta(minutes=values.integer(of_decisions.LATE))


def _answer(event_id: str | None, outcome: str, reason: str | None = None) -> dict[str, Any]:
    return {"event_id": event_id, "outcome": outcome, "reason": reason}


def _event_id_of(row: object) -> str | None:
    value = row.get("event_id") if isinstance(row, Mapping) else None
    return str(value)[:64] if isinstance(value, (int, str)) else None
