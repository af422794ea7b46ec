"""Sets up zones, gates and assembly points. Each change rises the number decisions rest on."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

from jieyue.access.gates import facts, refusals, rules, versions
from jieyue.access.gates.models import AssemblyPoint, Gate, OpeningPlan, Traffic, Zone
from jieyue.access.permissions import AccessPermission
from jieyue.estate.buildings.models import Building
from jieyue.kit import journal
from jieyue.kit.actor import Actor, NotAllowed

Row = TypeVar("Row", AssemblyPoint, Gate, OpeningPlan, Zone)


@dataclass(frozen=True, kw_only=True)
class ZoneWanted:
    """A zone as it is to be; references by id."""

    code: str
    name: str
    kind: str = "building"
    parent_id: int | None = None
    building_id: int | None = None
    assembly_point_id: int | None = None
    occupancy_limit: int | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class GateWanted:
    """A gate as it is to be; references by id, `outer_id` None is outside the complex."""

    code: str
    name: str
    inner_id: int
    traffic: str = "people"
    outer_id: int | None = None
    plan_id: int | None = None
    antipassback: str = "off"
    repeat_s: int | None = None
    releases_on_fire: bool = True
    is_active: bool = True


@transaction.atomic
def put_assembly_point(
    *,
    code: str,
    name: str,
    place: str = "",
    point_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> AssemblyPoint:
    """Set up an assembly point, or change that of point_id. Raises NotAllowed, CodeTaken."""
    row = found(AssemblyPoint, point_id, actor)
    check_code(AssemblyPoint, code, row)
    old, new = _differing(row, {"code": code, "name": name, "place": place})
    if new:
        row.save()
        fact = facts.AssemblyPointSet(
            assembly_point_id=row.id, code=row.code, new=new, old=old if point_id else {}
        )
        journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def put_zone(*, wanted: ZoneWanted, zone_id: int | None = None, actor: Actor, at: datetime) -> Zone:
    """Set up a zone, or change that of zone_id; the same again changes nothing.

    Its code stays: passes, visits and permits name their zones by it.

    Raises NotAllowed, CodeTaken, CodeStays, ZoneWithinItself, ZoneInUse, and DoesNotExist of the
    row that an id does not name on this site.
    """
    row = found(Zone, zone_id, actor)
    check_code(Zone, wanted.code, row)
    if row.id and row.code != wanted.code:
        raise refusals.CodeStays(code=row.code, title=row.name)
    _check_parent(row, wanted, actor)
    _on_site(Building, wanted.building_id, actor)
    _on_site(AssemblyPoint, wanted.assembly_point_id, actor)
    if row.id and not wanted.is_active:
        _check_unused(row)
    old, new = _differing(row, asdict(wanted))
    if new:
        row.save()
        versions.rise(site_id=row.site_id)
        fact = facts.ZoneSet(zone_id=row.id, code=row.code, new=new, old=old if zone_id else {})
        journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def put_gate(*, wanted: GateWanted, gate_id: int | None = None, actor: Actor, at: datetime) -> Gate:
    """Set up a gate, or change that of gate_id; the same again changes nothing.

    A lane never opens at a fire alarm: people are let out, and cars wait for a guard.

    Raises NotAllowed, CodeTaken, SameZone, and DoesNotExist of the row that an id does not name.
    """
    row = found(Gate, gate_id, actor)
    check_code(Gate, wanted.code, row)
    if wanted.outer_id == wanted.inner_id:
        raise refusals.SameZone(title=wanted.name)
    for zone_id in (wanted.inner_id, wanted.outer_id):
        _on_site(Zone, zone_id, actor)
    _on_site(OpeningPlan, wanted.plan_id, actor)
    if wanted.traffic == Traffic.VEHICLES:
        wanted = replace(wanted, releases_on_fire=False)
    old, new = _differing(row, asdict(wanted))
    if new:
        row.save()
        versions.rise(site_id=row.site_id)
        fact = facts.GateSet(gate_id=row.id, code=row.code, new=new, old=old if gate_id else {})
        journal.record(fact, actor=actor, at=at)
    return row


def found(kind: type[Row], row_id: int | None, actor: Actor) -> Row:
    """The row to change, locked, or a new one. Raises NotAllowed, kind.DoesNotExist."""
    actor.require(AccessPermission.GATES_EDIT)
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.GATES_EDIT)
    versions.hold(site_id=actor.site_id)  # of two who choose one code the second hears of it
    if row_id is None:
        return kind(site_id=actor.site_id)
    row: Row = kind.objects.select_for_update(no_key=True).get(id=row_id, site_id=actor.site_id)
    return row


def check_code(
    kind: type[models.Model], code: str, row: AssemblyPoint | Gate | OpeningPlan | Zone
) -> None:
    """Raises CodeTaken when another row of the site has the code."""
    others: Any = kind._default_manager.filter(site_id=row.site_id, code=code).exclude(id=row.id)
    other = others.first()
    if other is not None:
        raise refusals.CodeTaken(code=code, title=other.name)


def _differing(row: Any, wanted: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Old and new values of what differs, which is set on the row."""
    differing = {key: value for key, value in wanted.items() if getattr(row, key) != value}
    if row.id is None:
        differing = wanted
    old = {key: _text(getattr(row, key)) for key in differing}
    for key, value in differing.items():
        setattr(row, key, value)
    return old, {key: _text(value) for key, value in differing.items()}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _on_site(kind: type[models.Model], row_id: int | None, actor: Actor) -> None:
    """Raises kind.DoesNotExist for an id that is not of this site."""
    if row_id is not None:
        kind._default_manager.get(id=row_id, site_id=actor.site_id)


def _check_parent(row: Zone, wanted: ZoneWanted, actor: Actor) -> None:
    if wanted.parent_id is None:
        return
    parent = Zone.objects.get(id=wanted.parent_id, site_id=actor.site_id)
    parents = dict(Zone.objects.filter(site_id=row.site_id).values_list("id", "parent_id"))
    if row.id and rules.encloses_itself(row.id, parent.id, parents):
        raise refusals.ZoneWithinItself(title=wanted.name, parent=parent.name)


def _check_unused(row: Zone) -> None:
    gates = Gate.objects.filter(Q(inner=row) | Q(outer=row), is_active=True)
    names = list(gates.values_list("name", flat=True))
    if names:
        raise refusals.ZoneInUse(title=row.name, gates="、".join(names[:8]))
