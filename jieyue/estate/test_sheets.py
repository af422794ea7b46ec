"""Sheets in and out, as an office administrator does it."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jieyue.estate.factories import make_building
from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms.models import Room
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_person, make_site, make_unit
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

pytestmark = pytest.mark.django_db
EVERYTHING = dict.fromkeys([*PeoplePermission, *EstatePermission], "complex")


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def client(client, site, settings, tmp_path):
    settings.DATA = tmp_path
    client.force_login(make_account(site=site, grants=EVERYTHING))
    return client


def take_in(client, name, text):
    """Check the sheet, then import it; the page of the check."""
    file = SimpleUploadedFile("rows.csv", text.encode())
    checked = client.post(reverse(name), {"step": "check", "file": file})
    client.post(reverse(name), {"step": "import", "token": checked.context["token"]})
    return checked


def test_good_rows_of_persons_are_taken_and_bad_ones_named(client, site):
    unit = make_unit(site=site, code="U1")
    text = "staff_no,name,unit_code,phone\nS1,One,U1,13812345678\nS2,Two,NOWHERE,\n,Three,U1,\n"

    checked = take_in(client, "people:persons_import", text)

    assert (checked.context["good"], checked.context["bad"]) == (1, 2)
    assert "NOWHERE" in checked.content.decode()
    person = Person.objects.get(site=site, staff_no="S1")
    assert (person.unit, person.phone) == (unit, "13812345678")
    assert not Person.objects.filter(staff_no="S2").exists()


def test_the_same_sheet_again_changes_nothing(client, site):
    make_unit(site=site, code="U1")
    text = "staff_no,name,unit_code\nS1,One,U1\n"
    take_in(client, "people:persons_import", text)
    recorded = Entry.objects.count()

    take_in(client, "people:persons_import", text)

    assert Entry.objects.count() == recorded
    assert Person.objects.get(staff_no="S1").postings.count() == 1


def test_units_and_rooms_come_from_sheets_too(client, site):
    make_building(site=site, code="A")

    take_in(client, "people:units_import", "code,name,kind\nU7,Archive,institution\n")
    take_in(
        client,
        "estate:rooms_import",
        "number,building_code,level,use,area_m2\nA-301,A,3,office,18.5\nA-001,A,0,office,18.5\n",
    )

    assert Unit.objects.get(site=site, code="U7").kind == "institution"
    assert [room.number for room in Room.objects.filter(site=site)] == ["A-301"]


def cells(reply):
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("may_see_phones", [True, False])
def test_phone_numbers_leave_in_a_sheet_only_with_the_right_and_are_recorded(
    client, site, may_see_phones
):
    make_person(site=site, phone="13812345678")
    rights = {PeoplePermission.PERSONS_READ: "complex"}
    if may_see_phones:
        rights[PeoplePermission.PERSONS_PHONE] = "complex"
    client.force_login(make_account(site=site, grants=rights))

    found = cells(client.get(reverse("people:persons"), {"export": "xlsx"}))

    assert any("13812345678" in row for row in found) is may_see_phones
    shown = Entry.objects.filter(name="people.persons.phones_shown")
    assert shown.exists() is may_see_phones
