"""Takes what a device said, in plain values: asks for decisions, keeps pictures and refusals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jieyue.access.decisions import actions as decisions
from jieyue.access.decisions.actions import Answer
from jieyue.access.decisions.asking import LONGEST_COLOUR, LONGEST_TOKEN, Asked
from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries import pictures
from jieyue.access.devices.models import Device
from jieyue.access.entries import actions as entries
from jieyue.access.entries.models import Ingest, RefusedEntry
from jieyue.access.entries.rules import LONGEST_SUBJECT
from jieyue.access.gates import commands
from jieyue.kit.actor import Actor

STAFF_KINDS = ("face", "id")  # whose subject is a staff number
LONGEST_CONTENT = 2_000


@dataclass(frozen=True)
class Shot:
    """A whole picture. kind: jpg or png."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class Passage:
    """Somebody at a device, as it said it. direction is empty where the device does not know.

    has_passed: the device let them in by itself and only tells; they count as inside whatever
    the rules say of it.
    """

    event_id: str
    at: datetime
    direction: str
    kind: str
    subject: str
    colour: str = ""
    confidence: float | None = None
    is_current: bool = True
    shot: Shot | None = None
    has_passed: bool = False


@dataclass(frozen=True)
class Unread:
    """Something that cannot be taken. reason: a stable code; where: the field."""

    event_id: str
    reason: str
    where: str
    content: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of one row: the answer of the decision, or why there is none."""

    event_id: str
    answer: Answer | None
    reason: str = ""
    where: str = ""

    @property
    def opens(self) -> bool:
        """Whether the gate is to be opened now."""
        return self.answer is not None and self.answer.opens


Row = Passage | Unread


def take(
    rows: Sequence[Row], *, device_id: int, opens: bool = False, actor: Actor, at: datetime
) -> list[Taken]:
    """One outcome a row, in their order. Sending the same again changes nothing."""
    device = Device.objects.select_related("gate").get(id=device_id, site_id=actor.site_id)
    known = _known(device, rows)
    asked, unread, places = _sorted_out(rows, device, known, actor, at)
    answers = decisions.decide(asked, device_id=device.id, actor=actor, at=at) if asked else []
    outcomes: dict[int, Taken] = {
        place: Taken(answer.event_id, answer) for place, answer in zip(places, answers, strict=True)
    }
    outcomes |= {place: Taken(row.event_id, None, row.reason, row.where) for place, row in unread}
    if unread:
        refuse([row for _place, row in unread], device=device, at=at)
    _count_passed(rows, outcomes, device, actor=actor, at=at)
    if opens:
        _open(device, [outcomes[place] for place in places], actor=actor, at=at)
    return [outcomes[place] for place in range(len(rows))]


def _sorted_out(
    rows: Sequence[Row], device: Device, known: set[str], actor: Actor, at: datetime
) -> tuple[list[Asked], list[tuple[int, Unread]], list[int]]:
    asked: list[Asked] = []
    unread: list[tuple[int, Unread]] = []
    places: list[int] = []
    for place, row in enumerate(rows):
        checked = _checked(row, device)
        if isinstance(checked, Unread):
            unread.append((place, checked))
            continue
        is_new = checked.event_id not in known
        known.add(checked.event_id)
        asked.append(_asked(checked, is_new=is_new, actor=actor, at=at))
        places.append(place)
    return asked, unread, places


def _checked(row: Row, device: Device) -> Row:
    """The row with its direction, or why it cannot be asked about."""
    if isinstance(row, Unread):
        return row
    direction = device.direction if device.direction in ("in", "out") else row.direction
    longest = LONGEST_TOKEN if row.kind == "qr" else LONGEST_SUBJECT
    if not row.subject:
        reason = "no_plate" if row.kind == "plate" else "subject_missing"
        return Unread(row.event_id, reason, "", repr(row.at))
    if len(row.subject) > longest or not row.subject.isprintable():
        return Unread(row.event_id, "field_invalid", "subject", row.subject)
    if direction not in ("in", "out"):
        return Unread(row.event_id, "direction_missing", "direction", row.subject)
    values = vars(row) | {"direction": direction}
    return Passage(**values)


def _asked(row: Passage, *, is_new: bool, actor: Actor, at: datetime) -> Asked:
    picture_id = None
    if row.shot is not None and is_new:
        name = f"{row.kind}.{row.shot.kind}"
        picture_id = pictures.keep(name, row.shot.content, actor=actor, at=at)
    return Asked(
        event_id=row.event_id,
        at=row.at,
        direction=row.direction,
        kind=row.kind,
        subject=row.subject,
        colour=row.colour[:LONGEST_COLOUR],
        confidence=row.confidence,
        is_current=row.is_current,
        picture_id=picture_id,
    )


def _known(device: Device, rows: Sequence[Row]) -> set[str]:
    """Events that came before: their pictures are here already."""
    ids = [row.event_id for row in rows if isinstance(row, Passage) and row.shot is not None]
    if not ids:
        return set()
    found = Decision.objects.filter(device_id=device.id, event_id__in=ids)
    return set(found.values_list("event_id", flat=True))


def _count_passed(
    rows: Sequence[Row], outcomes: dict[int, Taken], device: Device, *, actor: Actor, at: datetime
) -> None:
    """Whom the rules refuse and the device let in all the same is inside: a muster must know.

    Also when it comes again: the first time may have broken off after the decision.
    """
    passed = []
    for place, row in enumerate(rows):
        answer = outcomes[place].answer
        if isinstance(row, Unread) or answer is None:
            continue
        if row.has_passed and row.kind in STAFF_KINDS and answer.outcome == "deny":
            entry = {"event_id": row.event_id, "at": row.at.isoformat(), "staff_no": row.subject}
            direction = device.direction if device.direction in ("in", "out") else row.direction
            passed.append(entry | {"direction": direction})
    if passed:
        entries.store(passed, device_id=device.id, actor=actor, at=at)


def _open(device: Device, taken: Sequence[Taken], *, actor: Actor, at: datetime) -> None:
    """One command however many were let pass at once; none for what came before."""
    if device.gate is None:
        return
    fresh = [row for row in taken if row.opens and row.answer and not row.answer.duplicate]
    if fresh:
        commands.ask(
            device.gate,
            wanted=commands.OPEN,
            reason_code=commands.DECIDED,
            reason=fresh[-1].answer.label[:200] if fresh[-1].answer else "",
            actor=actor,
            at=at,
        )


@transaction.atomic
def refuse(rows: Sequence[Unread], *, device: Device, at: datetime) -> None:
    """Keep what could not be taken, cut, so that nothing is lost and somebody can see why."""
    ingest = Ingest.objects.create(
        site_id=device.site_id,
        device=device,
        at=at,
        received=len(rows),
        stored=0,
        duplicates=0,
        refused=len(rows),
        unknown=0,
        clock_ahead=0,
        earliest=None,
    )
    RefusedEntry.objects.bulk_create(
        RefusedEntry(
            site_id=device.site_id,
            ingest=ingest,
            position=place,
            reason=row.reason[:20],
            content=_content(row),
        )
        for place, row in enumerate(rows)
    )


def _content(row: Unread) -> str:
    told = {"event_id": row.event_id, "where": row.where, "content": row.content}
    text = json.dumps(told, ensure_ascii=False)[:LONGEST_CONTENT]
    return text.replace("\\u0000", "").encode("utf-8", "replace").decode()
