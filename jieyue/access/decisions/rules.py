"""Whether somebody may pass, and why. Pure: values in, values out, the same answer every time.

The server, the gate room's agent and a replay call `decide` with the same values, so they cannot
differ. The order of the questions: does the device work, is the gate released or locked, is the
holder blocked, is the credential good, does it open this zone now, was the holder let in before,
is there room.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

RULE_VERSION = "1"
ALLOW, DENY, RECORD = "allow", "deny", "record"
FREE, LOCKED = "free", "locked"
SOFT, HARD, TIMED = "soft", "hard", "timed"
COLOUR_UNREAD = "colour_unread"


class Reason(StrEnum):
    """Why. Stable: readers, agents and guards read these; `words.py` puts them into words."""

    ALREADY_INSIDE = "already_inside"
    BLOCKED = "blocked"
    CLOCK_AHEAD = "clock_ahead"
    COLOUR_DIFFERS = "colour_differs"
    CONFIDENCE_LOW = "confidence_low"
    CREDENTIAL_BLOCKED = "credential_blocked"
    CREDENTIAL_LOST = "credential_lost"
    DEVICE_FAULTY = "device_faulty"
    EXPIRED = "expired"
    FIRE_RELEASE = "fire_release"
    GATE_LOCKED = "gate_locked"
    HISTORICAL = "historical"
    LATE = "late"
    MEASURE = "measure"
    NEVER_CAME_IN = "never_came_in"
    NOT_NOW = "not_now"
    NOT_YET_VALID = "not_yet_valid"
    OPEN = "open"
    PASSES = "passes"
    QR_FORGED = "qr_forged"
    QR_FROM_FUTURE = "qr_from_future"
    QR_REPLAYED = "qr_replayed"
    QR_STALE = "qr_stale"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    WRONG_TRAFFIC = "wrong_traffic"
    ZONE_FULL = "zone_full"
    ZONE_NOT_ALLOWED = "zone_not_allowed"


class Question(NamedTuple):
    """What a gate asks. `at_ms` is the event's own time, milliseconds since 1970 UTC.

    timing: "late" when a live event came too long after, "ahead" when the device's clock runs too
    far ahead; whoever takes the event compares it with the clock.
    """

    at_ms: int
    direction: str  # "in" or "out"
    kind: str  # "card", "face", "plate", "qr", "id"
    subject: str  # as in Credential
    colour: str = ""
    confidence: float | None = None
    is_current: bool = True
    timing: str = ""


class DeviceFacts(NamedTuple):
    """The reader that asks; `fault` is empty when it is well."""

    serial: str
    fault: str = ""


class GateFacts(NamedTuple):
    """The gate at that moment: `mode` is what its plan says then. `outer` empty: outside.

    opens_at_ms: when a gate that is locked by its plan opens next, None if not foreseen.
    """

    code: str
    traffic: str
    outer: str
    inner: str
    mode: str = "controlled"
    antipassback: str = "off"
    repeat_s: int = 0
    releases_on_fire: bool = True
    opens_at_ms: int | None = None


class CredentialFacts(NamedTuple):
    """The credential that bears the subject. `zones` are codes; `opens_now`: its own plan does.

    opens_at_ms: when its own plan opens next, None if not foreseen or open.
    """

    id: int
    kind: str
    subject: str
    colour: str
    holder: str
    holder_key: str
    label: str
    status: str
    valid_from_ms: int
    valid_until_ms: int | None
    zones: tuple[str, ...]
    opens_now: bool = True
    person_id: int | None = None
    unit_id: int | None = None
    opens_at_ms: int | None = None


class Seen(NamedTuple):
    """Where the holder was last seen since the last reset, for the zone the gate leads into."""

    is_inside: bool
    at_ms: int
    gate: str = ""


class Known(NamedTuple):
    """All that a decision looks at; plain values, so that they are stored and replayed.

    seen: None is unknown. same_way_ms: when the holder last passed any reader of this gate in
    this direction. inside: how many are in the zone entered, None where there is no limit.
    qr: what the check of a QR pass found ("", forged, stale, from_future, replayed).
    block: why the holder is on the block list; measure: the health measure that stands in the way.
    other_colours: of living plates with the same characters. near: plates one character away;
    they are proposed to the guard and never opened.
    """

    device: DeviceFacts
    gate: GateFacts
    credential: CredentialFacts | None = None
    fire: bool = False
    block: str = ""
    seen: Seen | None = None
    same_way_ms: int | None = None
    inside: int | None = None
    limit: int | None = None
    qr: str = ""
    measure: str = ""
    other_colours: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    least_confidence: float | None = None


Needs = tuple[tuple[str, str | int | float], ...]


class Verdict(NamedTuple):
    """`needs`: what would have let them pass, by name, for the words of the reason.

    Times among them end in `_ms`; lists are joined by commas. warnings: codes of `Reason`, and
    "colour_unread" for a plate whose colour the camera did not see.
    """

    outcome: str
    reason: Reason
    warnings: tuple[str, ...] = ()
    needs: Needs = ()

    @property
    def opens(self) -> bool:
        """Whether the gate is to be opened."""
        return self.outcome == ALLOW


class Obstacle(NamedTuple):
    """What stands in the way. `is_hard`: also of somebody who leaves."""

    reason: Reason
    needs: Needs = ()
    is_hard: bool = False


Step = Callable[[Question, Known], Obstacle | None]


def decide(question: Question, known: Known) -> Verdict:
    """Whether the gate opens. Total: every question has an answer, and always the same one.

    What was filled in afterwards, came late or bears a wrong time is noted, not acted on. A fire
    opens what it releases, whatever else. A dead device or a locked gate opens for nobody. Of the
    steps after that the first obstacle counts; whoever leaves, or walks through a gate that stands
    open, is let pass with the obstacle as a warning, unless hard anti-passback refuses to let
    somebody out twice.
    """
    if not question.is_current:
        return Verdict(RECORD, Reason.HISTORICAL)
    if question.timing:
        return Verdict(RECORD, TIMINGS.get(question.timing, Reason.LATE))
    if known.fire and known.gate.releases_on_fire:
        return Verdict(ALLOW, Reason.FIRE_RELEASE)
    for stops in FOR_EVERYBODY:
        if obstacle := stops(question, known):
            return Verdict(DENY, obstacle.reason, (), obstacle.needs)
    found = _first_obstacle(question, known)
    is_free = known.gate.mode == FREE
    passes = Reason.OPEN if is_free else Reason.PASSES
    warnings = _warnings(question, known)
    if found is None:
        return Verdict(ALLOW, passes, warnings)
    if is_free or (question.direction == "out" and not found.is_hard):
        return Verdict(ALLOW, passes, (found.reason.value, *_without(warnings, found)), found.needs)
    return Verdict(DENY, found.reason, _without(warnings, found), found.needs)


def _first_obstacle(question: Question, known: Known) -> Obstacle | None:
    """A hard one before all others, so that no softer one lets somebody out in its place."""
    first = None
    for step in STEPS.values():
        obstacle = step(question, known)
        if obstacle is None:
            continue
        if question.direction == "in" or obstacle.is_hard:
            return obstacle
        first = first or obstacle
    return first


def _without(warnings: tuple[str, ...], found: Obstacle) -> tuple[str, ...]:
    return tuple(code for code in warnings if code != found.reason)


def _warnings(question: Question, known: Known) -> tuple[str, ...]:
    """What is let pass all the same: soft anti-passback, a colour the camera did not see."""
    codes: list[str] = []
    if known.gate.antipassback == SOFT and (obstacle := _seen_otherwise(question, known)):
        codes.append(obstacle.reason.value)
    bearer = known.credential
    if bearer is not None and bearer.kind == "plate" and bearer.colour and not question.colour:
        codes.append(COLOUR_UNREAD)
    return tuple(codes)


def _device_works(_question: Question, known: Known) -> Obstacle | None:
    if known.device.fault:
        return Obstacle(Reason.DEVICE_FAULTY, (("fault", known.device.fault),))
    return None


def _gate_unlocked(_question: Question, known: Known) -> Obstacle | None:
    if known.gate.mode != LOCKED:
        return None
    return Obstacle(Reason.GATE_LOCKED, _time("opens_at_ms", known.gate.opens_at_ms))


def _not_blocked(_question: Question, known: Known) -> Obstacle | None:
    return Obstacle(Reason.BLOCKED, (("block", known.block),)) if known.block else None


def _pass_is_genuine(question: Question, known: Known) -> Obstacle | None:
    """A QR pass is signed, of this half minute and not used before."""
    if question.kind != "qr" or not known.qr:
        return None
    return Obstacle(QR_PROBLEMS.get(known.qr, Reason.QR_FORGED))


def _is_known(_question: Question, known: Known) -> Obstacle | None:
    """Somebody bears it, in this colour. Near misses are proposed, never opened."""
    if known.credential is not None:
        return None
    if known.other_colours:
        return Obstacle(Reason.COLOUR_DIFFERS, (("colours", ",".join(known.other_colours)),))
    near = (("near", ",".join(known.near)),) if known.near else ()
    return Obstacle(Reason.UNKNOWN, near)


def _is_sure(question: Question, known: Known) -> Obstacle | None:
    least, given = known.least_confidence, question.confidence
    if least is None or given is None or given >= least:
        return None
    needs: Needs = (("confidence", given), ("least", least))
    return Obstacle(Reason.CONFIDENCE_LOW, needs)


def _suits_the_gate(_question: Question, known: Known) -> Obstacle | None:
    """Cars go through lanes and people through doors: what they were seen by is kept apart."""
    bearer = known.credential
    if bearer is None:
        return None
    is_vehicle = bearer.kind == "plate" or bearer.holder == "vehicle"
    if is_vehicle == (known.gate.traffic == "vehicles"):
        return None
    return Obstacle(Reason.WRONG_TRAFFIC, (("traffic", known.gate.traffic),))


def _is_in_force(_question: Question, known: Known) -> Obstacle | None:
    bearer = known.credential
    if bearer is None or bearer.status == "active":
        return None
    return Obstacle(STATUS_PROBLEMS.get(bearer.status, Reason.CREDENTIAL_BLOCKED))


def _is_in_its_window(question: Question, known: Known) -> Obstacle | None:
    """[valid_from, valid_until), by the event's own time."""
    bearer = known.credential
    if bearer is None:
        return None
    if question.at_ms < bearer.valid_from_ms:
        return Obstacle(Reason.NOT_YET_VALID, (("valid_from_ms", bearer.valid_from_ms),))
    until = bearer.valid_until_ms
    if until is not None and question.at_ms >= until:
        return Obstacle(Reason.EXPIRED, (("valid_until_ms", until),))
    return None


def _opens_the_zone(question: Question, known: Known) -> Obstacle | None:
    """The zone entered is among its own; outside is everybody's."""
    bearer = known.credential
    entered = zone_entered(question, known.gate)
    if bearer is None or not entered or entered in bearer.zones:
        return None
    return Obstacle(Reason.ZONE_NOT_ALLOWED, (("zone", entered), ("zones", ",".join(bearer.zones))))


def _opens_now(_question: Question, known: Known) -> Obstacle | None:
    bearer = known.credential
    if bearer is None or bearer.opens_now:
        return None
    return Obstacle(Reason.NOT_NOW, _time("opens_at_ms", bearer.opens_at_ms))


def _meets_measures(_question: Question, known: Known) -> Obstacle | None:
    return Obstacle(Reason.MEASURE, (("measure", known.measure),)) if known.measure else None


def _not_passed_back(question: Question, known: Known) -> Obstacle | None:
    """反潜回: hard refuses a second way in without a way out, timed refuses it for a while."""
    if known.gate.antipassback == HARD:
        return _seen_otherwise(question, known)
    if known.gate.antipassback != TIMED or known.same_way_ms is None:
        return None
    again_ms = known.same_way_ms + known.gate.repeat_s * 1000
    if known.same_way_ms <= question.at_ms < again_ms:
        return Obstacle(Reason.REPEATED, (("again_ms", again_ms),))
    return None


def _seen_otherwise(question: Question, known: Known) -> Obstacle | None:
    """Where the holder was last seen, before the event, contradicts this passage."""
    seen = known.seen
    if seen is None or seen.at_ms > question.at_ms:
        return None
    needs: Needs = (("since_ms", seen.at_ms), ("gate", seen.gate))
    if question.direction == "in" and seen.is_inside:
        return Obstacle(Reason.ALREADY_INSIDE, needs)
    if question.direction == "out" and not seen.is_inside:
        return Obstacle(Reason.NEVER_CAME_IN, needs, is_hard=True)
    return None


def _has_room(question: Question, known: Known) -> Obstacle | None:
    """Whoever is counted inside already takes no second place."""
    if known.limit is None or known.inside is None or known.inside < known.limit:
        return None
    if question.direction == "in" and known.seen is not None and known.seen.is_inside:
        return None
    return Obstacle(Reason.ZONE_FULL, (("inside", known.inside), ("limit", known.limit)))


def _time(name: str, at_ms: int | None) -> Needs:
    return () if at_ms is None else ((name, at_ms),)


def zone_entered(question: Question, gate: GateFacts) -> str:
    """The zone the passage leads into; empty is outside the complex."""
    return gate.outer if question.direction == "out" else gate.inner


QR_PROBLEMS = {
    "forged": Reason.QR_FORGED,
    "from_future": Reason.QR_FROM_FUTURE,
    "replayed": Reason.QR_REPLAYED,
    "stale": Reason.QR_STALE,
}
TIMINGS = {"ahead": Reason.CLOCK_AHEAD, "late": Reason.LATE}
STATUS_PROBLEMS = {
    "blocked": Reason.CREDENTIAL_BLOCKED,
    "ended": Reason.EXPIRED,
    "lost": Reason.CREDENTIAL_LOST,
}
FOR_EVERYBODY: tuple[Step, ...] = (_device_works, _gate_unlocked)
STEPS: dict[str, Step] = {
    "block": _not_blocked,
    "qr": _pass_is_genuine,
    "known": _is_known,
    "confidence": _is_sure,
    "traffic": _suits_the_gate,
    "status": _is_in_force,
    "window": _is_in_its_window,
    "zone": _opens_the_zone,
    "plan": _opens_now,
    "measure": _meets_measures,
    "antipassback": _not_passed_back,
    "room": _has_room,
}
