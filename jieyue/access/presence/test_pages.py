from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from jieyue.access.lookups.models import Lookup
from jieyue.access.permissions import AccessPermission
from jieyue.access.presence.conftest import TUESDAY
from jieyue.kit.actor import Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_person, role_grants
from jieyue.people.roles.built_in import BUILT_IN

BUILDINGS = f"/access/presence/buildings/?day={TUESDAY}&quarter=10:00"
HEAT = f"/access/presence/heat/?day={TUESDAY}"
HOURS = f"/access/presence/hours/?day={TUESDAY}"
API = f"/api/v1/access/presence/quarters/{TUESDAY}/10:00:00"
ALL = (BUILDINGS, HEAT, HOURS)
MAY_LOOK_UP = {"security_officer"}
MAY_REVIEW = {"leader", "office_administrator", "security_officer"}


@pytest.fixture
def day(house):
    """Large: 14 inside, small: 3."""
    for people in house.people.values():
        house.come(people, 8)
        house.go(people, 17)
    house.keep(28)
    return house


@pytest.fixture
def leader(day, sign_in):
    return sign_in(make_account(site=day.site, grants=role_grants("leader")))


def test_small_numbers_are_bands_wherever_one_looks(leader, day):
    figures = {row["unit"]: row["inside"] for row in leader.get(API).json()["units"]}
    assert figures["Large"] == {"number": 15, "under": 5, "is_unknown": False}
    assert figures["Small"]["number"] is None
    for address in ALL:
        page = leader.get(address).content.decode()
        assert "Large" in page
        assert ">3<" not in page
        assert ">14<" not in page
    sheet = load_workbook(BytesIO(leader.get(f"{HOURS}&export=xlsx").content)).active
    cells = {row[1:] for row in sheet.iter_rows(values_only=True)}
    assert not cells & {("Small", "3"), ("Small", 3), ("Large", "14"), ("Large", 14)}


def test_the_same_figure_by_every_way(leader, day):
    from_api = {row["unit"]: row["inside"]["number"] for row in leader.get(API).json()["units"]}
    content = leader.get(f"{HOURS}&export=xlsx").content
    rows = load_workbook(BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
    from_sheet = {unit: figure for clock, unit, figure in rows if clock == "10:00"}
    paged = leader.get(f"{HOURS}&size=10&page=2").content.decode()

    assert str(from_sheet["Large"]) == str(from_api["Large"]) == "15"
    assert ">14<" not in paged


def test_the_total_and_the_zones_do_not_give_the_small_unit_away(leader):
    found = leader.get(API).json()
    large_least, large_most = 13, 17

    assert found["total_low"] <= large_least + 4
    assert found["total_low"] <= large_most
    assert found["total_high"] >= large_least + 4
    for row in found["zones"]:
        assert row["inside"]["number"] is None or row["inside"]["number"] % 5 == 0


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_which_roles_see_presence_and_who_looks_up(day, sign_in, role):
    grants = role_grants(role)
    person = make_person(unit=day.large)
    client = sign_in(make_account(person=person, grants=grants))
    scope = grants.get(AccessPermission.PRESENCE_READ)
    reads = scope in (Scope.UNIT, Scope.COMPLEX)

    for address in (*ALL, API):
        assert (client.get(address).status_code == 200) == reads, address
    looks_up = client.get("/access/presence/lookup/").status_code == 200
    assert looks_up == (role in MAY_LOOK_UP)
    reviews = client.get("/access/presence/lookups/").status_code == 200
    assert reviews == (role in MAY_REVIEW)


def test_a_unit_sees_its_own_figure_only(day, sign_in):
    person = make_person(unit=day.large)
    grants = {AccessPermission.PRESENCE_READ: Scope.UNIT}
    client = sign_in(make_account(person=person, grants=grants))

    found = client.get(API).json()
    assert [row["unit"] for row in found["units"]] == ["Large"]
    assert found["zones"] == []
    assert found["total"] == 15
    for address in ALL:
        assert "Small" not in client.get(address).content.decode()


def test_another_sites_day_does_not_exist(day, another_house, sign_in):
    grants = role_grants("leader")
    client = sign_in(make_account(site=another_house().site, grants=grants))

    assert client.get(API).status_code == 404
    assert "Large" not in client.get(BUILDINGS).content.decode()


@pytest.mark.parametrize("query", ["?day=nonsense", "?day=2026-13-45", "?quarter=25:99", "?day="])
def test_what_nobody_could_mean_is_taken_as_not_asked(leader, query):
    assert leader.get(f"/access/presence/buildings/{query}").status_code == 200


@pytest.mark.parametrize("asked", ["0001-01-01", "1970-01-01", "9999-12-31"])
def test_a_day_before_all_rules_or_far_ahead_breaks_nothing(leader, asked):
    for page in ("buildings", "heat", "hours"):
        assert leader.get(f"/access/presence/{page}/?day={asked}").status_code == 200
    door = f"/api/v1/access/presence/quarters/{asked}/08:00:00"
    assert leader.get(door).status_code == 404


def test_a_look_up_on_the_page(day, sign_in):
    client = sign_in(make_account(site=day.site, grants=role_grants("security_officer")))
    person = day.people[day.large.id][0]
    day.come([person], 0, at=timezone.now() - timedelta(minutes=1))
    form = {"staff_no": person.staff_no, "purpose": "missing", "reason": "Asked by the family"}
    reply = client.post("/access/presence/lookup/", form)

    assert person.name in reply.content.decode()
    assert reply["Cache-Control"] == "no-store"
    register = client.get("/access/presence/lookups/").content.decode()
    assert "Asked by the family" in register


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"reason": "no"}, {"purpose": ""}, {"staff_no": "P"}]
)
def test_a_bad_look_up_shows_nothing_and_keeps_what_was_typed(day, sign_in, change):
    client = sign_in(make_account(site=day.site, grants=role_grants("security_officer")))
    person = day.people[day.large.id][0]
    form = {"staff_no": person.staff_no, "purpose": "missing", "reason": "Typed at length"}
    reply = client.post("/access/presence/lookup/", form | change)

    assert reply.status_code == 422
    assert not Lookup.objects.exists()
    assert not Entry.objects.filter(name="access.presence.looked_up").exists()
    assert person.name not in reply.content.decode()


@pytest.mark.parametrize("address", ALL)
def test_pages_cost_the_same_for_many_units(leader, day, assert_query_budget, address):
    leader.get(address)
    with assert_query_budget(30):
        leader.get(address)
