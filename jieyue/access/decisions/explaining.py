"""Each step of a decision with what it looked at, and the replay of the stored inputs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.access.credentials.models import Status
from jieyue.access.decisions import rules, words
from jieyue.access.decisions.inputs import BadInputs, unpacked
from jieyue.access.decisions.local_time import instant
from jieyue.access.decisions.models import DecidedBy, Decision
from jieyue.access.decisions.rules import CredentialFacts, Known, Question, Verdict
from jieyue.kit.formats import moment

NOTHING = "–"
PASSED, STOPPED, WARNED = "passed", "stopped", "warned"
NOTED, UNASKED = "noted", "unasked"
SAME, DIFFERS, FORGOTTEN, BY_HAND = "same", "differs", "forgotten", "by_hand"

NAMES: dict[str, "str | Promise"] = {
    "timing": gettext_lazy("Is it happening now?"),
    "fire": gettext_lazy("Is there no fire release?"),
    "device": gettext_lazy("Does the reader work?"),
    "gate": gettext_lazy("Is the gate unlocked?"),
    "block": gettext_lazy("Is the holder off the block list?"),
    "qr": gettext_lazy("Is the QR pass genuine and fresh?"),
    "known": gettext_lazy("Is the credential known?"),
    "confidence": gettext_lazy("Was it read surely?"),
    "traffic": gettext_lazy("Is it the right kind of gate?"),
    "status": gettext_lazy("Is the credential in force?"),
    "window": gettext_lazy("Is it within its window?"),
    "zone": gettext_lazy("Does it open this zone?"),
    "plan": gettext_lazy("Does it open at this hour?"),
    "measure": gettext_lazy("Are conditions met?"),
    "antipassback": gettext_lazy("Was the holder outside before?"),
    "room": gettext_lazy("Is there room?"),
}
STATES: dict[str, "str | Promise"] = {
    PASSED: gettext_lazy("yes"),
    STOPPED: gettext_lazy("no: refused"),
    WARNED: gettext_lazy("no: let pass all the same"),
    NOTED: gettext_lazy("no: noted only"),
    UNASKED: gettext_lazy("not asked"),
}
COLOURS = {PASSED: "green", STOPPED: "red", WARNED: "yellow", NOTED: "azure", UNASKED: "secondary"}


@dataclass(frozen=True)
class Step:
    """One question of the order: its value, and passed, stopped, warned, noted or unasked."""

    name: str
    title: str
    value: str
    state: str

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])

    @property
    def colour(self) -> str:
        return COLOURS[self.state]


def replayed(row: Decision) -> str:
    """Whether the rule of today says the same of a stored decision: SAME, DIFFERS …"""
    return _replayed(row)[0]


def steps_of(row: Decision, *, names: words.Names) -> tuple[list[Step], str, str]:
    """The steps of a stored decision, whether a replay says the same, and what it says."""
    said, question, known = _replayed(row)
    if question is None or known is None:
        return [], said, ""
    verdict = rules.decide(question, known)
    steps = _steps(question, known, verdict, names)
    return steps, said, words.sentence(verdict, names=names)


def _replayed(row: Decision) -> tuple[str, Question | None, Known | None]:
    if row.decided_by == DecidedBy.GUARD:
        return BY_HAND, None, None
    try:
        question, known = unpacked(row.inputs)
    except BadInputs:
        return FORGOTTEN, None, None
    verdict = rules.decide(question, known)
    is_same = (row.outcome, row.reason) == (verdict.outcome, verdict.reason)
    return (SAME if is_same else DIFFERS), question, known


def _steps(question: Question, known: Known, verdict: Verdict, names: words.Names) -> list[Step]:
    """All steps in their order; after the one that settled it the others were not asked."""
    is_fire = verdict.reason == rules.Reason.FIRE_RELEASE
    is_noted = verdict.outcome == rules.RECORD
    asked = [("device", rules.FOR_EVERYBODY[0]), ("gate", rules.FOR_EVERYBODY[1])]
    steps = [
        _step("timing", _timing(question), NOTED if is_noted else PASSED),
        _step("fire", _("fire release") if known.fire else NOTHING, WARNED if is_fire else PASSED),
    ]
    is_settled = is_fire or is_noted
    if is_noted:
        steps[1] = _step("fire", steps[1].value, UNASKED)
    for name, step in [*asked, *rules.STEPS.items()]:
        state = UNASKED if is_settled else PASSED
        if not is_settled and step(question, known) is not None:
            state = WARNED if verdict.outcome == rules.ALLOW else STOPPED
        is_settled = is_settled or state == STOPPED
        steps.append(_step(name, _value(name, question, known, names), state))
    return steps


def _step(name: str, value: str, state: str) -> Step:
    return Step(name, str(NAMES[name]), value, state)


def _timing(question: Question) -> str:
    if not question.is_current:
        return _("filled in afterwards")
    return {"late": _("came late"), "ahead": _("clock ahead")}.get(question.timing, _("now"))


def _value(name: str, question: Question, known: Known, names: words.Names) -> str:
    """What the step looked at, in a few words; a dash where there was nothing."""
    if name in OF_BEARER:
        bearer = known.credential
        return NOTHING if bearer is None else OF_BEARER[name](bearer, question, known, names)
    return OF_ALL[name](question, known, names)


def _reader(_question: Question, known: Known, names: words.Names) -> str:
    serial, fault = known.device.serial, known.device.fault
    return f"{names.devices.get(serial, serial)} {words.FAULTS.get(fault, fault)}".strip()


def _gate(_question: Question, known: Known, names: words.Names) -> str:
    gate = known.gate
    return f"{names.gates.get(gate.code, gate.code)} · {words.MODES.get(gate.mode, gate.mode)}"


def _pass(question: Question, known: Known, _names: words.Names) -> str:
    if question.kind != "qr":
        return NOTHING
    return words.reason_words(rules.QR_PROBLEMS[known.qr]) if known.qr else _("yes")


def _bearer(_question: Question, known: Known, _names: words.Names) -> str:
    bearer = known.credential
    if bearer is not None:
        return f"{bearer.subject} {bearer.label}".strip()
    colours = [str(words.COLOURS.get(code, code)) for code in known.other_colours]
    return words.listed((*colours, *known.near)) or NOTHING


def _confidence(question: Question, known: Known, _names: words.Names) -> str:
    return f"{_share(question.confidence)} / {_share(known.least_confidence)}"


def _whereabouts(_question: Question, known: Known, names: words.Names) -> str:
    where = _("unknown")
    if known.seen is not None:
        where = _("inside the zone") if known.seen.is_inside else _("outside the zone")
        gate = names.gates.get(known.seen.gate, known.seen.gate)
        where = f"{where} {_time(known.seen.at_ms)} {gate}".strip()
    asked = words.ANTIPASSBACK.get(known.gate.antipassback, known.gate.antipassback)
    return f"{asked} · {where}"


def _room(_question: Question, known: Known, _names: words.Names) -> str:
    return NOTHING if known.limit is None else f"{known.inside} / {known.limit}"


def _window(
    bearer: CredentialFacts, _question: Question, _known: Known, _names: words.Names
) -> str:
    since, until = bearer.valid_from_ms, bearer.valid_until_ms
    return f"{_time(since, 'long')} – {_time(until, 'long')}".strip()


def _zone(bearer: CredentialFacts, question: Question, known: Known, names: words.Names) -> str:
    entered = rules.zone_entered(question, known.gate)
    zone = names.zones.get(entered, entered) if entered else _("outside")
    return _("%(zone)s; opens %(zones)s") % {
        "zone": zone,
        "zones": words.listed(bearer.zones, names.zones) or NOTHING,
    }


def _status(
    bearer: CredentialFacts, _question: Question, _known: Known, _names: words.Names
) -> str:
    return str(Status(bearer.status).label)


def _hours(bearer: CredentialFacts, _question: Question, _known: Known, _names: words.Names) -> str:
    return _("yes") if bearer.opens_now else _("no")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _time(at_ms: int | None, style: str = "bare") -> str:
    return "" if at_ms is None else str(moment(instant(at_ms), style))


OF_ALL: dict[str, Callable[[Question, Known, words.Names], str]] = {
    "device": _reader,
    "gate": _gate,
    "block": lambda _question, known, _names: known.block or NOTHING,
    "qr": _pass,
    "known": _bearer,
    "confidence": _confidence,
    "traffic": lambda _question, known, _names: str(words.TRAFFIC.get(known.gate.traffic, "")),
    "measure": lambda _question, known, _names: known.measure or NOTHING,
    "antipassback": _whereabouts,
    "room": _room,
}
OF_BEARER: dict[str, Callable[[CredentialFacts, Question, Known, words.Names], str]] = {
    "status": _status,
    "window": _window,
    "zone": _zone,
    "plan": _hours,
}
