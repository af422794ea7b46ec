"""The programmer's door of readings: collectors with a key, and people on the phone."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Base64Bytes, Field

from jieyue.energy.intake import by_hand, collectors, parcels, reasons
from jieyue.energy.intake.authentication import CollectorKey
from jieyue.energy.intake.by_hand import Read
from jieyue.energy.intake.models import Source
from jieyue.energy.intake.storing import Sent, store
from jieyue.energy.meters.models import Meter
from jieyue.energy.scale import of_milli
from jieyue.kit.api import Instant, read_json
from jieyue.kit.device_clock import SENT_AT, in_our_time, skew_seconds
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["energy"])

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["items"],
                    "properties": {
                        "items": {
                            "type": "array",
                            "maxItems": parcels.MOST_AT_ONCE,
                            "items": {
                                "type": "object",
                                "required": ["meter", "at"],
                                "properties": {
                                    "meter": {"type": "string"},
                                    "at": {"type": "string", "format": "date-time"},
                                    "register": {"type": "string"},
                                    "use": {"type": "string"},
                                    "estimated": {"type": "boolean"},
                                },
                            },
                        }
                    },
                }
            }
        },
    }
}


class DoubtOut(Schema):
    """An item that was refused, or stored and flagged. item: its place, from 1."""

    item: int
    meter: str
    reason: str
    detail: str
    stored: bool


class StoredOut(Schema):
    """What became of a delivery; counts are readings. resend_of: it came before, as this one."""

    batch: int
    new: int
    unchanged: int
    conflicting: int
    refused: int
    flagged: int
    resend_of: int | None
    problems: list[DoubtOut]


@router.post(
    "/readings",
    auth=CollectorKey(),
    response=answers(StoredOut, 400, 413),
    openapi_extra=BODY,
    summary="Deliver meter readings",
    url_name="energy_readings",
)
def deliver(request: HttpRequest) -> StoredOut:
    """Up to 20,000 readings, in any order. Sending the same again changes nothing.

    `register` is what a counter shows, in the instrument's unit; `use` is that of the interval
    that ends at `at`. With the header `X-Sent-At` a wrong clock is noticed and corrected.
    """
    at = timezone.now()
    actor = request.actor  # type: ignore[attr-defined]
    collector_id = request.collector_id  # type: ignore[attr-defined]
    incoming = parcels.incoming_of(read_json(request), site_id=actor.site_id)
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    stored = store(
        incoming,
        source=Source.DEVICE,
        name=actor.name,
        skew_s=skew_s,
        sent=Sent(collector_id=collector_id),
        actor=actor,
        at=at,
    )
    collectors.heard(collector_id, skew_s=skew_s, at=at)
    return StoredOut(
        batch=stored.batch_id,
        new=stored.added,
        unchanged=stored.unchanged,
        conflicting=stored.conflicting,
        refused=stored.refused,
        flagged=stored.flagged,
        resend_of=stored.resend_of,
        problems=[
            DoubtOut(
                item=doubt.line,
                meter=doubt.meter_number,
                reason=doubt.reason,
                detail=doubt.detail or reasons.label(doubt.reason),
                stored=doubt.was_stored,
            )
            for doubt in incoming.doubts.kept
        ],
    )


class PhotoIn(Schema):
    """A JPEG or PNG picture in base64."""

    name: str = Field(max_length=200)
    data: Base64Bytes


class HandIn(Schema):
    """client_id and happened_at are the device's own; the same client_id again changes nothing.

    register: as typed, in the instrument's unit. read_at: when, if not at happened_at.
    """

    client_id: UUID
    happened_at: Instant
    meter_number: str = Field(max_length=30)
    register_typed: str = Field(max_length=40, alias="register")
    read_at: Instant | None = None
    note: str = Field("", max_length=200)
    photo: PhotoIn | None = None


class FlagOut(Schema):
    """Something to look at: a stable code and words."""

    code: str
    detail: str


class HandOut(Schema):
    """What was noted."""

    batch: int
    client_id: UUID
    meter_number: str
    register_noted: str
    flags: list[FlagOut]


@router.post(
    "/readings/hand",
    response=answers(HandOut, 404, status=201) | {200: HandOut},
    summary="Note what a meter shows",
    url_name="energy_reading_by_hand",
)
@idempotent
def note(request: HttpRequest, body: HandIn) -> Any:
    """One meter read by a person, with a photo where one was taken. Also sent later."""
    at = timezone.now()
    skew_s = skew_seconds(request.headers.get(SENT_AT), at=at)
    read = Read(
        meter_number=body.meter_number,
        register=body.register_typed,
        read_at=in_our_time(body.read_at or body.happened_at, skew_s=skew_s),
        note=body.note,
        photo=(body.photo.name, body.photo.data) if body.photo else None,
    )
    try:
        noted = by_hand.note(
            read,
            client_id=body.client_id,
            happened_at=body.happened_at,
            skew_s=skew_s,
            actor=actor_of(request),
            at=at,
        )
    except Meter.DoesNotExist:
        raise Http404 from None
    answer = HandOut(
        batch=noted.batch_id,
        client_id=body.client_id,
        meter_number=body.meter_number,
        register_noted=f"{of_milli(noted.register_milli).normalize():f}",
        flags=[FlagOut(code=code, detail=detail) for code, detail in noted.flags],
    )
    return Status(201 if noted.is_new else 200, answer.model_dump(mode="json"))
