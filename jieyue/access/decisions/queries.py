"""Decisions as people look at them, and who is inside by them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from jieyue.access.decisions import snapshots, words
from jieyue.access.decisions.answers import verdict_of
from jieyue.access.decisions.explaining import Step, steps_of
from jieyue.access.decisions.local_time import instant, milliseconds
from jieyue.access.decisions.models import DecidedBy, Decision, HolderState
from jieyue.access.gates.models import Gate, HandReason, Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor

MOST_RECENT = 200
HIDDEN = "…"


@dataclass(frozen=True)
class DecisionLine:
    """One decision for a list or the guard's screen; `words` say why, for a guard."""

    id: int
    at: datetime
    received_at: datetime
    gate_id: int | None
    gate: str
    device: str
    direction: str
    kind: str
    subject: str
    colour: str
    confidence: float | None
    label: str
    unit: str
    holder_key: str
    outcome: str
    reason: str
    words: str
    warnings: tuple[str, ...]
    needs: dict[str, str | int | float]
    decided_by: str
    is_current: bool
    picture_id: int | None


@dataclass(frozen=True)
class Explained:
    """One decision with each step of the order, and whether a replay says the same.

    replayed: "same", "differs" (told loudly), or "forgotten" once its inputs are no longer kept,
    "by_hand" where a guard decided. again: what the replay says.
    """

    line: DecisionLine
    steps: list[Step]
    replayed: str
    again: str
    rule_version: str
    rules_number: int
    received_after_s: int


@dataclass(frozen=True)
class Inside:
    """A holder inside a zone since `at`, by the gate they came through."""

    holder_key: str
    zone_id: int
    at: datetime
    gate_id: int | None
    is_vehicle: bool


def recent(
    actor: Actor, *, gate_ids: Collection[int] | None = None, after_id: int = 0, most: int = 50
) -> list[DecisionLine]:
    """The latest decisions, newest first. One query, by the primary key. Raises NotAllowed."""
    actor.require(AccessPermission.CONSOLE_READ)
    rows = Decision.objects.filter(site_id=actor.site_id, id__gt=after_id).order_by("-id")
    if gate_ids is not None:
        rows = rows.filter(gate_id__in=gate_ids)
    rows = rows.select_related("gate", "device", "unit")
    return [line_of(row) for row in rows[: min(most, MOST_RECENT)]]


def visible(actor: Actor) -> "QuerySet[Decision, Decision]":
    """The site's decisions, newest first, with their gates and devices. Raises NotAllowed."""
    actor.require(AccessPermission.DECISIONS_READ)
    rows: QuerySet[Decision, Decision] = Decision.objects.visible_to(actor)
    return rows.select_related("gate", "device", "unit").order_by("-at", "-id")


def explain(actor: Actor, decision_id: int, *, names: bool = False) -> Explained:
    """One decision and why, replayed now; who it was only with `names`, which asks a purpose.

    Raises NotAllowed, Decision.DoesNotExist.
    """
    row = visible(actor).get(id=decision_id)
    called = names_of(row)
    steps, replayed, again = steps_of(row, names=called)
    line = line_of(row, names=called)
    if not names:
        line = replace(line, label="", subject="", holder_key="", picture_id=None)
        steps = [replace(step, value=HIDDEN) if step.name == "known" else step for step in steps]
    return Explained(
        line=line,
        steps=steps,
        replayed=replayed,
        again=again,
        rule_version=row.rule_version,
        rules_number=row.rules_number,
        received_after_s=round((row.received_at - row.at).total_seconds()),
    )


def names_of(row: Decision) -> words.Names:
    """What the zones and gates of a decision's site are called now, and its reader."""
    site = {"site_id": row.site_id}
    return words.Names(
        zones=dict(Zone.objects.filter(**site).values_list("code", "name")),
        gates=dict(Gate.objects.filter(**site).values_list("code", "name")),
        devices={row.device.serial: row.device.name} if row.device else {},
    )


def line_of(row: Decision, *, names: words.Names = words.CODES) -> DecisionLine:
    verdict = verdict_of(row)
    by_hand = row.decided_by == DecidedBy.GUARD and row.reason in HandReason
    return DecisionLine(
        id=row.id,
        at=row.at,
        received_at=row.received_at,
        gate_id=row.gate_id,
        gate=row.gate.name if row.gate else "",
        device=row.device.name if row.device else "",
        direction=row.direction,
        kind=row.kind,
        subject=row.subject,
        colour=row.colour,
        confidence=row.confidence,
        label=row.label,
        unit=row.unit.short_name if row.unit else "",
        holder_key=row.holder_key,
        outcome=row.outcome,
        reason=row.reason,
        words=str(HandReason(row.reason).label)
        if by_hand
        else words.sentence(verdict, names=names),
        warnings=verdict.warnings,
        needs=dict(verdict.needs),
        decided_by=row.decided_by,
        is_current=row.is_current,
        picture_id=row.picture_id,
    )


def inside(*, site_id: int, zone_id: int | None = None, at: datetime) -> list[Inside]:
    """Who is inside each zone by the gates, since the last reset before `at`.

    Whoever left a zone around theirs later is not inside any more. Two queries.
    """
    return list(_inside(site_id, zone_id, at))


def _inside(site_id: int, zone_id: int | None, at: datetime) -> Iterator[Inside]:
    rules = snapshots.of(site_id=site_id, at=at)
    since = instant(rules.reset_ms(milliseconds(at)))
    ids = {row.code: row.id for row in rules.zones.values()}
    around = {ids[code]: [ids[outer] for outer in rules.around(code)] for code in ids}
    columns = ("holder_key", "zone_id", "is_inside", "at", "gate_id", "is_vehicle")
    rows = HolderState.objects.filter(site_id=site_id, at__gte=since, at__lte=at)
    states = list(rows.order_by("holder_key", "zone_id").values_list(*columns))
    left = {(key, zone): when for key, zone, is_in, when, _gate, _car in states if not is_in}
    for key, zone, is_in, when, gate_id, is_vehicle in states:
        if not is_in or (zone_id is not None and zone != zone_id):
            continue
        if any(left.get((key, outer), when) > when for outer in around.get(zone, ())):
            continue
        yield Inside(key, zone, when, gate_id, is_vehicle)
