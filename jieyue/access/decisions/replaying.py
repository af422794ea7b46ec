"""A day of events decided once more: the same whatever order, doubles or delays they came with.

Pure. What counts is the set of events: doubles are dropped, of two that claim one event id the
lesser content is kept, and all are decided in the order of their own times.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from jieyue.access.decisions import rules, whereabouts
from jieyue.access.decisions.local_time import DAY_MS, instant, last_reset
from jieyue.access.decisions.rules import ALLOW, Known, Question, Reason, Verdict
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.decisions.snapshot_rows import GateRow
from jieyue.access.decisions.whereabouts import State, Whereabouts
from jieyue.access.entries.rules import Passage, inside_by

QUARTER_MS = 900_000
CHINA = timedelta(hours=8)


class DayEvent(NamedTuple):
    """One event of the day. Its time of receipt is no part of it."""

    device: str
    event_id: str
    gate: str
    question: Question


class Outcome(NamedTuple):
    """What one event was told."""

    event: DayEvent
    known: Known
    verdict: Verdict


@dataclass(frozen=True)
class Replay:
    """presence: local quarter ("2026-11-23T08:15") -> unit id -> people inside; none where zero.

    duplicates: events that came again; conflicts: of those, with other content.
    """

    outcomes: list[Outcome]
    duplicates: int
    conflicts: int
    presence: dict[str, dict[int | None, int]]

    def reasons(self) -> dict[str, int]:
        """How often each reason was given, by name."""
        counts = Counter(outcome.verdict.reason.value for outcome in self.outcomes)
        return dict(sorted(counts.items()))

    def digest(self) -> str:
        """Of every decision and the presence: equal when both are."""
        told = [
            [event.device, event.event_id, verdict.outcome, verdict.reason, *verdict.warnings]
            for event, _known, verdict in self.outcomes
        ]
        presence = [
            [quarter, sorted((str(unit), number) for unit, number in units.items())]
            for quarter, units in sorted(self.presence.items())
        ]
        return sha256(json.dumps([told, presence]).encode()).hexdigest()


def replay(snapshot: Snapshot, events: Iterable[DayEvent]) -> Replay:
    """Decide a day's events with the rules of `snapshot`."""
    unique, duplicates, conflicts = _unique(events)
    where = Whereabouts()
    outcomes = [_decided(snapshot, where, event) for event in sorted(unique, key=_turn)]
    presence = _presence(snapshot, outcomes)
    return Replay(outcomes, duplicates, conflicts, presence)


def _turn(event: DayEvent) -> tuple[int, str, str]:
    return event.question.at_ms, event.device, event.event_id


def _unique(events: Iterable[DayEvent]) -> tuple[list[DayEvent], int, int]:
    found: dict[tuple[str, str], DayEvent] = {}
    duplicates = conflicts = 0
    for event in events:
        key = (event.device, event.event_id)
        first = found.setdefault(key, event)
        if first is event:
            continue
        duplicates += 1
        if first != event:
            conflicts += 1
            found[key] = min(first, event, key=_content)
    return list(found.values()), duplicates, conflicts


def _content(event: DayEvent) -> tuple[str, ...]:
    return tuple(repr(part) for part in (event.question.at_ms, *event[2:]))


def _decided(snapshot: Snapshot, where: Whereabouts, event: DayEvent) -> Outcome:
    question, gate = event.question, snapshot.gates.get(event.gate)
    bearer = snapshot.bearer(question)
    states: Mapping[str, State] = where.of(bearer.holder_key) if bearer else {}
    reset_ms = snapshot.reset_ms(question.at_ms)
    seen = same_way_ms = inside = None
    if gate is not None:
        around = snapshot.around(gate.inner)
        seen = whereabouts.seen(states, zone=gate.inner, around=around, reset_ms=reset_ms)
        state = states.get(gate.inner, State())
        same_way_ms = state.same_way_ms(question.direction, gate=gate.code)
        if question.direction == "in" and snapshot.limit(gate.inner) is not None:
            inside = where.inside(gate.inner, around=around, reset_ms=reset_ms)
    known = snapshot.known(
        question,
        device_serial=event.device,
        gate_code=event.gate,
        seen=seen,
        same_way_ms=same_way_ms,
        inside=inside,
    )
    verdict = rules.decide(question, known)
    if gate is not None and bearer is not None and has_passed(verdict):
        where.take(
            bearer.holder_key,
            zone=gate.inner,
            direction=question.direction,
            at_ms=question.at_ms,
            gate=gate.code,
        )
    return Outcome(event, known, verdict)


def has_passed(verdict: Verdict) -> bool:
    """Let pass, or seen to have passed before."""
    return verdict.outcome == ALLOW or verdict.reason in (Reason.HISTORICAL, Reason.LATE)


def _presence(snapshot: Snapshot, outcomes: Sequence[Outcome]) -> dict[str, dict[int | None, int]]:
    """People inside the complex at each quarter, from one reset to the next."""
    minute = snapshot.head.settings.reset_minute
    days: dict[int, list[Passage]] = {}
    for outcome in outcomes:
        if passage := _passage(snapshot.gates.get(outcome.event.gate), outcome):
            since = last_reset(outcome.event.question.at_ms, minute=minute)
            days.setdefault(since, []).append(passage)
    found: dict[str, dict[int | None, int]] = {}
    for since, passages in sorted(days.items()):
        moments = [instant(at_ms) for at_ms in range(since, since + DAY_MS, QUARTER_MS)]
        for moment, units in inside_by(passages, moments).items():
            if units:
                found[f"{moment + CHINA:%Y-%m-%dT%H:%M}"] = units
    return found


def _passage(gate: GateRow | None, outcome: Outcome) -> Passage | None:
    """Somebody came into or left the complex; cars and inner doors say nothing of that."""
    event, known, verdict = outcome
    bearer = known.credential
    if gate is None or gate.outer or gate.traffic == "vehicles" or bearer is None:
        return None
    if not has_passed(verdict):
        return None
    at = instant(event.question.at_ms)
    return Passage(bearer.holder_key, bearer.unit_id, at, event.question.direction)
