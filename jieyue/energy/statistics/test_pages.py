"""Pages of statistics, bills, factors and denominators through the client."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jieyue.energy.bills.models import Bill
from jieyue.energy.denominators.models import AreaFigure, ExtraPersons
from jieyue.energy.statistics import actions, duties, reminders, summaries
from jieyue.energy.statistics.models import Bulletin, Cell, Institution, Report
from jieyue.energy.statistics.spans import Span, latest_ended
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.messages.models import Message
from jieyue.people.roles.built_in import BUILT_IN
from jieyue.people.units.models import HeadCount, Unit

pytestmark = pytest.mark.django_db
SPAN = latest_ended(timezone.localdate())
WIDE = ("energy_manager", "energy_statistician", "leader", "office_administrator")
WHOLE_PAGES = (
    "energy:statistics_units",
    "energy:statistics_analysis",
    "energy:bulletins",
    "energy:bulletin",
    "energy:denominators",
)
UNIT_PAGES = ("energy:statistics", "energy:bills", "energy:indicators", "energy:factors")
NOW = timezone.now()


@pytest.fixture
def unit() -> Unit:
    unit = make_unit(name="财政局")
    stamp = {"site": unit.site, "unit": unit, "recorded_at": NOW, "recorded_by": "t"}
    HeadCount.objects.create(kind="established", persons=40, since_on=date(2020, 1, 1), **stamp)
    AreaFigure.objects.create(kind="total", area_m2=1_800, since_on=date(2020, 1, 1), **stamp)
    return unit


def signed(sign_in, role: str, *, unit: Unit | None = None, site=None):
    person = make_person(unit=unit, site=site)
    return sign_in(make_account(person=person, grants=role_grants(role)))


def filled(unit: Unit, span: Span = SPAN, *, submit: bool = False) -> Report:
    grants = role_grants("unit_energy_officer")
    actor = make_actor(person=make_person(unit=unit), grants=grants)
    report = actions.begin(unit_id=unit.id, form_code="NY201", span=span, actor=actor, at=NOW)
    actions.type_figures(
        report_id=report.id,
        revision=report.revision,
        texts={
            (0, "electricity"): "27000",
            (0, "electricity_fee"): "18900",
            (0, "water"): "270",
            (0, "water_fee"): "1350",
        },
        reasons={},
        explanations={},
        actor=actor,
        at=NOW,
    )
    report.refresh_from_db()
    if submit:
        report = actions.submit(report_id=report.id, revision=report.revision, actor=actor, at=NOW)
    return report


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_see_what(sign_in, unit, role):
    client = signed(sign_in, role, unit=unit)
    for names, allowed in ((WHOLE_PAGES, WIDE), (UNIT_PAGES, (*WIDE, "unit_energy_officer"))):
        for name in names:
            wanted = 200 if role in allowed else 403
            assert client.get(reverse(name)).status_code == wanted, (role, name)


def test_a_unit_sees_only_its_own(sign_in, unit):
    neighbour = make_unit(site=unit.site)
    report = filled(neighbour)
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    for address in (
        reverse("energy:statistics_report", args=[report.id]),
        reverse("energy:statistics_sheet", args=[report.id]),
        reverse("energy:statistics_basics", args=[neighbour.id]),
        reverse("energy:statistics") + f"?unit={neighbour.id}",
        reverse("energy:indicators") + f"?unit={neighbour.id}",
    ):
        assert client.get(address).status_code == 404, address
    press = client.post(reverse("energy:statistics_decide", args=[report.id]), {"reason": "x"})
    assert press.status_code == 404


def test_another_sites_report_does_not_exist(sign_in, unit):
    report = filled(unit)
    client = signed(sign_in, "energy_statistician", site=make_site())
    for name in ("energy:statistics_report", "energy:statistics_sheet"):
        assert client.get(reverse(name, args=[report.id])).status_code == 404
    assert client.get(reverse("energy:statistics_basics", args=[unit.id])).status_code == 404


def test_the_officer_begins_fills_and_submits(sign_in, unit):
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    desk = client.get(reverse("energy:statistics"))
    assert SPAN.code in desk.content.decode()
    begun = client.post(reverse("energy:statistics"), {"form": "NY201", "period": SPAN.code})
    report = Report.objects.get()
    address = reverse("energy:statistics_report", args=[report.id])
    assert begun["Location"] == address
    data = {
        "revision": report.revision,
        "step": "submit",
        "f.0.electricity": "27,000",
        "f.0.electricity_fee": "18900",
        "f.0.water": "270",
        "f.0.water_fee": "1350",
    }
    assert client.post(address, data)["Location"] == address
    report.refresh_from_db()
    assert report.status == "submitted"
    assert report.frozen["0.electricity"]["value"] == "27000"
    page = client.get(address).content.decode()
    assert report.digest in page


def test_a_refused_figure_comes_back_as_it_was_typed(sign_in, unit):
    report = filled(unit)
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    address = reverse("energy:statistics_report", args=[report.id])
    data = {"revision": report.revision, "f.0.gas": "zwölf", "f.0.vehicles": "7"}
    reply = client.post(address, data)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert 'value="zwölf"' in page
    assert 'value="7"' in page
    assert "is-invalid" in page
    assert not Cell.objects.filter(line="vehicles").exists()


def test_an_unfinished_report_names_what_hinders(sign_in, unit):
    grants = role_grants("unit_energy_officer")
    actor = make_actor(person=make_person(unit=unit), grants=grants)
    report = actions.begin(unit_id=unit.id, form_code="NY201", span=SPAN, actor=actor, at=NOW)
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    address = reverse("energy:statistics_report", args=[report.id])
    data = {"revision": report.revision, "step": "submit", "f.0.electricity": "5"}
    assert client.post(address, data).status_code == 422
    report.refresh_from_db()
    assert report.status == "draft"


def test_the_administration_accepts_and_corrects(sign_in, unit):
    report = filled(unit, submit=True)
    client = signed(sign_in, "energy_manager", unit=make_unit(site=unit.site))
    client.post(reverse("energy:statistics_decide", args=[report.id]), {"decision": "accept"})
    report.refresh_from_db()
    assert report.status == "accepted"
    place = {"place": "0.water", "right": "260", "reason": "表读错"}
    client.post(reverse("energy:statistics_correct", args=[report.id]), place)
    correction = report.corrections.get()
    again = signed(sign_in, "energy_statistician", unit=make_unit(site=unit.site))
    address = reverse("energy:statistics_correction", args=[report.id, correction.id])
    again.post(address, {"decision": "approve"})
    page = again.get(reverse("energy:statistics_report", args=[report.id])).content.decode()
    assert "表读错" in page
    assert 'id="line-0.water"' in page
    found = summaries.summary(site_id=unit.site_id, code="NY301", span=SPAN)
    water = next(line for line in found.lines if line.line.key == "water")
    assert water.figures["total"] == Decimal(260)


def test_the_form_as_excel_is_the_form_as_printed(sign_in, unit):
    report = filled(unit, submit=True)
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    address = reverse("energy:statistics_sheet", args=[report.id])
    printed = client.get(address).content.decode()
    book = load_workbook(io.BytesIO(client.get(address, {"export": "xlsx"}).content))
    page = book["NY201"]
    rows = {row[1]: row for row in page.iter_rows(min_row=7, values_only=True) if row[1]}
    assert rows["110"] == ("电消费量", "110", "千瓦时", 27000)
    assert page.page_setup.orientation == "landscape"
    for text in ("公共机构能源资源消费状况", "电消费量", "财政局", "27000"):
        assert text in printed


def test_summaries_sum_to_the_units_and_name_the_missing(sign_in, unit):
    other = make_unit(site=unit.site, name="审计局")
    missing = make_unit(site=unit.site, name="统计局")
    make_unit(site=unit.site, name="物业公司", kind="contractor", is_contractor=True)
    stamp = {"site": other.site, "unit": other, "recorded_at": NOW, "recorded_by": "t"}
    HeadCount.objects.create(kind="established", persons=9, since_on=date(2020, 1, 1), **stamp)
    AreaFigure.objects.create(kind="total", area_m2=200, since_on=date(2020, 1, 1), **stamp)
    for each in (unit, other):
        filled(each, submit=True)
    client = signed(sign_in, "energy_statistician", unit=missing)
    address = reverse("energy:statistics_summary", args=["NY301"])
    page = client.get(address, {"period": SPAN.code})
    assert page.context["summary"].missing == ["统计局"]
    figures = {line.line.key: line.figures for line in page.context["summary"].lines}
    assert figures["electricity"]["organ"] == Decimal("5.4")  # 10^4 kWh
    assert figures["persons"]["total"] == 49
    assert figures["institutions"]["total"] == 2
    for extra in ({"print": 1}, {"export": "xlsx"}):
        assert client.get(address, {"period": SPAN.code} | extra).status_code == 200
    for code in ("NY302", "NY304"):
        address = reverse("energy:statistics_summary", args=[code])
        assert client.get(address, {"period": SPAN.code}).status_code == 200
    assert client.get(reverse("energy:statistics_summary", args=["NY201"])).status_code == 404


def test_the_overview_costs_no_more_with_more_units(sign_in, unit, assert_query_budget):
    client = signed(sign_in, "energy_statistician", unit=unit)
    address = reverse("energy:statistics_units")
    client.get(address)
    for number in range(12):
        make_unit(site=unit.site, name=f"单位{number}")
    filled(unit)
    with assert_query_budget(24):
        client.get(address)


def test_who_has_not_filed_is_reminded_once_a_day_that_counts(unit):
    person = make_person(unit=unit)
    make_account(person=person, grants=role_grants("unit_energy_officer"))
    due = duties.due_on(site_id=unit.site_id, span=Span(2026, 1))
    at = timezone.make_aware(timezone.datetime.combine(due, timezone.datetime.min.time()))
    reminders.remind(site_id=unit.site_id, at=at)
    assert Message.objects.get().values["period"] == "2026Q1"
    reminders.remind(site_id=unit.site_id, at=at - timezone.timedelta(days=1))
    assert Message.objects.count() == 1


def test_a_bill_with_its_scan_through_the_page(sign_in, unit):
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    month = SPAN.first
    data = {
        "medium": "electricity",
        "month": f"{month:%Y-%m}",
        "quantity": "9000",
        "amount_yuan": "6300",
        "scan": SimpleUploadedFile("账单.pdf", b"%PDF-1.7", "application/pdf"),
    }
    assert client.post(reverse("energy:bills"), data).status_code == 302
    bill = Bill.objects.get()
    assert (bill.unit_id, bill.month) == (unit.id, month)
    page = client.get(reverse("energy:bills"), {"year": month.year}).content.decode()
    assert "账单.pdf" in page
    slip = data | {"quantity": "0.9", "scan": ""}
    reply = client.post(reverse("energy:bills"), slip)
    assert reply.status_code == 422
    assert 'value="0.9"' in reply.content.decode()
    taken = reverse("energy:bill_take_back", args=[bill.id])
    client.post(taken, {"reason": "录错"})
    bill.refresh_from_db()
    assert bill.cancel_reason == "录错"
    stranger = signed(sign_in, "energy_manager", site=make_site())
    assert stranger.post(taken, {"reason": "x"}).status_code == 404


def test_basic_information_is_kept_and_printed(sign_in, unit):
    client = signed(sign_in, "unit_energy_officer", unit=unit)
    address = reverse("energy:statistics_basics", args=[unit.id])
    data = {"category": "organ", "level": "city", "head": "张三", "is_listed": "on"}
    assert client.post(address, data | {"credit_code": "123"}).status_code == 422
    assert client.post(address, data | {"credit_code": "115118000087654321"}).status_code == 302
    assert Institution.objects.get().head == "张三"
    assert "张三" in client.get(address, {"print": 1}).content.decode()


def test_areas_and_water_users_are_recorded(sign_in, unit):
    client = signed(sign_in, "energy_manager", unit=unit)
    address = reverse("energy:denominators")
    today = timezone.localdate()
    area = {"about": "area", "of": f"u{unit.id}", "kind": "garage", "since_on": today}
    assert client.post(address, area | {"area_m2": "5000"}).status_code == 422
    assert client.post(address, area | {"area_m2": "300"}).status_code == 302
    persons = {"about": "persons", "kind": "visitors", "persons": "120", "since_on": today}
    assert client.post(address, persons).status_code == 302
    assert AreaFigure.objects.filter(kind="garage", unit=unit).exists()
    assert ExtraPersons.objects.get().persons == 120
    reader = signed(sign_in, "leader", unit=unit)
    assert reader.post(address, persons).status_code == 403


def test_a_bulletin_is_published_once_and_stands(sign_in, unit):
    client = signed(sign_in, "energy_statistician", unit=unit)
    address = reverse("energy:bulletin", query={"period": SPAN.code})
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "本季度用电下降。"}).status_code == 302
    assert Bulletin.objects.get().issue == 1
    assert "本季度用电下降。" in client.get(address).content.decode()
    client.post(address, {"text": "另一份"})
    assert Bulletin.objects.count() == 1


@pytest.mark.parametrize("query", [{"set": "guess"}, {"unit": "abc"}, {"unit": "999999"}])
def test_what_there_is_not_is_not_found(sign_in, unit, query):
    client = signed(sign_in, "energy_statistician", unit=unit)
    assert client.get(reverse("energy:indicators"), query).status_code == 404


@pytest.mark.parametrize("set_code", ["calorific", "equivalent", "shandong_2019"])
def test_indicators_by_each_set_and_by_own_factors(sign_in, unit, set_code):
    client = signed(sign_in, "energy_statistician", unit=unit)
    page = client.get(reverse("energy:indicators"), {"set": set_code, "factors": "own"})
    assert page.status_code == 200
    assert page.context["latest"].found.set_code == set_code


def test_the_annual_analysis_costs_no_more_with_more_units(sign_in, unit, assert_query_budget):
    client = signed(sign_in, "energy_statistician", unit=unit)
    address = reverse("energy:statistics_analysis")
    client.get(address)
    for number in range(9):
        make_unit(site=unit.site, name=f"单位{number}")
    with assert_query_budget(160):
        client.get(address)
