"""What the guard's screen shows: each gate as it is now, the last who asked, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.access.console import pictures
from jieyue.access.console.models import EmergencyPassage, HandAnswer, Service
from jieyue.access.console.parameters import ANSWER_WITHIN, FILL_IN_WITHIN
from jieyue.access.console.proposals import Proposal, proposals
from jieyue.access.decisions.answers import verdict_of
from jieyue.access.decisions.models import DecidedBy, Decision
from jieyue.access.decisions.words import Names, sentence
from jieyue.access.devices import health
from jieyue.access.devices.models import Device
from jieyue.access.devices.queries import STATES
from jieyue.access.devices.rules import AILING, State
from jieyue.access.gates import commands, opening
from jieyue.access.gates.models import FireRelease, Gate, GateCommand, HandReason, Mode, Zone
from jieyue.access.gates.queries import modes
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values

MOST = 50
LOOKED_BACK = timedelta(hours=12)
COMMANDS_SHOWN = timedelta(minutes=10)
KINDS = {
    "card": "id-badge-2",
    "face": "face-id",
    "id": "id",
    "plate": "car",
    "qr": "qrcode",
}


@dataclass(frozen=True)
class Line:
    """One who asked at a gate. answered: who decided it by hand, empty if nobody did.

    picture: "live", "kept" where only a look for a purpose shows it, or empty without one.
    """

    id: int
    at: datetime
    gate_id: int | None
    gate: str
    direction: str
    kind: str
    name: str
    subject: str
    unit: str
    outcome: str
    words: str
    warnings: tuple[str, ...]
    by_hand: bool
    answered: str
    picture: str
    may_answer: bool

    @property
    def icon(self) -> str:
        return KINDS.get(self.kind, "hand-stop")

    @property
    def title(self) -> str:
        """What is written large: whom the guard sees."""
        return self.name or self.subject or (_("by a guard") if self.by_hand else _("unknown"))


@dataclass(frozen=True)
class Lane:
    """One gate as it is now. ailing: what is wrong with its devices, in words, empty if well.

    is_unmet: the gate did not do what command says, which is not merely waited for.
    """

    id: int
    name: str
    is_lane: bool
    mode: str
    mode_label: str
    ailing: str
    is_deviceless: bool
    held_by: str
    command: str
    is_unmet: bool
    last: Line | None


@dataclass(frozen=True)
class Live:
    """The screen at one moment. focus: the line shown large, with whom it may have been."""

    at: datetime
    lanes: Sequence[Lane]
    lines: Sequence[Line]
    focus: Line | None
    lane: Lane | None
    meant: Sequence[Proposal]
    fire: FireRelease | None
    waiting: int
    release_unmet: Sequence[str]


@dataclass(frozen=True)
class AnswerRow:
    """One decision by hand."""

    at: datetime
    gate: str
    outcome: str
    who: str
    reason: str
    note: str
    by: str
    done: str


@dataclass(frozen=True)
class EmergencyRow:
    """One emergency passage. is_overdue: it should have been filled in by now."""

    id: int
    at: datetime
    gate: str
    service: str
    by: str
    plates: str
    people: int | None
    cause: str
    left_at: datetime | None
    filled_at: datetime | None
    filled_by: str
    is_overdue: bool


def live(actor: Actor, *, at: datetime, gate_id: int | None = None, only: str = "") -> Live:
    """The screen now. gate_id pins a gate; only: "people" or "vehicles". Raises NotAllowed.

    A number of queries that does not grow with gates or decisions.
    """
    actor.require(AccessPermission.CONSOLE_READ)
    site_id = actor.site_id or 0
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    gates = _gates(site_id, only, at)
    lines = _lines(gates, site_id=site_id, at=at, values=values, gate_id=gate_id)
    by_id = {line.id: line for line in lines}
    lanes = _lanes(gates, by_id, site_id=site_id, at=at)
    recent = sorted(by_id.values(), key=lambda line: (line.at, line.id), reverse=True)
    if gate_id is not None:
        recent = [line for line in recent if line.gate_id == gate_id]
    focus = _focus(recent, is_pinned=gate_id is not None)
    shown = gate_id if gate_id is not None else focus.gate_id if focus else None
    fire = opening.standing_release(site_id=site_id)
    return Live(
        at=at,
        lanes=lanes,
        lines=recent[:MOST],
        focus=focus,
        lane=next((lane for lane in lanes if lane.id == shown), None),
        meant=proposals(focus.id, site_id=site_id) if focus and focus.may_answer else (),
        fire=fire,
        waiting=EmergencyPassage.objects.filter(site_id=site_id, filled_at=None).count(),
        release_unmet=_unmet(fire) if fire else (),
    )


def _gates(site_id: int, only: str, at: datetime) -> list[Any]:
    """Gates in use, with the ids of their last decision, of what was asked of them just now, and
    of what last holds them open."""
    asked = Decision.objects.filter(gate=OuterRef("pk")).order_by("-at", "-id")
    wanted = GateCommand.objects.filter(gate=OuterRef("pk")).order_by("-asked_at", "-id")
    fresh = wanted.filter(site_id=site_id, asked_at__gt=at - COMMANDS_SHOWN)
    holding = wanted.exclude(wanted=commands.OPEN).exclude(outcome=commands.LATE)
    rows = Gate.objects.filter(site_id=site_id, is_active=True)
    if only:
        rows = rows.filter(traffic=only)
    return list(
        rows.annotate(
            last_decision=Subquery(asked.values("id")[:1]),
            last_command=Subquery(fresh.values("id")[:1]),
            holding_command=Subquery(holding.values("id")[:1]),
        ).order_by("traffic", "code")
    )


def _lines(
    gates: Sequence[Any], *, site_id: int, at: datetime, values: Values, gate_id: int | None
) -> list[Line]:
    """The last who asked at any of these gates, and the last at each."""
    ids = [gate.id for gate in gates] if gate_id is None else [gate_id]
    rows = Decision.objects.filter(site_id=site_id).select_related("gate", "unit")
    recent = rows.filter(gate_id__in=ids, at__gt=at - LOOKED_BACK)
    found = {row.id: row for row in recent.order_by("-at", "-id")[:MOST]}
    others = {gate.last_decision for gate in gates if gate.last_decision} - found.keys()
    if others:
        found |= {row.id: row for row in rows.filter(id__in=others)}
    answers = dict(
        HandAnswer.objects.filter(site_id=site_id, about__in=found).values_list("about", "by")
    )
    within = timedelta(minutes=values.integer(ANSWER_WITHIN))
    zones = dict(Zone.objects.filter(site_id=site_id).values_list("code", "name"))
    names = Names(zones=zones, gates={gate.code: gate.name for gate in gates})
    since, live = at - within, pictures.live_since(values, at=at)
    return [
        _line(row, answers, names, may_answer_since=since, pictures_since=live)
        for row in found.values()
    ]


def _line(
    row: Any,
    answers: dict[int | None, str],
    names: Names,
    *,
    may_answer_since: datetime,
    pictures_since: datetime,
) -> Line:
    by_hand = row.decided_by == DecidedBy.GUARD
    answered = answers.get(row.id, "")
    return Line(
        id=row.id,
        at=row.at,
        gate_id=row.gate_id,
        gate=row.gate.name if row.gate else "",
        direction=row.direction,
        kind=row.kind,
        name=row.label,
        subject=row.subject if row.kind not in ("face", "qr") else "",
        unit=str(row.unit or ""),
        outcome=row.outcome,
        words=hand_words(row.reason) if by_hand else sentence(verdict_of(row), names=names),
        warnings=tuple(code for code in row.warnings.split(",") if code),
        by_hand=by_hand,
        answered=answered,
        picture="" if not row.picture_id else "live" if row.at > pictures_since else "kept",
        may_answer=row.outcome == "deny"
        and not by_hand
        and not answered
        and row.at >= may_answer_since,
    )


def _focus(recent: Sequence[Line], *, is_pinned: bool) -> Line | None:
    """Who waits for an answer, the latest first; else the last who asked.

    Where somebody asked after them, the one before waits no more.
    """
    latest: dict[int | None, Line] = {}
    for line in recent:
        latest.setdefault(line.gate_id, line)
    waiting = next((line for line in latest.values() if line.may_answer), None)
    last = next(iter(recent), None)
    return last if is_pinned and last else waiting or last


def _lanes(
    gates: Sequence[Any], lines: dict[int, Line], *, site_id: int, at: datetime
) -> list[Lane]:
    now = modes(gates, site_id=site_id, at=at)
    limits = health.limits_of(site_id=site_id, at=at)
    states: dict[int, list[str]] = {}
    devices = Device.objects.filter(site_id=site_id, is_active=True, gate__isnull=False)
    for device in devices:
        found = health.of(device, limits=limits, at=at)
        said = states.setdefault(device.gate_id or 0, [])
        if found.state in AILING or found.state == State.UNHEARD:
            said.append(f"{device.name}: {STATES[found.state][0]}")
    wanted = {gate.last_command for gate in gates} | {gate.holding_command for gate in gates}
    asked = GateCommand.objects.in_bulk(wanted - {None})
    return [_lane(gate, now[gate.id], states, asked, lines) for gate in gates]


def _lane(
    gate: Any,
    mode: str,
    states: dict[int, list[str]],
    asked: dict[int, Any],
    lines: dict[int, Line],
) -> Lane:
    holding, command = asked.get(gate.holding_command), asked.get(gate.last_command)
    is_held = holding is not None and holding.wanted == commands.HOLD
    return Lane(
        id=gate.id,
        name=gate.name,
        is_lane=gate.traffic == "vehicles",
        mode=mode,
        mode_label=str(Mode(mode).label),
        ailing="、".join(states.get(gate.id, [])),
        is_deviceless=gate.id not in states,
        held_by=holding.asked_by if is_held and holding else "",
        command=command_words(command) if command else "",
        is_unmet=command is not None and command.outcome in (commands.FAILED, commands.LATE),
        last=lines.get(gate.last_decision),
    )


def command_words(command: Any) -> str:
    """What became of the last command, while a guard wants to know; empty once it is done."""
    if command.outcome == commands.DONE:
        return ""
    if command.outcome == commands.PENDING and command.reason_code == commands.DECIDED:
        return _("opening for who may pass, not yet confirmed")
    is_release = command.wanted == commands.RELEASE
    if command.outcome == commands.PENDING and is_release:
        return _("going back to its plan, not yet confirmed")
    if command.outcome == commands.PENDING:
        return _("asked to open, not yet confirmed")
    if command.outcome == commands.FAILED and is_release:
        return _("did not go back to its plan")
    if command.outcome == commands.FAILED:
        return _("did not open")
    return _("did not answer in time")


def hand_words(reason: str) -> str:
    """The reason of a decision by hand."""
    return str(HandReason(reason).label) if reason in HandReason else reason


def _unmet(fire: FireRelease) -> list[str]:
    """Gates that have not confirmed that they stand open."""
    rows = GateCommand.objects.filter(
        site_id=fire.site_id, asked_at__gte=fire.since, reason_code="", wanted=commands.HOLD
    )
    return list(rows.exclude(outcome=commands.DONE).values_list("gate__name", flat=True))


def answers(actor: Actor, *, since: datetime, until: datetime) -> list[AnswerRow]:
    """What was decided by hand in [since, until), latest first. Raises NotAllowed."""
    actor.require(AccessPermission.CONSOLE_READ)
    rows = HandAnswer.objects.visible_to(actor).filter(at__gte=since, at__lt=until)
    return [
        AnswerRow(
            at=row.at,
            gate=row.gate.name,
            outcome=row.outcome,
            who=" ".join(part for part in (row.label, row.subject) if part),
            reason=str(HandReason(row.reason_code).label),
            note=row.note if row.reason_code != HandReason.EMERGENCY else _service(row.note),
            by=row.by,
            done=_done(row.command),
        )
        for row in rows.select_related("gate", "command")
    ]


def _done(command: Any) -> str:
    if command is None:
        return ""
    return _("the gate opened") if command.outcome == commands.DONE else command_words(command)


def _service(note: str) -> str:
    return str(Service(note).label) if note in Service else note


def emergencies(actor: Actor, *, at: datetime, most: int = 100) -> list[EmergencyRow]:
    """Emergency passages, those to be filled in first. Raises NotAllowed."""
    actor.require(AccessPermission.CONSOLE_READ)
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate(at))
    due = at - timedelta(hours=values.integer(FILL_IN_WITHIN))
    rows = EmergencyPassage.objects.visible_to(actor).select_related("gate")
    waiting = Q(filled_at=None)
    found = [*rows.filter(waiting).order_by("at"), *rows.exclude(waiting)[:most]]
    return [
        EmergencyRow(
            id=row.id,
            at=row.at,
            gate=row.gate.name,
            service=str(Service(row.service).label),
            by=row.by,
            plates=row.plates,
            people=row.people,
            cause=row.cause,
            left_at=row.left_at,
            filled_at=row.filled_at,
            filled_by=row.filled_by,
            is_overdue=row.filled_at is None and row.at < due,
        )
        for row in found
    ]
