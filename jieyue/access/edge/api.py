"""What gate rooms' agents fetch and send."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.devices.authentication import DeviceKey
from jieyue.access.edge import actions, letters, queries
from jieyue.access.gates import versions
from jieyue.kit.problems import answers

MOST_OF_DECIDED = 16 * 1024 * 1024  # bytes of 5,000 decisions with all they looked at

router = Router(tags=["access"])

LARGEST = 2**53
LATEST_MS = 4_000_000_000_000


class LetterOut(Schema):
    """The rules, and the Ed25519 signature of `body` as JSON with sorted keys and no spaces."""

    body: dict[str, Any]
    key: str
    signature: str


@router.get(
    "/edge/snapshot",
    auth=DeviceKey(),
    response=answers(LetterOut),
    summary="Fetch the signed rules of the gates",
)
def get_snapshot(request: HttpRequest, since: int = 0, key: str = "") -> Any:
    """The whole rules, or what changed since a number; `key` is the public key that is trusted."""
    actor = request.actor  # type: ignore[attr-defined]
    return letters.letter(since=since, known_key=key, actor=actor, at=timezone.now())


class StateOut(Schema):
    holder_key: str
    zone: str
    in_ms: int
    in_gate: str
    out_ms: int
    out_gate: str
    is_vehicle: bool


class UsedOut(Schema):
    token: str
    direction: str
    at_ms: int


class StatesOut(Schema):
    """Where holders are by what all gates saw, and the QR passes that were taken."""

    items: list[StateOut]
    used: list[UsedOut]
    cursor: int
    more: bool


@router.get(
    "/edge/states",
    auth=DeviceKey(),
    response=answers(StatesOut),
    summary="Fetch what other gates saw",
)
def get_states(request: HttpRequest, since: int = 0) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    return queries.states(since=min(since, LARGEST), actor=actor, at=timezone.now())


class UploadIn(Schema):
    """Decisions of an agent, oldest first; the same nonce is answered the same."""

    nonce: str = Field(min_length=1, max_length=actions.LONGEST_NONCE)
    forced: bool = Field(False, description="Take late ones too.")
    items: list[Any]


class RowOut(Schema):
    """stored, duplicate or refused with a stable reason."""

    event_id: str | None
    outcome: str
    reason: str | None = None


class UploadOut(Schema):
    stored: int
    duplicates: int
    refused: int
    items: list[RowOut]


@router.post(
    "/edge/decisions",
    auth=DeviceKey(most=MOST_OF_DECIDED),
    response=answers(UploadOut, 409, 413),
    summary="Send what a gate room decided",
)
def take_decisions(request: HttpRequest, upload: UploadIn) -> Any:
    return actions.take_upload(
        nonce=upload.nonce,
        items=upload.items,
        forced=upload.forced,
        device_id=request.device_id,  # type: ignore[attr-defined]
        actor=request.actor,  # type: ignore[attr-defined]
        at=timezone.now(),
    )


class CommandOut(Schema):
    id: int
    gate: str
    wanted: str
    until_ms: int


class CommandsOut(Schema):
    items: list[CommandOut]


@router.get(
    "/edge/commands",
    auth=DeviceKey(),
    response=answers(CommandsOut),
    summary="Fetch what gates are to do",
)
def get_commands(request: HttpRequest) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    return {"items": queries.pending_commands(actor=actor, at=timezone.now())}


class CommandDoneIn(Schema):
    id: int = Field(ge=0, le=LARGEST)
    done: bool = True


class CommandDoneOut(Schema):
    """taken: false when it was answered before or is no command of this site."""

    taken: bool


@router.post(
    "/edge/commands/done",
    auth=DeviceKey(),
    response=answers(CommandDoneOut),
    summary="Say what a gate did",
)
def command_done(request: HttpRequest, answer: CommandDoneIn) -> Any:
    taken = actions.command_done(
        command_id=answer.id,
        is_done=answer.done,
        actor=request.actor,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    return {"taken": taken}


class ReaderIn(Schema):
    seen_ms: int = Field(0, ge=0, le=LATEST_MS)
    fault: str | None = Field(None, max_length=60)


class ReportIn(Schema):
    """How an agent is."""

    model_config = ConfigDict(extra="ignore")

    rules_number: int = Field(ge=0, le=LARGEST)
    rules_made_at_ms: int = Field(0, ge=0, le=LATEST_MS)
    queued: int = Field(0, ge=0, le=2**31 - 1)
    oldest_queued_s: int | None = Field(None, ge=0, le=10**8)
    refused: int = Field(0, ge=0, le=2**31 - 1)
    kept: int = Field(0, ge=0, le=2**31 - 1)
    clock_ahead_ms: int = Field(0, ge=-LARGEST, le=LARGEST)
    troubles: list[str] = Field(default_factory=list, max_length=20)
    version: str = Field("", max_length=20)
    readers: dict[str, ReaderIn] = Field(default_factory=dict, max_length=200)


class ReportOut(Schema):
    """now_ms: the server's time; number: of the rules in force."""

    now_ms: int
    number: int


@router.post(
    "/edge/report",
    auth=DeviceKey(),
    response=answers(ReportOut),
    summary="Say how a gate room's agent is",
)
def report(request: HttpRequest, said: ReportIn) -> Any:
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    found = actions.Report(
        rules_number=said.rules_number,
        rules_made_at_ms=said.rules_made_at_ms,
        queued=said.queued,
        oldest_queued_s=said.oldest_queued_s,
        refused=said.refused,
        kept=said.kept,
        ahead_ms=said.clock_ahead_ms,
        troubles=said.troubles,
        version=said.version,
        readers={
            serial: actions.ReaderSaid(reader.seen_ms, reader.fault)
            for serial, reader in said.readers.items()
        },
    )
    device_id = request.device_id  # type: ignore[attr-defined]
    actions.report(report=found, device_id=device_id, actor=actor, at=at)
    return {"now_ms": milliseconds(at), "number": versions.current(site_id=actor.site_id or 0)}
