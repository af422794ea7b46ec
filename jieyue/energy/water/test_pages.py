"""The water pages by role, site and input; a balance test and a fixture check to the end."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from jieyue.energy.factories import make_meter
from jieyue.energy.watch.episodes import open_or_extend
from jieyue.energy.water import actions, balance_tests, fixtures
from jieyue.energy.water.desk_queries import total_once
from jieyue.energy.water.models import FixtureCheck, WaterTest
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
RIGHTS = {"energy.water.edit": "complex", "energy.water.read": "complex"}
READERS = {code for code in (r.code for r in BUILT_IN) if "energy.water.read" in role_grants(code)}
EDITORS = {code for code in (r.code for r in BUILT_IN) if "energy.water.edit" in role_grants(code)}


class House:
    def __init__(self):
        self.site = make_site()
        self.actor = make_actor(site=self.site, grants=RIGHTS)
        self.meter = make_meter(site=self.site, medium="water", number="W-01")
        self.zone = actions.keep_zone(
            zone_id=None, code="Z1", name="一区", meters_in=["W-01"], meters_out=[],
            since_on=date(2026, 1, 1), actor=self.actor, at=AT,
        )  # fmt: skip
        self.use = actions.record_night_use(
            kind="canteen", m3_per_h=Decimal("0.2"), since_on=date(2026, 1, 1), reason="备餐",
            zone_id=self.zone.id, actor=self.actor, at=AT,
        )  # fmt: skip
        self.test = balance_tests.open_test(
            name="三季度", first_on=date(2026, 7, 1), last_on=date(2026, 9, 30),
            actor=self.actor, at=AT,
        )  # fmt: skip
        self.check = fixtures.begin_check(
            place="1号楼", test_number=self.test.number, actor=self.actor, at=AT
        )
        self.leak = open_or_extend(
            site_id=self.site.id, kind="leak", meter_id=self.meter.id, started_at=AT, seen_at=AT,
            severity=2, size_per_hour=Decimal("0.42"), yuan_per_day=Decimal("50.40"),
            detail={"rule": "continuous"}, source="leak:1", parameters_used={}, at=AT,
        )  # fmt: skip

    def pages(self):
        return [
            reverse("energy:water"),
            reverse("energy:water_leaks"),
            reverse("energy:water_zones"),
            reverse("energy:water_tests"),
            reverse("energy:fixture_checks"),
            *self.of_the_site(),
        ]

    def of_the_site(self):
        return [
            reverse("energy:water_leak", args=[self.leak.number]),
            reverse("energy:water_test", args=[self.test.number]),
            reverse("energy:water_test_print", args=[self.test.number]),
            reverse("energy:fixture_check", args=[self.check.number]),
        ]

    def writing(self):
        return [
            reverse("energy:water_zone_new"),
            reverse("energy:water_zone", args=[self.zone.id]),
            reverse("energy:water_night_use_new"),
            reverse("energy:water_event_new"),
            reverse("energy:water_test_new"),
            reverse("energy:water_test_intake", args=[self.test.number]),
            reverse("energy:water_line_new", args=[self.test.number]),
        ]

    def line(self, name="办公楼", **volumes):
        given = {"v_f": Decimal(3050), "v_d": Decimal(2961), "v_l": Decimal(89)} | volumes
        return balance_tests.keep_line(
            number=self.test.number, line_id=None, name=name, volumes=given, actor=self.actor, at=AT
        )


@pytest.fixture
def house():
    return House()


@pytest.fixture
def client_as(house, sign_in):
    def client(role, site=None):
        person = make_person(unit=make_unit(site=site or house.site))
        return sign_in(make_account(person=person, grants=role_grants(role)))

    return client


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_read_and_who_may_write(house, client_as, role):
    client = client_as(role)
    assert {client.get(page).status_code for page in house.pages()} == (
        {200} if role in READERS else {403}
    )
    assert {client.get(page).status_code for page in house.writing()} == (
        {200} if role in EDITORS else {403}
    )
    if role not in EDITORS:
        ends = client.post(reverse("energy:water_night_use_end", args=[house.use.id]))
        closes = client.post(reverse("energy:water_test_close", args=[house.test.number]))
        assert (ends.status_code, closes.status_code) == (403, 403)


def test_roles_have_these_rights():
    assert {"energy_manager", "leader"} <= READERS
    assert "energy_manager" in EDITORS
    assert "leader" not in EDITORS


def test_another_sites_rows_do_not_exist(house, client_as):
    client = client_as("energy_manager", site=make_site())
    pages = house.of_the_site() + [page for page in house.writing() if page.count("/") > 5]
    assert {client.get(page).status_code for page in house.of_the_site()} == {404}
    assert client.get(reverse("energy:water_zone", args=[house.zone.id])).status_code == 404
    ends = client.post(reverse("energy:water_night_use_end", args=[house.use.id]))
    assert ends.status_code == 404
    assert pages


def test_lists_do_not_query_more_with_more_rows(house, client_as, assert_query_budget):
    client = client_as("energy_manager")
    for number in range(12):
        check = fixtures.begin_check(place=f"{number}层", actor=house.actor, at=AT)
        fixtures.note_point(
            number=check.number, where="水房", kind="tap", seen=3, leaking=0,
            actor=house.actor, at=AT,
        )  # fmt: skip
        house.line(f"单元{number}")
    for name in ("energy:fixture_checks", "energy:water_tests", "energy:water_leaks"):
        with assert_query_budget(16):
            client.get(reverse(name))
    with assert_query_budget(20):
        client.get(reverse("energy:water_test", args=[house.test.number]))


def test_a_test_from_line_to_closing(house, client_as):
    client = client_as("energy_manager")
    page = reverse("energy:water_test", args=[house.test.number])
    wrong = client.post(
        reverse("energy:water_line_new", args=[house.test.number]),
        {"name": "办公楼", "v_f": "3050", "v_d": "2900", "v_l": "89"},
    )
    assert wrong.status_code == 422
    assert "61" in wrong.content.decode()
    assert 'value="2900"' in wrong.content.decode()
    client.post(
        reverse("energy:water_line_new", args=[house.test.number]),
        {"name": "办公楼", "v_f": "3050", "v_d": "2961", "v_l": "89"},
    )
    close = reverse("energy:water_test_close", args=[house.test.number])
    client.post(close)
    house.test.refresh_from_db()
    assert house.test.status == "draft"  # the intake is unknown
    intake = reverse("energy:water_test_intake", args=[house.test.number])
    client.post(intake, {"intake_m3": "5000"})
    client.post(close)
    house.test.refresh_from_db()
    assert house.test.status == "draft"  # 39 % apart
    client.post(intake, {"intake_m3": "3100"})
    client.post(close)
    shown = client.get(page).content.decode()
    house.test.refresh_from_db()
    assert house.test.status == "closed"
    assert round(Decimal(house.test.figures["volume_leak_rate"]) * 100, 3) == Decimal("2.918")
    assert "2.918" in shown
    assert "2.918" in client.get(page + "print/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(page, {"export": "xlsx"}).content))
    assert any(cell.value == "办公楼" for row in book.active for cell in row)
    late = client.post(
        reverse("energy:water_line_new", args=[house.test.number]),
        {"name": "食堂", "v_f": "1", "v_d": "1"},
    )
    assert late.status_code == 422
    assert house.test.closed_by in late.content.decode()
    assert Entry.objects.filter(name="energy.water.test_closed").count() == 1


def test_a_fixture_check_on_the_phone(house, client_as):
    client = client_as("energy_manager")
    page = reverse("energy:fixture_check", args=[house.check.number])
    point = {"where": "1层水房", "kind": "tap", "seen": "68", "leaking": "1"}
    assert client.post(page, {**point, "leaking": "69"}).status_code == 422
    for number in range(9):
        client.post(page, {**point, "leaking": "1" if number < 7 else "0"})
    end = reverse("energy:fixture_check_end", args=[house.check.number])
    client.post(end)
    assert FixtureCheck.objects.get().done_at is None  # nine points are too few
    client.post(page, {**point, "leaking": "0", "seen": "1"})
    client.post(end)
    assert FixtureCheck.objects.get().done_at is not None
    shown = client.get(page).content.decode()
    assert "1.14" in shown  # 7 of 613
    assert client.post(page, point).status_code == 422
    assert client.get(reverse("energy:water_test", args=[house.test.number])).status_code == 200


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"meters_in": "W-99"}, "W-99"),
        ({"meters_out": "W-01"}, "W-01"),
        ({"code": "Z1"}, "一区"),
    ],
)
def test_a_zone_that_cannot_be(house, client_as, given, words):
    typed = {"code": "Z2", "name": "二区", "meters_in": "W-01", "since_on": "2026-01-01"} | given
    answer = client_as("energy_manager").post(reverse("energy:water_zone_new"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="二区"' in answer.content.decode()


def test_night_use_is_of_a_zone_or_a_meter_and_ends_once(house, client_as):
    client = client_as("energy_manager")
    page = reverse("energy:water_night_use_new")
    typed = {"kind": "other", "m3_per_h": "0.1", "since_on": "2026-01-01", "reason": "值班"}
    assert client.post(page, typed).status_code == 422
    assert client.post(page, typed | {"zone": house.zone.id, "meter": "W-01"}).status_code == 422
    assert client.post(page, typed | {"meter": "W-01"}).status_code == 302
    end = reverse("energy:water_night_use_end", args=[house.use.id])
    client.post(end)
    again = client.post(end, follow=True)
    house.use.refresh_from_db()
    assert f"{house.use.until_on:%Y-%m-%d}" in again.content.decode()


def test_the_leak_page_says_what_it_costs_and_that_it_flows(house, client_as):
    shown = client_as("leader").get(reverse("energy:water_leak", args=[house.leak.number]))
    assert "10,080" in shown.content.decode()
    assert "50.4" in shown.content.decode()


def test_a_period_reversed_is_refused(house, client_as):
    answer = client_as("energy_manager").post(
        reverse("energy:water_test_new"),
        {"name": "x", "first_on": "2026-02-01", "last_on": "2026-01-01"},
    )
    assert answer.status_code == 422
    assert WaterTest.objects.count() == 1


def test_a_leak_seen_by_a_meter_and_by_those_below_it_counts_once():
    parents = {1: None, 2: 1, 3: 1, 4: None}
    assert total_once({1: 100, 2: 60, 3: 30}, parents) == 100
    assert total_once({1: 50, 2: 60, 3: 30}, parents) == 90
    assert total_once({2: 60, 4: 5, 9: 1}, parents) == 66
