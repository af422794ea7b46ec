"""What ISAPI devices, GA/T 1400 cameras and webhooks say, turned into questions and answers.

Bytes in, bytes out. The devices ask; nothing here talks to a device by itself.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest

from jieyue.access.deliveries import intake
from jieyue.access.deliveries.intake import Passage, Row, Shot, Taken, Unread
from jieyue.access.deliveries.models import DeliveryForm
from jieyue.access.deliveries.refusals import MappingRefused, Unreadable
from jieyue.access.devices import health
from jieyue.access.devices.health import Heartbeat
from jieyue.access.devices.models import Device
from jieyue.access.plates import colours as plate_colours
from jieyue.access.plates.colours import Colour
from jieyue.adapters.gat1400 import decode as gat1400
from jieyue.adapters.gat1400 import encode as gat1400_out
from jieyue.adapters.gat1400.objects import Broken, Face, Vehicle
from jieyue.adapters.isapi import decode as isapi
from jieyue.adapters.isapi import encode as isapi_out
from jieyue.adapters.isapi import events
from jieyue.adapters.pictures import Picture
from jieyue.adapters.refusals import BadMessage
from jieyue.adapters.webhook import decode as webhook
from jieyue.adapters.webhook import signature
from jieyue.kit.actor import Actor

logger = logging.getLogger(__name__)

NEW_ENERGY = ("51", "52")  # PlateClass of GA/T 16.7 (K)
READERS = {1: "in", 2: "out"}  # a door's first reader is outside, its second inside (K)
HEADINGS = {"forward": "in", "reverse": "out"}
# A fingerprint proves the staff number; it is no credential of its own.
KINDS = {"card": "card", "face": "face", "fingerprint": "id"}


@dataclass(frozen=True)
class Reply:
    """What the device is answered, in its own form."""

    content: bytes
    content_type: str = "application/json"
    status: int = 200


@dataclass(frozen=True)
class Told:
    """What a webhook is answered: one outcome an event, in their order."""

    outcomes: list[Taken]


@dataclass(frozen=True)
class Caller:
    """The device that logged in, and when it speaks."""

    device_id: int
    actor: Actor
    at: datetime

    @cached_property
    def form(self) -> DeliveryForm:
        """How it delivers; as it comes where nobody set it."""
        rows = DeliveryForm.objects.filter(device_id=self.device_id)
        return rows.first() or DeliveryForm(device_id=self.device_id)

    def take(self, rows: Sequence[Row]) -> list[Taken]:
        return intake.take(
            rows, device_id=self.device_id, opens=self.form.opens, actor=self.actor, at=self.at
        )

    def beat(self) -> None:
        health.beat(heartbeat=Heartbeat(), device_id=self.device_id, actor=self.actor, at=self.at)

    def refuse(self, error: BadMessage, body: bytes) -> None:
        """Keep the beginning of what could not be read."""
        device = Device.objects.get(id=self.device_id)
        content = body[: intake.LONGEST_CONTENT].decode("utf-8", "replace")
        unread = Unread("", error.reason, error.where, content)
        intake.refuse([unread], device=device, at=self.at)


def take_isapi(body: bytes, content_type: str, *, caller: Caller) -> Reply:
    """One push of an access terminal or a plate camera."""
    try:
        message = isapi.decode(body, content_type)
    except BadMessage as error:
        caller.refuse(error, body)
        return Reply(isapi_out.taken(problem=error.reason), status=400)
    rows = [
        _isapi_row(event, message.pictures)
        for event in message.events
        if isinstance(event, (events.AccessEvent, events.PlateEvent))
    ]
    if any(isinstance(event, events.Heartbeat) for event in message.events):
        caller.beat()
    outcomes = caller.take(rows) if rows else []
    if message.notes:
        logger.info("A message of %s: %s", caller.actor.name, ", ".join(message.notes))
    for event in message.events:
        if isinstance(event, events.AccessEvent) and event.wants_answer:
            return Reply(_verified(event, outcomes))
    return Reply(isapi_out.taken())


def _isapi_row(
    event: events.AccessEvent | events.PlateEvent, pictures: Sequence[Picture]
) -> Passage:
    if isinstance(event, events.PlateEvent):
        plate = _plate(event.plate, plate_colours.colour_of_word(event.colour))
        return Passage(
            event_id=event.event_id,
            at=event.at,
            direction=HEADINGS.get(event.heading, ""),
            kind="plate",
            subject=plate.subject,
            colour=plate.colour,
            confidence=event.confidence,
            is_current=event.is_current,
            shot=_shot(pictures),
        )
    return Passage(
        event_id=event.event_id,
        at=event.at,
        direction=event.direction or READERS.get(event.reader_no or 0, ""),
        kind=KINDS[event.method],
        subject=event.subject,
        is_current=event.is_current,
        has_passed=not event.wants_answer,
    )  # its picture is a face: it stays in the reader


def _verified(event: events.AccessEvent, outcomes: Iterable[Taken]) -> bytes:
    taken = next((each for each in outcomes if each.event_id == event.event_id), None)
    is_allowed = taken is not None and taken.opens
    words = taken.answer.display if taken and taken.answer else ""
    return isapi_out.checked(serial_no=event.serial_no, is_allowed=is_allowed, words=words)


def take_vehicles(body: bytes, *, url: str, caller: Caller) -> Reply:
    """MotorVehicleListObject; each object is answered by itself."""
    return _objects(body, url=url, caller=caller, read=gat1400.vehicles)


def take_faces(body: bytes, *, url: str, caller: Caller) -> Reply:
    """FaceListObject. A face without a name decides nothing: it is answered, never kept."""
    return _objects(body, url=url, caller=caller, read=gat1400.faces)


def _objects(body: bytes, *, url: str, caller: Caller, read: Any) -> Reply:
    try:
        found: list[Vehicle | Face | Broken] = read(body)
    except BadMessage as error:
        caller.refuse(error, body)
        code = gat1400_out.INVALID_JSON
        status = gat1400_out.Status(url, "", code, f"{error.reason} {error.where}".strip())
        content = gat1400_out.statuses([status], at=caller.at)
        return Reply(content, gat1400_out.CONTENT_TYPE, 400)
    rows = [_gat1400_row(each, caller) for each in found if not isinstance(each, Face)]
    outcomes = {taken.event_id: taken for taken in caller.take(rows)} if rows else {}
    statuses = [_gat1400_status(each, outcomes, url) for each in found]
    return Reply(gat1400_out.statuses(statuses, at=caller.at), gat1400_out.CONTENT_TYPE)


def _gat1400_row(found: Vehicle | Broken, caller: Caller) -> Row:
    if isinstance(found, Broken):
        return Unread(found.object_id, found.reason, found.where)
    if found.device_code not in ("", caller.actor.name):
        return Unread(found.object_id, "device_differs", "DeviceID", found.device_code)
    plate = _plate(found.plate, _colour_of_object(found))
    return Passage(
        event_id=found.object_id,
        at=found.at,
        direction=found.direction,
        kind="plate",
        subject=plate.subject,
        colour=plate.colour,
        confidence=found.confidence,
        shot=_shot(found.pictures),
    )


def _gat1400_status(
    found: Vehicle | Face | Broken, outcomes: dict[str, Taken], url: str
) -> gat1400_out.Status:
    taken = outcomes.get(found.object_id)
    reason = found.reason if isinstance(found, Broken) else taken.reason if taken else ""
    code = gat1400_out.OTHER_ERROR if reason else gat1400_out.OK
    return gat1400_out.Status(url, found.object_id, code, reason)


def take_report(body: bytes, *, url: str, caller: Caller) -> Reply:
    """Register, UnRegister or Keepalive of a camera."""
    try:
        report = gat1400.report(body)
    except BadMessage as error:
        caller.refuse(error, body)
        status = gat1400_out.Status(url, "", gat1400_out.INVALID_JSON, error.reason)
        return Reply(gat1400_out.status(status, at=caller.at), gat1400_out.CONTENT_TYPE, status=400)
    if report.kind != "UnRegister":
        caller.beat()
    status = gat1400_out.Status(url, report.device_code)
    return Reply(gat1400_out.status(status, at=caller.at), gat1400_out.CONTENT_TYPE)


def server_time(*, at: datetime) -> Reply:
    """By which cameras set their clocks."""
    return Reply(gat1400_out.system_time(at=at, server="jieyue"), gat1400_out.CONTENT_TYPE)


def take_webhook(body: bytes, *, caller: Caller) -> Told:
    """Any system's events, by the names of fields set for it. Raises Unreadable."""
    try:
        found = webhook.decode(body, webhook.mapping(caller.form.mapping))
    except BadMessage as error:
        caller.refuse(error, body)
        raise Unreadable(error.reason, error.where) from None
    return Told(caller.take([_webhook_row(each) for each in found]))


def _webhook_row(found: webhook.Event | webhook.Broken) -> Row:
    if isinstance(found, webhook.Broken):
        return Unread(found.event_id, found.reason, found.where)
    is_face, shown = found.kind == "face", _subject(found)
    return Passage(
        event_id=found.event_id,
        at=found.at,
        direction=found.direction,
        kind=found.kind,
        subject=shown.subject,
        colour=shown.colour,
        confidence=found.confidence,
        is_current=found.is_current,
        shot=_shot([found.picture]) if found.picture and not is_face else None,
    )


class Shown(NamedTuple):
    """What was shown, and its colour where it is a plate."""

    subject: str
    colour: str = ""


def _plate(text: str, colour: Colour | None) -> Shown:
    """The plate and its colour; some cameras write both in one text, such as 蓝川T12345."""
    plate, written = plate_colours.split_colour(text)
    found = colour or written
    return Shown(plate, found.value if found else "")


def _colour_of_object(found: Vehicle) -> Colour | None:
    """The kind of plate tells new-energy colours; ColorType has none for them."""
    of_kind = plate_colours.colours_of_code(found.plate_class)
    if found.plate_class in NEW_ENERGY and of_kind:
        return of_kind[0]
    return plate_colours.colour_of_gat1400(found.colour)


def _subject(found: webhook.Event) -> Shown:
    if found.kind == "plate":
        return _plate(found.subject, plate_colours.colour_of_word(found.colour))
    return Shown(found.subject)


def _shot(pictures: Iterable[Picture]) -> Shot | None:
    """The largest picture, which shows the whole scene."""
    largest = max(pictures, key=lambda each: len(each.content), default=None)
    return None if largest is None else Shot(largest.kind, largest.content)


def check_mapping(tree: Any) -> None:
    """Raises MappingRefused."""
    try:
        webhook.mapping(tree)
    except webhook.BadMapping as error:
        raise MappingRefused(error.where) from None


def is_signed(request: HttpRequest, keys: list[str], at: datetime) -> bool:
    """Whether a webhook bears a good and young signature with one of the keys."""
    header = request.headers.get(signature.HEADER, "")
    if not header:
        return False
    try:
        signature.check(header, request.body, keys=keys, at_s=int(at.timestamp()))
    except BadMessage:
        return False
    return True
