from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.kit.actor import Actor
from jieyue.kit.search import Hit
from jieyue.people.permissions import PeoplePermission
from jieyue.people.units import rules
from jieyue.people.units.models import HeadCount, HeadCountKind, Unit, UnitKind


@dataclass(frozen=True)
class UnitRow:
    """One line of the list of units."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    kind_label: str
    approved_posts: int | None
    persons: int | None
    is_active: bool
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True)
class HeadCountRow:
    """One dated head-count, newest first on the page of a unit."""

    since_on: date
    kind_label: str
    persons: int
    recorded_by: str


def rows(actor: Actor, *, on: date) -> list[UnitRow]:
    """The units the actor sees, with their head-count on a day. Two queries."""
    units = list(Unit.objects.visible_to(actor))
    counts = _counts(actor, [unit.id for unit in units])
    return [_row(unit, counts.get(unit.id, []), on) for unit in units]


def row(actor: Actor, *, unit_id: int, on: date) -> UnitRow:
    """Raises Unit.DoesNotExist."""
    unit = Unit.objects.visible_to(actor).get(id=unit_id)
    return _row(unit, _counts(actor, [unit_id]).get(unit_id, []), on)


def history(actor: Actor, *, unit_id: int) -> list[HeadCountRow]:
    counts = HeadCount.objects.visible_to(actor).filter(unit_id=unit_id)
    return [
        HeadCountRow(c.since_on, str(HeadCountKind(c.kind).label), c.persons, c.recorded_by)
        for c in counts.order_by("-since_on", "-id")
    ]


def head_counts(*, site_id: int, on: date) -> dict[int, dict[str, int]]:
    """Persons by kind for each unit of a site that was ever counted. One query."""
    found: dict[int, list[rules.Count]] = {}
    counts = HeadCount.objects.filter(site_id=site_id, since_on__lte=on)
    for row in counts:
        count = rules.Count(row.id, row.kind, row.since_on, row.persons)
        found.setdefault(row.unit_id, []).append(count)
    return {unit_id: rules.persons_on(rows, day=on) for unit_id, rows in found.items()}


def choices(actor: Actor) -> list[tuple[int, str]]:
    """Active units for a drop-down."""
    units = Unit.objects.visible_to(actor).filter(is_active=True)
    return list(units.values_list("id", "name"))


def names(*, site_id: int) -> dict[int, str]:
    """Short name of every unit of a site, those that left included."""
    return dict(Unit.objects.filter(site_id=site_id).values_list("id", "short_name"))


def search(query: str, actor: Actor) -> list[Hit]:
    """Units for the global search box."""
    if actor.scope_of(PeoplePermission.UNITS_READ) is None:
        return []
    found = Unit.objects.visible_to(actor).filter(
        Q(name__icontains=query) | Q(short_name__icontains=query) | Q(code__iexact=query)
    )
    return [
        Hit(_("Units"), unit.name, reverse("people:unit", args=[unit.id]), unit.code)
        for unit in found[:21]
    ]


def _counts(actor: Actor, unit_ids: list[int]) -> dict[int, list[rules.Count]]:
    counts = HeadCount.objects.visible_to(actor).filter(unit_id__in=unit_ids)
    found: dict[int, list[rules.Count]] = {}
    for row in counts:
        count = rules.Count(row.id, row.kind, row.since_on, row.persons)
        found.setdefault(row.unit_id, []).append(count)
    return found


def _row(unit: Unit, counts: list[rules.Count], on: date) -> UnitRow:
    return UnitRow(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        kind_label=str(UnitKind(unit.kind).label),
        approved_posts=unit.approved_posts,
        persons=rules.energy_persons(rules.persons_on(counts, day=on)),
        is_active=unit.is_active,
        joined_on=unit.joined_on,
        left_on=unit.left_on,
    )
