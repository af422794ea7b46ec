from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from jieyue.energy.targets import actions, seeding
from jieyue.energy.targets.models import Target, TargetPlan
from jieyue.energy.targets.views import _grid_named
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
READERS = {
    "energy_manager", "energy_statistician", "leader", "office_administrator",
    "unit_energy_officer",
}  # fmt: skip
AT = datetime(2026, 1, 10, 1, tzinfo=UTC)


@pytest.fixture
def unit():
    return make_unit(site=make_site(), code="A", name="甲局")


@pytest.fixture
def own(unit):
    office = system("test", site_id=unit.site_id)
    seeding.seed(actor=office, at=AT)
    return actions.set_target(
        plan_id=TargetPlan.objects.get(code="fyp14").id, unit_code="A",
        indicator="energy_per_person", reduction=Decimal("0.06"), base_value=Decimal(400),
        actor=office, at=AT,
    )  # fmt: skip


@pytest.fixture
def client_as(unit, sign_in):
    def client(role, unit=unit):
        return sign_in(make_account(person=make_person(unit=unit), grants=role_grants(role)))

    return client


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_read_and_who_may_set(own, client_as, role):
    client = client_as(role)
    pages = [
        reverse("energy:target_plan", args=[own.plan_id]),
        reverse("energy:target", args=[own.id]),
    ]
    assert {client.get(page).status_code for page in pages} == ({200} if role in READERS else {403})
    status = client.get(reverse("energy:target_new", args=[own.plan_id])).status_code
    assert status == (200 if role == "energy_manager" else 403)
    assert client.get(reverse("energy:targets")).status_code == (302 if role in READERS else 403)


def test_a_unit_sees_its_own_targets_alone(unit, own, client_as):
    client = client_as("unit_energy_officer", unit=make_unit(site=unit.site))
    text = client.get(reverse("energy:target_plan", args=[own.plan_id])).content.decode()
    assert unit.short_name not in text
    assert client.get(reverse("energy:target", args=[own.id])).status_code == 404


def test_another_site_finds_nothing(own, client_as):
    client = client_as("energy_manager", unit=make_unit())
    pages = [
        reverse("energy:target_plan", args=[own.plan_id]),
        reverse("energy:target_new", args=[own.plan_id]),
        reverse("energy:target", args=[own.id]),
    ]
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post(reverse("energy:target_year", args=[own.id]), {}).status_code == 404
    assert client.get(reverse("energy:targets")).status_code == 200  # no plan yet


def test_setting_a_target_with_steps(own, client_as):
    client, page = client_as("energy_manager"), reverse("energy:target_new", args=[own.plan_id])
    form = {
        "unit_code": "A", "indicator": "water_per_person", "reduction_pct": "6",
        "steps_pct": "1、2，3, 4,6", "base_value": "21.5",
    }  # fmt: skip
    assert client.post(page, form).status_code == 302
    made = Target.objects.get(indicator="water_per_person", unit__isnull=False)
    assert (made.reduction, made.steps["2023"]) == (Decimal("0.06"), "0.03")
    wrong = [
        {"steps_pct": "1,2"}, {"steps_pct": "a,b,c,d,e"}, {"steps_pct": "1,2,3,4,5"},
        {"steps_pct": "5,4,3,2,6"}, {"steps_pct": "NaN,1,2,3,6"}, {"reduction_pct": "100"},
        {"reduction_pct": "-1"}, {"unit_code": "?"}, {"indicator": "hope"},
    ]  # fmt: skip
    for each in wrong:
        assert client.post(page, form | each).status_code == 422, each


def test_recording_a_year_on_the_page(own, client_as):
    client, page = client_as("energy_manager"), reverse("energy:target_year", args=[own.id])
    form = {"year": "2021", "value": "376", "note": "统计台账"}
    assert client.post(page, form).status_code == 302
    text = client.get(reverse("energy:target", args=[own.id])).content.decode()
    assert "6.00\N{NO-BREAK SPACE}%" in text
    for wrong in ({"year": "2019"}, {"value": "-1"}, {"note": ""}):
        assert client.post(page, form | wrong).status_code == 422
    take = reverse("energy:target_year_take", args=[own.id, 2021])
    assert client.post(take).status_code == 302
    assert own.years.get().source == "statistics"


def test_the_plan_costs_the_same_whatever_it_holds(unit, own, client_as, assert_query_budget):
    client, page = client_as("leader"), reverse("energy:target_plan", args=[own.plan_id])
    client.get(page)
    for n in range(12):
        own.pk, own.unit = None, make_unit(site=unit.site, name=f"单位{n}")
        own.save()
    with assert_query_budget(18):
        assert "单位11" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("note", "shown"),
    [("sichuan 2022", "Sichuan average 2022"), ("演示数据: 旧台账", "演示数据: 旧台账"), ("", "")],
)
def test_a_years_note_names_the_grid_in_words(note, shown):
    with translation.override("en"):
        assert _grid_named(note) == shown
