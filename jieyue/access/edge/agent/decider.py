"""Decides what one reader asks, by the rules that are held, and writes it down before it answers.

What the server would have said with the same rules is what is said here: the same pure functions
read the question, look up what is known, and decide.
"""

import json
from collections.abc import Callable
from threading import RLock
from typing import Any, NamedTuple

from jieyue.access.credentials import qr as passes
from jieyue.access.decisions import inputs
from jieyue.access.decisions.asking import Asked, question_of, read_asked
from jieyue.access.decisions.local_time import instant
from jieyue.access.decisions.rules import (
    ALLOW,
    RULE_VERSION,
    GateFacts,
    Known,
    Question,
    Verdict,
    decide,
)
from jieyue.access.decisions.rules import Reason as Why
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.decisions.snapshot_rows import DeviceRow, GateRow
from jieyue.access.decisions.whereabouts import State, seen
from jieyue.access.edge.agent.clock import Clock
from jieyue.access.edge.agent.stays import Stays
from jieyue.access.edge.agent.store import Event, Stay, Store
from jieyue.access.entries.rules import BadEvent, Reader, Reason

RULES_OLD = "rules_old"
PASSED_UNASKED = (Why.HISTORICAL, Why.LATE)


class Rules(NamedTuple):
    """What decisions rest on: the snapshot, and from when it counts as old.

    holds: with old rules, whoever comes in is held for the guard.
    """

    snapshot: Snapshot
    stale_at_ms: int
    holds: bool = False


class Said(NamedTuple):
    """The words of a verdict: for the guard, and for a reader's small display."""

    text: str
    display: str


Words = Callable[[Verdict], Said]


class _OneWay:
    """The passes that were taken in one direction, asked as a set."""

    def __init__(self, used: set[tuple[str, str]], direction: str) -> None:
        self._used, self._direction = used, direction

    def __contains__(self, token: object) -> bool:
        return (token, self._direction) in self._used


class _Case(NamedTuple):
    """One question with all that is known, and the QR pass that was shown."""

    asked: Asked
    question: Question
    known: Known
    token: str


class Decider:
    """One agent's decisions, one after another."""

    def __init__(self, store: Store, *, clock: Clock, words: Words, rules: Rules) -> None:
        self._store, self._clock, self._words = store, clock, words
        self._lock = RLock()
        self.rules = rules
        self.stays = Stays(store.stays())
        self.used = store.used()
        self.faults: dict[str, str] = {}  # as readers of this room said, after the snapshot

    def answer(self, row: object, device: DeviceRow) -> dict[str, Any]:
        """What a reader is told. The same event gets the same answer; with other content none.

        Raises sqlite3.Error when it cannot be written down: then nothing is opened.
        """
        try:
            asked = read_asked(row, Reader(device.serial, device.direction))
        except BadEvent as error:
            return _not_taken(row, error.reason)
        content = _content(asked)
        with self._lock:
            before = self._store.event(device.serial, asked.event_id)
            if before is None:
                return self._first(asked, content, device)
        if before[0] != content:
            return _not_taken(row, Reason.EVENT_CONFLICTS)
        return before[1] | {"duplicate": True}

    def learn_stays(self, stays: list[Stay]) -> None:
        """What other gates saw, joined with what was seen here."""
        with self._lock:
            joined = [self.stays.put(stay) for stay in stays]
            self._store.keep_stays(joined)

    def learn_used(self, used: list[tuple[str, str, int]]) -> None:
        """QR passes that other gates took."""
        with self._lock:
            fresh = [each for each in used if each[:2] not in self.used]
            self._store.keep_used(fresh)
            self.used.update(each[:2] for each in fresh)

    def forget_passes(self) -> None:
        """After the store forgot old ones."""
        with self._lock:
            self.used = self._store.used()

    def _first(self, asked: Asked, content: str, device: DeviceRow) -> dict[str, Any]:
        now_ms, rules = self._clock.now_ms(), self.rules
        is_old = now_ms >= rules.stale_at_ms
        case = self._case(asked, device, now_ms=now_ms, is_held=is_old and rules.holds)
        verdict = decide(case.question, case.known)
        if is_old:
            verdict = verdict._replace(warnings=(*verdict.warnings, RULES_OLD))
        stay = self._stay(case, verdict)
        answer = self._said(case, verdict)
        event = Event(
            device=device.serial,
            event_id=asked.event_id,
            came_ms=now_ms,
            content=content,
            row=self._row(case, verdict, device=device, now_ms=now_ms),
            answer=answer,
        )
        taken = case.token if verdict.outcome == ALLOW and not case.known.qr else ""
        self._store.take(event, stays=[stay] if stay else (), token=taken)
        if stay:
            self.stays.put(stay)
        if taken:
            self.used.add((taken, asked.direction))
        return answer

    def _case(self, asked: Asked, device: DeviceRow, *, now_ms: int, is_held: bool) -> _Case:
        snapshot = self.rules.snapshot
        settings = snapshot.head.settings
        question = question_of(
            asked, received_ms=now_ms, ahead_ms=settings.ahead_ms, late_ms=settings.late_ms
        )
        problem, token = "", ""
        if asked.kind == "qr":
            checked = passes.check(
                asked.subject,
                public_keys=snapshot.head.public_keys,
                at_ms=question.at_ms,
                used=_OneWay(self.used, asked.direction),
            )
            problem, token = checked.problem, checked.token_id
            question = question._replace(subject=checked.subject)
        known = self._known(question, device, qr=problem)
        fault = self.faults.get(device.serial)
        if fault is not None and device.gate in snapshot.gates:  # at no gate it cannot be well
            known = known._replace(device=known.device._replace(fault=fault))
        if is_held and question.direction == "in" and not known.device.fault:
            known = known._replace(device=known.device._replace(fault=RULES_OLD))
        return _Case(asked, question, known, token)

    def _known(self, question: Question, device: DeviceRow, *, qr: str) -> Known:
        snapshot = self.rules.snapshot
        row, bearer = snapshot.gates.get(device.gate), snapshot.bearer(question)
        given: dict[str, Any] = {"device_serial": device.serial, "gate_code": device.gate, "qr": qr}
        if row is None:
            return snapshot.known(question, **given)
        given["inside"] = self._inside(row, question)
        if bearer is None:
            return snapshot.known(question, **given)
        around, reset_ms = snapshot.around(row.inner), snapshot.reset_ms(question.at_ms)
        states = self.stays.of(bearer.holder_key)
        own = states.get(row.inner, State())
        return snapshot.known(
            question,
            seen=seen(states, zone=row.inner, around=around, reset_ms=reset_ms),
            same_way_ms=own.same_way_ms(question.direction, gate=row.code),
            **given,
        )

    def _inside(self, gate: GateRow, question: Question) -> int | None:
        """How many are in the zone entered, where that is limited."""
        snapshot, is_lane = self.rules.snapshot, gate.traffic == "vehicles"
        zone = snapshot.zones.get(gate.inner)
        if zone is None or zone.limit is None or question.direction != "in":
            return None
        if zone.counts_vehicles != is_lane:
            return None
        return self.stays.inside(
            zone.code,
            around=snapshot.around(zone.code),
            reset_ms=snapshot.reset_ms(question.at_ms),
            is_vehicle=is_lane,
        )

    def _stay(self, case: _Case, verdict: Verdict) -> Stay | None:
        """What a passage, let pass now or seen before, says about where its holder is."""
        bearer, gate = case.known.credential, case.known.gate
        has_passed = verdict.outcome == ALLOW or verdict.reason in PASSED_UNASKED
        if not has_passed or bearer is None or not gate.inner:
            return None
        before = self.stays.of(bearer.holder_key).get(gate.inner, State())
        after = before.passed(case.question.direction, at_ms=case.question.at_ms, gate=gate.code)
        is_vehicle = bearer.kind == "plate" or bearer.holder == "vehicle"
        return Stay(bearer.holder_key, gate.inner, after, is_vehicle)

    def _said(self, case: _Case, verdict: Verdict) -> dict[str, Any]:
        said, bearer = self._words(verdict), case.known.credential
        return {
            "event_id": case.asked.event_id,
            "outcome": verdict.outcome,
            "open": verdict.outcome == ALLOW,
            "reason": verdict.reason.value,
            "text": said.text,
            "display": said.display,
            "warnings": list(verdict.warnings),
            "label": bearer.label if bearer else "",
            "needs": dict(verdict.needs),
            "duplicate": False,
        }

    def _row(
        self, case: _Case, verdict: Verdict, *, device: DeviceRow, now_ms: int
    ) -> dict[str, Any]:
        """What the server is told, verbatim."""
        gate: GateFacts = case.known.gate
        return {
            "event_id": case.asked.event_id,
            "device": device.serial,
            "gate": gate.code,
            "at": instant(case.question.at_ms).isoformat(),
            "received_at": instant(now_ms).isoformat(),
            "direction": case.question.direction,
            "outcome": verdict.outcome,
            "reason": verdict.reason.value,
            "warnings": list(verdict.warnings),
            "rule_version": RULE_VERSION,
            "rules_number": self.rules.snapshot.number,
            "inputs": inputs.packed(case.question, case.known),
            "token_id": case.token,
        }


def _content(asked: Asked) -> str:
    """What makes two events with one id the same."""
    values = asked._replace(at=asked.at.isoformat(), picture_id=None)  # type: ignore[arg-type]
    return json.dumps(values, ensure_ascii=False)


def _not_taken(row: object, reason: Reason) -> dict[str, Any]:
    given = row.get("event_id") if isinstance(row, dict) else None
    return {
        "event_id": str(given)[:64] if isinstance(given, (int, str)) else None,
        "outcome": "refused",
        "open": False,
        "reason": reason.value,
    }
