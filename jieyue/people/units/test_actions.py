from datetime import date

import pytest
from django.utils import timezone

from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit
from jieyue.people.permissions import PeoplePermission
from jieyue.people.units import actions, queries
from jieyue.people.units.actions import (
    Imported,
    LeavesInFuture,
    UnitFields,
    UnitHasPersons,
    UnitTaken,
)
from jieyue.people.units.models import Unit
from jieyue.people.units.rules import BadHeadCount

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(timezone.datetime(2026, 6, 1, 9))
GRANTS = {PeoplePermission.UNITS_EDIT: "complex", PeoplePermission.UNITS_READ: "complex"}


@pytest.fixture
def actor():
    return make_actor(site=make_site(), grants=GRANTS)


def test_code_and_name_are_unique_on_a_site_and_free_on_another(actor):
    make_unit(code="U1", name="Archive")  # on another site
    actions.add(UnitFields(code="U1", name="Archive"), actor=actor, at=AT)

    for code, name in [("U1", "Other"), ("U2", "Archive")]:
        with pytest.raises(UnitTaken) as error:
            actions.add(UnitFields(code=code, name=name), actor=actor, at=AT)
        assert (error.value.code, error.value.name) == ("U1", "Archive")


def test_a_change_is_recorded_with_old_and_new_and_only_once(actor):
    unit = actions.add(UnitFields(code="U1", name="Archive"), actor=actor, at=AT)
    fields = UnitFields(code="U1", name="City archive", short_name="Archive")

    actions.change(unit_id=unit.id, fields=fields, actor=actor, at=AT)
    actions.change(unit_id=unit.id, fields=fields, actor=actor, at=AT)

    [fact] = Entry.objects.filter(name="people.units.changed")
    assert fact.data["before"] == {"name": "Archive"}
    assert fact.data["after"] == {"name": "City archive"}


def test_a_unit_moves_out_when_its_persons_have_gone(actor):
    unit = actions.add(UnitFields(code="U1", name="Archive"), actor=actor, at=AT)
    person = make_person(unit=unit)

    def leave(day):
        actions.leave(unit_id=unit.id, left_on=day, actor=actor, at=AT)

    with pytest.raises(LeavesInFuture):
        leave(date(2026, 6, 2))
    with pytest.raises(UnitHasPersons) as error:
        leave(date(2026, 6, 1))
    assert error.value.persons == 1
    person.left_on = date(2026, 5, 1)
    person.save()
    leave(date(2026, 6, 1))

    assert not Unit.objects.get(id=unit.id).is_active


def test_head_counts_are_added_never_overwritten(actor):
    unit = actions.add(UnitFields(code="U1", name="Archive"), actor=actor, at=AT)

    def count(persons, day, kind="established"):
        actions.record_head_count(
            unit_id=unit.id, kind=kind, persons=persons, since_on=day, actor=actor, at=AT
        )

    count(40, date(2026, 1, 1))
    count(44, date(2026, 4, 1))
    count(43, date(2026, 4, 1))
    count(6, date(2026, 2, 1), "property")
    with pytest.raises(BadHeadCount):
        count(5, date(2026, 5, 1), "approved")

    assert unit.head_counts.count() == 4
    assert queries.row(actor, unit_id=unit.id, on=date(2026, 3, 31)).persons == 46
    assert queries.head_counts(site_id=actor.site_id, on=date(2026, 4, 1)) == {
        unit.id: {"established": 43, "property": 6}
    }


def test_a_sheet_adds_and_changes_by_code_and_is_idempotent(actor):
    rows = [UnitFields(code=f"U{n}", name=f"Unit {n}") for n in range(3)]
    assert actions.take_in(rows, actor=actor, at=AT) == Imported(3, 0, 0)
    assert actions.take_in(rows, actor=actor, at=AT) == Imported(0, 0, 3)

    rows[1] = UnitFields(code="U1", name="Renamed")
    assert actions.take_in(rows, actor=actor, at=AT) == Imported(0, 1, 2)
    with pytest.raises(UnitTaken):
        actions.take_in([UnitFields(code="U9", name="Renamed")], actor=actor, at=AT)
    assert Unit.objects.filter(site_id=actor.site_id).count() == 3


def test_reading_is_not_editing(actor):
    reader = make_actor(site=make_site(), grants={PeoplePermission.UNITS_READ: "complex"})
    with pytest.raises(NotAllowed):
        actions.add(UnitFields(code="U1", name="Archive"), actor=reader, at=AT)
