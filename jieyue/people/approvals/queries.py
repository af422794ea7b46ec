from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from jieyue.kit.actor import Actor
from jieyue.kit.permissions import all_permissions
from jieyue.people.approvals.models import Approval, ApprovalStatus, ChainStep, Step


@dataclass(frozen=True)
class StepRow:
    """One step on the page of a request, and in what state."""

    position: int
    who: str
    is_current: bool
    is_agreed: bool | None
    decided_by: str
    decided_at: datetime | None
    reason: str
    delegated_by: str


@dataclass(frozen=True)
class ApprovalRow:
    """One request. `may_decide`, `may_hand_over` and `is_own` say what the actor can do with it.

    Who decided an earlier step may hand the next one over, not decide it.
    """

    id: int
    kind: str
    number: str
    title: str
    link: str
    amount_yuan: Decimal | None
    unit: str
    asked_by: str
    asked_at: datetime
    status: str
    status_label: str
    position: int | None
    steps: tuple[StepRow, ...]
    may_decide: bool
    may_hand_over: bool
    is_own: bool


@dataclass(frozen=True)
class ChainRow:
    """One step of a chain."""

    kind: str
    from_yuan: Decimal
    position: int
    who: str


def waiting(actor: Actor) -> list[ApprovalRow]:
    """Open requests that wait for this actor, oldest first."""
    found = _with_steps(actor).filter(status=ApprovalStatus.OPEN).order_by("asked_at")
    return [row for row in (_row(a, actor) for a in found) if row.may_decide]


def asked(actor: Actor, *, limit: int = 100) -> list[ApprovalRow]:
    """What the actor asked for, newest first."""
    found = _with_steps(actor).filter(asked_by_id=actor.person_id).exclude(asked_by=None)
    return [_row(approval, actor) for approval in found[:limit]]


def decided(actor: Actor, *, limit: int = 100) -> list[ApprovalRow]:
    """What the actor decided, newest first."""
    by_me = Step.objects.filter(decided_by_id=actor.person_id).exclude(decided_by=None)
    found = _with_steps(actor).filter(id__in=by_me.values("approval_id"))
    return [_row(approval, actor) for approval in found[:limit]]


def approval(actor: Actor, *, approval_id: int) -> ApprovalRow:
    """A request the actor may see: by right, as asker, or as somebody who decides it.

    Raises Approval.DoesNotExist.
    """
    found = _with_steps(actor).get(id=approval_id)
    row = _row(found, actor)
    by_right = Approval.objects.visible_to(actor).filter(id=approval_id)
    mine = any(s.decided_by_id == actor.person_id for s in found.steps.all() if s.decided_by_id)
    if row.may_decide or row.is_own or mine or by_right.exists():
        return row
    raise Approval.DoesNotExist


def chains(actor: Actor) -> list[ChainRow]:
    found = ChainStep.objects.visible_to(actor).select_related("person")
    return [
        ChainRow(
            c.kind,
            c.from_yuan,
            c.position,
            c.person.name if c.person else permission_label(c.permission),
        )
        for c in found
    ]


def _with_steps(actor: Actor) -> QuerySet[Approval]:
    steps = Step.objects.select_related("person", "decided_by").order_by("position")
    found = Approval.objects.filter(site_id=actor.site_id).select_related("unit", "asked_by")
    return found.prefetch_related(Prefetch("steps", queryset=steps))


def _is_asked(approval: Approval, step: Step | None, actor: Actor) -> bool:
    if step is None or (actor.person_id and approval.asked_by_id == actor.person_id):
        return False
    if step.person_id is not None:
        return step.person_id == actor.person_id
    return actor.may(step.permission, unit_id=approval.unit_id)


def _decided_before(steps: list[Step], actor: Actor) -> bool:
    return actor.person_id is not None and any(s.decided_by_id == actor.person_id for s in steps)


def _row(approval: Approval, actor: Actor) -> ApprovalRow:
    steps = list(approval.steps.all())
    is_open = approval.status == ApprovalStatus.OPEN
    current = next((s for s in steps if s.is_agreed is None), None) if is_open else None
    is_asked = _is_asked(approval, current, actor)
    return ApprovalRow(
        id=approval.id,
        kind=approval.kind,
        number=approval.number,
        title=approval.title,
        link=approval.link,
        amount_yuan=approval.amount_yuan,
        unit=approval.unit.short_name if approval.unit else "",
        asked_by=approval.asked_by.name if approval.asked_by else "",
        asked_at=approval.asked_at,
        status=approval.status,
        status_label=str(ApprovalStatus(approval.status).label),
        position=current.position if current else None,
        steps=tuple(_step(step, step is current) for step in steps),
        may_decide=is_asked and not _decided_before(steps, actor),
        may_hand_over=is_asked,
        is_own=actor.person_id is not None and approval.asked_by_id == actor.person_id,
    )


def _step(step: Step, is_current: bool) -> StepRow:
    return StepRow(
        position=step.position,
        who=step.person.name if step.person else permission_label(step.permission),
        is_current=is_current,
        is_agreed=step.is_agreed,
        decided_by=step.decided_by.name if step.decided_by else "",
        decided_at=step.decided_at,
        reason=step.reason,
        delegated_by=step.delegated_by,
    )


def permission_label(code: str) -> str:
    """What a right is called; one that no longer exists is shown by its code."""
    known = all_permissions().get(code)
    return str(known.label) if known else code
