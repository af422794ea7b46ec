"""ISAPI messages into plain values: JSON, XML, or multipart with pictures.

Written from the field lists of public integrations; codes that are marked (K) come from general
knowledge and are to be checked at the device.
"""

from datetime import UTC, datetime
from typing import Any

from jieyue.adapters.isapi.events import (
    AccessEvent,
    Event,
    Heartbeat,
    Message,
    OtherEvent,
    PlateEvent,
)
from jieyue.adapters.nodes import Node
from jieyue.adapters.parts import Part, read_parts
from jieyue.adapters.pictures import Picture, read_picture
from jieyue.adapters.refusals import BadMessage
from jieyue.adapters.trees import read_json, read_xml

ALERT = "EventNotificationAlert"
PASSAGE = 5  # majorEventType: something happened at a door
METHODS = {1: "card", 38: "fingerprint", 75: "face"}  # subEventType of a good verification
DIRECTIONS = {"checkIn": "in", "breakIn": "in", "checkOut": "out", "breakOut": "out"}  # (K)
NO_PLATE = {"unknown", "noplate", "no plate", "无车牌", "未识别", "无牌车"}
LONGEST_ID = 64


def decode(body: bytes, content_type: str) -> Message:
    """One delivery of a device. Raises BadMessage."""
    if content_type.lower().startswith("multipart/"):
        return _multipart(body, content_type)
    events, notes = _events(body)
    return Message(events, notes=notes)


def _multipart(body: bytes, content_type: str) -> Message:
    parts, is_cut = read_parts(body, content_type)
    events: list[Event] = []
    pictures: list[Picture] = []
    notes: list[str] = ["truncated"] if is_cut else []
    for part in parts:
        if _is_event(part):
            found, more = _events(part.content)
            events += [event for event in found if event not in events]
            notes += more
        else:
            picture = read_picture(part.name, part.content)
            if isinstance(picture, Picture):
                pictures.append(picture)
            else:
                notes.append(picture)
    if not events:
        raise BadMessage("truncated" if is_cut else "no_event")
    return Message(tuple(events), tuple(pictures), tuple(dict.fromkeys(notes)))


def _is_event(part: Part) -> bool:
    if "json" in part.content_type or "xml" in part.content_type:
        return True
    return part.content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"<")


def _events(body: bytes) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """The events of one text, and what is unusual about it."""
    start = body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    tree: Any = read_xml(body) if start == b"<" else read_json(body)
    alert = Node(tree)
    alert = alert.node(ALERT) if alert.has(ALERT) else alert
    resent = alert.whole("activePostCount") or 1
    notes = ("resent",) if resent > 1 else ()
    return (_event(alert),), notes


def _event(alert: Node) -> Event:
    kind = alert.text("eventType", longest=40)
    at = alert.instant("dateTime")
    if kind == "AccessControllerEvent":
        return _access(alert, at)
    if kind in ("ANPR", "vehicledetection"):
        return _plate(alert, at)
    if kind.lower() in ("heartbeat", "videoloss"):
        return Heartbeat(at)
    if not kind:
        raise BadMessage("no_event", alert.place("eventType"))
    return OtherEvent(at, kind)


def _access(alert: Node, at: datetime) -> Event:
    event = alert.node("AccessControllerEvent")
    major, minor = event.whole("majorEventType"), event.whole("subEventType")
    method = METHODS.get(minor or 0, "")
    if major != PASSAGE or not method:
        return OtherEvent(at, f"{major}/{minor}")
    serial_no = event.whole("serialNo")
    if serial_no is None:
        raise BadMessage("field_missing", event.place("serialNo"))
    subject = event.text("cardNo", longest=40)
    if method != "card":
        subject = event.text("employeeNoString", longest=40) or event.text("employeeNo")
    if not subject:
        raise BadMessage("subject_missing", event.where)
    return AccessEvent(
        event_id=event_id(str(serial_no), at),
        at=at,
        serial_no=serial_no,
        method=method,
        subject=subject,
        reader_no=event.whole("cardReaderNo"),
        direction=DIRECTIONS.get(event.text("attendanceStatus"), ""),
        is_current=event.flag("currentEvent", missing=True),
        wants_answer=event.flag("remoteCheck", missing=False),
    )


def _plate(alert: Node, at: datetime) -> PlateEvent:
    anpr = alert.node("ANPR")
    plate = anpr.text("licensePlate", longest=20)
    plate = "" if plate.lower() in NO_PLATE else plate
    heading = anpr.text("direction")
    return PlateEvent(
        event_id=event_id(alert.text("UUID") or f"{alert.text('channelID')}:{plate}", at),
        at=at,
        plate=plate,
        colour=anpr.text("plateColor"),
        confidence=anpr.share("confidenceLevel"),
        heading=heading if heading in ("forward", "reverse") else "",
        lane=anpr.whole("line"),
        is_current=alert.flag("currentEvent", missing=True),
    )


def event_id(own: str, at: datetime) -> str:
    """`own@instant`: what is sent again bears the same, whatever the offset it is written in."""
    moment = at.astimezone(UTC).isoformat()
    return f"{own[: LONGEST_ID - len(moment) - 1]}@{moment}"
