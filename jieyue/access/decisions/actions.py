"""Takes what gates ask and what gate rooms decided alone, each delivery in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from jieyue.access.decisions import answers, rules, snapshots, store
from jieyue.access.decisions.answers import Answer
from jieyue.access.decisions.asking import MOST_AT_ONCE, Asked
from jieyue.access.decisions.by_hand import CARS, by_hand
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.decisions.inputs import BadInputs, unpacked
from jieyue.access.decisions.models import DecidedBy, Outcome
from jieyue.access.decisions.refusals import DeviceUnknown, TooManyQuestions
from jieyue.access.decisions.rules import Verdict
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.decisions.snapshot_rows import DeviceRow
from jieyue.access.decisions.taking import Event, Taken, Taking
from jieyue.access.devices.models import Device
from jieyue.access.entries import store as entries
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.turns import turn

__all__ = ["Answer", "Asked", "Decided", "by_hand", "decide", "take_decided"]

REPLAY_DIFFERS = "replay_differs"
HEARD_EVERY = timedelta(seconds=30)  # a device's last sign of life is not written more often

_heard: dict[int, datetime] = {}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a gate room decided alone: the question, its answer, and all it looked at.

    device: serial of the reader; inputs: as `inputs.packed` writes them; rules_number: of the
    snapshot it had; token_id: of a QR pass it took.
    """

    asked: Asked
    device: str
    outcome: str
    reason: str
    inputs: str
    rules_number: int
    warnings: tuple[str, ...] = ()
    rule_version: str = rules.RULE_VERSION
    token_id: str = ""


class Item(NamedTuple):
    """One row on its way: checked, not yet taken.

    problem: what the check of its QR pass found; ready: it was decided elsewhere.
    """

    place: int
    event: Event
    problem: str = ""
    ready: Taken | None = None


def decide(
    rows: Sequence[Asked],
    *,
    device_id: int,
    actor: Actor,
    at: datetime,
    decided_by: str = DecidedBy.SERVER.value,
) -> list[Answer]:
    """Answer a device's questions, in the order of the rows; each is kept with all it rests on.

    Events are decided in the order of their own times. One that came before (device and event
    id) gets the answer of then; with other content it is refused and the first is kept.
    Raises NotAllowed, TooManyQuestions, DeviceUnknown.
    """
    snapshot, device = rules_and_device(device_id, site_id=actor.site_id or 0, at=at)
    return decide_by(snapshot, rows, device=device, actor=actor, at=at, decided_by=decided_by)


def decide_by(
    snapshot: Snapshot,
    rows: Sequence[Asked],
    *,
    device: DeviceRow,
    actor: Actor,
    at: datetime,
    decided_by: str = DecidedBy.SERVER.value,
) -> list[Answer]:
    """The same with rules that are at hand. Raises NotAllowed, TooManyQuestions."""
    _check(rows, actor)
    with turn(), transaction.atomic():
        store.lock(site_id=snapshot.head.site_id, device_ids=[device.id], many=len(rows) > 1)
        taking = Taking(snapshot, at, many=len(rows) > 1)
        items = [
            Item(place, *taking.event(row, device=device, decided_by=decided_by))
            for place, row in enumerate(rows)
        ]
        found = _take(taking, items, actor=actor)
        _note_heard(device.id, taking, at)
    return [found[place] for place in range(len(rows))]


def take_decided(
    rows: Sequence[Decided], *, actor: Actor, at: datetime, decided_by: str = DecidedBy.EDGE.value
) -> list[Answer]:
    """Keep what a gate room decided, word for word; that it comes late is no objection.

    A device that is none of this site's, inputs that cannot be read, or other content than before
    are refused row by row. Where the rule of today says something else with the same inputs, the
    row is kept with the warning `replay_differs`. Raises NotAllowed, TooManyQuestions.
    """
    _check(rows, actor)
    site_id = actor.site_id or 0
    snapshot = snapshots.of(site_id=site_id, at=at)
    items, refused = _decided_elsewhere(rows, snapshot, decided_by)
    with turn(), transaction.atomic():
        ids = {item.event.device.id for item in items}
        store.lock(site_id=site_id, device_ids=ids, many=True)
        found = refused | _take(Taking(snapshot, at, many=True), items, actor=actor)
    return [found[place] for place in range(len(rows))]


def _check(rows: Sequence[object], actor: Actor) -> None:
    actor.require(AccessPermission.DECISIONS_ASK)
    if len(rows) > MOST_AT_ONCE:
        raise TooManyQuestions(given=len(rows), limit=MOST_AT_ONCE)


def rules_and_device(
    device_id: int, *, site_id: int, at: datetime, number: int | None = None
) -> tuple[Snapshot, DeviceRow]:
    """The rules of now, and the reader as they know it. Raises DeviceUnknown.

    number: of the rules, by who has just read it.
    """
    snapshot = snapshots.of(site_id=site_id, at=at, number=number)
    device = snapshot.device_of(device_id)
    if device is None:
        snapshots.forget()
        snapshot = snapshots.of(site_id=site_id, at=at)
        device = snapshot.device_of(device_id)
    if device is None:
        raise DeviceUnknown(device_id=device_id)
    return snapshot, device


def _decided_elsewhere(
    rows: Sequence[Decided], snapshot: Snapshot, decided_by: str
) -> tuple[list[Item], dict[int, Answer]]:
    """The rows that can be kept, and the answers of those that cannot."""
    items: list[Item] = []
    refused: dict[int, Answer] = {}
    for place, row in enumerate(rows):
        device = snapshot.devices.get(row.device)
        if device is None:
            refused[place] = answers.refused(row.asked.event_id, answers.WRONG_DEVICE)
            continue
        try:
            ready = _verbatim(row, device, decided_by)
        except (BadInputs, TypeError, ValueError):
            refused[place] = answers.refused(row.asked.event_id, answers.BAD_INPUTS)
            continue
        items.append(Item(place, ready.event, ready=ready))
    return items, refused


def _verbatim(row: Decided, device: DeviceRow, decided_by: str) -> Taken:
    """Raises BadInputs, ValueError for an outcome or reason that does not exist, and TypeError
    for inputs that cannot be compared."""
    question, known = unpacked(row.inputs)
    again = rules.decide(question, known)
    verdict = Verdict(
        Outcome(row.outcome).value, rules.Reason(row.reason), row.warnings, again.needs
    )
    if (again.outcome, again.reason) != (verdict.outcome, verdict.reason):
        verdict = verdict._replace(warnings=(*row.warnings, REPLAY_DIFFERS))
    event = Event(
        asked=row.asked,
        question=question,
        device=device,
        token_id=row.token_id,
        rules_number=row.rules_number,
        rule_version=row.rule_version,
        decided_by=decided_by,
    )
    return Taken(event, known, verdict)


def _take(taking: Taking, items: Sequence[Item], *, actor: Actor) -> dict[int, Answer]:
    """Take what is new, in the order of the events' times, write it, and answer each row."""
    ids = {item.event.device.id for item in items}
    before = store.known_events(ids, {item.event.asked.event_id for item in items})
    _know(taking, items)
    told: dict[int, Answer] = {}
    first: dict[tuple[int, str], tuple[int, Taken]] = {}
    new: list[tuple[int, Taken]] = []
    for item in sorted(items, key=_turn):
        event, content = item.event, answers.content_of(item.event)
        if known := before.get(event.key):
            same = answers.content_before(known) == content
            told[item.place] = (
                answers.as_before(known, at=taking.received_at)
                if same
                else answers.refused(event.asked.event_id, answers.CONFLICT, known.id)
            )
        elif event.key not in first:
            taken = (
                taking.keep(item.ready)
                if item.ready
                else taking.decide(event, problem=item.problem)
            )
            first[event.key] = (item.place, taken)
            new.append((item.place, taken))
        elif answers.content_of(first[event.key][1].event) == content:
            new.append((item.place, first[event.key][1]))
        else:
            told[item.place] = answers.refused(event.asked.event_id, answers.CONFLICT)
    written = _write(taking, actor=actor)
    for place, taken in new:
        key = taken.event.key
        told[place] = answers.answer_of(
            taken, decision_id=written[key], duplicate=first[key][0] != place
        )
    return told


def _turn(item: Item) -> tuple[int, str, int]:
    return item.event.question.at_ms, item.event.asked.event_id, item.place


def _know(taking: Taking, items: Sequence[Item]) -> None:
    """Hold the holders and limited zones, then read where they are and which passes were used."""
    keys = {key for item in items if (key := taking.holder_key(item.event))}
    if not taking.many:
        zones = {zone for item in items if (zone := taking.limited_zone(item.event))}
        store.lock_names({f"holder:{key}" for key in keys} | {f"zone:{zone}" for zone in zones})
    taking.know_states(keys)
    tokens = {item.event.token_id for item in items if item.event.token_id}
    taking.used |= store.used_passes(taking.site_id, tokens)


def _write(taking: Taking, *, actor: Actor) -> Mapping[tuple[int | None, str], int]:
    """Everything of one delivery; the decisions' ids by device and event."""
    written = store.insert_decisions(taking.decision_rows())
    entries.insert(taking.entry_rows(), known_stay=True)
    store.put_states(taking.state_rows())
    store.put_used_passes(
        taking.site_id,
        [
            (taken.event.token_id, taken.event.question.direction, taken.event.question.at_ms)
            for taken in taking.taken
            if taken.event.token_id and taken.verdict.outcome == rules.ALLOW
        ],
    )
    for taken in taking.guests():
        _tell_of_guest(taking, taken, actor=actor)
    return written


def _tell_of_guest(taking: Taking, taken: Taken, *, actor: Actor) -> None:
    bearer, gate = taken.known.credential, taking.gate_of(taken.event.device)
    if bearer is None or gate is None:
        return
    is_car = bearer.holder_key.startswith(CARS)
    fact = GuestPassed(
        holder=bearer.holder,
        holder_key=f"credential:{bearer.id}" if is_car else bearer.holder_key,
        gate_id=gate.id,
        direction=taken.event.question.direction,
        passed_at=taken.event.asked.at,
        outcome=taken.verdict.outcome,
    )
    journal.record(fact, actor=actor, at=taking.received_at)


def _note_heard(device_id: int, taking: Taking, at: datetime) -> None:
    """The device is alive; and how far its clock runs ahead, when that kept it from deciding."""
    ahead = [
        taken.event.asked.at - at
        for taken in taking.taken
        if taken.verdict.reason == rules.Reason.CLOCK_AHEAD
    ]
    if ahead:
        seconds = round(max(ahead).total_seconds())
        Device.objects.filter(id=device_id).update(last_seen_at=at, skew_s=seconds)
    elif at - _heard.get(device_id, datetime.min.replace(tzinfo=UTC)) >= HEARD_EVERY:
        Device.objects.filter(id=device_id).update(last_seen_at=at)
        if any(taken.verdict.outcome != rules.RECORD for taken in taking.taken):
            # Without heartbeats only its passages say that its clock is right again.
            quiet = Device.objects.filter(id=device_id, beats_at=None, skew_s__isnull=False)
            quiet.update(skew_s=None)
    else:
        return
    _heard[device_id] = at
