"""What a gate reports, and who is inside by it.

Pure: values in, values out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

MOST_AT_ONCE = 5_000  # entries in one delivery
LONGEST_EVENT_ID = 64
LONGEST_SUBJECT = 40
CREDENTIALS = ("staff_no", "person_id", "plate", "visitor")
DIRECTIONS = ("in", "out")
EARLIEST_YEAR = 2000  # a device whose battery is flat reports 1970


class Reason(StrEnum):
    """Why a row was not taken. Stable: devices and their makers read these."""

    AT_INVALID = "at_invalid"
    AT_OFFSET_MISSING = "at_offset_missing"
    CREDENTIAL_AMBIGUOUS = "credential_ambiguous"
    CREDENTIAL_INVALID = "credential_invalid"
    CREDENTIAL_MISSING = "credential_missing"
    DEVICE_DIFFERS = "device_differs"
    DIRECTION_INVALID = "direction_invalid"
    DIRECTION_MISSING = "direction_missing"
    EVENT_CONFLICTS = "event_conflicts"
    EVENT_ID_INVALID = "event_id_invalid"
    NOT_AN_OBJECT = "not_an_object"


class BadEvent(Exception):
    """A row that cannot be taken, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class GateEvent(NamedTuple):
    """One row as a device sent it, checked. `at` carries an offset."""

    event_id: str
    at: datetime
    direction: str
    credential: str
    subject: str
    is_current: bool


@dataclass(frozen=True)
class Reader:
    """The device that sends: its serial, and the direction it stands for ("both" if neither)."""

    serial: str
    direction: str


def read_event(row: object, reader: Reader) -> GateEvent:
    """Check one row of a delivery. Fields that are not ours are passed over. Raises BadEvent."""
    if not isinstance(row, dict):
        raise BadEvent(Reason.NOT_AN_OBJECT)
    device = row.get("device")
    if device is not None and device != reader.serial:
        raise BadEvent(Reason.DEVICE_DIFFERS)
    credential, subject = _credential(row)
    return GateEvent(
        event_id=_event_id(row.get("event_id")),
        at=_instant(row.get("at")),
        direction=_direction(row.get("direction"), reader.direction),
        credential=credential,
        subject=subject,
        is_current=row.get("current") is not False,
    )


def _event_id(value: object) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_EVENT_ID or "\x00" in text:
        raise BadEvent(Reason.EVENT_ID_INVALID)
    return text


def _instant(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise BadEvent(Reason.AT_INVALID) from None
    if at.tzinfo is None:
        raise BadEvent(Reason.AT_OFFSET_MISSING)
    if not EARLIEST_YEAR <= at.year < 9999:
        raise BadEvent(Reason.AT_INVALID)
    return at


def _direction(value: object, fixed: str) -> str:
    """What the row says; the device's own direction when the row says nothing."""
    if value is None:
        if fixed not in DIRECTIONS:
            raise BadEvent(Reason.DIRECTION_MISSING)
        return fixed
    if value not in DIRECTIONS:
        raise BadEvent(Reason.DIRECTION_INVALID)
    return str(value)


def _credential(row: Mapping[str, object]) -> tuple[str, str]:
    given = [name for name in CREDENTIALS if row.get(name) is not None]
    if not given:
        raise BadEvent(Reason.CREDENTIAL_MISSING)
    if len(given) > 1:
        raise BadEvent(Reason.CREDENTIAL_AMBIGUOUS)
    name = given[0]
    value = row[name]
    if name == "person_id":
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
            raise BadEvent(Reason.CREDENTIAL_INVALID)
        return "person", str(value)
    subject = value.strip() if isinstance(value, str) else ""
    if not 0 < len(subject) <= LONGEST_SUBJECT or "\x00" in subject:
        raise BadEvent(Reason.CREDENTIAL_INVALID)
    return {"staff_no": "staff"}.get(name, name), subject


class Passage(NamedTuple):
    """Somebody (`who` is any stable key) of a unit passed a gate."""

    who: object
    unit_id: int | None
    at: datetime
    direction: str


def inside_by(
    passages: Iterable[Passage], moments: Sequence[datetime]
) -> dict[datetime, dict[int | None, int]]:
    """How many of each unit are inside at each moment, by what passed since the day began.

    Somebody is inside when the last passage up to and including the moment was in; of an in and
    an out at the same instant the in holds. So repeats and order do not matter, a missed
    badge-out leaves somebody inside until the day ends, and a missed badge-in leaves them out.
    """
    ordered = sorted(passages, key=lambda passage: (passage.at, passage.direction == "in"))
    inside: dict[object, int | None] = {}
    by_unit: Counter[int | None] = Counter()
    counts: dict[datetime, dict[int | None, int]] = {}
    position = 0
    for moment in sorted(moments):
        while position < len(ordered) and ordered[position].at <= moment:
            who, unit_id, _at, direction = ordered[position]
            if who in inside:
                by_unit[inside.pop(who)] -= 1
            if direction == "in":
                inside[who] = unit_id
                by_unit[unit_id] += 1
            position += 1
        counts[moment] = {unit_id: number for unit_id, number in by_unit.items() if number}
    return counts


def shown(inside: int, *, smallest: int) -> int | None:
    """The number to show for one unit; None stands for the band from 0 to below `smallest`."""
    return inside if inside >= smallest else None


def shown_total(units: Mapping[int, int], *, smallest: int) -> int:
    """The total to show. When one unit is a band, it is rounded to tens.

    Otherwise the total less the units shown would give the band away.
    """
    total = sum(units.values())
    if all(count >= smallest for count in units.values()):
        return total
    return round(total, -1)
