"""What is wanted of gates: asked here, fetched by the gate room or device, and answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.gates.facts import CommandUnmet
from jieyue.access.gates.models import Gate, GateCommand
from jieyue.access.gates.parameters import COMMAND_LIFETIME
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system

OPEN, HOLD, RELEASE = "open", "hold", "release"
DECIDED = "decided"  # reason code of what no hand asked: the rules let somebody pass
WANTED = (OPEN, HOLD, RELEASE)
PENDING, DONE, FAILED, LATE = "", "done", "failed", "late"
PENDING_AT_ONCE = 200


@dataclass(frozen=True)
class Pending:
    """What a gate is to do now, at the latest at `until`; None for what a fire asks."""

    id: int
    gate_id: int
    gate_code: str
    wanted: str
    asked_at: datetime
    until: datetime | None


def ask(
    gate: Gate, *, wanted: str, reason_code: str, reason: str, actor: Actor, at: datetime
) -> GateCommand:
    """Write down what is wanted, in the open transaction; the caller checked the right to it."""
    command: GateCommand = GateCommand.objects.create(
        site_id=gate.site_id,
        gate=gate,
        wanted=wanted,
        reason_code=reason_code,
        reason=reason,
        asked_by=actor.name,
        asked_at=at,
    )
    return command


def pending(*, gate_ids: Collection[int], at: datetime) -> list[Pending]:
    """What these gates are to do, oldest first.

    A command by hand past its time is not among them; what a fire asks waits until it is done.
    """
    rows = GateCommand.objects.filter(gate_id__in=gate_ids, outcome=PENDING)
    waiting = list(rows.select_related("gate").order_by("asked_at", "id")[:PENDING_AT_ONCE])
    if not waiting:
        return []
    life = lifetime(site_id=waiting[0].site_id, at=at)
    found = [
        Pending(
            id=row.id,
            gate_id=row.gate_id,
            gate_code=row.gate.code,
            wanted=row.wanted,
            asked_at=row.asked_at,
            until=row.asked_at + life if row.reason_code else None,
        )
        for row in waiting
    ]
    return [each for each in found if each.until is None or each.until >= at]


def overtake(*, site_id: int, at: datetime) -> None:
    """Nothing that waits is fetched any more, for something else is wanted of every gate."""
    waiting = GateCommand.objects.filter(site_id=site_id, outcome=PENDING, asked_at__lte=at)
    waiting.update(outcome=LATE)


@transaction.atomic
def done(
    *, command_id: int, gate_ids: Collection[int], is_done: bool, actor: Actor, at: datetime
) -> bool:
    """What the gate says it did; False when it is none of these gates' or was answered before.

    One that counted as late and was done after all says so: the guard must know the door opened.
    """
    rows = GateCommand.objects.select_for_update()
    row = rows.filter(id=command_id, gate_id__in=gate_ids).first()
    if row is None or row.outcome in (DONE, FAILED):
        return False
    row.outcome, row.done_at = (DONE if is_done else FAILED), at
    row.save(update_fields=["outcome", "done_at"])
    if not is_done:
        _record_unmet(row, actor=actor, at=at)
    return True


@transaction.atomic
def age_out(*, site_id: int, at: datetime) -> int:
    """Commands that nobody fetched in time are late; returns how many."""
    since = at - lifetime(site_id=site_id, at=at)
    rows = GateCommand.objects.filter(site_id=site_id, outcome=PENDING, asked_at__lt=since)
    by_hand = rows.exclude(reason_code="").select_related("gate")
    old = list(by_hand.select_for_update(of=("self",)).order_by("id"))
    actor = system("access.gates.commands", site_id=site_id)
    for row in old:
        row.outcome = LATE
        row.save(update_fields=["outcome"])
        _record_unmet(row, actor=actor, at=at)
    return len(old)


def look_for_late(*, site_id: int, at: datetime) -> None:
    """Each minute."""
    age_out(site_id=site_id, at=at)


def lifetime(*, site_id: int, at: datetime) -> timedelta:
    """How long a command may wait."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    return timedelta(seconds=values.integer(COMMAND_LIFETIME))


def _record_unmet(row: GateCommand, *, actor: Actor, at: datetime) -> None:
    fact = CommandUnmet(
        command_id=row.id,
        gate_id=row.gate_id,
        code=row.gate.code,
        wanted=row.wanted,
        outcome=row.outcome,
    )
    journal.record(fact, actor=actor, at=at)
