"""The programmer's door of devices: heartbeats."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import AwareDatetime, BaseModel, Field

from jieyue.access.devices import health
from jieyue.access.devices.authentication import DeviceKey
from jieyue.access.devices.health import Heartbeat
from jieyue.kit.device_clock import MOST_SKEW, SENT_AT, skew_seconds
from jieyue.kit.problems import answers

router = Router(tags=["access"])


class HeartbeatIn(BaseModel):
    """What a device says of itself, each minute."""

    fault: str = Field("", max_length=500, description="Empty when well.")
    clock: AwareDatetime | None = Field(
        None, description="What its clock shows; the header X-Sent-At says the same."
    )
    firmware: str = Field("", max_length=100)


class HeartbeatOut(Schema):
    """skew_s: how far the device's clock is ahead of ours; it should set it by server_time."""

    state: str
    server_time: datetime
    skew_s: int | None


@router.post(
    "/devices/heartbeat",
    auth=DeviceKey(),
    response=answers(HeartbeatOut, 413),
    summary="Say that the device lives",
)
def heartbeat(request: HttpRequest, body: HeartbeatIn) -> Any:
    """Each minute, and at once when a fault comes or goes."""
    at = timezone.now()
    skew = skew_seconds(request.headers.get(SENT_AT), at=at)
    if body.clock is not None and abs(body.clock - at) <= MOST_SKEW:
        skew = round((body.clock - at).total_seconds())
    found = health.beat(
        heartbeat=Heartbeat(fault=body.fault, skew_s=skew, firmware=body.firmware),
        device_id=request.device_id,  # type: ignore[attr-defined]
        actor=request.actor,  # type: ignore[attr-defined]
        at=at,
    )
    return {"state": found.state, "server_time": at, "skew_s": skew}
