"""What a reader asks, checked: one row of JSON becomes one question. Pure.

The same at the server and in the gate room, so that a reader only changes the address.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.rules import Question
from jieyue.access.entries.rules import (
    LONGEST_SUBJECT,
    BadEvent,
    Reader,
    Reason,
    read_direction,
    read_event_id,
    read_instant,
)
from jieyue.access.plates import rules as plates

MOST_AT_ONCE = 5_000
LONGEST_TOKEN = 400
LONGEST_COLOUR = 12
SHOWN = {"card": "card", "face": "face", "plate": "plate", "qr": "qr", "staff_no": "id"}


class Asked(NamedTuple):
    """One question of a device. kind: card, face, plate, qr or id (a staff number).

    subject: as it was read; of a QR pass the whole token. gate: code, empty for the device's own.
    picture_id: of a stored picture.
    """

    event_id: str
    at: datetime
    direction: str
    kind: str
    subject: str
    colour: str = ""
    confidence: float | None = None
    is_current: bool = True
    picture_id: int | None = None
    gate: str = ""


def read_asked(row: object, reader: Reader) -> Asked:
    """Check one row. Fields that are not ours are passed over. Raises BadEvent."""
    if not isinstance(row, dict):
        raise BadEvent(Reason.NOT_AN_OBJECT)
    device = row.get("device")
    if device is not None and device != reader.serial:
        raise BadEvent(Reason.DEVICE_DIFFERS)
    kind, subject = _shown(row)
    return Asked(
        event_id=read_event_id(row.get("event_id")),
        at=read_instant(row.get("at")),
        direction=read_direction(row.get("direction"), reader.direction),
        kind=kind,
        subject=subject,
        colour=_word(row.get("colour"), LONGEST_COLOUR),
        confidence=_share(row.get("confidence")),
        is_current=row.get("current") is not False,
        gate=_word(row.get("gate"), LONGEST_SUBJECT),
    )


def _shown(row: Mapping[str, object]) -> tuple[str, str]:
    given = [name for name in SHOWN if row.get(name) is not None]
    if not given:
        raise BadEvent(Reason.CREDENTIAL_MISSING)
    if len(given) > 1:
        raise BadEvent(Reason.CREDENTIAL_AMBIGUOUS)
    name = given[0]
    longest = LONGEST_TOKEN if name == "qr" else LONGEST_SUBJECT
    value = row[name]
    subject = value.strip() if isinstance(value, str) else ""
    if not 0 < len(subject) <= longest or not subject.isprintable():
        raise BadEvent(Reason.CREDENTIAL_INVALID)
    return SHOWN[name], subject


def _word(value: object, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise BadEvent(Reason.CREDENTIAL_INVALID)
    return value


def _share(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise BadEvent(Reason.CONFIDENCE_INVALID)
    return float(value)


def question_of(asked: Asked, *, received_ms: int, ahead_ms: int, late_ms: int) -> Question:
    """The question the rule answers; a plate as it is written in the register.

    The subject of a QR pass is set by whoever checks it. received_ms: our clock when it came.
    """
    at_ms = milliseconds(asked.at)
    timing = ""
    if at_ms > received_ms + ahead_ms:
        timing = "ahead"
    elif asked.is_current and at_ms < received_ms - late_ms:
        timing = "late"
    subject = asked.subject
    if asked.kind == "plate":
        subject = plates.normalise(subject, from_ocr=True)[:LONGEST_SUBJECT]
    return Question(
        at_ms=at_ms,
        direction=asked.direction,
        kind=asked.kind,
        subject=subject,
        colour=asked.colour,
        confidence=asked.confidence,
        is_current=asked.is_current,
        timing=timing,
    )
