"""What a guard decides at a gate, kept beside what the gates decide themselves."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from jieyue.access.decisions import rules, snapshots, store
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.models import DecidedBy, Decision, Outcome
from jieyue.access.decisions.refusals import HandDecisionRefused
from jieyue.access.decisions.rules import ALLOW, DENY
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.decisions.snapshot_rows import CredentialRow
from jieyue.access.decisions.taking import Taking
from jieyue.access.devices.models import Device
from jieyue.access.entries import store as entries
from jieyue.access.gates.models import Gate
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor

MANUAL = "manual"
CARS = ("car:", "vehicle:")
GUESTS = {"guest": "visitor", "worker": "contractor"}


@transaction.atomic
def by_hand(
    *,
    gate_id: int,
    direction: str,
    outcome: str,
    reason: str,
    subject: str = "",
    holder_key: str = "",
    label: str = "",
    actor: Actor,
    at: datetime,
) -> Decision:
    """Keep what a guard decided; whether the gate opens is asked of the gate by the caller.

    When a holder was let pass, their whereabouts move as at any reader.
    Raises NotAllowed, HandDecisionRefused, Gate.DoesNotExist.
    """
    actor.require(AccessPermission.GATES_OPEN)
    if direction not in ("in", "out") or outcome not in (ALLOW, DENY):
        raise HandDecisionRefused(direction=direction, outcome=outcome)
    gate: Gate = Gate.objects.get(id=gate_id, site_id=actor.site_id)
    snapshot = snapshots.of(site_id=gate.site_id, at=at)
    bearer = snapshot.holder(holder_key)
    decision: Decision = Decision.objects.create(
        site_id=gate.site_id,
        device=Device.objects.filter(gate=gate, is_active=True).order_by("serial").first(),
        gate=gate,
        event_id=f"hand-{uuid4().hex}",
        at=at,
        received_at=at,
        direction=direction,
        kind=MANUAL,
        subject=subject[:40],
        person_id=bearer.person_id if bearer else None,
        unit_id=bearer.unit_id if bearer else None,
        holder_key=holder_key[:60],
        label=(label or (bearer.label if bearer else ""))[:80],
        outcome=outcome,
        reason=reason[:30],
        decided_by=DecidedBy.GUARD,
        rule_version=rules.RULE_VERSION,
        rules_number=snapshot.number,
    )
    if outcome == ALLOW and holder_key:
        _move(snapshot, gate, decision)
        _tell_of_guest(decision, bearer, actor=actor)
    return decision


def _move(snapshot: Snapshot, gate: Gate, decision: Decision) -> None:
    row = snapshot.gates.get(gate.code)
    if row is None:
        return
    store.lock(site_id=decision.site_id, device_ids=[])
    store.lock_names([f"holder:{decision.holder_key}"])
    taking = Taking(snapshot, decision.at)
    taking.know_states([decision.holder_key])
    taking.move(
        decision.holder_key,
        gate=row,
        direction=decision.direction,
        at_ms=milliseconds(decision.at),
        is_vehicle=_is_car(decision),
    )
    store.put_states(taking.state_rows())
    if decision.device_id is not None:
        entries.insert([_entry(decision)])


def _entry(decision: Decision) -> entries.Row:
    is_car = _is_car(decision)
    return entries.Row(
        site_id=decision.site_id,
        device_id=decision.device_id or 0,
        event_id=decision.event_id,
        at=decision.at,
        received_at=decision.at,
        direction=decision.direction,
        credential="plate" if is_car else MANUAL,
        subject=decision.holder_key[:40],
        person_id=None if is_car else decision.person_id,
        unit_id=None if is_car else decision.unit_id,
        is_current=True,
        clock_ahead=False,
    )


def _is_car(decision: Decision) -> bool:
    return decision.holder_key.startswith(CARS)


def _tell_of_guest(decision: Decision, bearer: CredentialRow | None, *, actor: Actor) -> None:
    """Whose pass has ended is known by the key alone."""
    of_key = GUESTS.get(decision.holder_key.partition(":")[0], "")
    holder = bearer.holder if bearer else of_key
    if holder not in GUESTS.values() or decision.gate_id is None:
        return
    is_car = bearer is not None and _is_car(decision)
    fact = GuestPassed(
        holder=holder,
        holder_key=f"credential:{bearer.id}" if bearer and is_car else decision.holder_key,
        gate_id=decision.gate_id,
        direction=decision.direction,
        passed_at=decision.at,
        outcome=Outcome.ALLOW,
    )
    journal.record(fact, actor=actor, at=decision.at)
