"""Zones, gates, plans and releases as the pages show them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from jieyue.access.gates import plans, rules
from jieyue.access.gates.models import (
    AssemblyPoint,
    FireRelease,
    Gate,
    GateCommand,
    HandReason,
    Mode,
    OpeningPlan,
    PlanSlot,
    Zone,
)
from jieyue.access.permissions import AccessPermission
from jieyue.kit import workdays
from jieyue.kit.actor import Actor

HOURS = range(24)


@dataclass(frozen=True)
class Clock:
    """The minute of a local day and what its days are, as plans ask."""

    minute: int
    is_workday: bool
    was_workday: bool


@dataclass(frozen=True)
class GateRow:
    """One line of the page of gates. mode: what its plan says now, as code."""

    id: int
    code: str
    name: str
    traffic: str
    outer: str
    inner: str
    plan: str
    mode: str
    antipassback: str
    releases_on_fire: bool
    is_active: bool
    devices: int


@dataclass(frozen=True)
class ZoneRow:
    """One line of the tree of zones; depth 0 is enclosed by none."""

    id: int
    code: str
    name: str
    depth: int
    kind: str
    building: str
    assembly_point: str
    occupancy_limit: int | None
    gates: int
    is_active: bool

    @property
    def title(self) -> str:
        return "\u3000" * self.depth + self.name


@dataclass(frozen=True)
class PlanRow:
    """One plan and its slots in words."""

    id: int
    code: str
    name: str
    slots: str
    gates: int


@dataclass(frozen=True)
class PointRow:
    id: int
    code: str
    name: str
    place: str
    zones: str


@dataclass(frozen=True)
class CommandRow:
    """What was asked of a gate by hand."""

    at: datetime
    gate: str
    wanted: str
    reason: str
    note: str
    by: str
    outcome: str


@dataclass(frozen=True)
class ReleaseRow:
    """One fire release; until None: in force."""

    since: datetime
    until: datetime | None
    reason: str
    by: str
    ended_by: str
    minutes: int | None


@dataclass(frozen=True)
class DayStrip:
    """A kind of day as a plan has it: the mode at each half hour of it."""

    is_workday: bool
    modes: tuple[tuple[int, str], ...]


def zone_names(codes: Sequence[str], *, site_id: int | None) -> list[str]:
    """What zones are called, in the order given; a code that is none stands for itself. A query."""
    names = dict(Zone.objects.filter(site_id=site_id, code__in=codes).values_list("code", "name"))
    return [names.get(code, code) for code in codes]


def clock(*, site_id: int, at: datetime) -> Clock:
    """What plans ask about a moment. One query or two."""
    local = timezone.localtime(at)
    yesterday = local.date() - timedelta(days=1)
    days = workdays.days(yesterday, local.date() + timedelta(days=1), site_id=site_id)
    return Clock(
        local.hour * 60 + local.minute,
        days[local.date()].is_working,
        days[yesterday].is_working,
    )


def modes(found: Collection[Gate], *, site_id: int, at: datetime) -> dict[int, str]:
    """What the plan of each gate says now, by gate; without a plan it is controlled."""
    slots = plans.slots_of(plan_ids={gate.plan_id for gate in found if gate.plan_id})
    now = clock(site_id=site_id, at=at)
    return {
        gate.id: rules.CONTROLLED
        if gate.plan_id is None
        else rules.mode_at(
            slots[gate.plan_id],
            minute=now.minute,
            is_workday=now.is_workday,
            was_workday=now.was_workday,
        )
        for gate in found
    }


def gates(actor: Actor, *, at: datetime) -> list[GateRow]:
    """Every gate by code. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_READ)
    rows = Gate.objects.visible_to(actor).select_related("outer", "inner", "plan")
    counted = rows.annotate(active=Count("devices", filter=Q(devices__is_active=True)))
    found = list(counted.order_by("code"))
    now = modes(found, site_id=actor.site_id or 0, at=at)
    return [
        GateRow(
            id=gate.id,
            code=gate.code,
            name=gate.name,
            traffic=gate.get_traffic_display(),
            outer=gate.outer.name if gate.outer else "",
            inner=gate.inner.name,
            plan=gate.plan.name if gate.plan else "",
            mode=now[gate.id],
            antipassback=gate.get_antipassback_display(),
            releases_on_fire=gate.releases_on_fire,
            is_active=gate.is_active,
            devices=gate.active,
        )
        for gate in found
    ]


def zones(actor: Actor) -> list[ZoneRow]:
    """Every zone, each below the one that encloses it. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_READ)
    rows = Zone.objects.visible_to(actor).select_related("building", "assembly_point")
    counted = rows.annotate(active=Count("gates_in", filter=Q(gates_in__is_active=True)))
    below: dict[int | None, list[Any]] = defaultdict(list)
    for zone in counted.order_by("code"):
        below[zone.parent_id].append(zone)
    return _branch(below, None, 0)


def _branch(below: dict[int | None, list[Any]], parent: int | None, depth: int) -> list[ZoneRow]:
    found = []
    for zone in below[parent]:
        row = ZoneRow(
            id=zone.id,
            code=zone.code,
            name=zone.name,
            depth=depth,
            kind=zone.get_kind_display(),
            building=str(zone.building or ""),
            assembly_point=zone.assembly_point.name if zone.assembly_point else "",
            occupancy_limit=zone.occupancy_limit,
            gates=zone.active,
            is_active=zone.is_active,
        )
        found += [row, *_branch(below, zone.id, depth + 1)]
    return found


def opening_plans(actor: Actor) -> list[PlanRow]:
    """Every plan with its slots. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_READ)
    rows = OpeningPlan.objects.visible_to(actor).prefetch_related("slots")
    counted = rows.annotate(used=Count("gates", filter=Q(gates__is_active=True)))
    return [
        PlanRow(row.id, row.code, row.name, "；".join(map(_slot_text, row.slots.all())), row.used)
        for row in counted
    ]


def _slot_text(row: PlanSlot) -> str:
    return plans.text_of(plans.wanted_of(row))


def strips(slots: Sequence[rules.Slot]) -> list[DayStrip]:
    """A workday after a workday and a day off after a day off, by the half hour."""
    return [
        DayStrip(
            is_workday,
            tuple(
                (half, rules.mode_at(slots, minute=half * 30, is_workday=is_workday))
                for half in range(48)
            ),
        )
        for is_workday in (True, False)
    ]


def assembly_points(actor: Actor) -> list[PointRow]:
    """Every assembly point and who gathers there. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_READ)
    rows = AssemblyPoint.objects.filter(site_id=actor.site_id).prefetch_related("zones")
    return [
        PointRow(row.id, row.code, row.name, row.place, "、".join(map(str, row.zones.all())))
        for row in rows
    ]


def commands(
    actor: Actor, *, since: datetime, gate_id: int | None = None, most: int = 100
) -> list[CommandRow]:
    """What was asked by hand since then, latest first. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_READ)
    rows = GateCommand.objects.visible_to(actor).filter(asked_at__gte=since)
    rows = rows.filter(reason_code__in=HandReason.values).select_related("gate")
    if gate_id is not None:
        rows = rows.filter(gate_id=gate_id)
    return [
        CommandRow(
            row.asked_at,
            row.gate.name,
            row.wanted,
            str(HandReason(row.reason_code).label),
            row.reason,
            row.asked_by,
            row.outcome,
        )
        for row in rows.order_by("-asked_at", "-id")[:most]
    ]


def releases(actor: Actor, *, most: int = 50) -> list[ReleaseRow]:
    """Fire releases, latest first. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_READ)
    return [
        ReleaseRow(
            row.since,
            row.until,
            row.reason,
            row.by,
            row.ended_by,
            None if row.until is None else round((row.until - row.since).total_seconds() / 60),
        )
        for row in FireRelease.objects.visible_to(actor)[:most]
    ]


def mode_label(mode: str) -> str:
    return str(Mode(mode).label)
