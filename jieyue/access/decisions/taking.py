"""One delivery of questions on its way into the tables: what is known, decided and kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from jieyue.access.credentials import qr
from jieyue.access.decisions import rules, store, whereabouts
from jieyue.access.decisions.asking import Asked, question_of
from jieyue.access.decisions.inputs import packed
from jieyue.access.decisions.local_time import instant, milliseconds
from jieyue.access.decisions.rules import ALLOW, Known, Question, Reason, Seen, Verdict
from jieyue.access.decisions.snapshot import Snapshot
from jieyue.access.decisions.snapshot_rows import DeviceRow, GateRow
from jieyue.access.decisions.store import DecisionRow, StateRow
from jieyue.access.decisions.whereabouts import NEVER, State, Whereabouts
from jieyue.access.entries.store import Row as EntryRow

LONGEST_SUBJECT = 40
PASSED_UNASKED = (Reason.HISTORICAL, Reason.LATE)
GUESTS = ("contractor", "visitor")


class Event(NamedTuple):
    """What happened at a reader, checked; token_id: of the QR pass that was shown."""

    asked: Asked
    question: Question
    device: DeviceRow
    token_id: str = ""
    rules_number: int = 0
    rule_version: str = rules.RULE_VERSION
    decided_by: str = "server"

    @property
    def key(self) -> tuple[int, str]:
        """What makes it the same event when it comes again."""
        return self.device.id, self.asked.event_id

    @property
    def subject(self) -> str:
        """What is kept of what was shown: of a pass its public id, never the token."""
        return (self.question.subject or self.token_id)[:LONGEST_SUBJECT]


class Taken(NamedTuple):
    """One event as it will be kept: what was asked, what was known and what was said."""

    event: Event
    known: Known
    verdict: Verdict

    @property
    def has_passed(self) -> bool:
        """Let pass now, or seen to have passed before; not what bears a wrong time."""
        return self.verdict.outcome == ALLOW or self.verdict.reason in PASSED_UNASKED

    @property
    def is_vehicle(self) -> bool:
        """Whether a car passed rather than a person."""
        bearer = self.known.credential
        if bearer is None:
            return self.known.gate.traffic == "vehicles"
        return bearer.kind == "plate" or bearer.holder == "vehicle"


@dataclass
class Taking:
    """The moving part of one delivery: states, counts and used passes, as the events change them.

    states_changed: holder and zone code of every state to be written.
    """

    rules: Snapshot
    received_at: datetime
    many: bool = False
    whereabouts: Whereabouts = field(default_factory=Whereabouts)
    used: set[tuple[str, str]] = field(default_factory=set)
    counts: dict[tuple[str, bool], int] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    states_changed: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def site_id(self) -> int:
        return self.rules.head.site_id

    def event(self, asked: Asked, *, device: DeviceRow, decided_by: str) -> tuple[Event, str]:
        """The question with its time judged, and what the check of a QR pass found."""
        settings = self.rules.head.settings
        question = question_of(
            asked,
            received_ms=milliseconds(self.received_at),
            ahead_ms=settings.ahead_ms,
            late_ms=settings.late_ms,
        )
        problem, token_id = "", ""
        if asked.kind == "qr":
            keys = self.rules.head.public_keys
            checked = qr.check(asked.subject, public_keys=keys, at_ms=question.at_ms)
            problem, token_id = checked.problem, checked.token_id
            question = question._replace(subject=checked.subject)
        event = Event(asked, question, device, token_id, self.rules.number, decided_by=decided_by)
        return event, problem

    def gate_of(self, device: DeviceRow) -> GateRow | None:
        return self.rules.gates.get(device.gate)

    def know_states(self, holder_keys: Iterable[str]) -> None:
        """Read where these holders were last seen. One query."""
        zones, gates = self.rules.zone_codes, self.rules.gate_codes
        found = store.states_of(list(holder_keys))
        for holder_key, zone_id, state, in_gate, out_gate in found:
            named = state._replace(
                in_gate=gates.get(in_gate or 0, ""), out_gate=gates.get(out_gate or 0, "")
            )
            if zone_id in zones:
                self.whereabouts.put(holder_key, zone=zones[zone_id], state=named)

    def holder_key(self, event: Event) -> str:
        """Whose state the event may change; empty for somebody unknown."""
        bearer = self.rules.bearer(event.question)
        return bearer.holder_key if bearer else ""

    def limited_zone(self, event: Event) -> str:
        """The zone the event enters, if it is limited; else empty."""
        gate = self.gate_of(event.device)
        enters = gate is not None and event.question.direction == "in"
        return gate.inner if gate and enters and self.rules.limit(gate.inner) is not None else ""

    def decide(self, event: Event, *, problem: str) -> Taken:
        """Decide one event and let it change what is known. In the order of the events."""
        question, gate = event.question, self.gate_of(event.device)
        holder_key = self.holder_key(event)
        is_used = bool(event.token_id) and (event.token_id, question.direction) in self.used
        known = self.rules.known(
            question,
            device_serial=event.device.serial,
            gate_code=event.device.gate,
            seen=self._seen(holder_key, gate, question),
            same_way_ms=self._same_way(holder_key, gate, question),
            inside=self._inside(gate, question),
            qr=problem or (qr.REPLAYED if is_used else ""),
        )
        return self.keep(Taken(event, known, rules.decide(question, known)))

    def keep(self, taken: Taken) -> Taken:
        """Let a decided event change where its holder is, whoever decided it."""
        self.taken.append(taken)
        event, bearer = taken.event, taken.known.credential
        if event.token_id and taken.verdict.outcome == ALLOW:
            self.used.add((event.token_id, event.question.direction))
        gate = self.gate_of(event.device)
        if gate is not None and bearer is not None and taken.has_passed:
            self.move(
                bearer.holder_key,
                gate=gate,
                direction=event.question.direction,
                at_ms=event.question.at_ms,
                is_vehicle=taken.is_vehicle,
            )
        return taken

    def move(
        self, holder_key: str, *, gate: GateRow, direction: str, at_ms: int, is_vehicle: bool
    ) -> None:
        """One holder passed a gate."""
        if self.many:
            self._count(gate, at_ms)  # before the tables differ from what is known here
        before = self.whereabouts.of(holder_key).get(gate.inner, State())
        after = self.whereabouts.take(
            holder_key, zone=gate.inner, direction=direction, at_ms=at_ms, gate=gate.code
        )
        if after == before:
            return
        self.states_changed[holder_key, gate.inner] = is_vehicle
        count = self.counts.get((gate.inner, is_vehicle))
        if count is not None:
            moved = int(after.is_inside) - int(before.is_inside)
            self.counts[gate.inner, is_vehicle] = count + moved

    def _seen(self, holder_key: str, gate: GateRow | None, question: Question) -> Seen | None:
        if gate is None:
            return None
        return whereabouts.seen(
            self.whereabouts.of(holder_key),
            zone=gate.inner,
            around=self.rules.around(gate.inner),
            reset_ms=self.rules.reset_ms(question.at_ms),
        )

    def _same_way(self, holder_key: str, gate: GateRow | None, question: Question) -> int | None:
        if gate is None:
            return None
        state = self.whereabouts.of(holder_key).get(gate.inner)
        return state.same_way_ms(question.direction, gate=gate.code) if state else None

    def _inside(self, gate: GateRow | None, question: Question) -> int | None:
        """How many are in the zone entered, if that is limited."""
        if gate is None or question.direction != "in":
            return None
        return self._count(gate, question.at_ms)

    def _count(self, gate: GateRow, at_ms: int) -> int | None:
        """How many are inside the gate's zone, None without a limit; asked of the tables once."""
        zone, is_lane = self.rules.zones.get(gate.inner), gate.traffic == "vehicles"
        if zone is None or zone.limit is None or zone.counts_vehicles != is_lane:
            return None
        key = (zone.code, is_lane)
        if key not in self.counts:
            self.counts[key] = store.count_inside(
                zone_id=zone.id,
                around=[self.rules.zones[code].id for code in self.rules.around(zone.code)],
                since=instant(self.rules.reset_ms(at_ms)),
                is_vehicle=is_lane,
            )
        return self.counts[key]

    def decision_rows(self) -> list[DecisionRow]:
        return [self._decision_row(*taken) for taken in self.taken]

    def _decision_row(self, event: Event, known: Known, verdict: Verdict) -> DecisionRow:
        bearer, gate, question = known.credential, self.gate_of(event.device), event.question
        return DecisionRow(
            site_id=self.site_id,
            device_id=event.device.id,
            gate_id=gate.id if gate else None,
            event_id=event.asked.event_id,
            at=event.asked.at,
            received_at=self.received_at,
            direction=question.direction,
            kind=question.kind,
            subject=event.subject,
            colour=question.colour,
            confidence=question.confidence,
            credential_id=bearer.id if bearer else None,
            person_id=bearer.person_id if bearer else None,
            unit_id=bearer.unit_id if bearer else None,
            holder_key=bearer.holder_key if bearer else "",
            label=bearer.label if bearer else "",
            outcome=verdict.outcome,
            reason=verdict.reason,
            warnings=",".join(verdict.warnings),
            decided_by=event.decided_by,
            rule_version=event.rule_version,
            rules_number=event.rules_number,
            inputs=packed(question, known),
            is_current=question.is_current,
            picture_id=event.asked.picture_id,
        )

    def entry_rows(self) -> list[EntryRow]:
        """Passages for the counts of people inside; a car is nobody's presence."""
        return [
            self._entry_row(taken)
            for taken in self.taken
            if taken.has_passed or taken.verdict.reason == Reason.CLOCK_AHEAD
        ]

    def _entry_row(self, taken: Taken) -> EntryRow:
        event, bearer, is_car = taken.event, taken.known.credential, taken.is_vehicle
        person_id = bearer.person_id if bearer and not is_car else None
        is_guest = bearer is not None and person_id is None and not is_car
        return EntryRow(
            site_id=self.site_id,
            device_id=event.device.id,
            event_id=event.asked.event_id,
            at=event.asked.at,
            received_at=self.received_at,
            direction=event.question.direction,
            credential="plate" if is_car else event.question.kind,
            subject=bearer.holder_key[:LONGEST_SUBJECT] if bearer and is_guest else event.subject,
            person_id=person_id,
            unit_id=bearer.unit_id if bearer and person_id else None,
            is_current=event.question.is_current,
            clock_ahead=taken.verdict.reason == Reason.CLOCK_AHEAD,
        )

    def state_rows(self) -> list[StateRow]:
        rows = []
        for (holder_key, zone), is_car in sorted(self.states_changed.items()):
            state = self.whereabouts.of(holder_key)[zone]
            rows.append(
                StateRow(
                    site_id=self.site_id,
                    holder_key=holder_key,
                    zone_id=self.rules.zones[zone].id,
                    is_inside=state.is_inside,
                    at=instant(state.at_ms),
                    gate_id=self._gate_id(state.gate),
                    in_at=None if state.in_ms == NEVER else instant(state.in_ms),
                    in_gate_id=self._gate_id(state.in_gate),
                    out_at=None if state.out_ms == NEVER else instant(state.out_ms),
                    out_gate_id=self._gate_id(state.out_gate),
                    is_vehicle=is_car,
                )
            )
        return rows

    def _gate_id(self, code: str) -> int | None:
        gate = self.rules.gates.get(code)
        return gate.id if gate else None

    def guests(self) -> list[Taken]:
        """Visitors and contractors who passed."""
        return [taken for taken in self.taken if taken.has_passed and _holder(taken) in GUESTS]


def _holder(taken: Taken) -> str:
    return taken.known.credential.holder if taken.known.credential else ""
