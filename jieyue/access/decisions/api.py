"""The programmer's door of decisions: readers ask, people look at one decision and why."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field
from pydantic_core import to_json

from jieyue.access.decisions import delivering, looking, queries
from jieyue.access.decisions.answers import REFUSED, Answer
from jieyue.access.decisions.asking import MOST_AT_ONCE
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import Reason
from jieyue.access.devices.authentication import MOST_OF_MANY, DeviceKey
from jieyue.access.devices.rows import described, not_taken, sent_in
from jieyue.kit.api import Instant
from jieyue.kit.cursors import Page, cut
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers as answered

router = Router(tags=["access"])

STANDS_OPEN = (Reason.FIRE_RELEASE, Reason.OPEN)


class AskedIn(Schema):
    """Somebody stands at a gate. Exactly one of card, face, plate, qr and staff_no."""

    event_id: str | int = Field(description="Unique at the device; 1 to 64 characters.")
    at: Instant = Field(description="With its offset, such as 2026-11-23T08:15:00+08:00.")
    direction: str | None = Field(None, description="in or out; needed from a two-way device.")
    card: str | None = Field(None, description="Number of the card.")
    face: str | None = Field(None, description="Staff number or guest code the terminal matched.")
    plate: str | None = Field(None, description="As it was read; separators are taken out.")
    qr: str | None = Field(None, description="The whole text of the QR pass.")
    staff_no: str | None = Field(None, description="Of somebody who proved it in another way.")
    colour: str | None = Field(None, description="Of the plate: blue, yellow, green …")
    confidence: float | None = Field(None, ge=0, le=1)
    device: str | None = Field(None, description="Serial; must be that of the key if given.")
    current: bool = Field(True, description="false for what is filled in afterwards.")


class AnswerOut(Schema):
    """allow, deny, record (noted, not acted on) or refused (the row cannot be taken).

    needs: what would have let them pass, by name; times in milliseconds since 1970 UTC end in
    _ms. command: open once, hold (the gate stands open) or none.
    """

    event_id: str | None
    outcome: str
    reason: str
    text: str
    display: str = Field(description="For a reader's display: at most 12 characters.")
    label: str = ""
    open: bool = False
    command: str = "none"
    warnings: list[str] = []
    needs: dict[str, str | int | float] = {}
    duplicate: bool = False
    decision_id: int | None = None


class AnswersOut(Schema):
    """What every row was told, in the order they were sent."""

    items: list[AnswerOut]


@router.post(
    "/decisions",
    auth=DeviceKey(most=MOST_OF_MANY),
    response=answered(AnswerOut, 400, 409, 413),
    openapi_extra=described(AskedIn, most=MOST_AT_ONCE),
    summary="Ask whether somebody may pass",
)
def ask(request: HttpRequest) -> HttpResponse:
    """One question, or {"items": […]} of up to 5,000. Asking the same again changes nothing.

    A refusal is an answer (200, outcome deny). 409: the event id came before with other content;
    422: the row is not valid. Of many, each row has its own outcome.
    """
    sent = sent_in(request)
    told = delivering.answer(
        sent.rows,
        device_id=request.device_id,  # type: ignore[attr-defined]
        actor=request.actor,  # type: ignore[attr-defined]
        at=timezone.now(),
        rules_number=request.rules_number,  # type: ignore[attr-defined]
    )
    if sent.are_many:
        return _json({"items": [out(answer) for answer in told]})
    return _single(told[0])


def _json(thing: object) -> HttpResponse:
    return HttpResponse(to_json(thing), content_type="application/json")


def _single(answer: Answer) -> HttpResponse:
    if answer.outcome != REFUSED:
        return _json(out(answer))
    return not_taken(answer.reason, answer.text)


def out(answer: Answer) -> dict[str, Any]:
    """An answer as readers get it, at the server and in the gate room."""
    stands = answer.reason in STANDS_OPEN
    return {
        "event_id": answer.event_id,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "text": answer.text,
        "display": answer.display,
        "label": answer.label,
        "open": answer.opens,
        "command": "none" if not answer.opens else "hold" if stands else "open",
        "warnings": answer.warnings,
        "needs": dict(answer.needs),
        "duplicate": answer.duplicate,
        "decision_id": answer.decision_id,
    }


class StepOut(Schema):
    """One question of the order: passed, stopped, warned, noted or unasked."""

    name: str
    title: str
    value: str
    state: str


class DecisionOut(Schema):
    """One decision; label and subject are empty unless a purpose was given.

    replayed: same, differs, forgotten (its inputs are no longer kept) or by_hand.
    """

    id: int
    at: datetime
    received_at: datetime
    gate: str
    device: str
    direction: str
    kind: str
    subject: str
    label: str
    outcome: str
    reason: str
    words: str
    warnings: list[str]
    decided_by: str
    rule_version: str
    rules_number: int
    replayed: str
    steps: list[StepOut]


class DecisionLineOut(Schema):
    """One line of the list, without who it was."""

    id: int
    at: datetime
    received_at: datetime
    gate_id: int | None
    direction: str
    kind: str
    outcome: str
    reason: str
    decided_by: str


@router.get(
    "/decisions", response=answered(Page[DecisionLineOut], 403), summary="Decisions of the gates"
)
def list_decisions(
    request: HttpRequest, cursor: str | None = None, size: int = 100
) -> dict[str, Any]:
    """Newest first."""
    rows = queries.visible(actor_of(request))
    items, following = cut(rows, by=("-at", "id"), cursor=cursor, size=size)
    return {"items": items, "next": following}


@router.get(
    "/decisions/{int:decision_id}",
    response=answered(DecisionOut, 403, 404),
    summary="One decision and why",
)
def get_decision(request: HttpRequest, decision_id: int, purpose: str = "") -> dict[str, Any]:
    """With a purpose it says who it was, and the look is written into the journal."""
    actor = actor_of(request)
    try:
        found = queries.explain(actor, decision_id)
        if purpose:
            now = timezone.now()
            found = looking.look(
                decision_id=decision_id, purpose=purpose, actor=actor, at=now
            ).found
    except Decision.DoesNotExist as error:
        raise Http404 from error
    names = DecisionOut.model_fields.keys()
    line = {name: getattr(found.line, name) for name in names if hasattr(found.line, name)}
    rest = {name: getattr(found, name) for name in names - line.keys()}
    return line | rest
