"""ISAPI bytes: what a device sends (for the simulator and the tests), and what it is answered."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from jieyue.adapters.isapi.decode import ALERT
from jieyue.adapters.pictures import Picture

BOUNDARY = "MIME_boundary"
NAMESPACE = "http://www.isapi.org/ver20/XMLSchema"
JSON_TYPE, XML_TYPE = "application/json", "application/xml"


def access(
    *, serial_no: int, at: datetime, subject: str, minor: int = 75, **more: Any
) -> dict[str, Any]:
    """An access event; `more` replaces or adds fields of the inner object."""
    number = "cardNo" if minor == 1 else "employeeNoString"
    event = {
        "deviceName": "Terminal",
        "majorEventType": 5,
        "subEventType": minor,
        number: subject,
        "cardReaderNo": 1,
        "serialNo": serial_no,
        "currentVerifyMode": "faceOrFpOrCardOrPw",
        "currentEvent": True,
        "mask": "no",
        **more,
    }
    return {**_top(at, "AccessControllerEvent"), "AccessControllerEvent": event}


def plate(*, uuid: str, at: datetime, plate: str, **more: Any) -> dict[str, Any]:
    """A plate event; `more` replaces or adds fields of the inner object."""
    anpr = {
        "country": "CHN",
        "licensePlate": plate,
        "line": 1,
        "direction": "forward",
        "confidenceLevel": 97,
        "plateType": "92TypeCivil",
        "plateColor": "blue",
        "vehicleType": "vehicle",
        **more,
    }
    return {**_top(at, "ANPR"), "UUID": uuid, "ANPR": anpr}


def heartbeat(at: datetime) -> dict[str, Any]:
    return {**_top(at, "videoloss"), "eventState": "inactive"}


def _top(at: datetime, kind: str) -> dict[str, Any]:
    return {
        "ipAddress": "192.0.2.10",
        "portNo": 80,
        "protocol": "HTTP",
        "channelID": 1,
        "dateTime": at.isoformat(timespec="seconds"),
        "activePostCount": 1,
        "eventType": kind,
        "eventState": "active",
        "eventDescription": kind,
    }


def as_json(alert: Mapping[str, Any]) -> bytes:
    return json.dumps(alert, ensure_ascii=False).encode()


def as_xml(alert: Mapping[str, Any], *, namespace: str = NAMESPACE, encoding: str = "") -> bytes:
    """With another encoding than UTF-8, it is declared and used, as older devices do."""
    inside = "".join(_element(name, value) for name, value in alert.items())
    space = f' xmlns="{namespace}"' if namespace else ""
    text = f'<?xml version="1.0" encoding="{encoding or "UTF-8"}"?>\n'
    return (text + f"<{ALERT}{space}>{inside}</{ALERT}>").encode(encoding or "utf-8")


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(*each) for each in value.items())}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"


def as_multipart(
    event: bytes, pictures: Sequence[Picture], *, event_last: bool = False
) -> tuple[bytes, str]:
    """The body and its content type."""
    kind = XML_TYPE if event.lstrip()[:1] == b"<" else JSON_TYPE
    parts = [("event_log", kind, event)]
    types = {"jpg": "image/jpeg", "png": "image/png"}
    shots = [(each.name, types[each.kind], each.content) for each in pictures]
    ordered = shots + parts if event_last else parts + shots
    written = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n'
        f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, kind, content in ordered
    ]
    body = b"".join(written) + f"--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def checked(*, serial_no: int, is_allowed: bool, words: str) -> bytes:
    """The answer to a terminal that asks (remoteCheck); `words` appear on its display."""
    result = "success" if is_allowed else "failed"
    answer = {"RemoteCheck": {"serialNo": serial_no, "checkResult": result, "info": words}}
    return as_json(answer)


def taken(*, problem: str = "") -> bytes:
    """The maker's own status: 1 OK, 6 invalid content."""
    status = {
        "statusCode": 6 if problem else 1,
        "statusString": "Invalid Content" if problem else "OK",
        "subStatusCode": problem or "ok",
    }
    return as_json({"ResponseStatus": status})
