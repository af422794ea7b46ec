"""Health measures for programs: what the order asks of oneself, and the orders there were.

Nothing here tells the health of anybody else.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.access.health import queries, recording
from jieyue.access.health.models import Question, Switch
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["access"])


class QuestionOut(Schema):
    """A question of the declaration, in the reader's language."""

    code: Question
    text: str


class DeclaredOut(Schema):
    """One's latest declaration. is_clear: every answer was no."""

    at: datetime
    until: datetime
    is_clear: bool


class DeclarationOut(Schema):
    """What is asked of oneself now. state: "dormant" while no order asks, "due" or "declared"."""

    state: Literal["dormant", "due", "declared"]
    order: str
    disease: str
    asked_until: datetime | None
    questions: list[QuestionOut]
    latest: DeclaredOut | None


class DeclareIn(Schema):
    """Yes (true) or no to each question; the same client_id again changes nothing."""

    client_id: UUID
    answers: Annotated[dict[Question, bool], Field(max_length=len(Question))]


class OrderOut(Schema):
    """An order. ended_at: null while it is in force; erased_at: when its personal data went."""

    number: str
    disease: str
    basis: str
    since: datetime
    until: datetime
    switches: list[Switch]
    ended_at: datetime | None
    erased_at: datetime | None


class OrdersOut(Schema):
    """Newest first, the last fifty."""

    items: list[OrderOut]


@router.get(
    "/health/declaration", response=answers(DeclarationOut), summary="One's health declaration"
)
def get_declaration(request: HttpRequest) -> Any:
    """Whether one is asked to declare, what, and until when the latest holds."""
    return queries.own_state(actor_of(request), at=timezone.now())


@router.post(
    "/health/declaration",
    response=answers(DeclarationOut, 404, 409, status=201),
    summary="Declare one's health",
)
@idempotent
def declare(request: HttpRequest, body: DeclareIn) -> Any:
    """Only what the order asks is kept."""
    actor, at = actor_of(request), timezone.now()
    said = {question.value: answer for question, answer in body.answers.items()}
    recording.declare(answers=said, client_id=body.client_id, actor=actor, at=at)
    state = DeclarationOut.model_validate(queries.own_state(actor, at=at))
    return Status(201, state.model_dump(mode="json"))


@router.get("/health/orders", response=answers(OrdersOut), summary="Orders of health measures")
def list_orders(request: HttpRequest) -> Any:
    """For whoever may see health measures; without persons."""
    return {"items": queries.orders(actor_of(request))}
