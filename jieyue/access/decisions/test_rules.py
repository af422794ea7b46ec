import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.decisions import inputs
from jieyue.access.decisions.rules import (
    ALLOW,
    DENY,
    RECORD,
    STEPS,
    CredentialFacts,
    DeviceFacts,
    GateFacts,
    Known,
    Question,
    Reason,
    Seen,
    decide,
)

NOW = 1_795_000_000_000
HOUR = 3_600_000
CARD = CredentialFacts(
    id=7,
    kind="card",
    subject="00000001",
    colour="",
    holder="person",
    holder_key="person:12",
    label="Somebody",
    status="active",
    valid_from_ms=NOW - HOUR,
    valid_until_ms=NOW + HOUR,
    zones=("A", "B"),
)
PLATE = CARD._replace(
    kind="plate", subject="川T12345", colour="blue", holder_key="car:川T12345|blue"
)
DOOR = GateFacts("T1", "people", "", "A")
LANE = GateFacts("L1", "vehicles", "", "A")
WELL = DeviceFacts("G0001")
COMES = Question(NOW, "in", "card", "00000001")
GOES = COMES._replace(direction="out")
DRIVES = Question(NOW, "in", "plate", "川T12345", "blue", 0.97)
KNOWN = Known(WELL, DOOR, CARD)
KNOWN_CAR = Known(WELL, LANE, PLATE, least_confidence=0.8)
INSIDE, OUTSIDE = Seen(True, NOW - 60_000, "T2"), Seen(False, NOW - 60_000, "T2")


def gate(**changes: object) -> GateFacts:
    return DOOR._replace(**changes)  # type: ignore[arg-type]


def card(**changes: object) -> CredentialFacts:
    return CARD._replace(**changes)  # type: ignore[arg-type]


REFUSED = {
    Reason.ALREADY_INSIDE: (
        COMES,
        KNOWN._replace(gate=gate(antipassback="hard"), seen=INSIDE),
        {"since_ms": NOW - 60_000, "gate": "T2"},
    ),
    Reason.BLOCKED: (COMES, KNOWN._replace(block="stolen"), {"block": "stolen"}),
    Reason.COLOUR_DIFFERS: (
        DRIVES._replace(colour="yellow"),
        KNOWN_CAR._replace(credential=None, other_colours=("blue",), near=("川T12346",)),
        {"colours": "blue"},
    ),
    Reason.CONFIDENCE_LOW: (
        DRIVES._replace(confidence=0.79),
        KNOWN_CAR,
        {"confidence": 0.79, "least": 0.8},
    ),
    Reason.CREDENTIAL_BLOCKED: (COMES, KNOWN._replace(credential=card(status="blocked")), {}),
    Reason.CREDENTIAL_LOST: (COMES, KNOWN._replace(credential=card(status="lost")), {}),
    Reason.DEVICE_FAULTY: (
        COMES,
        KNOWN._replace(device=DeviceFacts("G0001", "no camera")),
        {"fault": "no camera"},
    ),
    Reason.EXPIRED: (
        COMES._replace(at_ms=NOW + HOUR),
        KNOWN,
        {"valid_until_ms": NOW + HOUR},
    ),
    Reason.GATE_LOCKED: (
        COMES,
        KNOWN._replace(gate=gate(mode="locked", opens_at_ms=NOW + HOUR)),
        {"opens_at_ms": NOW + HOUR},
    ),
    Reason.MEASURE: (COMES, KNOWN._replace(measure="declaration"), {"measure": "declaration"}),
    Reason.NEVER_CAME_IN: (
        GOES,
        KNOWN._replace(gate=gate(antipassback="hard"), seen=OUTSIDE),
        {"since_ms": NOW - 60_000, "gate": "T2"},
    ),
    Reason.NOT_NOW: (
        COMES,
        KNOWN._replace(credential=card(opens_now=False, opens_at_ms=NOW + HOUR)),
        {"opens_at_ms": NOW + HOUR},
    ),
    Reason.NOT_YET_VALID: (
        COMES._replace(at_ms=NOW - HOUR - 1),
        KNOWN,
        {"valid_from_ms": NOW - HOUR},
    ),
    Reason.QR_FORGED: (COMES._replace(kind="qr"), KNOWN._replace(qr="forged"), {}),
    Reason.QR_FROM_FUTURE: (COMES._replace(kind="qr"), KNOWN._replace(qr="from_future"), {}),
    Reason.QR_REPLAYED: (COMES._replace(kind="qr"), KNOWN._replace(qr="replayed"), {}),
    Reason.QR_STALE: (COMES._replace(kind="qr"), KNOWN._replace(qr="stale"), {}),
    Reason.REPEATED: (
        COMES,
        KNOWN._replace(gate=gate(antipassback="timed", repeat_s=30), same_way_ms=NOW - 29_999),
        {"again_ms": NOW + 1},
    ),
    Reason.UNKNOWN: (
        DRIVES,
        KNOWN_CAR._replace(credential=None, near=("川T12346", "川TD12345")),
        {"near": "川T12346,川TD12345"},
    ),
    Reason.WRONG_TRAFFIC: (
        DRIVES,
        KNOWN_CAR._replace(gate=DOOR),
        {"traffic": "people"},
    ),
    Reason.ZONE_FULL: (COMES, KNOWN._replace(inside=40, limit=40), {"inside": 40, "limit": 40}),
    Reason.ZONE_NOT_ALLOWED: (
        COMES,
        KNOWN._replace(gate=gate(inner="C")),
        {"zone": "C", "zones": "A,B"},
    ),
}
NOT_REFUSALS = {
    Reason.CLOCK_AHEAD,
    Reason.FIRE_RELEASE,
    Reason.HISTORICAL,
    Reason.LATE,
    Reason.OPEN,
    Reason.PASSES,
}
STAYS_SHUT = {Reason.DEVICE_FAULTY, Reason.GATE_LOCKED}  # for leavers and in free gates too


def test_every_reason_of_a_refusal_has_its_case() -> None:
    assert set(REFUSED) | NOT_REFUSALS == set(Reason)


@pytest.mark.parametrize("reason", REFUSED, ids=str)
def test_a_refusal_says_what_would_have_let_them_pass(reason: Reason) -> None:
    question, known, needs = REFUSED[reason]
    verdict = decide(question, known)
    assert (verdict.outcome, verdict.reason, dict(verdict.needs)) == (DENY, reason, needs)


@pytest.mark.parametrize("reason", REFUSED, ids=str)
def test_a_fire_opens_whatever_else(reason: Reason) -> None:
    question, known, _needs = REFUSED[reason]
    assert decide(question, known._replace(fire=True)).reason == Reason.FIRE_RELEASE
    shut = known._replace(fire=True, gate=known.gate._replace(releases_on_fire=False))
    assert decide(question, shut).reason == reason


@pytest.mark.parametrize("reason", REFUSED, ids=str)
def test_what_was_filled_in_afterwards_is_only_noted(reason: Reason) -> None:
    question, known, _needs = REFUSED[reason]
    verdict = decide(question._replace(is_current=False), known._replace(fire=True))
    assert (verdict.outcome, verdict.reason) == (RECORD, Reason.HISTORICAL)


@pytest.mark.parametrize(
    ("timing", "reason"), [("late", Reason.LATE), ("ahead", Reason.CLOCK_AHEAD)]
)
def test_what_comes_at_the_wrong_time_is_only_noted(timing: str, reason: Reason) -> None:
    verdict = decide(COMES._replace(timing=timing), KNOWN._replace(fire=True))
    assert (verdict.outcome, verdict.reason) == (RECORD, reason)


@pytest.mark.parametrize("reason", sorted(set(REFUSED) - STAYS_SHUT), ids=str)
def test_a_gate_that_stands_open_lets_pass_and_warns(reason: Reason) -> None:
    question, known, _needs = REFUSED[reason]
    verdict = decide(question, known._replace(gate=known.gate._replace(mode="free")))
    assert (verdict.outcome, verdict.reason, verdict.warnings) == (ALLOW, Reason.OPEN, (reason,))


LEAVERS = sorted(set(REFUSED) - STAYS_SHUT - {Reason.ALREADY_INSIDE, Reason.NEVER_CAME_IN})


@pytest.mark.parametrize("reason", LEAVERS, ids=str)
def test_whoever_leaves_is_let_out_with_a_warning(reason: Reason) -> None:
    question, known, _needs = REFUSED[reason]
    inward = known.gate._replace(outer=known.gate.inner, inner="A")
    verdict = decide(question._replace(direction="out"), known._replace(gate=inward))
    assert (verdict.outcome, verdict.reason, verdict.warnings) == (ALLOW, Reason.PASSES, (reason,))


@pytest.mark.parametrize(
    ("question", "known", "warnings"),
    [
        (COMES, KNOWN, ()),
        (GOES, KNOWN, ()),
        (DRIVES, KNOWN_CAR, ()),
        (DRIVES._replace(confidence=None), KNOWN_CAR, ()),  # a camera that reports none
        (DRIVES._replace(colour=""), KNOWN_CAR, ("colour_unread",)),
        (COMES._replace(kind="qr"), KNOWN, ()),
        (COMES._replace(at_ms=NOW - HOUR), KNOWN, ()),  # the first instant of its window
        (COMES._replace(at_ms=NOW + HOUR - 1), KNOWN, ()),  # and the last
        (COMES, KNOWN._replace(credential=card(valid_until_ms=None)), ()),
        (COMES, KNOWN._replace(seen=INSIDE), ()),  # no anti-passback
        (COMES, KNOWN._replace(gate=gate(antipassback="soft"), seen=INSIDE), ("already_inside",)),
        (GOES, KNOWN._replace(gate=gate(antipassback="soft"), seen=OUTSIDE), ("never_came_in",)),
        (COMES, KNOWN._replace(gate=gate(antipassback="hard")), ()),  # unknown since the reset
        (GOES, KNOWN._replace(gate=gate(antipassback="hard")), ()),
        (GOES, KNOWN._replace(gate=gate(antipassback="hard"), seen=INSIDE), ()),
        (
            COMES,  # what is known is younger than the event: it came late
            KNOWN._replace(gate=gate(antipassback="hard"), seen=Seen(True, NOW + 1)),
            (),
        ),
        (
            COMES,
            KNOWN._replace(
                gate=gate(antipassback="timed", repeat_s=30), same_way_ms=NOW - 30_000, seen=INSIDE
            ),
            (),
        ),
        (
            COMES,
            KNOWN._replace(gate=gate(antipassback="timed", repeat_s=30), same_way_ms=NOW + 5),
            (),
        ),
        (COMES, KNOWN._replace(inside=39, limit=40), ()),
        (COMES, KNOWN._replace(inside=40, limit=40, seen=INSIDE), ()),  # counted already
        (GOES, KNOWN._replace(gate=gate(outer="", inner="C")), ()),  # outside is everybody's
        (
            DRIVES,
            Known(WELL, LANE, card(holder="vehicle", holder_key="vehicle:川T00001")),
            (),
        ),
    ],
)
def test_let_pass(question: Question, known: Known, warnings: tuple[str, ...]) -> None:
    verdict = decide(question, known)
    assert (verdict.outcome, verdict.reason) == (ALLOW, Reason.PASSES)
    assert verdict.warnings == warnings


def test_the_first_obstacle_counts() -> None:
    """In the order of the questions: one obstacle after the other is taken away."""
    known = Known(
        device=DeviceFacts("G0001", "tampered"),
        gate=GateFacts("T1", "people", "", "C", "locked", "hard"),
        credential=card(
            kind="plate", status="lost", valid_until_ms=NOW - 1, opens_now=False, zones=()
        ),
        block="stolen",
        seen=Seen(True, NOW - 1),
        inside=9,
        limit=9,
        qr="stale",
        measure="declaration",
        least_confidence=0.8,
    )
    question = Question(NOW, "in", "qr", "x", "", 0.1)
    told = []
    changes: list[tuple[str, object]] = [
        ("device", WELL),
        ("gate", known.gate._replace(mode="controlled")),
        ("block", ""),
        ("qr", ""),
        ("credential", None),
        ("credential", known.credential),
        ("least_confidence", None),
        ("credential", card(status="lost", valid_until_ms=NOW - 1, opens_now=False, zones=())),
        ("credential", card(valid_until_ms=NOW - 1, opens_now=False, zones=())),
        ("credential", card(opens_now=False, zones=())),
        ("credential", card(opens_now=False, zones=("C",))),
        ("credential", card(zones=("C",))),
        ("measure", ""),
        ("gate", known.gate._replace(mode="controlled", antipassback="off")),
        ("seen", None),
        ("inside", 8),
    ]
    for name, value in changes:
        told.append(decide(question, known).reason)
        known = known._replace(**{name: value})  # type: ignore[arg-type]
    assert decide(question, known).outcome == ALLOW
    assert [str(reason) for reason in told] == [
        "device_faulty",
        "gate_locked",
        "blocked",
        "qr_stale",
        "confidence_low",
        "unknown",
        "confidence_low",
        "wrong_traffic",
        "credential_lost",
        "expired",
        "zone_not_allowed",
        "not_now",
        "measure",
        "already_inside",
        "passes",
        "zone_full",
    ]


def test_no_softer_obstacle_lets_somebody_out_twice() -> None:
    known = KNOWN._replace(gate=gate(antipassback="hard"), seen=OUTSIDE, block="stolen")
    assert decide(GOES, known).reason == Reason.NEVER_CAME_IN


words = st.sampled_from(["", "A", "B", "川T12345", "x"])
moments = st.integers(NOW - 2 * HOUR, NOW + 2 * HOUR)
shares = st.none() | st.floats(0, 1)
credentials = st.builds(
    CredentialFacts,
    id=st.integers(1, 9),
    kind=st.sampled_from(["card", "face", "plate", "qr"]),
    subject=words,
    colour=st.sampled_from(["", "blue", "green"]),
    holder=st.sampled_from(["person", "visitor", "vehicle", "contractor"]),
    holder_key=words,
    label=words,
    status=st.sampled_from(["active", "blocked", "lost", "ended", "strange"]),
    valid_from_ms=moments,
    valid_until_ms=st.none() | moments,
    zones=st.lists(words, max_size=3).map(tuple),
    opens_now=st.booleans(),
    person_id=st.none() | st.integers(1, 9),
    unit_id=st.none() | st.integers(1, 9),
    opens_at_ms=st.none() | moments,
)
gates = st.builds(
    GateFacts,
    code=words,
    traffic=st.sampled_from(["people", "vehicles"]),
    outer=words,
    inner=words,
    mode=st.sampled_from(["controlled", "free", "locked"]),
    antipassback=st.sampled_from(["off", "soft", "hard", "timed"]),
    repeat_s=st.integers(0, 90),
    releases_on_fire=st.booleans(),
    opens_at_ms=st.none() | moments,
)
knowledge = st.builds(
    Known,
    device=st.builds(DeviceFacts, words, words),
    gate=gates,
    credential=st.none() | credentials,
    fire=st.booleans(),
    block=words,
    seen=st.none() | st.builds(Seen, st.booleans(), moments, words),
    same_way_ms=st.none() | moments,
    inside=st.none() | st.integers(0, 5),
    limit=st.none() | st.integers(0, 5),
    qr=st.sampled_from(["", "forged", "stale", "from_future", "replayed", "strange"]),
    measure=words,
    other_colours=st.lists(words, max_size=2).map(tuple),
    near=st.lists(words, max_size=2).map(tuple),
    least_confidence=shares,
)
questions = st.builds(
    Question,
    at_ms=moments,
    direction=st.sampled_from(["in", "out"]),
    kind=st.sampled_from(["card", "face", "plate", "qr", "id", "strange"]),
    subject=words,
    colour=st.sampled_from(["", "blue", "green"]),
    confidence=shares,
    is_current=st.booleans(),
    timing=st.sampled_from(["", "late", "ahead"]),
)


@given(questions, knowledge)
def test_every_question_has_one_answer_that_can_be_replayed(
    question: Question, known: Known
) -> None:
    verdict = decide(question, known)
    assert verdict.outcome in (ALLOW, DENY, RECORD)
    assert verdict.reason in Reason
    stored = inputs.packed(question, known)
    again = inputs.unpacked(stored)
    assert again == (question, known)
    assert decide(*again) == verdict
    assert inputs.packed(*again) == stored


@given(questions, knowledge)
def test_a_block_opens_nothing(question: Question, known: Known) -> None:
    free = decide(question, known._replace(block=""))
    blocked = decide(question, known._replace(block="stolen"))
    assert not (blocked.outcome == ALLOW and free.outcome == DENY)


@given(questions, knowledge)
def test_a_fault_opens_nothing(question: Question, known: Known) -> None:
    well = decide(question, known._replace(device=WELL))
    faulty = decide(question, known._replace(device=DeviceFacts("G", "dead")))
    assert not (faulty.outcome == ALLOW and well.outcome == DENY)


@given(questions, knowledge)
def test_more_zones_shut_nothing(question: Question, known: Known) -> None:
    if known.credential is None:
        return
    wider = known.credential._replace(zones=(*known.credential.zones, "A", "B", "x", "川T12345"))
    before, after = decide(question, known), decide(question, known._replace(credential=wider))
    assert not (before.outcome == ALLOW and after.outcome == DENY)


@given(questions, knowledge)
def test_near_misses_open_nothing(question: Question, known: Known) -> None:
    near = known._replace(credential=None, near=("川T12345",), fire=False)
    verdict = decide(question._replace(direction="in", is_current=True, timing=""), near)
    assert verdict.outcome == DENY or known.gate.mode == "free"


@pytest.mark.parametrize("line", ["", "[]", "{}", "[1,2]", "[[1],[2]]", "null", "[[],[]]"])
def test_a_line_that_is_none_of_ours_is_refused(line: str) -> None:
    with pytest.raises(inputs.BadInputs):
        inputs.unpacked(line)


def test_the_steps_are_in_the_order_of_the_questions() -> None:
    assert next(iter(STEPS)) == "block"
    assert list(STEPS)[-2:] == ["antipassback", "room"]
