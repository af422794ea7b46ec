"""The plan, a space, the lists and the sign's door: through the client, for every role."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.access.factories import make_device
from jieyue.access.parking.conftest import make_space
from jieyue.access.parking.models import ParkingHour, Reservation, Space, Standing
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

READS = {
    role.code for role in BUILT_IN if "access.parking.read" in role_grants(role.code)
}  # fmt: skip
EDITS = {"office_administrator", "security_officer"}
NOTES = EDITS | {"guard"}
PAGES = ("parking", "parking_cars", "parking_hours", "parking_spaces", "parking_watch")


@pytest.fixture
def sign(sign_in, park):
    def sign(role, *, unit=None):
        person = make_person(unit=unit or park.unit)
        return sign_in(make_account(person=person, grants=role_grants(role)))

    return sign


def at_space(park, place=3):
    return reverse("access:parking_space", args=[park.spaces[place].id])


def test_who_reads_is_who_should():
    assert NOTES < READS
    assert not READS & {"employee", "buyer", "meter_reader"}


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_what_each_role_may_open_and_do(sign, park, drive_in, role):
    key = drive_in("川T12345", at=timezone.now() - timedelta(hours=1))
    client = sign(role)
    for page in PAGES:
        status = client.get(reverse(f"access:{page}")).status_code
        assert status == (200 if role in READS else 403), page
    assert client.get(at_space(park)).status_code == (200 if role in READS else 403)
    note = client.post(at_space(park), {"do": "note", "car": key})
    assert note.status_code == (302 if role in NOTES else 403)
    assert Standing.objects.count() == (1 if role in NOTES else 0)
    may_edit = role in EDITS
    for page in ("parking_space_new", "parking_import"):
        assert client.get(reverse(f"access:{page}")).status_code == (200 if may_edit else 403)
    signs = client.get("/api/v1/access/parking/signs")
    assert signs.status_code == (200 if role in READS else 403)


def test_another_sites_space_does_not_exist(sign, park):
    client = sign("security_officer", unit=make_unit(site=make_site()))
    space = park.spaces[0].id
    for name in ("parking_space", "parking_space_edit", "parking_reserve"):
        assert client.get(reverse(f"access:{name}", args=[space])).status_code == 404
    assert client.post(at_space(park), {"do": "empty"}).status_code == 404
    assert "P1-001" not in client.get(reverse("access:parking")).text


def test_the_plan_shows_cars_and_finds_them(sign, park, drive_in):
    at = timezone.now() - timedelta(hours=1)
    key = drive_in("川T12345", at=at)
    client = sign("guard")
    plan = client.get(reverse("access:parking")).text
    assert plan.count('<a class="plan-cell is-free"') == 8
    assert "parking-unplaced" in plan
    client.post(at_space(park), {"do": "note", "car": key})
    plan = client.get(reverse("access:parking"), {"plate": "12345"}).text
    assert plan.count('<a class="plan-cell is-taken"') == 1
    assert "T12345</text>" not in plan  # the tail only
    assert ">12345</text>" in plan
    assert "parking-unplaced" not in plan
    assert "川T12345" in client.get(reverse("access:parking"), {"plate": "川T12346"}).text
    harmless = client.get(reverse("access:parking"), {"plate": "<script>' OR 1=1"}).text
    assert "<script>&#x27;" not in harmless
    assert "<script>' OR" not in harmless


def test_members_of_staff_are_not_named(sign, park, drive_in):
    person = make_person(unit=park.unit, name="王职员")
    drive_in("川T12345", person=person, at=timezone.now() - timedelta(hours=1))
    client = sign("guard")
    for page in ("parking", "parking_cars", "parking_watch"):
        assert "王职员" not in client.get(reverse(f"access:{page}"), {"plate": "12345"}).text


def test_the_second_note_is_refused_in_words(sign, park, drive_in):
    at = timezone.now() - timedelta(hours=1)
    first, second = drive_in("川T12345", at=at), drive_in("川T54321", at=at)
    client = sign("guard")
    client.post(at_space(park), {"do": "note", "car": first})
    reply = client.post(at_space(park), {"do": "note", "car": second})
    assert reply.status_code == 422
    assert "川T12345" in reply.text
    assert client.post(at_space(park), {"do": "note", "car": "car:none|"}).status_code == 422
    assert client.post(at_space(park), {"do": "dance"}).status_code == 404
    assert client.post(at_space(park), {"do": "give_back", "reservation": "x"}).status_code == 404


def test_a_space_is_set_up_reserved_and_given_back(sign, park):
    client = sign("security_officer")
    typed = {"zone_id": park.zone.id, "code": "P1-900", "kind": "visitor", "x": 9, "y": 9}
    typed |= {"is_active": "on"}
    bad = client.post(reverse("access:parking_space_new"), typed | {"x": 1, "y": 0})
    assert bad.status_code == 422
    assert "P1-900" in bad.text
    assert client.post(reverse("access:parking_space_new"), typed).status_code == 302
    space = Space.objects.get(code="P1-900")
    edited = typed | {"plate": "川T00001", "kind": "official"}
    edit = reverse("access:parking_space_edit", args=[space.id])
    assert client.post(edit, edited).status_code == 302
    reserve = reverse("access:parking_reserve", args=[space.id])
    span = {"from_at": "2026-12-01T09:00", "until_at": "2026-12-01T08:00"}
    wrong = client.post(reserve, {"plate": "川TI2345", "colour": "blue"} | span)
    assert wrong.status_code == 422
    assert "川TI2345" in wrong.text
    span["until_at"] = "2026-12-01T11:00"
    good = client.post(reserve, {"plate": "川t·12345", "colour": "blue"} | span)
    assert good.status_code == 302
    row = Reservation.objects.get()
    assert (row.plate, row.holder_key) == ("川T12345", "car:川T12345|blue")
    address = reverse("access:parking_space", args=[space.id])
    client.post(address, {"do": "give_back", "reservation": row.id})
    assert Reservation.objects.get().ended_at


def test_the_pages_ask_no_more_for_more_cars(sign, park, drive_in, assert_query_budget):
    at = timezone.now() - timedelta(hours=1)
    client = sign("guard")
    client.get(reverse("access:parking"))

    def look():
        for page in PAGES[:-2]:
            with assert_query_budget(32):
                client.get(reverse(f"access:{page}"))

    drive_in("川T10000", at=at)
    look()
    for number in range(1, 40):
        drive_in(f"川T{10_000 + number}", at=at)
        make_space(park.zone, 100 + number)
    look()


def test_the_hours_are_a_chart_with_its_table(sign, park):
    day = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    ParkingHour.objects.create(site=park.site, zone=park.zone, at=day, cars=73, spaces=80)
    page = sign("guard").get(reverse("access:parking_hours"))
    assert "73" in page.text
    for asked in ("x", "0001-01-01", "9999-12-31"):
        page = sign("guard").get(reverse("access:parking_hours"), {"day": asked})
        assert page.status_code == 200


def test_a_sign_asks_with_its_devices_key(client, park, drive_in):
    drive_in("川T12345")
    make_device(site=park.site, key="k-9")
    reply = client.get(
        "/api/v1/access/parking/signs", headers={"Authorization": "Bearer k-9"}
    ).json()["items"]
    assert [(park["code"], park["cars"], park["free"]) for park in reply] == [("P1", 1, 7)]
    assert {kind["kind"] for kind in reply[0]["kinds"]} >= {"visitor", "charging"}
