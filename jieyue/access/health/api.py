"""Health measures for programs: what the order asks of oneself, and the orders there were.

Guards' phones send temperatures; nothing here tells the health of anybody else.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.access.health import queries, recording, spoken
from jieyue.access.health.models import Question, Switch, Temperature
from jieyue.access.health.rules import Verdict
from jieyue.kit.api import Instant
from jieyue.kit.device_clock import SENT_AT, in_our_time, skew_seconds
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


class MeasuredIn(Schema):
    """A temperature; client_id and happened_at are the phone's own, sent twice it counts once."""

    client_id: UUID
    happened_at: Instant
    celsius: Annotated[Decimal, Field(ge=0, lt=100, decimal_places=1)]
    thermometer: Annotated[str, Field(min_length=1, max_length=30)]


class TemperatureIn(MeasuredIn):
    """Of whom: a card, pass or staff number, or a name where there is none."""

    number: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=80)] = ""


class MeasuredOut(Schema):
    """verdict: "clear", "again" or "fever"; said: what the guard is told."""

    verdict: Verdict
    said: str


@router.post(
    "/health/temperatures",
    response=answers(MeasuredOut, 404, 422, status=201),
    summary="Write down a temperature",
    url_name="access_health_measure",
)
@idempotent
def measure(request: HttpRequest, body: TemperatureIn) -> Any:
    """Of somebody at a gate; counts at the time it was measured."""
    number, name = body.number.strip(), body.name.strip()
    who = recording.Who("", name)
    if number or not name:
        who = recording.who_is(number, site_id=actor_of(request).site_id)
    return _measured(request, body, who=who)


@router.post(
    "/health/temperatures/{first_id}/again",
    response=answers(MeasuredOut, 404, 409, 422, status=201),
    summary="Write down the second temperature",
    url_name="access_health_measure_again",
)
@idempotent
def measure_again(request: HttpRequest, first_id: int, body: MeasuredIn) -> Any:
    """After the rest and by another thermometer; it decides."""
    return _measured(request, body, who=recording.Who("", ""), first_id=first_id)


def _measured(
    request: HttpRequest, body: MeasuredIn, *, who: recording.Who, first_id: int | None = None
) -> Any:
    at = timezone.now()
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    taken = recording.Taken(
        celsius=body.celsius,
        thermometer=body.thermometer,
        who=who,
        first_id=first_id,
        client_id=body.client_id,
    )
    measured_at = min(in_our_time(body.happened_at, skew_s=skew_s), at)
    try:
        row = recording.measure(taken=taken, actor=actor_of(request), at=measured_at)
    except Temperature.DoesNotExist:
        raise Http404 from None
    said = spoken.sentence(row.verdict, name=row.label, celsius=row.celsius)
    return Status(201, {"verdict": row.verdict, "said": said})


@router.get("/health/orders", response=answers(OrdersOut), summary="Orders of health measures")
def list_orders(request: HttpRequest) -> Any:
    """For whoever may see health measures; without persons."""
    return {"items": queries.orders(actor_of(request))}
