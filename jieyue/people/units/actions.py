from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.permissions import PeoplePermission
from jieyue.people.units import rules
from jieyue.people.units.facts import (
    HeadCountRecorded,
    UnitAdded,
    UnitChanged,
    UnitLeft,
    UnitsImported,
)
from jieyue.people.units.models import HeadCount, Unit, UnitKind


class UnitTaken(rules.Refusal):
    """Another unit of the site has this code or name."""

    def __init__(self, *, code: str, name: str) -> None:
        super().__init__(code, name)
        self.code, self.name = code, name


class UnitHasPersons(rules.Refusal):
    """A unit cannot move out while persons are posted to it."""

    def __init__(self, *, name: str, persons: int) -> None:
        super().__init__(name, persons)
        self.name, self.persons = name, persons


class LeavesInFuture(rules.Refusal):
    """A unit is recorded as gone on the day it goes, not before."""

    def __init__(self, *, left_on: date) -> None:
        super().__init__(left_on)
        self.left_on = left_on


@dataclass(frozen=True, kw_only=True)
class UnitFields:
    """What people say about a unit. `code` is the key when a sheet is taken in."""

    code: str
    name: str
    short_name: str = ""
    kind: str = UnitKind.ORGAN
    approved_posts: int | None = None
    joined_on: date | None = None


def _columns(fields: UnitFields) -> dict[str, object]:
    columns = asdict(fields)
    columns["short_name"] = fields.short_name or fields.name[:20]
    columns["is_contractor"] = fields.kind == UnitKind.CONTRACTOR
    return columns


@transaction.atomic
def add(fields: UnitFields, *, actor: Actor, at: datetime) -> Unit:
    """Raises NotAllowed, UnitTaken."""
    actor.require(PeoplePermission.UNITS_EDIT)
    _check_free(fields, actor=actor, besides=None)
    unit = Unit.objects.create(site_id=actor.site_id, **_columns(fields))
    journal.record(UnitAdded(unit_id=unit.id), actor=actor, at=at)
    return unit


@transaction.atomic
def change(*, unit_id: int, fields: UnitFields, actor: Actor, at: datetime) -> Unit:
    """Write what differs; a call that changes nothing records nothing.

    Raises NotAllowed, UnitTaken, Unit.DoesNotExist.
    """
    actor.require(PeoplePermission.UNITS_EDIT)
    unit = Unit.objects.visible_to(actor).select_for_update().get(id=unit_id)
    _check_free(fields, actor=actor, besides=unit_id)
    before, after = _apply(unit, fields)
    if after:
        unit.save()
        fact = UnitChanged(unit_id=unit_id, before=before, after=after)
        journal.record(fact, actor=actor, at=at)
    return unit


@transaction.atomic
def leave(*, unit_id: int, left_on: date, actor: Actor, at: datetime) -> None:
    """The unit moved out. Raises NotAllowed, LeavesInFuture, UnitHasPersons, Unit.DoesNotExist."""
    actor.require(PeoplePermission.UNITS_EDIT)
    unit = Unit.objects.visible_to(actor).select_for_update().get(id=unit_id)
    if left_on > timezone.localdate(at):
        raise LeavesInFuture(left_on=left_on)
    persons = unit.persons.filter(left_on=None).count()
    if persons:
        raise UnitHasPersons(name=unit.name, persons=persons)
    unit.is_active, unit.left_on = False, left_on
    unit.save(update_fields=["is_active", "left_on"])
    journal.record(UnitLeft(unit_id=unit_id, left_on=left_on), actor=actor, at=at)


@transaction.atomic
def record_head_count(
    *, unit_id: int, kind: str, persons: int, since_on: date, actor: Actor, at: datetime
) -> None:
    """Add a dated head-count; the rows before it stay. Raises NotAllowed, BadHeadCount."""
    actor.require(PeoplePermission.UNITS_EDIT, unit_id=unit_id)
    rules.check_head_count(kind=kind, persons=persons)
    unit = Unit.objects.visible_to(actor).select_for_update().get(id=unit_id)
    before = unit.head_counts.filter(kind=kind, since_on__lte=since_on).last()
    HeadCount.objects.create(
        site_id=unit.site_id,
        unit=unit,
        kind=kind,
        since_on=since_on,
        persons=persons,
        recorded_at=at,
        recorded_by=actor.name,
    )
    fact = HeadCountRecorded(
        unit_id=unit_id,
        kind=kind,
        since_on=since_on,
        before=before.persons if before else None,
        persons=persons,
    )
    journal.record(fact, actor=actor, at=at)


@dataclass(frozen=True)
class Imported:
    """How many rows of a sheet were new, changed something, or were known already."""

    added: int
    changed: int
    unchanged: int

    @property
    def outcome(self) -> str:
        """Of a single row."""
        return "added" if self.added else "changed" if self.changed else "unchanged"


@transaction.atomic
def take_in(rows: Sequence[UnitFields], *, actor: Actor, at: datetime) -> Imported:
    """Add and change units by code, all rows or none. Twice the same sheet changes nothing.

    Raises NotAllowed, UnitTaken for a name that another code has.
    """
    actor.require(PeoplePermission.UNITS_EDIT)
    units = Unit.objects.visible_to(actor).select_for_update()
    known = {unit.code: unit for unit in units}
    code_of = {unit.name: unit.code for unit in known.values()}
    new, changed = [], []
    for row in rows:
        if code_of.get(row.name, row.code) != row.code:
            raise UnitTaken(code=code_of[row.name], name=row.name)
        code_of[row.name] = row.code
        unit = known.get(row.code)
        if unit is None:
            known[row.code] = unit = Unit(site_id=actor.site_id, **_columns(row))
            new.append(unit)
        elif _apply(unit, row)[1] and unit.pk:
            changed.append(unit)
    Unit.objects.bulk_create(new)
    Unit.objects.bulk_update(changed, list(_columns(rows[0]))) if changed else None
    if new or changed:
        fact = UnitsImported(added=[u.id for u in new], changed=[u.id for u in changed])
        journal.record(fact, actor=actor, at=at)
    return Imported(len(new), len(changed), len(rows) - len(new) - len(changed))


def _check_free(fields: UnitFields, *, actor: Actor, besides: int | None) -> None:
    others = Unit.objects.visible_to(actor).exclude(id=besides)
    for taken in (others.filter(code=fields.code), others.filter(name=fields.name)):
        other = taken.first()
        if other is not None:
            raise UnitTaken(code=other.code, name=other.name)


def _apply(unit: Unit, fields: UnitFields) -> tuple[dict[str, str], dict[str, str]]:
    """Set what differs on `unit`; the old and new values of just those columns, as text."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for column, value in _columns(fields).items():
        held = getattr(unit, column)
        if held != value:
            before[column], after[column] = str(held), str(value)
            setattr(unit, column, value)
    return before, after
