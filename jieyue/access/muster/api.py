"""The muster list on guards' phones: fetched each minute, marked also without network."""

from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.access.muster import actions, queries
from jieyue.access.muster.actions import Said, Stranger
from jieyue.access.muster.models import Muster, MusterLine
from jieyue.kit.api import Instant
from jieyue.kit.device_clock import SENT_AT, in_our_time, skew_seconds
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["access"])


class MarkIn(Schema):
    """client_id and happened_at are the phone's own; the same client_id again changes nothing."""

    client_id: UUID
    happened_at: Instant
    muster_id: int
    key: str = Field(max_length=60)
    state: Literal["found", "missing", "outside"]


class StrangerIn(Schema):
    """Somebody who was found and is not on the list."""

    client_id: UUID
    happened_at: Instant
    muster_id: int
    label: str = Field(max_length=80)
    point: str = Field("", max_length=60)


class MarkOut(Schema):
    """The line as it stands now, which may be by a later mark of somebody else."""

    key: str
    state: str
    marked_by: str


@router.get(
    "/muster/roll",
    response=answers(queries.Roll),
    summary="Who is inside, for an emergency",
    url_name="access_muster_roll",
)
def get_roll(request: HttpRequest) -> Any:
    """Reading it while no muster is called is written in the journal."""
    actor, at = actor_of(request), timezone.now()
    roll = queries.roll(actor, at=at)
    if roll.muster is None:
        actions.note_reading(lines=len(roll.rows), actor=actor, at=at)
    return roll


@router.post(
    "/muster/marks",
    response=answers(MarkOut, 404, status=201),
    summary="Mark somebody found, missing or outside",
    url_name="access_muster_mark",
)
@idempotent
def mark(request: HttpRequest, body: MarkIn) -> Any:
    """Marks that come late count at the time they were made; the later one stands."""
    at = timezone.now()
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    said = Said(
        muster_id=body.muster_id,
        key=body.key,
        state=body.state,
        client_id=body.client_id,
        happened_at=in_our_time(body.happened_at, skew_s=skew_s),
    )
    try:
        return _answer(actions.mark(said=said, actor=actor_of(request), at=at))
    except Muster.DoesNotExist:
        raise Http404 from None


@router.post(
    "/muster/strangers",
    response=answers(MarkOut, 404, 422, status=201),
    summary="Add somebody who was found beside the list",
    url_name="access_muster_stranger",
)
@idempotent
def add(request: HttpRequest, body: StrangerIn) -> Any:
    """Added once, however often it is sent."""
    at = timezone.now()
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    stranger = Stranger(
        muster_id=body.muster_id,
        label=body.label,
        point=body.point,
        client_id=body.client_id,
        happened_at=in_our_time(body.happened_at, skew_s=skew_s),
    )
    try:
        return _answer(actions.add(stranger=stranger, actor=actor_of(request), at=at))
    except Muster.DoesNotExist:
        raise Http404 from None


def _answer(line: MusterLine) -> Any:
    found = MarkOut(key=line.key, state=line.state, marked_by=line.marked_by)
    return Status(201, found.model_dump(mode="json"))
