"""Meters that could not be read, from a phone, also sent later. Readings are the intake's."""

from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Base64Bytes, Field

from jieyue.energy.meters.models import Meter
from jieyue.energy.rounds import actions
from jieyue.energy.rounds.actions import Hindered
from jieyue.kit.api import Instant
from jieyue.kit.device_clock import SENT_AT, in_our_time, skew_seconds
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["energy"])


class UnreadPhotoIn(Schema):
    """A JPEG or PNG picture in base64."""

    name: str = Field(max_length=200)
    data: Base64Bytes


class UnreadIn(Schema):
    """client_id and happened_at are the device's own; the same client_id again changes nothing."""

    client_id: UUID
    happened_at: Instant
    meter_number: str = Field(max_length=30)
    reason: Literal["locked", "covered", "unreadable", "broken", "gone", "other"]
    note: str = Field("", max_length=200)
    photo: UnreadPhotoIn | None = None


class UnreadOut(Schema):
    """What was stored."""

    id: int
    client_id: UUID
    meter_number: str
    reason: str


@router.post(
    "/rounds/unread",
    response=answers(UnreadOut, 404, status=201),
    summary="Say why a meter cannot be read",
    url_name="energy_meter_unread",
)
@idempotent
def leave_unread(request: HttpRequest, body: UnreadIn) -> Any:
    """Keep the reason, and a photo where one was taken."""
    at = timezone.now()
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    hindered = Hindered(
        meter_number=body.meter_number,
        reason=body.reason,
        note=body.note,
        photo=(body.photo.name, body.photo.data) if body.photo else None,
    )
    try:
        row = actions.leave_unread(
            hindered=hindered,
            client_id=body.client_id,
            happened_at=in_our_time(body.happened_at, skew_s=skew_s),
            actor=actor_of(request),
            at=at,
        )
    except Meter.DoesNotExist:
        raise Http404 from None
    stored = UnreadOut(
        id=row.id, client_id=row.client_id, meter_number=row.meter.number, reason=row.reason
    )
    return Status(201, stored.model_dump(mode="json"))
