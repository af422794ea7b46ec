import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from jieyue.energy.allocation import actions, seeding
from jieyue.energy.allocation.models import AllocationBasis, AllocationMethod, AllocationRun
from jieyue.energy.allocation.test_actions import AT, MARCH, House
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
READERS = {
    "energy_manager", "energy_statistician", "leader", "office_administrator",
    "unit_energy_officer",
}  # fmt: skip
EDITORS = {"energy_manager", "energy_statistician"}


@pytest.fixture
def house(monkeypatch):
    made = House(monkeypatch)
    seeding.seed(actor=made.actor, at=AT)
    return made


@pytest.fixture
def client_as(house, sign_in):
    def client(role, unit=None, site=None):
        unit = unit or make_unit(site=site or house.site)
        person = make_person(unit=unit)
        return sign_in(make_account(person=person, grants=role_grants(role)))

    return client


def pages(house, run):
    method = AllocationMethod.objects.get()
    return [
        reverse("energy:allocation"),
        reverse("energy:allocation_run", args=[run.number]),
        reverse("energy:allocation_print", args=[run.number]),
        reverse("energy:allocation_unit", args=[run.number, house.a.id]),
        reverse("energy:allocation_meter", args=[run.number, house.shared.id]),
        reverse("energy:allocation_method", args=[method.id]),
    ]


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_read_and_who_may_write(house, client_as, role):
    run = house.published()
    client = client_as(role, unit=house.a)
    found = {client.get(page).status_code for page in pages(house, run)}
    assert found == ({200} if role in READERS else {403})
    for page in (
        "energy:allocation_new",
        "energy:allocation_basis",
        "energy:allocation_method_new",
    ):
        status = client.get(reverse(page)).status_code
        assert status == (200 if role in EDITORS else 403)


def test_a_unit_sees_its_own_lines_of_what_is_published(house, client_as):
    run = house.published()
    house.uses[house.shared.id] = "1"
    draft = house.draft()
    client = client_as("unit_energy_officer", unit=house.b)
    text = client.get(reverse("energy:allocation_run", args=[run.number])).content.decode()
    assert house.b.short_name in text
    assert house.a.short_name not in text
    hidden = [
        reverse("energy:allocation_unit", args=[run.number, house.a.id]),
        reverse("energy:allocation_run", args=[draft.number]),
        reverse("energy:allocation_meter", args=[run.number, house.own.id]),
    ]
    assert {client.get(page).status_code for page in hidden} == {404}


def test_another_site_finds_nothing(house, client_as):
    run = house.published()
    client = client_as("energy_manager", site=make_site())
    found = [client.get(page).status_code for page in pages(house, run)]
    assert found == [200, 404, 404, 404, 404, 404]
    assert run.number not in client.get(reverse("energy:allocation")).content.decode()
    publish = reverse("energy:allocation_publish", args=[run.number])
    assert client.post(publish, {"revision": "1"}).status_code == 404


def test_dividing_a_month_and_publishing_it(house, client_as):
    client = client_as("energy_statistician")
    form = {"medium": "electricity", "month": "2026-03", "bill_yuan": "150.01"}
    answer = client.post(reverse("energy:allocation_new"), form, follow=True)
    run = AllocationRun.objects.get()
    assert f"{run.number}" in answer.content.decode()
    publish = reverse("energy:allocation_publish", args=[run.number])
    client.post(publish, {"revision": "x"})
    run.refresh_from_db()
    assert run.status == "draft"
    client.post(publish, {"revision": "1"})
    run.refresh_from_db()
    assert (run.status, run.amount_fen) == ("published", 15001)


@pytest.mark.parametrize(
    "form",
    [
        {"medium": "electricity", "month": "soon"},
        {"medium": "electricity", "month": "2999-01"},
        {"medium": "water", "month": "2026-03"},
        {"medium": "wind", "month": "2026-03"},
        {"medium": "electricity", "month": "2026-03", "bill_yuan": "-1"},
    ],
)
def test_a_bad_form_comes_back(house, client_as, form):
    answer = client_as("energy_statistician").post(reverse("energy:allocation_new"), form)
    assert answer.status_code == 422
    assert not AllocationRun.objects.exists()


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"title": "x", "rules": [{"code": "a"}]}'])
def test_a_method_that_cannot_be_read_comes_back(house, client_as, content):
    form = {"effective_from": "2026-05-01", "content": content}
    answer = client_as("energy_manager").post(reverse("energy:allocation_method_new"), form)
    assert answer.status_code == 422
    assert AllocationMethod.objects.count() == 1


def test_the_sheet_holds_every_line_and_sums_to_the_meter(house, client_as):
    run = house.published()
    page = reverse("energy:allocation_run", args=[run.number])
    answer = client_as("leader").get(page, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    uses = [Decimal(str(row[6])) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sum(uses) == Decimal("200.000001")


def test_the_share_says_why(house, client_as):
    run = house.published()
    page = reverse("energy:allocation_unit", args=[run.number, house.b.id])
    text = client_as("unit_energy_officer", unit=house.b).get(page).content.decode()
    assert "40.00\N{NO-BREAK SPACE}%" in text


def test_a_figure_of_a_month_by_hand(house, client_as):
    client, page = client_as("energy_manager"), reverse("energy:allocation_basis")
    form = {"month": "2026-03", "kind": "diner_meals", "unit_code": "A", "value": "12.5"}
    assert client.post(page, form).status_code == 302
    assert AllocationBasis.objects.get().value == Decimal("12.5")
    assert client.post(page, {**form, "value": "-1"}).status_code == 422
    assert client.post(page, {**form, "unit_code": "nobody"}).status_code == 422


def test_the_list_costs_the_same_whatever_it_holds(house, client_as, assert_query_budget):
    client, page = client_as("leader"), reverse("energy:allocation")
    house.published()
    client.get(page)
    for month in range(1, 13):
        run = AllocationRun.objects.first()
        run.pk, run.number, run.month = None, f"X{month}", date(2025, month, 1)
        run.save()
    with assert_query_budget(14):
        assert "X12" in client.get(page).content.decode()


def test_a_run_costs_the_same_whatever_its_lines(house, client_as, assert_query_budget):
    client = client_as("leader")
    run = house.published()
    page = reverse("energy:allocation_run", args=[run.number])
    client.get(page)
    for _unit in range(6):
        line = run.lines.last()
        line.pk, line.unit = None, make_unit(site=house.site)
        line.save()
    with assert_query_budget(16):
        client.get(page)


def test_the_second_to_publish_is_told_who_was_first(house, client_as):
    run = house.draft()
    page = reverse("energy:allocation_publish", args=[run.number])
    client_as("energy_manager").post(page, {"revision": "1"})
    answer = client_as("energy_statistician").post(page, {"revision": "1"}, follow=True)
    run.refresh_from_db()
    assert run.published_by in answer.content.decode()
    assert (
        actions.published_run(site_id=house.site.id, medium="electricity", month=MARCH).id == run.id
    )
