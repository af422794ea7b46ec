"""What a gate is told, of a decision now and of one that was made before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jieyue.access.decisions import rules
from jieyue.access.decisions.inputs import BadInputs, unpacked
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.rules import ALLOW, Verdict
from jieyue.access.decisions.taking import Event, Taken
from jieyue.access.decisions.words import display, refusal, sentence

CONFLICT, BAD_INPUTS, WRONG_DEVICE = "event_conflicts", "inputs_invalid", "device_differs"
REFUSED = "refused"
STILL_STANDS = timedelta(seconds=30)  # asked again, a gate opens only for who still waits

Content = tuple[int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gate is told. outcome: allow, deny, record, or refused for what cannot be taken.

    text: for a guard; display: at most 12 characters for a reader, without personal data.
    opens: whether the gate is to be opened now. duplicate: it came before, and this was said.
    """

    event_id: str
    outcome: str
    reason: str
    text: str = ""
    warnings: tuple[str, ...] = ()
    label: str = ""
    needs: rules.Needs = ()
    duplicate: bool = False
    decision_id: int | None = None
    display: str = ""
    opens: bool = False


def answer_of(taken: Taken, *, decision_id: int | None, duplicate: bool = False) -> Answer:
    """Of an event that was decided just now."""
    verdict, bearer = taken.verdict, taken.known.credential
    return Answer(
        event_id=taken.event.asked.event_id,
        outcome=verdict.outcome,
        reason=verdict.reason,
        text=sentence(verdict),
        warnings=verdict.warnings,
        label=bearer.label if bearer else "",
        needs=verdict.needs,
        duplicate=duplicate,
        decision_id=decision_id,
        display=display(verdict.reason),
        opens=verdict.opens,
    )


def refused(event_id: str, code: str, decision_id: int | None = None) -> Answer:
    """Of a row that cannot be taken."""
    return Answer(
        event_id, REFUSED, code, refusal(code), decision_id=decision_id, display=display(code)
    )


def as_before(first: Decision, *, at: datetime) -> Answer:
    """Of an event that came before: what was said then. It opens only for who still waits."""
    verdict = verdict_of(first)
    return Answer(
        event_id=first.event_id,
        outcome=first.outcome,
        reason=first.reason,
        text=sentence(verdict),
        warnings=verdict.warnings,
        label=first.label,
        needs=verdict.needs,
        duplicate=True,
        decision_id=first.id,
        display=display(first.reason),
        opens=first.outcome == ALLOW and abs(at - first.at) <= STILL_STANDS,
    )


def verdict_of(decision: Decision) -> Verdict:
    """What was said, with what would have let them pass as far as its inputs are kept."""
    warnings = tuple(code for code in decision.warnings.split(",") if code)
    return Verdict(decision.outcome, decision.reason, warnings, _needs(decision))  # type: ignore[arg-type]


def _needs(decision: Decision) -> rules.Needs:
    if not decision.inputs:
        return ()
    try:
        return rules.decide(*unpacked(decision.inputs)).needs
    except BadInputs:
        return ()


def content_of(event: Event) -> Content:
    """What must be equal for two events to be the same one."""
    question = event.question
    return (question.at_ms, question.direction, question.kind, event.subject, question.colour)


def content_before(decision: Decision) -> Content:
    """The same of an event that came before."""
    at_ms = milliseconds(decision.at)
    return (at_ms, decision.direction, decision.kind, decision.subject, decision.colour)
