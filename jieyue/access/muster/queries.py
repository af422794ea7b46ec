"""The list as guards see it, during a muster and without one, and the musters there were."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jieyue.access.gates.models import AssemblyPoint
from jieyue.access.muster import listing, reporting, rules
from jieyue.access.muster.models import Muster, MusterLine, MusterMark, UnitAssembly
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit


@dataclass(frozen=True)
class Going:
    """A muster that is going on."""

    id: int
    kind: str
    kind_label: str
    reason: str
    called_at: str
    called_by: str


@dataclass(frozen=True)
class SaidOf:
    """One mark of one guard."""

    state: str
    at: str
    by: str


@dataclass(frozen=True)
class Row:
    """One person or vehicle. left: a gate saw them go since the call."""

    key: str
    sort: str
    label: str
    unit: str
    zone: str
    point: str
    seen_at: str | None
    likelihood: float
    state: str = ""
    is_contradicted: bool = False
    left: bool = False
    marks: list[SaidOf] = field(default_factory=list)


@dataclass(frozen=True)
class Roll:
    """Who is looked for, or who is inside when nobody called, as of `at`; phones keep it whole."""

    at: str
    muster: Going | None
    points: list[str]
    rows: list[Row]

    def as_json(self) -> dict[str, Any]:
        """For the page; `dataclasses.asdict` takes ten times as long."""
        rows = [{**vars(row), "marks": [vars(said) for said in row.marks]} for row in self.rows]
        return {**vars(self), "muster": vars(self.muster) if self.muster else None, "rows": rows}


def roll(actor: Actor, *, at: datetime) -> Roll:
    """Who is looked for, or who is inside when nobody called; the door notes who reads the latter.

    Raises NotAllowed.
    """
    actor.require(AccessPermission.MUSTER_READ)
    site_id = actor.site_id or 0
    going = Muster.objects.filter(site_id=site_id, ended_at=None).first()
    points = list(AssemblyPoint.objects.filter(site_id=site_id).values_list("name", flat=True))
    if going is not None:
        inside = listing.keys_inside(site_id=site_id, at=at)
        return Roll(at.isoformat(), _going(going), points, _rows(going, inside))
    now = listing.who_is_inside(site_id=site_id, at=at)
    return Roll(at.isoformat(), None, points, [_row(line) for line in now])


def _going(muster: Muster) -> Going:
    return Going(
        id=muster.id,
        kind=muster.kind,
        kind_label=muster.get_kind_display(),
        reason=muster.reason,
        called_at=muster.called_at.isoformat(),
        called_by=muster.called_by,
    )


def _row(line: listing.Line) -> Row:
    return Row(
        key=line.key,
        sort=line.sort,
        label=line.label,
        unit=line.unit,
        zone=line.zone,
        point=line.point,
        seen_at=line.seen_at.isoformat() if line.seen_at else None,
        likelihood=line.likelihood,
    )


def _rows(muster: Muster, inside: set[str]) -> list[Row]:
    columns = ("key", "sort", "label", "unit", "zone", "point")
    lines = muster.lines.values_list("id", "seen_at", "likelihood", "state", *columns)
    marks = reporting.marks_of(MusterMark.objects.filter(line__muster=muster))
    rows = []
    for line_id, seen_at, likelihood, state, *about in lines:
        said = marks.get(line_id, [])
        rows.append(
            Row(
                *about,
                seen_at=seen_at.isoformat() if seen_at else None,
                likelihood=likelihood,
                state=state,
                is_contradicted=rules.is_contradicted(said),
                left=about[0] not in inside and not about[0].startswith("added:"),
                marks=[
                    SaidOf(mark.state, mark.at.isoformat(), mark.by)
                    for mark in sorted(said, key=lambda mark: (mark.at, mark.number))
                ],
            )
        )
    return rows


def musters(actor: Actor) -> Sequence[Muster]:
    """Every muster, newest first. Raises NotAllowed."""
    actor.require(AccessPermission.MUSTER_READ)
    return list(Muster.objects.visible_to(actor))


def muster(actor: Actor, muster_id: int) -> Muster:
    """Raises NotAllowed, Muster.DoesNotExist."""
    actor.require(AccessPermission.MUSTER_READ)
    row: Muster = Muster.objects.visible_to(actor).get(id=muster_id)
    return row


def lines(actor: Actor, row: Muster) -> list[MusterLine]:
    """The list of a muster with the marks that stand. Raises NotAllowed."""
    actor.require(AccessPermission.MUSTER_READ)
    return list(row.lines.all())


@dataclass(frozen=True)
class UnitPoint:
    """A unit, and the point it gathers at instead of its zone's."""

    unit_id: int
    unit: str
    point_id: int | None


def unit_points(actor: Actor) -> list[UnitPoint]:
    """Every unit by code. Raises NotAllowed."""
    actor.require(AccessPermission.GATES_EDIT)
    own = dict(
        UnitAssembly.objects.filter(site_id=actor.site_id).values_list("unit_id", "point_id")
    )
    units = Unit.objects.filter(site_id=actor.site_id, is_active=True).order_by("code")
    return [
        UnitPoint(unit_id, name, own.get(unit_id))
        for unit_id, name in units.values_list("id", "short_name")
    ]
