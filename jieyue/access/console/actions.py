"""What a guard does at the screen: let pass or refuse by hand, let emergency services in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.console import refusals
from jieyue.access.console.facts import EmergencyFilledIn, EmergencyLetIn, HandAnswered
from jieyue.access.console.models import EmergencyPassage, HandAnswer, Service
from jieyue.access.console.parameters import ANSWER_WITHIN
from jieyue.access.credentials.models import Credential, Status
from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions.models import Decision
from jieyue.access.gates import commands, opening
from jieyue.access.gates.models import Gate, GateCommand, HandReason
from jieyue.access.gates.refusals import NoReason
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment

ALLOW, DENY = "allow", "deny"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the guard decided. about: the decision it answers, None for an opening unasked.

    meant_id: the credential chosen from the near ones; wanted: how the gate is to open.
    """

    gate_id: int
    outcome: str
    reason_code: str
    note: str = ""
    about: int | None = None
    meant_id: int | None = None
    direction: str = "in"
    wanted: str = commands.OPEN


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What is known of an emergency passage afterwards."""

    plates: str
    people: int | None
    cause: str
    left_at: datetime | None = None


@dataclass(frozen=True)
class _Holder:
    subject: str = ""
    holder_key: str = ""
    label: str = ""
    direction: str = "in"


@transaction.atomic
def answer(*, given: Answer, actor: Actor, at: datetime) -> HandAnswer:
    """Let pass or refuse by hand; the gate is asked to open and a decision is kept.

    Raises NotAllowed, NoReason, NotAsked, GateIdle, AlreadyAnswered (by whom and when), TooOld,
    OtherGate, and DoesNotExist of a row that is not of this site.
    """
    actor.require(AccessPermission.GATES_OPEN)
    gates = Gate.objects.filter(site_id=actor.site_id).select_for_update(no_key=True)
    gate: Gate = gates.get(id=given.gate_id)
    asked = _asked(given, gate, actor=actor, at=at)
    holder = _holder(given, asked, actor)
    command = _open(given, actor=actor, at=at)
    note = given.note.strip()[:200]
    if given.outcome != ALLOW and not _is_reason(given.reason_code, note):
        raise NoReason
    row = HandAnswer.objects.create(
        site_id=gate.site_id,
        about=given.about,
        gate=gate,
        outcome=ALLOW if command else DENY,
        reason_code=given.reason_code,
        note=note,
        subject=holder.subject,
        label=holder.label,
        command=command,
        by=actor.name,
        at=at,
    )
    if given.about is not None or given.wanted == commands.OPEN:  # else nobody passes now
        decisions.by_hand(
            gate_id=gate.id,
            direction=holder.direction,
            outcome=row.outcome,
            reason=given.reason_code,
            subject=holder.subject,
            holder_key=holder.holder_key,
            label=holder.label,
            actor=actor,
            at=at,
        )
    fact = HandAnswered(
        answer_id=row.id,
        gate_id=gate.id,
        outcome=row.outcome,
        reason_code=given.reason_code,
        about=given.about,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def let_in(
    *, gate_id: int, service: str, wanted: str = commands.OPEN, actor: Actor, at: datetime
) -> EmergencyPassage:
    """Open at once for police, fire brigade or ambulance; what is known is filled in later.

    Raises NotAllowed, UnknownService, NotAsked, GateIdle, Gate.DoesNotExist.
    """
    actor.require(AccessPermission.GATES_OPEN)
    if service not in Service:
        raise refusals.UnknownService(service=service)
    given = Answer(
        gate_id=gate_id,
        outcome=ALLOW,
        reason_code=HandReason.EMERGENCY,
        note=str(service),
        wanted=wanted,
    )
    answer(given=given, actor=actor, at=at)
    row = EmergencyPassage.objects.create(
        site_id=actor.site_id, gate_id=gate_id, service=service, at=at, by=actor.name
    )
    fact = EmergencyLetIn(passage_id=row.id, gate_id=gate_id, service=service)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def fill_in(*, passage_id: int, filled: Filled, actor: Actor, at: datetime) -> EmergencyPassage:
    """Write down afterwards who came; once.

    Raises NotAllowed, AlreadyFilledIn (by whom and when), LeftBeforeItCame,
    EmergencyPassage.DoesNotExist.
    """
    actor.require(AccessPermission.GATES_OPEN)
    rows = EmergencyPassage.objects.filter(site_id=actor.site_id).select_for_update()
    row: EmergencyPassage = rows.get(id=passage_id)
    if row.filled_at is not None:
        raise refusals.AlreadyFilledIn(by=row.filled_by, said=moment(row.filled_at))
    if filled.left_at is not None and not row.at <= filled.left_at <= at:
        raise refusals.LeftBeforeItCame
    row.plates, row.people, row.cause = filled.plates, filled.people, filled.cause
    row.left_at, row.filled_at, row.filled_by = filled.left_at, at, actor.name
    row.save()
    journal.record(EmergencyFilledIn(passage_id=row.id), actor=actor, at=at)
    return row


def _asked(given: Answer, gate: Gate, *, actor: Actor, at: datetime) -> Decision | None:
    """The decision that is answered, if it may still be. The gate's lock keeps a second off."""
    if given.about is None:
        return None
    asked: Decision = Decision.objects.select_related("gate").get(
        id=given.about, site_id=actor.site_id
    )
    if asked.gate_id != gate.id:
        raise refusals.OtherGate(title=asked.gate.name if asked.gate else "")
    before = HandAnswer.objects.filter(about=given.about).first()
    if before is not None:
        raise refusals.AlreadyAnswered(by=before.by, said=moment(before.at))
    values = parameters.read(site_id=gate.site_id, on=timezone.localdate(at))
    if at - asked.at > timedelta(minutes=values.integer(ANSWER_WITHIN)):
        raise refusals.TooOld(minutes=int((at - asked.at).total_seconds() // 60))
    return asked


def _holder(given: Answer, asked: Decision | None, actor: Actor) -> _Holder:
    """Whom it is for: the near one that was chosen, else who was read."""
    direction = asked.direction if asked else given.direction
    if given.meant_id is not None:
        living = Credential.objects.filter(site_id=actor.site_id).exclude(status=Status.ENDED)
        meant = living.get(id=given.meant_id)
        return _Holder(meant.subject, meant.holder_key, meant.label, direction)
    if asked is None:
        return _Holder(direction=direction)
    return _Holder(asked.subject, asked.holder_key, asked.label, direction)


def _open(given: Answer, *, actor: Actor, at: datetime) -> GateCommand | None:
    if given.outcome != ALLOW:
        return None
    return opening.open_by_hand(
        gate_id=given.gate_id,
        wanted=given.wanted,
        reason_code=given.reason_code,
        note=given.note,
        actor=actor,
        at=at,
    )


def _is_reason(code: str, note: str) -> bool:
    return code in HandReason and (code != HandReason.OTHER or bool(note))
