import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.energy.quotas import actions, seeding, uses
from jieyue.energy.quotas.factories import Metered
from jieyue.energy.quotas.models import Explanation, Quota, QuotaTable
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
READERS = {
    "energy_manager", "energy_statistician", "leader", "office_administrator",
    "unit_energy_officer",
}  # fmt: skip
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def unit(monkeypatch):
    made = make_unit(site=make_site(), code="A", name="甲局")
    year = timezone.localdate().year - 1
    found = {(made.id, "electricity"): [10] * 12, (None, "electricity"): [100] * 12}
    monkeypatch.setattr(uses, "totals", Metered(found, year=year))
    return made


@pytest.fixture
def office(unit):
    return system("test", site_id=unit.site_id)


@pytest.fixture
def quota(unit, office):
    year = timezone.localdate().year - 1
    actions.set_quota(
        unit_code="A", year=year, measure="electricity", amount=Decimal(100), source="文",
        actor=office, at=AT,
    )  # fmt: skip
    return Quota.objects.get()


@pytest.fixture
def asked(quota, office):
    return actions.ask(quota_id=quota.id, used=Decimal(120), actor=office, at=AT)


@pytest.fixture
def client_as(unit, sign_in):
    def client(role, unit=unit):
        return sign_in(make_account(person=make_person(unit=unit), grants=role_grants(role)))

    return client


def pages(asked):
    return [
        reverse("energy:quotas", query={"year": asked.quota.year}),
        reverse("energy:quota", args=[asked.quota_id]),
        reverse("energy:explanations"),
        reverse("energy:explanation", args=[asked.number]),
        reverse("energy:rating"),
        reverse("energy:quota_tables"),
    ]


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_read_and_who_may_set(asked, client_as, role):
    client = client_as(role)
    found = {client.get(page).status_code for page in pages(asked)}
    assert found == ({200} if role in READERS else {403})
    for page in ("energy:quota_new", "energy:quota_table_new"):
        status = client.get(reverse(page)).status_code
        assert status == (200 if role == "energy_manager" else 403)


def test_a_unit_sees_its_own_quota_alone(unit, asked, office, client_as):
    other = make_unit(site=unit.site, code="B")
    client = client_as("unit_energy_officer", unit=other)
    listed, one, explanations, explanation, rating, _tables = pages(asked)
    assert [client.get(page).status_code for page in (one, explanation)] == [404, 404]
    for page in (listed, explanations):
        assert unit.short_name not in client.get(page).content.decode()
    assert client.get(rating, {"unit": unit.id}).status_code == 200  # its own is shown


def test_another_site_finds_nothing(asked, client_as):
    client = client_as("energy_manager", unit=make_unit())
    _listed, one, _explanations, explanation, rating, _tables = pages(asked)
    assert [client.get(page).status_code for page in (one, explanation)] == [404, 404]
    assert client.get(rating, {"unit": asked.unit_id}).status_code == 404
    for name in ("explain", "decide"):
        page = reverse(f"energy:explanation_{name}", args=[asked.number])
        assert client.post(page, {}).status_code == 404


def test_the_list_tells_how_far_a_quota_is(asked, client_as):
    text = client_as("leader").get(pages(asked)[0]).content.decode()
    assert "120.0\N{NO-BREAK SPACE}%" in text
    assert "97.0\N{NO-BREAK SPACE}%" in text  # of the readings were there


def test_setting_a_quota(unit, client_as):
    client, page = client_as("energy_manager"), reverse("energy:quota_new")
    form = {"unit_code": "A", "year": "2026", "measure": "water", "amount": "5", "source": "文"}
    assert client.post(page, form).status_code == 302
    assert Quota.objects.get().amount == 5
    for wrong in ({"amount": "-1"}, {"measure": "energy"}, {"unit_code": "?"}, {"source": ""}):
        assert client.post(page, form | wrong).status_code == 422


def test_explaining_and_deciding_on_the_page(unit, asked, client_as):
    explain = reverse("energy:explanation_explain", args=[asked.number])
    decide = reverse("energy:explanation_decide", args=[asked.number])
    officer = client_as("unit_energy_officer")
    empty = officer.post(explain, {"reasons": "机房", "measures": "", "revision": "1"})
    assert empty.status_code == 422
    assert "机房" in empty.content.decode()
    officer.post(explain, {"reasons": "机房扩容", "measures": "整改", "revision": "1"})
    assert officer.post(decide, {"decision": "accept", "revision": "2"}).status_code == 403
    leader = client_as("leader", unit=make_unit(site=unit.site))
    back = leader.post(decide, {"decision": "back", "note": "", "revision": "2"})
    assert back.status_code == 422
    leader.post(decide, {"decision": "accept", "revision": "2"})
    assert Explanation.objects.get().status == "accepted"


def test_the_sample_is_labelled_and_a_missing_key_has_no_quota(unit, office, client_as):
    seeding.seed(actor=office, at=AT)
    client, page = client_as("leader"), reverse("energy:rating")
    own = client.get(page).content.decode()
    assert "alert-warning" not in own
    assert own.count("无定额") >= 4
    assert "alert-warning" in client.get(page, {"place": "0"}).content.decode()
    for odd in ("x", "99", "-1"):
        assert client.get(page, {"place": odd, "unit": ""}).status_code == 200
    assert client.get(page, {"unit": "x"}).status_code == 404


def test_taking_a_table_in(client_as):
    client, page = client_as("energy_manager"), reverse("energy:quota_table_new")
    sample = json.loads(seeding.sample_files()[0].read_text(encoding="utf-8"))
    assert client.post(page, {"content": json.dumps(sample)}).status_code == 302
    assert QuotaTable.objects.count() == 1
    for content in ("{", "[]", "{}", json.dumps(sample)):
        assert client.post(page, {"content": content}).status_code == 422


def test_the_list_costs_the_same_whatever_it_holds(unit, quota, client_as, assert_query_budget):
    client = client_as("leader")
    page = reverse("energy:quotas", query={"year": quota.year})
    client.get(page)
    for n in range(12):
        quota.pk, quota.unit = None, make_unit(site=unit.site, name=f"单位{n}")
        quota.save()
    with assert_query_budget(20):
        assert "单位11" in client.get(page).content.decode()


@pytest.mark.parametrize("year", ["", "x", "1", "9999", "²⁰²⁶", str(date.today().year)])
def test_any_year_may_be_asked_for(client_as, year):
    assert client_as("leader").get(reverse("energy:quotas"), {"year": year}).status_code == 200
