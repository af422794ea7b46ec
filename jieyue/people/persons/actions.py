from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons import rules
from jieyue.people.persons.facts import (
    PersonAdded,
    PersonChanged,
    PersonLeft,
    PersonPosted,
    PersonReturned,
    PhonesShown,
)
from jieyue.people.persons.models import Person, Posting
from jieyue.people.units.models import Unit


class StaffNumberTaken(rules.Refusal):
    """Another person of the site has this staff number."""

    def __init__(self, *, staff_no: str) -> None:
        super().__init__(staff_no)
        self.staff_no = staff_no


class HasLeft(rules.Refusal):
    """The person no longer works here; a new posting begins with a return."""

    def __init__(self, *, left_on: date) -> None:
        super().__init__(left_on)
        self.left_on = left_on


class StillHere(rules.Refusal):
    """Only a person who has left can return."""


class LeavesBeforePosting(rules.Refusal):
    """A person cannot leave on or before the day the current posting began."""

    def __init__(self, *, left_on: date, since_on: date) -> None:
        super().__init__(left_on, since_on)
        self.left_on, self.since_on = left_on, since_on


class UnitNotActive(rules.Refusal):
    """Nobody is posted to a unit that has moved out."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class PersonFields:
    """What is known of a person besides the posting; a phone of None stays as it is."""

    staff_no: str
    name: str
    phone: str | None = ""


@transaction.atomic
def add(
    fields: PersonFields,
    *,
    unit_id: int,
    post: str = "",
    since_on: date,
    actor: Actor,
    at: datetime,
) -> Person:
    """Raises NotAllowed, StaffNumberTaken, UnitNotActive, PostingInFuture, Unit.DoesNotExist."""
    actor.require(PeoplePermission.PERSONS_EDIT, unit_id=unit_id)
    unit = _active_unit(unit_id, actor)
    rules.check_next_posting([], since_on=since_on, today=timezone.localdate(at))
    if Person.objects.filter(site_id=actor.site_id, staff_no=fields.staff_no).exists():
        raise StaffNumberTaken(staff_no=fields.staff_no)
    person = Person.objects.create(
        site_id=actor.site_id,
        unit=unit,
        staff_no=fields.staff_no,
        name=fields.name,
        phone=fields.phone or "",
        post=post,
    )
    _open_posting(person, unit=unit, post=post, since_on=since_on)
    journal.record(PersonAdded(person_id=person.id, unit_id=unit.id), actor=actor, at=at)
    return person


@transaction.atomic
def change(*, person_id: int, fields: PersonFields, actor: Actor, at: datetime) -> None:
    """Correct name, number or phone. Raises NotAllowed, StaffNumberTaken, Person.DoesNotExist."""
    person = _locked(person_id, actor)
    actor.require(PeoplePermission.PERSONS_EDIT, unit_id=person.unit_id)
    taken = Person.objects.filter(site_id=actor.site_id, staff_no=fields.staff_no)
    if taken.exclude(id=person_id).exists():
        raise StaffNumberTaken(staff_no=fields.staff_no)
    new = {"staff_no": fields.staff_no, "name": fields.name}
    if fields.phone is not None:
        new["phone"] = fields.phone
    differing = [column for column, value in new.items() if getattr(person, column) != value]
    if not differing:
        return
    for column in differing:
        setattr(person, column, new[column])
    person.save(update_fields=differing)
    journal.record(PersonChanged(person_id=person_id, fields=differing), actor=actor, at=at)


@transaction.atomic
def post_to(
    *, person_id: int, unit_id: int, post: str, since_on: date, actor: Actor, at: datetime
) -> None:
    """End the current posting and begin another.

    Raises NotAllowed, HasLeft, UnitNotActive, PostingOverlaps, PostingInFuture.
    """
    person = _locked(person_id, actor)
    actor.require(PeoplePermission.PERSONS_EDIT, unit_id=person.unit_id)
    actor.require(PeoplePermission.PERSONS_EDIT, unit_id=unit_id)
    if person.left_on is not None:
        raise HasLeft(left_on=person.left_on)
    unit = _active_unit(unit_id, actor)
    _check_follows(person, since_on=since_on, at=at)
    from_unit_id = person.unit_id
    person.postings.filter(until_on=None).update(until_on=since_on)
    _open_posting(person, unit=unit, post=post, since_on=since_on)
    fact = PersonPosted(
        person_id=person_id, from_unit_id=from_unit_id, unit_id=unit_id, since_on=since_on
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def leave(*, person_id: int, left_on: date, actor: Actor, at: datetime) -> None:
    """The person is gone from `left_on` on; log-ins end that day by themselves.

    Raises NotAllowed, HasLeft, LeavesBeforePosting, Person.DoesNotExist.
    """
    person = _locked(person_id, actor)
    actor.require(PeoplePermission.PERSONS_EDIT, unit_id=person.unit_id)
    if person.left_on is not None:
        raise HasLeft(left_on=person.left_on)
    current = person.postings.get(until_on=None)
    if left_on <= current.since_on:
        raise LeavesBeforePosting(left_on=left_on, since_on=current.since_on)
    current.until_on = person.left_on = left_on
    current.save(update_fields=["until_on"])
    person.save(update_fields=["left_on"])
    journal.record(PersonLeft(person_id=person_id, left_on=left_on), actor=actor, at=at)


@transaction.atomic
def come_back(
    *, person_id: int, unit_id: int, post: str, since_on: date, actor: Actor, at: datetime
) -> None:
    """Begin a new posting after a leave. Raises NotAllowed, StillHere, PostingOverlaps."""
    actor.require(PeoplePermission.PERSONS_EDIT, unit_id=unit_id)
    person = _locked(person_id, actor)
    if person.left_on is None:
        raise StillHere
    unit = _active_unit(unit_id, actor)
    _check_follows(person, since_on=since_on, at=at)
    person.left_on = None
    _open_posting(person, unit=unit, post=post, since_on=since_on)
    fact = PersonReturned(person_id=person_id, unit_id=unit_id, since_on=since_on)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def note_phones_shown(*, persons: int, actor: Actor, at: datetime) -> None:
    """Whole numbers leave in a sheet: that is recorded. Raises NotAllowed."""
    actor.require(PeoplePermission.PERSONS_PHONE)
    journal.record(PhonesShown(persons=persons), actor=actor, at=at)


def _locked(person_id: int, actor: Actor) -> Person:
    """Raises Person.DoesNotExist."""
    persons: Person = Person.objects.visible_to(actor).select_for_update().get(id=person_id)
    return persons


def _active_unit(unit_id: int, actor: Actor) -> Unit:
    unit: Unit = Unit.objects.visible_to(actor).get(id=unit_id)
    if not unit.is_active:
        raise UnitNotActive(name=unit.name)
    return unit


def _check_follows(person: Person, *, since_on: date, at: datetime) -> None:
    spans = [rules.Span(*row) for row in person.postings.values_list("since_on", "until_on")]
    rules.check_next_posting(spans, since_on=since_on, today=timezone.localdate(at))


def _open_posting(person: Person, *, unit: Unit, post: str, since_on: date) -> None:
    Posting.objects.create(
        site_id=person.site_id, person=person, unit=unit, post=post, since_on=since_on
    )
    person.unit, person.post = unit, post
    person.save(update_fields=["unit", "post", "left_on"])
