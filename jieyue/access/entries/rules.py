"""What a gate reports, and who is inside by it.

Pure: values in, values out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

MOST_AT_ONCE = 5_000  # entries in one delivery
LONGEST_EVENT_ID = 64
LONGEST_SUBJECT = 40
CREDENTIALS = ("staff_no", "person_id", "plate", "visitor")
DIRECTIONS = ("in", "out")
TEN = 10
EARLIEST_YEAR = 2000  # a device whose battery is flat reports 1970


class Reason(StrEnum):
    """Why a row was not taken. Stable: devices and their makers read these."""

    AT_INVALID = "at_invalid"
    AT_OFFSET_MISSING = "at_offset_missing"
    CONFIDENCE_INVALID = "confidence_invalid"
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
        event_id=read_event_id(row.get("event_id")),
        at=read_instant(row.get("at")),
        direction=read_direction(row.get("direction"), reader.direction),
        credential=credential,
        subject=subject,
        is_current=row.get("current") is not False,
    )


def read_event_id(value: object) -> str:
    """Text of 1 to 64 characters; whole numbers are taken as text. Raises BadEvent."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_EVENT_ID or "\x00" in text:
        raise BadEvent(Reason.EVENT_ID_INVALID)
    return text


def read_instant(value: object) -> datetime:
    """An instant given with its offset, in UTC: no database takes every offset. Raises BadEvent."""
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise BadEvent(Reason.AT_INVALID) from None
    if at.tzinfo is None:
        raise BadEvent(Reason.AT_OFFSET_MISSING)
    if not EARLIEST_YEAR <= at.year < 9999:
        raise BadEvent(Reason.AT_INVALID)
    return at.astimezone(UTC)


def read_direction(value: object, fixed: str) -> str:
    """What the row says; the device's own when the row says nothing. Raises BadEvent."""
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


def shown(count: float, *, smallest: int) -> int | None:
    """The figure to show of one count: a multiple of `smallest`, None (a band) below it.

    An exact figure would tell, beside a total, what a band holds.
    """
    number, step = round(count), max(smallest, 1)
    if number < step:
        return None
    return (number + step // 2) // step * step


class Range(NamedTuple):
    """Counts from `least` to `most`, both included."""

    least: int
    most: int

    @property
    def about(self) -> int:
        """Its middle in tens."""
        return round((self.least + self.most) / 2 / TEN) * TEN


def possible(figures: Iterable[int | None], *, smallest: int) -> Range:
    """What figures that are shown may sum up to."""
    step = max(smallest, 1)
    starts = [None if figure is None else figure - step // 2 for figure in figures]
    return Range(
        sum(0 if start is None else max(step, start) for start in starts),
        sum(step - 1 if start is None else start + step - 1 for start in starts),
    )


def total_range(total: int, figures: Iterable[int | None], *, smallest: int) -> Range:
    """What may be told of the sum beside its figures: the part of what they allow it lies in.

    Parts begin at the fives between tens, and depend on the figures alone. The first reaches far
    enough for a band to be full, the last begins low enough for one to be empty. So the total
    tells nothing of a band, also to somebody who knows how it is made.
    """
    least, most = possible(figures, smallest=smallest)
    band = max(smallest, 1) - 1
    begins = [
        cut
        for cut in range(least // TEN * TEN + TEN // 2, most + 1, TEN)
        if least + band < cut <= most - band
    ]
    start = max((cut for cut in begins if cut <= total), default=least)
    end = min((cut for cut in begins if cut > total), default=most + 1) - 1
    return Range(start, end)
