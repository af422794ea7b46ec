"""Every page of the estate: who may open it, how many queries, and never another site's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from jieyue.estate.buildings import actions as buildings
from jieyue.estate.buildings.actions import BuildingFields
from jieyue.estate.buildings.rules import GarageTooLarge
from jieyue.estate.factories import make_building, make_occupancy, make_room
from jieyue.estate.occupancy import actions, queries
from jieyue.estate.occupancy.actions import (
    OccupancyRow,
    RoomClosed,
    RoomVacant,
    UnitMovedOut,
    UnknownRooms,
)
from jieyue.estate.occupancy.models import Occupancy
from jieyue.estate.occupancy.rules import EmptySpan, RoomOccupied
from jieyue.estate.permissions import EstatePermission
from jieyue.estate.rooms import actions as rooms
from jieyue.estate.rooms import queries as room_queries
from jieyue.estate.rooms.actions import BadRoom, Imported, RoomInUse, RoomRow, UnknownBuildings
from jieyue.estate.rooms.models import Room
from jieyue.estate.rooms.rules import NoSuchFloor
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
GRANTS = dict.fromkeys(EstatePermission, "complex")
PAGES = ["areas", "building_new", "complex", "plan", "room_new", "rooms", "rooms_import"]
AT = timezone.make_aware(timezone.datetime(2026, 6, 1, 9))


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def client(client, site):
    client.force_login(make_account(site=site, grants=GRANTS))
    return client


@pytest.fixture
def actor(site):
    return make_actor(site=site, grants=GRANTS)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_within_its_query_budget(client, site, name, assert_query_budget):
    for _ in range(5):
        building, unit = make_building(site=site), make_unit(site=site)
        for level in (-1, 1, 2):
            make_room(building=building, level=level, unit=unit)
            make_room(building=building, level=level)
    client.get(reverse(f"estate:{name}"))

    with assert_query_budget(10):
        assert client.get(reverse(f"estate:{name}")).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_site_is_told_what_to_do_and_a_stranger_nothing(client, name):
    assert client.get(reverse(f"estate:{name}")).status_code == 200
    client.force_login(make_account())
    assert client.get(reverse(f"estate:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["room", "room_close", "room_occupy", "room_vacate", "building"])
def test_another_sites_rows_do_not_exist(client, name):
    theirs = make_building().id if name == "building" else make_room().id
    address = reverse(f"estate:{name}", args=[theirs])

    reply = client.get(address) if name in ("room", "building") else client.post(address)

    assert reply.status_code == 404


def test_another_sites_rooms_are_on_no_list(client):
    theirs = make_room(number="THEIRS-1", unit=make_unit(name="Their unit"))

    for name in ("rooms", "plan", "complex", "areas"):
        page = client.get(reverse(f"estate:{name}")).content.decode()
        assert theirs.number not in page
        assert "Their unit" not in page


def test_a_room_is_handed_over_and_taken_back_on_its_page(client, site, assert_query_budget):
    room, unit = make_room(site=site), make_unit(site=site, name="Archive", short_name="Archive")
    page = reverse("estate:room", args=[room.id])

    client.post(
        reverse("estate:room_occupy", args=[room.id]),
        {"unit_id": unit.id, "since_on": "2026-01-01"},
    )
    with assert_query_budget(10):
        assert "Archive" in client.get(page).content.decode()
    refused = client.post(reverse("estate:room_vacate", args=[room.id]), {"until_on": "2025-12-31"})
    assert refused.status_code == 422
    client.post(reverse("estate:room_vacate", args=[room.id]), {"until_on": "2026-02-01"})

    assert Occupancy.objects.get().until_on == date(2026, 2, 1)
    plan = client.get(reverse("estate:plan"), {"on": "2026-01-15"}).content.decode()
    assert "Archive" in plan
    part = client.get(
        reverse("estate:plan"), {"on": "2026-02-01"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Archive" not in part
    assert "<html" not in part


def test_one_occupant_at_a_time_also_against_the_future(site, actor):
    room, unit = make_room(site=site), make_unit(site=site)
    make_occupancy(room=room, unit=unit, since_on=date(2026, 8, 1))

    with pytest.raises(RoomOccupied) as error:
        actions.occupy(
            room_id=room.id, unit_id=unit.id, since_on=date(2026, 5, 1), actor=actor, at=AT
        )

    assert error.value.since_on == date(2026, 8, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_occupancy(room=room, unit=unit, since_on=date(2026, 9, 1))


def test_handing_over_and_taking_back_are_recorded(site, actor):
    room, unit = make_room(site=site), make_unit(site=site)

    def vacate(day):
        actions.vacate(room_id=room.id, until_on=day, actor=actor, at=AT)

    with pytest.raises(RoomVacant):
        vacate(date(2026, 1, 1))
    actions.occupy(room_id=room.id, unit_id=unit.id, since_on=date(2026, 1, 1), actor=actor, at=AT)
    with pytest.raises(EmptySpan):
        vacate(date(2026, 1, 1))
    vacate(date(2026, 3, 1))

    assert queries.occupant_of(room_id=room.id, on=date(2026, 2, 28)) == unit.id
    assert queries.occupant_of(room_id=room.id, on=date(2026, 3, 1)) is None
    names = Entry.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["estate.occupancy.occupied", "estate.occupancy.vacated"]


def test_who_may_only_look_hands_nothing_over(site):
    room, unit = make_room(site=site), make_unit(site=site)
    reader = make_actor(site=site, grants={EstatePermission.ROOMS_READ: "complex"})

    with pytest.raises(NotAllowed):
        actions.occupy(
            room_id=room.id, unit_id=unit.id, since_on=date(2026, 1, 1), actor=reader, at=AT
        )


def test_a_closed_room_and_a_unit_that_left_are_refused(site, actor):
    room, unit = make_room(site=site), make_unit(site=site)
    make_occupancy(room=room, unit=unit)
    with pytest.raises(RoomInUse):
        rooms.close(room_id=room.id, actor=actor, at=AT)
    empty = make_room(site=site)
    rooms.close(room_id=empty.id, actor=actor, at=AT)
    gone = make_unit(site=site, is_active=False)

    for room_id, unit_id, refusal in [
        (empty.id, unit.id, RoomClosed),
        (make_room(site=site).id, gone.id, UnitMovedOut),
    ]:
        with pytest.raises(refusal):
            actions.occupy(
                room_id=room_id, unit_id=unit_id, since_on=date(2026, 1, 1), actor=actor, at=AT
            )


def test_occupancies_in_bulk_are_idempotent_and_all_or_none(site, actor):
    unit = make_unit(site=site)
    numbers = [make_room(site=site).number for _ in range(3)]
    rows = [
        OccupancyRow(room_number=number, unit_code=unit.code, since_on=date(2021, 3, 1))
        for number in numbers
    ]
    bad = OccupancyRow(room_number="X-1", unit_code="X", since_on=date(2021, 3, 1))
    with pytest.raises(UnknownRooms) as error:
        actions.take_in([*rows, bad], actor=actor, at=AT)
    assert error.value.names == "X, X-1"
    assert not Occupancy.objects.exists()

    assert actions.take_in(rows, actor=actor, at=AT) == 3
    assert actions.take_in(rows, actor=actor, at=AT) == 0
    later = OccupancyRow(room_number=numbers[0], unit_code=unit.code, since_on=date(2022, 1, 1))
    with pytest.raises(RoomOccupied):
        actions.take_in([later], actor=actor, at=AT)


def test_area_by_unit_and_person(site, actor):
    unit, small = make_unit(site=site), make_unit(site=site)
    for _ in range(4):
        make_person(unit=unit)
    for area in ("18.50", "24.50"):
        make_room(unit=unit, area_m2=Decimal(area))
    make_room(unit=small, area_m2=Decimal("9.00"))
    make_room(site=site, area_m2=Decimal("60.00"))

    found = queries.areas(actor, on=date(2026, 6, 1))

    assert [(row.unit_id, row.rooms, row.area_m2, row.persons) for row in found] == [
        (unit.id, 2, Decimal("43.00"), 4),
        (small.id, 1, Decimal("9.00"), None),
        (None, 1, Decimal("60.00"), None),
    ]
    assert found[0].m2_per_person == Decimal("10.75")
    assert found[1].m2_per_person is None


def room_row(number="A-101", **fields):
    values = {"building_code": "A", "level": 1, "area_m2": Decimal("18.50"), **fields}
    return RoomRow(number=number, **values)


def test_rooms_come_from_a_sheet_with_their_floors(site, actor):
    make_building(site=site, code="A")
    rows = [room_row(), room_row("A-201", level=2), room_row("A-B01", level=-1, use="garage")]

    assert rooms.save(rows, actor=actor, at=AT) == Imported(3, 0, 0)
    assert rooms.save(rows, actor=actor, at=AT) == Imported(0, 0, 3)
    assert rooms.save([room_row(name="Hall")], actor=actor, at=AT) == Imported(0, 1, 0)
    plan = room_queries.plan(actor, on=date(2026, 6, 1))
    assert [floor.level for floor in plan.floors] == [2, 1, -1]


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (room_row(building_code="Z"), UnknownBuildings),
        (room_row(level=0), NoSuchFloor),
        (room_row(area_m2=Decimal(0)), BadRoom),
        (room_row(use="ballroom"), BadRoom),
    ],
)
def test_a_bad_room_is_named_and_nothing_is_saved(site, actor, row, refusal):
    make_building(site=site, code="A")

    with pytest.raises(refusal):
        rooms.save([room_row("A-102"), row], actor=actor, at=AT)
    assert not Room.objects.filter(site=site).exists()


def test_a_building_is_saved_by_code_with_old_and_new(site, actor):
    def save(**fields):
        return buildings.save(BuildingFields(code="A", name="Main", **fields), actor=actor, at=AT)

    save(gross_area_m2=Decimal("14200"))
    save(gross_area_m2=Decimal("14200"))
    save(gross_area_m2=Decimal("14300"))
    with pytest.raises(GarageTooLarge):
        save(gross_area_m2=Decimal("100"), garage_area_m2=Decimal("101"))

    added, changed = Entry.objects.filter(name="estate.buildings.saved").order_by("id")
    assert added.data["before"] == {}
    assert changed.data["after"] == {"gross_area_m2": "14300"}


def test_the_complex_is_renamed_on_its_page(client, site):
    make_site(name="Taken")
    address = reverse("estate:rename")

    assert client.post(address, {"name": "Taken"}).status_code == 422
    client.post(address, {"name": "New name"})

    site.refresh_from_db()
    assert site.name == "New name"
