from datetime import date
from time import perf_counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons import actions, queries
from jieyue.people.persons.actions import (
    HasLeft,
    LeavesBeforePosting,
    PersonFields,
    StaffNumberTaken,
    StillHere,
    UnitNotActive,
)
from jieyue.people.persons.models import Person, Posting
from jieyue.people.persons.rules import PostingInFuture, PostingOverlaps
from jieyue.people.persons.take_in import (
    Imported,
    PersonRow,
    RepeatedStaffNumbers,
    UnknownUnits,
    take_in,
)

pytestmark = pytest.mark.django_db
GRANTS = {
    PeoplePermission.PERSONS_EDIT: "complex",
    PeoplePermission.PERSONS_READ: "complex",
    PeoplePermission.PERSONS_PHONE: "complex",
}
AT = timezone.make_aware(timezone.datetime(2026, 6, 1, 9))


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def actor(site):
    return make_actor(site=site, grants=GRANTS)


def row(number, unit, **fields):
    return PersonRow(
        staff_no=f"S{number:05}", name=f"Somebody {number}", unit_code=unit.code, **fields
    )


def test_a_posting_ends_when_the_next_begins(site, actor):
    first, second = make_unit(site=site), make_unit(site=site)
    person = make_person(unit=first)

    actions.post_to(
        person_id=person.id,
        unit_id=second.id,
        post="head",
        since_on=date(2026, 5, 1),
        actor=actor,
        at=AT,
    )

    person.refresh_from_db()
    assert (person.unit, person.post) == (second, "head")
    assert queries.present(site_id=site.id, on=date(2026, 4, 30)) == {person.id: first.id}
    assert queries.present(site_id=site.id, on=date(2026, 5, 1)) == {person.id: second.id}
    assert queries.strengths(site_id=site.id, on=date(2026, 5, 1)) == {second.id: 1}


@pytest.mark.parametrize(
    ("since_on", "refusal"),
    [(date(2020, 1, 1), PostingOverlaps), (date(2026, 6, 2), PostingInFuture)],
)
def test_a_posting_neither_overlaps_nor_lies_ahead(site, actor, since_on, refusal):
    person = make_person(site=site)

    with pytest.raises(refusal):
        actions.post_to(
            person_id=person.id,
            unit_id=person.unit_id,
            post="",
            since_on=since_on,
            actor=actor,
            at=AT,
        )
    assert person.postings.count() == 1


def test_the_database_refuses_a_second_open_posting(site):
    person = make_person(site=site)

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            site=site, person=person, unit=person.unit, since_on=date(2026, 1, 1)
        )


def test_somebody_leaves_and_comes_back(site, actor):
    person = make_person(site=site)
    with pytest.raises(StillHere):
        actions.come_back(
            person_id=person.id,
            unit_id=person.unit_id,
            post="",
            since_on=date(2026, 5, 1),
            actor=actor,
            at=AT,
        )
    with pytest.raises(LeavesBeforePosting):
        actions.leave(person_id=person.id, left_on=date(2020, 1, 1), actor=actor, at=AT)
    actions.leave(person_id=person.id, left_on=date(2026, 3, 1), actor=actor, at=AT)
    with pytest.raises(HasLeft):
        actions.leave(person_id=person.id, left_on=date(2026, 3, 2), actor=actor, at=AT)
    assert queries.present(site_id=site.id, on=date(2026, 3, 1)) == {}

    actions.come_back(
        person_id=person.id,
        unit_id=person.unit_id,
        post="",
        since_on=date(2026, 5, 1),
        actor=actor,
        at=AT,
    )
    assert queries.present(site_id=site.id, on=date(2026, 4, 30)) == {}
    assert person.id in queries.present(site_id=site.id, on=date(2026, 5, 1))


def test_staff_numbers_are_unique_and_units_must_be_here(site, actor):
    taken = make_person(site=site)
    gone = make_unit(site=site, is_active=False)
    fields = PersonFields(staff_no="S1", name="New")

    def add(fields, unit):
        actions.add(fields, unit_id=unit.id, since_on=date(2026, 1, 1), actor=actor, at=AT)

    with pytest.raises(UnitNotActive):
        add(fields, gone)
    with pytest.raises(StaffNumberTaken):
        add(PersonFields(staff_no=taken.staff_no, name="New"), taken.unit)
    add(fields, taken.unit)
    assert Person.objects.get(staff_no="S1").name == "New"


def test_a_unit_clerk_edits_the_own_unit_only(site):
    ours, theirs = make_person(site=site), make_person(site=site)
    clerk = make_actor(unit=ours.unit, grants=dict.fromkeys(GRANTS, "unit"))
    new = PersonFields(staff_no="S1", name="Renamed", phone=None)

    actions.change(person_id=ours.id, fields=new, actor=clerk, at=AT)
    with pytest.raises(Person.DoesNotExist):
        actions.change(person_id=theirs.id, fields=new, actor=clerk, at=AT)
    with pytest.raises(NotAllowed):
        actions.post_to(
            person_id=ours.id,
            unit_id=theirs.unit_id,
            post="",
            since_on=date(2026, 5, 1),
            actor=clerk,
            at=AT,
        )


def test_a_phone_number_is_a_token_in_the_database_and_no_word_in_the_journal(site, actor):
    unit = make_unit(site=site)
    take_in([row(1, unit, phone="13812345678")], actor=actor, at=AT)
    person = Person.objects.get(site=site)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person WHERE id = %s", [person.id])
        [stored] = cursor.fetchone()

    assert person.phone == "13812345678"
    assert "13812345678" not in stored
    assert "13812345678" not in str(list(Entry.objects.values_list("data")))
    assert person.name not in str(list(Entry.objects.values_list("data")))


def test_the_same_sheet_twice_changes_nothing(site, actor):
    unit, other = make_unit(site=site), make_unit(site=site)
    rows = [row(n, unit, since_on=date(2026, 1, 1)) for n in range(5)]

    assert take_in(rows, actor=actor, at=AT) == Imported(5, 0, 0, 0)
    recorded = Entry.objects.count()
    assert take_in(rows, actor=actor, at=AT) == Imported(0, 0, 0, 5)
    assert Entry.objects.count() == recorded

    rows[0] = row(0, other, since_on=date(2026, 5, 1), phone="13800000000")
    assert take_in(rows, actor=actor, at=AT) == Imported(0, 1, 1, 4)
    assert Posting.objects.filter(person__staff_no="S00000").count() == 2
    assert take_in(rows, actor=actor, at=AT) == Imported(0, 0, 0, 5)


def test_a_bad_sheet_is_refused_whole_and_says_what_is_wrong(site, actor):
    unit = make_unit(site=site)
    elsewhere = make_unit(code="ELSEWHERE")

    with pytest.raises(UnknownUnits) as unknown:
        take_in([row(1, unit), row(2, elsewhere)], actor=actor, at=AT)
    with pytest.raises(RepeatedStaffNumbers) as repeated:
        take_in([row(1, unit), row(1, unit)], actor=actor, at=AT)

    assert unknown.value.codes == "ELSEWHERE"
    assert repeated.value.numbers == "S00001"
    assert not Person.objects.filter(site=site).exists()


def test_a_whole_complex_is_taken_in_within_three_seconds(site, actor):
    units = [make_unit(site=site) for _ in range(33)]
    rows = [row(n, units[n % 33], since_on=date(2026, 1, 1)) for n in range(1742)]

    start = perf_counter()
    imported = take_in(rows, actor=actor, at=AT)

    assert imported.added == 1742
    assert perf_counter() - start < 3
