"""One decision of a gate room as it is sent, checked."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from jieyue.access.decisions.actions import Decided
from jieyue.access.decisions.asking import LONGEST_COLOUR, Asked
from jieyue.access.decisions.inputs import BadInputs, unpacked
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.models import Outcome
from jieyue.access.decisions.rules import CredentialFacts, Question
from jieyue.access.entries.rules import BadEvent, read_event_id, read_instant

KINDS = ("card", "face", "id", "plate", "qr")
LONGEST_WARNING, MOST_WARNINGS = 30, 6
LARGEST_NUMBER = 2**62
LONGEST_HOLDER, LONGEST_LABEL = 60, 80


class BadRow(StrEnum):
    """Why a row is not taken, beside the reasons of entries. Stable."""

    ANSWER_INVALID = "answer_invalid"
    INPUTS_DIFFER = "inputs_differ"
    INPUTS_INVALID = "inputs_invalid"
    LATE_UNFORCED = "late_unforced"
    NOT_AN_OBJECT = "not_an_object"


class RowRefused(Exception):
    """A row that is not taken, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Read(NamedTuple):
    """One row, and the credential it names, which need not be one of this site."""

    decided: Decided
    bearer: CredentialFacts | None


def read_decided(row: object) -> Read:
    """The decision of one row. Raises RowRefused."""
    if not isinstance(row, Mapping):
        raise RowRefused(BadRow.NOT_AN_OBJECT)
    try:
        event_id, at = read_event_id(row.get("event_id")), read_instant(row.get("at"))
    except BadEvent as error:
        raise RowRefused(error.reason) from None
    line = row.get("inputs")
    try:
        question, known = unpacked(line if isinstance(line, str) else "")
    except BadInputs:
        raise RowRefused(BadRow.INPUTS_INVALID) from None
    if not _is_question(question) or not _is_bearer(known.credential):
        raise RowRefused(BadRow.INPUTS_INVALID)
    outcome, reason = row.get("outcome"), row.get("reason")
    warnings, number = row.get("warnings", []), row.get("rules_number")
    version, token_id = row.get("rule_version"), row.get("token_id", "")
    if (
        outcome not in Outcome
        or not _is_word(reason, 30)
        or not _is_word(version, 20)
        or not isinstance(token_id, str)
        or len(token_id) > 40
        or type(number) is not int
        or not 0 <= number < LARGEST_NUMBER
        or not _are_words(warnings)
    ):
        raise RowRefused(BadRow.ANSWER_INVALID)
    is_same = (
        question.at_ms == milliseconds(at)
        and question.direction in ("in", "out")
        and question.direction == row.get("direction")
        and question.kind in KINDS
        and known.device.serial == row.get("device")
    )
    if not is_same:
        raise RowRefused(BadRow.INPUTS_DIFFER)
    asked = Asked(
        event_id=event_id,
        at=at,
        direction=question.direction,
        kind=question.kind,
        subject=question.subject or token_id or "?",
        colour=question.colour,
        confidence=question.confidence,
        is_current=question.is_current,
    )
    decided = Decided(
        asked=asked,
        device=known.device.serial,
        outcome=str(outcome),
        reason=str(reason),
        inputs=str(line),
        rules_number=number,
        warnings=tuple(warnings),
        rule_version=str(version),
        token_id=token_id,
    )
    return Read(decided, known.credential)


def _is_question(question: Question) -> bool:
    """Whether what is stored of a question is of its type; a line of inputs says nothing of it."""
    confidence = question.confidence
    return (
        isinstance(question.subject, str)
        and isinstance(question.colour, str)
        and len(question.colour) <= LONGEST_COLOUR
        and (confidence is None or (type(confidence) in (int, float) and 0 <= confidence <= 1))
        and isinstance(question.is_current, bool)
    )


def _is_bearer(bearer: CredentialFacts | None) -> bool:
    """The same of a credential."""
    if bearer is None:
        return True
    numbers = (bearer.id, bearer.person_id or 1, bearer.unit_id or 1)
    return (
        all(type(number) is int and 0 < number < LARGEST_NUMBER for number in numbers)
        and _is_word(bearer.holder_key, LONGEST_HOLDER)
        and isinstance(bearer.label, str)
        and len(bearer.label) <= LONGEST_LABEL
    )


def _is_word(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def _are_words(values: Any) -> bool:
    return (
        isinstance(values, list)
        and len(values) <= MOST_WARNINGS
        and all(_is_word(value, LONGEST_WARNING) and "," not in value for value in values)
    )
