"""A sheet of persons: by staff number, all rows or none, and twice the same changes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons import rules
from jieyue.people.persons.facts import PersonsImported
from jieyue.people.persons.models import Person, Posting
from jieyue.people.units.models import Unit

FEW = 500  # up to so many rows are looked up one by one instead of reading everybody


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One line of the sheet.

    `phone` None leaves the known number alone; `since_on` None means today.
    """

    staff_no: str
    name: str
    unit_code: str
    post: str = ""
    phone: str | None = None
    since_on: date | None = None


class UnknownUnits(rules.Refusal):
    """The sheet names units that the site does not have, or that moved out."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = ", ".join(sorted(set(codes)))
        super().__init__(self.codes)


class RepeatedStaffNumbers(rules.Refusal):
    """The sheet has a staff number more than once."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = ", ".join(sorted(set(numbers)))
        super().__init__(self.numbers)


@dataclass(frozen=True)
class Imported:
    """How many lines were new, changed a person, began another posting, or were known."""

    added: int
    changed: int
    posted: int
    unchanged: int

    @property
    def outcome(self) -> str:
        """Of a single line."""
        if self.added:
            return "added"
        return "changed" if self.changed or self.posted else "unchanged"


@dataclass
class _Changes:
    new: list[tuple[Person, date]] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)
    posted: list[tuple[Person, date]] = field(default_factory=list)


@transaction.atomic
def take_in(rows: Sequence[PersonRow], *, actor: Actor, at: datetime) -> Imported:
    """Raises NotAllowed, UnknownUnits, RepeatedStaffNumbers, PostingOverlaps, PostingInFuture."""
    actor.require(PeoplePermission.PERSONS_EDIT)
    units = _units(rows, actor)
    _check_once(rows)
    changes = _compare(rows, units, actor=actor, today=timezone.localdate(at))
    _write(changes, site_id=actor.site_id)
    touched = {p.id for p in changes.changed} | {p.id for p, _ in changes.posted}
    if changes.new or touched:
        fact = PersonsImported(
            added=[person.id for person, _ in changes.new],
            changed=[person.id for person in changes.changed],
            posted=[person.id for person, _ in changes.posted],
        )
        journal.record(fact, actor=actor, at=at)
    return Imported(
        added=len(changes.new),
        changed=len(changes.changed),
        posted=len(changes.posted),
        unchanged=len(rows) - len(changes.new) - len(touched),
    )


def _units(rows: Sequence[PersonRow], actor: Actor) -> dict[str, Unit]:
    units = {u.code: u for u in Unit.objects.visible_to(actor).filter(is_active=True)}
    unknown = {row.unit_code for row in rows} - units.keys()
    if unknown:
        raise UnknownUnits(unknown)
    return units


def _check_once(rows: Sequence[PersonRow]) -> None:
    counts = Counter(row.staff_no for row in rows)
    repeated = [staff_no for staff_no, count in counts.items() if count > 1]
    if repeated:
        raise RepeatedStaffNumbers(repeated)


def _compare(
    rows: Sequence[PersonRow], units: dict[str, Unit], *, actor: Actor, today: date
) -> _Changes:
    persons = Person.objects.filter(site_id=actor.site_id)
    if len(rows) <= FEW:
        persons = persons.filter(staff_no__in=[row.staff_no for row in rows])
    known = {person.staff_no: person for person in persons.select_for_update()}
    spans: dict[int, list[rules.Span]] = {}
    postings = Posting.objects.filter(person__in=persons.values("id"))
    for person_id, since_on, until_on in postings.values_list("person_id", "since_on", "until_on"):
        spans.setdefault(person_id, []).append(rules.Span(since_on, until_on))
    changes = _Changes()
    for row in rows:
        since_on = row.since_on or today
        person = known.get(row.staff_no)
        if person is None:
            rules.check_next_posting([], since_on=since_on, today=today)
            changes.new.append((_new(row, units[row.unit_code], actor), since_on))
        else:
            _compare_one(person, row, units[row.unit_code], spans, since_on, today, changes)
    return changes


def _compare_one(
    person: Person,
    row: PersonRow,
    unit: Unit,
    spans: dict[int, list[rules.Span]],
    since_on: date,
    today: date,
    changes: _Changes,
) -> None:
    phone = person.phone if row.phone is None else row.phone
    if (person.name, person.phone) != (row.name, phone):
        person.name, person.phone = row.name, phone
        changes.changed.append(person)
    moved = (person.unit_id, person.post) != (unit.id, row.post) or person.left_on is not None
    if moved:
        rules.check_next_posting(spans.get(person.id, []), since_on=since_on, today=today)
        person.unit, person.post, person.left_on = unit, row.post, None
        changes.posted.append((person, since_on))


def _new(row: PersonRow, unit: Unit, actor: Actor) -> Person:
    return Person(
        site_id=actor.site_id,
        staff_no=row.staff_no,
        name=row.name,
        unit=unit,
        post=row.post,
        phone=row.phone or "",
    )


def _write(changes: _Changes, *, site_id: int | None) -> None:
    Person.objects.bulk_create([person for person, _ in changes.new])
    Person.objects.bulk_update(changes.changed, ["name", "phone"], batch_size=200)
    moved = [person for person, _ in changes.posted]
    Person.objects.bulk_update(moved, ["unit", "post", "left_on"], batch_size=200)
    for person, since_on in changes.posted:
        Posting.objects.filter(person=person, until_on=None).update(until_on=since_on)
    Posting.objects.bulk_create(
        Posting(
            site_id=site_id, person=person, unit_id=person.unit_id, post=person.post, since_on=day
        )
        for person, day in changes.new + changes.posted
    )
