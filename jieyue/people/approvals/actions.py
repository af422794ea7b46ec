"""A request is asked, decided step by step, delegated, urged or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.approvals import rules, telling
from jieyue.people.approvals.facts import (
    ApprovalAsked,
    ApprovalGranted,
    ApprovalRefused,
    ApprovalUrged,
    ApprovalWithdrawn,
    StepAgreed,
    StepDelegated,
)
from jieyue.people.approvals.models import Approval, ApprovalStatus, ChainStep, Step
from jieyue.people.approvals.rules import AlreadyDecided, AlreadyWithdrawn
from jieyue.people.persons.models import Person

URGE_AGAIN_AFTER = timedelta(hours=1)
NOBODY = "—"  # a part of the system asked or decided


class NotAsker(rules.Refusal):
    """Only whoever asked may withdraw or urge."""


class UrgedJustNow(rules.Refusal):
    """Those who decide were reminded within the hour."""


class NoSuchDelegate(rules.Refusal):
    """The delegate does not work on the site, asked for it, or decides or decided already."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked for. `kind` and `subject_id` name the thing; a kind has one open request."""

    kind: str
    subject_id: int
    title: str
    number: str = ""
    link: str = ""
    amount_yuan: Decimal | None = None
    unit_id: int | None = None


@transaction.atomic
def ask(
    request: Request, *, actor: Actor, at: datetime, default: Sequence[rules.Link] = ()
) -> Approval:
    """Begin the chain. The calling action has checked that the actor may ask.

    default: the chain of a site that has set none for this kind. Raises NoChain, AlreadyAsked.
    """
    waiting = Approval.objects.filter(
        site_id=actor.site_id,
        kind=request.kind,
        subject_id=request.subject_id,
        status=ApprovalStatus.OPEN,
    ).first()
    if waiting is not None:
        raise rules.AlreadyAsked(title=waiting.title)
    chain = ChainStep.objects.filter(site_id=actor.site_id, kind=request.kind)
    links = [
        rules.Link(*row)
        for row in chain.values_list("from_yuan", "position", "permission", "person_id")
    ]
    steps = rules.steps_for(links or default, kind=request.kind, amount_yuan=request.amount_yuan)
    approval: Approval = Approval.objects.create(
        site_id=actor.site_id,
        kind=request.kind,
        subject_id=request.subject_id,
        number=request.number,
        title=request.title,
        link=request.link,
        amount_yuan=request.amount_yuan,
        unit_id=request.unit_id,
        asked_by_id=actor.person_id,
        asked_at=at,
    )
    Step.objects.bulk_create(
        Step(
            approval=approval,
            position=number,
            permission=link.permission,
            person_id=link.person_id,
        )
        for number, link in enumerate(steps, 1)
    )
    fact = ApprovalAsked(approval_id=approval.id, kind=request.kind, subject_id=request.subject_id)
    journal.record(fact, actor=actor, at=at)
    telling.tell_deciders(approval, _current(approval), telling.WAITS, actor=actor, at=at)
    return approval


@transaction.atomic
def decide(
    *, approval_id: int, position: int, is_agreed: bool, reason: str, actor: Actor, at: datetime
) -> Approval:
    """Agree to or refuse the step the decider saw.

    Raises AlreadyDecided when that step is no longer open, OwnRequest, NotYourStep,
    DecidedEarlierStep, ReasonMissing, Approval.DoesNotExist.
    """
    approval = _locked(approval_id, actor)
    step = _open_step(approval, position)
    _check_decider(approval, step, actor)
    rules.check_other_person(actor.person_id, decided=_decided(approval))
    rules.check_reason(reason, is_needed=not is_agreed)
    step.is_agreed, step.decided_at, step.reason = is_agreed, at, reason
    step.decided_by_id = actor.person_id
    step.save(update_fields=["is_agreed", "decided_at", "reason", "decided_by"])
    following = approval.steps.filter(is_agreed=None).first()
    if is_agreed and following is not None:
        fact = StepAgreed(approval_id=approval.id, position=position, reason=reason)
        journal.record(fact, actor=actor, at=at)
        telling.tell_deciders(approval, following, telling.WAITS, actor=actor, at=at)
        return approval
    _close(approval, ApprovalStatus.GRANTED if is_agreed else ApprovalStatus.REFUSED, at=at)
    outcome = ApprovalGranted if is_agreed else ApprovalRefused
    journal.record(
        outcome(
            approval_id=approval.id,
            kind=approval.kind,
            subject_id=approval.subject_id,
            reason=reason,
        ),
        actor=actor,
        at=at,
    )
    telling.tell_asker(
        approval, telling.GRANTED if is_agreed else telling.REFUSED, reason, actor=actor, at=at
    )
    return approval


@transaction.atomic
def delegate(
    *,
    approval_id: int,
    position: int,
    to_person_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Hand the step to a person, who then decides alone and has decided no other step.

    Whoever holds the right but decided an earlier step may do so too. Raises AlreadyDecided,
    NotYourStep, OwnRequest, ReasonMissing, NoSuchDelegate.
    """
    approval = _locked(approval_id, actor)
    step = _open_step(approval, position)
    _check_decider(approval, step, actor)
    rules.check_reason(reason, is_needed=True)
    here = Person.objects.filter(site_id=actor.site_id, left_on=None)
    barred = {approval.asked_by_id, actor.person_id, *(p for _, p in _decided(approval))}
    if to_person_id in barred or not here.filter(id=to_person_id):
        raise NoSuchDelegate
    step.person_id, step.delegated_by = to_person_id, actor.name
    step.save(update_fields=["person", "delegated_by"])
    fact = StepDelegated(
        approval_id=approval.id, position=position, to_person_id=to_person_id, reason=reason
    )
    journal.record(fact, actor=actor, at=at)
    telling.tell_deciders(approval, step, telling.WAITS, actor=actor, at=at)


@transaction.atomic
def withdraw(*, approval_id: int, actor: Actor, at: datetime) -> None:
    """Take an open request back. Raises AlreadyDecided, NotAsker, Approval.DoesNotExist."""
    approval = _locked(approval_id, actor)
    _check_asker(approval, actor)
    step = _open_step(approval, None)
    _close(approval, ApprovalStatus.WITHDRAWN, at=at)
    fact = ApprovalWithdrawn(
        approval_id=approval.id, kind=approval.kind, subject_id=approval.subject_id
    )
    journal.record(fact, actor=actor, at=at)
    telling.tell_deciders(approval, step, telling.WITHDRAWN, actor=actor, at=at)


@transaction.atomic
def urge(*, approval_id: int, actor: Actor, at: datetime) -> None:
    """Remind those who decide; once an hour. Raises AlreadyDecided, NotAsker, UrgedJustNow."""
    approval = _locked(approval_id, actor)
    _check_asker(approval, actor)
    step = _open_step(approval, None)
    if step.urged_at is not None and at < step.urged_at + URGE_AGAIN_AFTER:
        raise UrgedJustNow
    step.urged_at = at
    step.save(update_fields=["urged_at"])
    fact = ApprovalUrged(approval_id=approval.id, position=step.position)
    journal.record(fact, actor=actor, at=at)
    telling.tell_deciders(approval, step, telling.URGED, actor=actor, at=at)


def _locked(approval_id: int, actor: Actor) -> Approval:
    """A request of the site; who may do what with it is checked by each step."""
    approvals = Approval.objects.select_for_update(of=("self",)).select_related("asked_by")
    approval: Approval = approvals.get(id=approval_id, site_id=actor.site_id)
    return approval


def _current(approval: Approval) -> Step:
    return approval.steps.filter(is_agreed=None).order_by("position")[0]


def _open_step(approval: Approval, position: int | None) -> Step:
    """The step a request stands at; with `position`, only if it is that one."""
    decided = approval.steps.exclude(decided_at=None).select_related("decided_by")
    if approval.status == ApprovalStatus.WITHDRAWN:
        assert approval.closed_at is not None  # set when it was taken back
        by = approval.asked_by.name if approval.asked_by else NOBODY
        raise AlreadyWithdrawn(by=by, at=approval.closed_at, is_agreed=None)
    if approval.status != ApprovalStatus.OPEN:
        raise _already(decided.order_by("-position")[0])
    step = _current(approval)
    if position is not None and position != step.position:
        seen = decided.filter(position=position).first()
        raise _already(seen) if seen else rules.NotYourStep
    return step


def _already(step: Step) -> AlreadyDecided:
    assert step.decided_at is not None  # only decided steps are told of
    by = step.decided_by.name if step.decided_by else NOBODY
    return AlreadyDecided(by=by, at=step.decided_at, is_agreed=step.is_agreed)


def _decided(approval: Approval) -> list[tuple[int, int | None]]:
    """The steps decided so far, as (position, person)."""
    rows = approval.steps.exclude(decided_at=None)
    return list(rows.values_list("position", "decided_by_id"))


def _check_decider(approval: Approval, step: Step, actor: Actor) -> None:
    rules.check_decider(
        person_id=actor.person_id,
        asked_by_id=approval.asked_by_id,
        step_person_id=step.person_id,
        holds_right=bool(step.permission) and actor.may(step.permission, unit_id=approval.unit_id),
    )


def _check_asker(approval: Approval, actor: Actor) -> None:
    if approval.asked_by_id is None or approval.asked_by_id != actor.person_id:
        raise NotAsker


def _close(approval: Approval, status: ApprovalStatus, *, at: datetime) -> None:
    approval.status, approval.closed_at = status, at
    approval.save(update_fields=["status", "closed_at"])
