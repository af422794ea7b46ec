"""A delivery of a device as it came: rows are read, asked, answered, and the bad ones kept."""

import json
from collections.abc import Sequence
from datetime import datetime

from jieyue.access.decisions import actions, answers, words
from jieyue.access.decisions.answers import Answer
from jieyue.access.decisions.asking import MOST_AT_ONCE, Asked, read_asked
from jieyue.access.decisions.refusals import TooManyQuestions
from jieyue.access.entries.models import Ingest, RefusedEntry
from jieyue.access.entries.rules import BadEvent, Reader
from jieyue.access.messages import REASONS
from jieyue.kit.actor import Actor

LONGEST_CONTENT = 2_000
NOTED = ("historical", "late")


def answer(
    rows: Sequence[object],
    *,
    device_id: int,
    actor: Actor,
    at: datetime,
    rules_number: int | None = None,
) -> list[Answer]:
    """Answer each row, in their order; what cannot be read keeps no good row out.

    rules_number: by who has just read it. Raises NotAllowed, TooManyQuestions, DeviceUnknown.
    """
    if len(rows) > MOST_AT_ONCE:
        raise TooManyQuestions(given=len(rows), limit=MOST_AT_ONCE)
    rules, device = actions.rules_and_device(
        device_id, site_id=actor.site_id or 0, at=at, number=rules_number
    )
    reader = Reader(device.serial, device.direction)
    told: dict[int, Answer] = {}
    asked: list[tuple[int, Asked]] = []
    for place, row in enumerate(rows):
        try:
            asked.append((place, read_asked(row, reader)))
        except BadEvent as error:
            told[place] = _unreadable(row, error)
    questions = [question for _place, question in asked]
    answered = actions.decide_by(rules, questions, device=device, actor=actor, at=at)
    told |= {place: said for (place, _asked), said in zip(asked, answered, strict=True)}
    in_order = [told[place] for place in range(len(rows))]
    _log(rows, in_order, questions, device_id=device_id, actor=actor, at=at)
    return in_order


def _unreadable(row: object, error: BadEvent) -> Answer:
    value = row.get("event_id") if isinstance(row, dict) else None
    event_id = str(value)[:64] if isinstance(value, (int, str)) else ""
    code = error.reason.value
    said = words.SHOWN.get(code) or REASONS[code]
    return Answer(event_id, answers.REFUSED, code, str(said))


def _log(
    rows: Sequence[object],
    told: Sequence[Answer],
    questions: Sequence[Asked],
    *,
    device_id: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Deliveries that a person or a recount will ask for: many rows, old rows, refused rows."""
    refused = [(place, said) for place, said in enumerate(told) if said.outcome == answers.REFUSED]
    is_old = any(said.reason in NOTED and not said.duplicate for said in told)
    if len(rows) == 1 and not refused and not is_old:
        return
    repeated = sum(said.duplicate for said in told)
    ingest = Ingest.objects.create(
        site_id=actor.site_id or 0,
        device_id=device_id,
        at=at,
        received=len(rows),
        stored=len(rows) - len(refused) - repeated,
        duplicates=repeated,
        refused=len(refused),
        unknown=sum(said.reason == "unknown" for said in told),
        clock_ahead=sum(said.reason == "clock_ahead" for said in told),
        earliest=min((question.at for question in questions), default=None),
    )
    RefusedEntry.objects.bulk_create(
        RefusedEntry(
            site_id=ingest.site_id,
            ingest=ingest,
            position=place,
            reason=said.reason,
            content=_content(rows[place]),
        )
        for place, said in refused
    )


def _content(row: object) -> str:
    return json.dumps(row, ensure_ascii=False)[:LONGEST_CONTENT].replace("\\u0000", "")
