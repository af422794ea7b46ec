"""The doors of devices that speak their maker's own form.

Every door asks for the device's key, takes at most 10 MB, and answers in the maker's form.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from jieyue.access.deliveries import digest, gateway
from jieyue.access.deliveries.gateway import Caller, Reply
from jieyue.access.deliveries.log_in import DeviceLogIn, body_of
from jieyue.access.deliveries.messages import words_of
from jieyue.access.deliveries.refusals import LogInNeeded, Unreadable
from jieyue.kit import problems
from jieyue.kit.problems import answers

router = Router(tags=["access"])

VIID = "/gat1400/VIID"
BYTES = {"schema": {"type": "string", "format": "binary"}}
ISAPI_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/xml": BYTES,
            "multipart/form-data": {"schema": {"type": "object"}},
        },
    }
}
VIID_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/VIID+JSON": {"schema": {"type": "object"}}},
    }
}
JSON_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


class MakerOut(Schema):
    """An answer in the maker's own form; see the guide on devices."""


@router.post(
    "/isapi/{serial}",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 404, 413),
    openapi_extra=ISAPI_BODY,
    summary="Deliver an ISAPI event",
)
def isapi(request: HttpRequest, serial: str) -> HttpResponse:  # noqa: ARG001
    """Access and ANPR events as JSON, XML or multipart with pictures; heartbeats."""
    reply = gateway.take_isapi(
        body_of(request), request.headers.get("Content-Type", ""), caller=_caller(request)
    )
    return _respond(reply)


@router.post(
    "/isapi/{serial}/{key}",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 404, 413),
    openapi_extra=ISAPI_BODY,
    summary="Deliver an ISAPI event, the key in the address",
)
def isapi_by_key(request: HttpRequest, serial: str, key: str) -> HttpResponse:  # noqa: ARG001
    """For devices that can send no header."""
    return isapi(request, serial)


@router.post(
    VIID + "/MotorVehicles",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 413),
    openapi_extra=VIID_BODY,
    summary="Deliver GA/T 1400 vehicles",
)
def vehicles(request: HttpRequest) -> HttpResponse:
    url = request.path
    return _respond(gateway.take_vehicles(body_of(request), url=url, caller=_caller(request)))


@router.post(
    VIID + "/Faces",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 413),
    openapi_extra=VIID_BODY,
    summary="Deliver GA/T 1400 faces",
)
def faces(request: HttpRequest) -> HttpResponse:
    """That a face was seen, and when. Pictures of faces are not read."""
    url = request.path
    return _respond(gateway.take_faces(body_of(request), url=url, caller=_caller(request)))


def _report(request: HttpRequest) -> HttpResponse:
    url = request.path
    return _respond(gateway.take_report(body_of(request), url=url, caller=_caller(request)))


@router.post(
    VIID + "/System/Register",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 413),
    openapi_extra=VIID_BODY,
    summary="Register a GA/T 1400 camera",
)
def register(request: HttpRequest) -> HttpResponse:
    return _report(request)


@router.post(
    VIID + "/System/UnRegister",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 413),
    openapi_extra=VIID_BODY,
    summary="Sign a GA/T 1400 camera off",
)
def unregister(request: HttpRequest) -> HttpResponse:
    return _report(request)


@router.post(
    VIID + "/System/Keepalive",
    auth=DeviceLogIn(),
    response=answers(MakerOut, 400, 413),
    openapi_extra=VIID_BODY,
    summary="Say that a GA/T 1400 camera lives",
)
def keepalive(request: HttpRequest) -> HttpResponse:
    return _report(request)


@router.get(
    VIID + "/System/Time",
    auth=DeviceLogIn(),
    response=answers(MakerOut),
    summary="The time for GA/T 1400 cameras",
)
def system_time(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return _respond(gateway.server_time(at=timezone.now()))


class ToldOut(Schema):
    """One event. outcome: allow, deny, record or refused; open: whether it may open now."""

    event_id: str
    outcome: str
    reason: str
    text: str
    duplicate: bool = False
    open: bool = False


class WebhookOut(Schema):
    """What became of each event, in their order."""

    items: list[ToldOut]


@router.post(
    "/webhook/{serial}",
    auth=DeviceLogIn(check_signature=gateway.is_signed),
    response=answers(WebhookOut, 404, 413),
    openapi_extra=JSON_BODY,
    summary="Deliver events of any system",
)
def webhook(request: HttpRequest, serial: str) -> Any:  # noqa: ARG001
    """One event, or {"items": […]} of up to 500; the names of fields can be set for the device."""
    caller = _caller(request)
    if caller.form.must_sign and not getattr(request, "is_signed", False):
        raise LogInNeeded(_challenge(caller))
    try:
        told = gateway.take_webhook(body_of(request), caller=caller)
    except Unreadable as error:
        wrong = problems.FieldProblem(
            field=error.where, code=error.reason, detail=words_of(error.reason)
        )
        return problems.respond(422, "Unreadable", words_of(error.reason), [wrong])
    return {"items": [_told(taken) for taken in told.outcomes]}


@router.post(
    "/webhook/{serial}/{key}",
    auth=DeviceLogIn(),
    response=answers(WebhookOut, 404, 413),
    openapi_extra=JSON_BODY,
    summary="Deliver events of any system, the key in the address",
)
def webhook_by_key(request: HttpRequest, serial: str, key: str) -> Any:  # noqa: ARG001
    """For senders that can send no header."""
    return webhook(request, serial)


def _told(taken: Any) -> dict[str, Any]:
    answer = taken.answer
    if answer is None:
        text = words_of(taken.reason)
        reason = taken.reason
        return {"event_id": taken.event_id, "outcome": "refused", "reason": reason, "text": text}
    return {
        "event_id": answer.event_id,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "text": str(answer.text),
        "duplicate": answer.duplicate,
        "open": answer.opens,
    }


def _caller(request: HttpRequest) -> Caller:
    return Caller(
        device_id=request.device_id,  # type: ignore[attr-defined]
        actor=request.actor,  # type: ignore[attr-defined]
        at=timezone.now(),
    )


def _challenge(caller: Caller) -> str:
    return digest.challenge(at_s=int(caller.at.timestamp()), secret=settings.SECRET_KEY)


def _respond(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.content, content_type=reply.content_type, status=reply.status)
