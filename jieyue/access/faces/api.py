"""What readers of faces fetch and confirm. Pictures and templates never pass through here."""

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from jieyue.access.devices.authentication import DeviceKey
from jieyue.access.devices.models import Device
from jieyue.access.faces import enrolments
from jieyue.access.faces.enrolments import Confirmed, WantedRow
from jieyue.kit.api import Instant
from jieyue.kit.problems import FieldProblem, answers, respond

router = Router(tags=["access"])


class WantedOut(Schema):
    """One face a reader should hold (present) or must delete (absent)."""

    device: str
    subject: str
    label: str
    wanted: Literal["absent", "present"]


class WantedList(Schema):
    """All that one reader, or every reader of a gate room, should hold."""

    items: list[WantedOut]


class ConfirmedIn(Schema):
    """What a reader says it holds of one subject."""

    subject: str = Field(min_length=1, max_length=40)
    actual: Literal["absent", "present"]
    at: Instant
    device: str = Field("", max_length=40, description="Serial; from a gate room's agent only.")


class ConfirmedMany(Schema):
    """Many at once, in the order they happened."""

    items: list[ConfirmedIn] = Field(max_length=5000)


class ConfirmedOut(Schema):
    """taken, older (it said something later before) or stray (nobody wants that face there)."""

    items: list[str]


@router.get(
    "/faces/wanted",
    auth=DeviceKey(),
    response=answers(WantedList),
    summary="Faces a reader should hold",
)
def wanted(request: HttpRequest) -> dict[str, list[WantedRow]]:
    """Fetch often: what is absent must be deleted at once and confirmed."""
    rows = enrolments.wanted(
        device_id=request.device_id,  # type: ignore[attr-defined]
        actor=request.actor,  # type: ignore[attr-defined]
    )
    return {"items": rows}


@router.post(
    "/faces/confirmed",
    auth=DeviceKey(),
    response=answers(ConfirmedOut),
    summary="Faces a reader holds",
)
def confirmed(request: HttpRequest, body: ConfirmedMany) -> object:
    """A deletion is finished when every reader has said so here. Saying it again is no harm."""
    rows = [Confirmed(each.subject, each.actual, each.at, each.device) for each in body.items]
    try:
        said = enrolments.confirm(
            rows,
            device_id=request.device_id,  # type: ignore[attr-defined]
            actor=request.actor,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
    except Device.DoesNotExist:
        detail = "No reader of this site has that serial number."
        problem = FieldProblem(field="device", code="unknown_device", detail=detail)
        return respond(422, "UnknownDevice", detail, [problem])
    return {"items": said}
