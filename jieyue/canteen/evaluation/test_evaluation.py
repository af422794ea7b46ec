from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from jieyue.canteen.evaluation import nightly, sources, subjects
from jieyue.canteen.evaluation.records import figures
from jieyue.canteen.evaluation.rules.indicators import reckon
from jieyue.canteen.factories import make_attendance, make_canteen, make_forecast
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.factories import make_dish, make_ingredient
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.samples.models import IllnessReport, RetainedSample
from jieyue.canteen.stock.models import Movement, StockLot
from jieyue.canteen.waste.models import Haul, Hauler, WasteWeighing
from jieyue.kit import workdays
from jieyue.kit.actor import system
from jieyue.people.factories import (
    make_account,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.roles.built_in import BUILT_IN
from jieyue.people.units.models import HeadCount
from jieyue.scorecards import evidence
from jieyue.scorecards.cards.models import Card, CardLine
from jieyue.scorecards.evidence import Span, Subject
from jieyue.scorecards.standards.models import Standard
from jieyue.scorecards.standards.rules.content import parse

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))
READERS = {"canteen_manager", "leader", "food_safety_officer", "canteen_contractor"}


def local(day, hour=8):
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


@pytest.fixture
def canteen():
    return make_canteen(name="机关食堂")


def subject_of(canteen):
    return Subject(canteen.site_id, "canteen", canteen.id, canteen.name)


def ask(code, canteen, span=MARCH):
    return evidence.gather(code, subject_of(canteen), span)


def weigh(canteen, day, stage, kg, **fields):
    return WasteWeighing.objects.create(
        site_id=canteen.site_id, client_id=uuid4(), canteen=canteen, day=day, meal="lunch",
        stage=stage, gross_kg=Decimal(kg), tare_kg=0, scale_error_kg=Decimal("0.05"),
        happened_at=local(day), recorded_at=local(day), recorded_by="x", **fields,
    )  # fmt: skip


def weigh_all(canteen, day, kg="20"):
    return [weigh(canteen, day, stage, kg) for stage in ("plate", "unserved", "trimmings")]


def cook(canteen, dish, *, portions=100, taken=None, day=MONDAY):
    ProductionBatch.objects.create(
        site_id=canteen.site_id, number=f"B{uuid4().hex[:12]}", canteen=canteen, day=day,
        meal="lunch", dish=dish, portions=portions, finished_at=local(day), cook="x",
    )  # fmt: skip
    if taken is not None:
        ServedCount.objects.create(
            site_id=canteen.site_id, canteen=canteen, day=day, meal="lunch", dish=dish,
            diners=1000, taken=taken,
        )  # fmt: skip


def move(canteen, kind, quantity, yuan, *, ingredient=None, expires_on=None, day=MONDAY):
    ingredient = ingredient or make_ingredient(site=canteen.site)
    lot = StockLot.objects.create(
        site_id=canteen.site_id, canteen=canteen, ingredient=ingredient, quantity=1,
        received_on=day, expires_on=expires_on,
    )  # fmt: skip
    Movement.objects.create(
        site_id=canteen.site_id, lot=lot, kind=kind, quantity=Decimal(quantity),
        amount_yuan=Decimal(yuan), average_amount_yuan=Decimal(yuan), happened_on=day,
        happened_at=local(day), recorded_by="x",
    )  # fmt: skip
    return ingredient


def indicators(canteen):
    days = figures(
        canteen_id=canteen.id, site_id=canteen.site_id, first=MARCH.first, last=MARCH.last
    )
    return reckon(days)


def test_the_indicators_of_recorded_days(canteen):
    make_attendance(canteen=canteen, day=MONDAY, served=1000)
    first, *_rest = weigh_all(canteen, MONDAY, "20")
    weigh(canteen, MONDAY, "plate", "35", corrects=first)  # the corrected one no longer counts
    cook(canteen, make_dish(site=canteen.site), portions=100, taken=90)
    cook(canteen, make_dish(site=canteen.site), portions=50)  # nobody counted what was taken
    potato = move(canteen, "receipt", "500", "2000")
    move(canteen, "issue", "-100", "-400", ingredient=potato)
    move(canteen, "spoiled", "-2", "-8", ingredient=potato)
    weigh(canteen, MONDAY, "trimmings", "10", ingredient=potato)
    make_forecast(canteen=canteen, day=MONDAY, expected=960).__class__.objects.update(served=1000)
    found = {code: each.value for code, each in indicators(canteen).items()}
    assert found == {
        "W1": 85, "W1a": 35, "W1b": 20, "W1c": 30, "W2": Decimal("0.5"), "W2y": 2, "W3": None,
        "W4": Decimal("0.1"), "W5": Decimal("0.9"), "W6": Decimal("0.02"), "W7": Decimal("0.04"),
    }  # fmt: skip
    assert indicators(canteen)["W4"].coverage == Decimal("0.5")


def test_another_canteens_rows_count_for_nothing(canteen):
    other = make_canteen(site=canteen.site)
    make_attendance(canteen=other, day=MONDAY)
    weigh_all(other, MONDAY)
    move(other, "receipt", "5", "5")
    assert {each.value for each in indicators(canteen).values()} == {None}


def test_little_coverage_proposes_no_points(canteen):
    for n in range(4):
        make_attendance(canteen=canteen, day=MONDAY + timedelta(days=n), served=1000)
    weigh_all(canteen, MONDAY)
    cell = ask("canteen.w1", canteen)
    assert (cell.value, cell.coverage) == (None, Decimal("0.25"))
    for n in range(1, 4):
        weigh_all(canteen, MONDAY + timedelta(days=n))
    assert ask("canteen.w1", canteen).value == 60


def test_every_source_answers_an_empty_canteen_without_praise(canteen):
    """Unknown is never full marks: shares of nothing are None."""
    counted = {
        "canteen.expired_in_store", "canteen.expired_used", "canteen.failed_residue_tests",
        "canteen.illness_reports", "canteen.measures", "canteen.plate_checks",
        "canteen.quarter_before", "canteen.unlicensed_hauls",
    }  # fmt: skip
    cells = {code: ask(code, canteen) for code in sources.SOURCES}
    assert {code for code, cell in cells.items() if cell.value is not None} == counted
    assert {cells[code].value for code in counted} == {0}


def test_samples_are_held_against_what_was_cooked(canteen):
    dishes = [make_dish(site=canteen.site) for _ in range(4)]
    for dish in dishes:
        cook(canteen, dish)
    for dish in dishes[:3]:
        RetainedSample.objects.create(
            site_id=canteen.site_id, number=uuid4().hex[:20], canteen=canteen, day=MONDAY,
            meal="lunch", dish=dish, mass_g=130, sampled_at=local(MONDAY),
            kept_until=local(MONDAY) + timedelta(hours=48), keeper="x",
        )  # fmt: skip
    assert ask("canteen.samples", canteen).value == Decimal("0.75")


def test_an_illness_report_leaves_the_veto_to_a_person(canteen):
    assert ask("canteen.illness_reports", canteen).value == 0
    IllnessReport.objects.create(
        site_id=canteen.site_id, number="IR-1", canteen=canteen, first_on=MONDAY, last_on=MONDAY,
        persons=3, symptoms="呕吐", reported_at=local(MONDAY), reported_by="x",
    )  # fmt: skip
    assert ask("canteen.illness_reports", canteen).value is None


@pytest.mark.parametrize(("expires", "used"), [(MONDAY, 0), (MONDAY - timedelta(days=1), 1)])
def test_goods_may_be_used_on_their_last_day(canteen, expires, used):
    move(canteen, "issue", "-1", "-1", expires_on=expires)
    assert ask("canteen.expired_used", canteen).value == used


@pytest.mark.parametrize(("valid_to", "wrong"), [(MONDAY, 0), (MONDAY - timedelta(days=1), 1)])
def test_a_haul_without_a_licence_is_found(canteen, valid_to, wrong):
    hauler = Hauler.objects.create(
        site_id=canteen.site_id, name="收运公司", licence_number="1", valid_to=valid_to
    )
    Haul.objects.create(
        site_id=canteen.site_id, number="H1", canteen=canteen, hauler=hauler, kind="food_waste",
        mass_kg=80, vehicle="川T", taken_by="x", handed_by="y", at=local(MONDAY, 15),
    )  # fmt: skip
    assert ask("canteen.unlicensed_hauls", canteen).value == wrong


@pytest.mark.parametrize("content", nightly.contents(), ids=lambda content: content["code"])
def test_the_products_standards_add_up_and_ask_only_what_is_offered(content):
    read = parse(content)
    asked = {criterion.evidence for _, criterion in read.criteria() if criterion.evidence}
    assert asked <= set(sources.SOURCES)
    assert read.points == 100
    assert all(criterion.evidence or criterion.needed for _, criterion in read.criteria())


@pytest.fixture
def contractor(canteen):
    unit = make_unit(site=canteen.site, name="承包单位", is_contractor=True)
    HeadCount.objects.create(
        site_id=unit.site_id, unit=unit, kind="canteen", since_on=date(2020, 1, 1), persons=30,
        recorded_at=local(MONDAY), recorded_by="x",
    )  # fmt: skip
    return unit


def test_the_contractor_is_the_only_one_with_canteen_staff(canteen, contractor):
    on = MONDAY
    assert subjects.contractor_of(site_id=canteen.site_id, on=on) == contractor.id
    second = make_unit(site=canteen.site, is_contractor=True)
    HeadCount.objects.create(
        site_id=second.site_id, unit=second, kind="canteen", since_on=on, persons=3,
        recorded_at=local(on), recorded_by="x",
    )  # fmt: skip
    assert subjects.contractor_of(site_id=canteen.site_id, on=on) is None


def test_the_cards_of_what_ended_are_drafted_on_the_first_workday(canteen, contractor):
    workdays.seed([2026], site_id=canteen.site_id)
    holiday = date(2026, 10, 2)  # in the National Day holiday
    nightly.keep_cards(site_id=canteen.site_id, at=local(holiday))
    assert Standard.objects.count() == 2
    assert not Card.objects.filter(last_on=date(2026, 9, 30)).exists()
    for _ in range(2):
        nightly.keep_cards(site_id=canteen.site_id, at=local(date(2026, 10, 8)))
    found = Card.objects.filter(last_on=date(2026, 9, 30)).order_by("standard_code")
    assert [(card.standard_code, card.first_on, card.unit_id) for card in found] == [
        ("canteen.anti_waste", date(2026, 7, 1), None),
        ("canteen.contractor", date(2026, 9, 1), contractor.id),
    ]


def test_without_a_contractor_only_the_self_evaluation_is_drafted(canteen):
    workdays.seed([2026], site_id=canteen.site_id)
    nightly.keep_cards(site_id=canteen.site_id, at=local(date(2026, 10, 8)))
    assert {card.standard_code for card in Card.objects.all()} == {"canteen.anti_waste"}


def test_a_served_quarter_without_a_ledger_is_vetoed(canteen):
    actor = system("test", site_id=canteen.site_id)
    nightly.seed(actor=actor, at=local(MONDAY))
    make_attendance(canteen=canteen, day=MONDAY)
    [card] = nightly.draft(sources.ANTI_WASTE, MONDAY, actor=actor, at=local(date(2026, 4, 1)))
    assert CardLine.objects.get(card=card, criterion="9.1").veto is True
    assert card.vetoed


def client_of(sign_in, site, role):
    person = make_person(unit=make_unit(site=site))
    return sign_in(make_account(site=site, person=person, grants=role_grants(role)))


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_see_the_indicators(canteen, sign_in, role):
    client = client_of(sign_in, canteen.site, role)
    status = client.get(reverse("canteen:indicators")).status_code
    assert status == (200 if role in READERS else 403)


@pytest.mark.parametrize("step", ["day", "week", "month", "quarter", "century", ""])
@pytest.mark.parametrize("on", ["2026-03-02", "soon", "0001-01-01", ""])
def test_the_page_shows_any_period(canteen, sign_in, step, on):
    make_attendance(canteen=canteen, day=MONDAY, served=1000)
    weigh_all(canteen, MONDAY, "20")
    client = client_of(sign_in, canteen.site, "leader")
    answer = client.get(reverse("canteen:indicators"), {"step": step, "on": on})
    assert answer.status_code == 200
    if on == "2026-03-02":
        assert "60.0" in answer.content.decode()


@pytest.mark.parametrize("query", [{"canteen": "999999"}, {"code": "W9"}, {"canteen": "x"}])
def test_what_does_not_exist_is_not_found(canteen, sign_in, query):
    client = client_of(sign_in, canteen.site, "leader")
    assert client.get(reverse("canteen:indicators"), query).status_code == 404


def test_another_sites_canteen_is_not_found(canteen, sign_in):
    make_canteen(site=(other := make_site()))
    client = client_of(sign_in, other, "leader")
    query = {"canteen": canteen.id}
    assert client.get(reverse("canteen:indicators"), query).status_code == 404


def test_the_page_costs_the_same_whatever_was_recorded(canteen, sign_in, assert_query_budget):
    client = client_of(sign_in, canteen.site, "leader")
    page, query = reverse("canteen:indicators"), {"on": "2026-03-02", "code": "W4"}
    client.get(page, query)
    for n in range(20):
        day = MONDAY + timedelta(days=n)
        make_attendance(canteen=canteen, day=day)
        weigh_all(canteen, day)
        cook(canteen, make_dish(site=canteen.site), day=day, taken=90)
    with assert_query_budget(45):
        client.get(page, query)
