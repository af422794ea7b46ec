from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption.queries import Dimension, Total
from jieyue.energy.evaluation import cards, evidence_site, evidence_unit, sources
from jieyue.energy.evaluation.cells import ratio
from jieyue.energy.factories import make_meter
from jieyue.energy.quotas import uses
from jieyue.energy.quotas.factories import Metered
from jieyue.energy.quotas.models import Quota
from jieyue.energy.targets import actions as targets
from jieyue.energy.targets import seeding
from jieyue.energy.targets.models import Target, TargetPlan
from jieyue.energy.watch.models import Episode
from jieyue.energy.water.models import FixtureCheck, FixturePoint
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN
from jieyue.scorecards import evidence
from jieyue.scorecards.cards.models import Card, CardLine
from jieyue.scorecards.evidence import Span, Subject
from jieyue.scorecards.standards.models import Standard
from jieyue.scorecards.standards.rules.content import parse
from jieyue.scorecards.standards.rules.points import proposed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 20, 1, tzinfo=UTC)
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
READERS = {"leader", "energy_manager", "unit_energy_officer", "canteen_manager"}


@pytest.fixture
def unit():
    return make_unit(site=make_site(), code="A", name="甲局")


@pytest.fixture
def office(unit):
    return system("test", site_id=unit.site_id)


def ask(code, unit, span=YEAR):
    kind, row_id = ("unit", unit.id) if ".unit_" in code else ("site", unit.site_id)
    return evidence.gather(code, Subject(unit.site_id, kind, row_id), span)


@pytest.mark.parametrize("content", cards.contents(), ids=lambda content: content["code"])
def test_the_products_standards_add_up_and_ask_only_what_is_offered(content):
    read = parse(content)
    asked = {criterion.evidence for _, criterion in read.criteria() if criterion.evidence}
    assert asked <= set(sources.SOURCES)
    assert read.points == 100
    assert all(criterion.evidence or criterion.needed for _, criterion in read.criteria())


def groups(code):
    [content] = [each for each in cards.contents() if each["code"] == code]
    read = parse(content)
    return [group.points for group in read.groups], read.most, read.grades[0].at_least


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("energy.demonstration", ([35, 29, 20, 9, 7, 0], 110, 85)),
        ("energy.frugal_organ", ([5, 25, 70], 100, 90)),
        ("energy.unit_score", ([40, 15, 10, 20, 5, 10], 100, 90)),
        ("energy.water_saving_organ", ([46, 54], 100, 90)),
    ],
)
def test_the_tables_are_those_of_the_standards(code, found):
    assert groups(code) == found


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("0.5", 7), ("0.9", 7), ("0.90001", 6), ("1.0", 6), ("1.00001", 5), ("1.1", 5),
        ("1.10001", 4), ("1.2", 4), ("1.20001", 0), ("1.2001", 0), ("9", 0),
    ],
)  # fmt: skip
def test_the_cliff_of_the_demonstration_table(value, points):
    [content] = [each for each in cards.contents() if each["code"] == "energy.demonstration"]
    criterion = next(each for _, each in parse(content).criteria() if each.code == "1.1")
    cell = ratio(Decimal(value), Decimal(1))
    assert cell.value is not None
    assert proposed(criterion, cell.value) == points


def test_every_source_answers_an_empty_complex_without_praise(unit):
    """Unknown is never full marks: shares of nothing are None."""
    counted = {"energy.balance_tests", "energy.open_episodes", "energy.unit_after_hours"}
    cells = {code: ask(code, unit) for code in sources.SOURCES}
    zero = {
        "energy.bills_by_month", "energy.items_metered", "energy.reports_in_time",
        "energy.unit_reports_in_time", "energy.water_bills_by_month",
    }  # fmt: skip
    known = {code: cell.value for code, cell in cells.items() if cell.value is not None}
    assert known == dict.fromkeys(counted | zero, 0)


def test_bills_of_every_month_of_both_media(unit):
    values = {
        "site": unit.site, "quantity": 1, "amount_yuan": 1, "entered_at": AT, "entered_by": "x",
    }  # fmt: skip
    for n in range(1, 13):
        month = date(2025, n, 1)
        Bill.objects.create(medium="water", month=month, **values)
        if n > 3:
            Bill.objects.create(medium="electricity", month=month, **values)
    assert ask("energy.water_bills_by_month", unit).value == 1
    assert ask("energy.bills_by_month", unit).value == Decimal("0.75")


def test_what_main_meters_show_beyond_their_sub_meters_is_not_measured(unit, monkeypatch):
    root = make_meter(site=unit.site, medium="water", since_on=date(2024, 1, 1))
    child = make_meter(parent=root, medium="water", since_on=date(2024, 1, 1))
    uses = {root.id: 8, child.id: 92}

    def totals(**_asked):
        return [
            Total({Dimension.METER: meter}, None, Decimal(use), Decimal(0), Decimal("0.9"))
            for meter, use in uses.items()
        ]

    monkeypatch.setattr(evidence_site, "totals", totals)
    cell = ask("energy.water_measured", unit)
    assert (cell.value, cell.coverage) == (Decimal("0.92"), Decimal("0.9"))


@pytest.mark.parametrize(
    ("seen", "leaking", "percent"), [(9, 0, None), (10, 0, 0), (50, 3, 6), (612, 7, "1.14")]
)
def test_fittings_count_from_ten_on(unit, seen, leaking, percent):
    check = FixtureCheck.objects.create(
        site=unit.site, number="1", place="一号楼", started_at=AT, started_by="x",
        done_at=datetime(2025, 6, 1, 4, tzinfo=UTC), done_by="x",
    )  # fmt: skip
    FixturePoint.objects.create(
        site=unit.site, check_ref=check, where="2层", kind="tap", seen=seen, leaking=leaking,
        noted_at=AT, noted_by="x",
    )  # fmt: skip
    found = ask("energy.fixture_leaks", unit).value
    assert (None if found is None else round(found, 2)) == (
        None if percent is None else Decimal(percent)
    )


def test_targets_reached_of_those_that_are_known(unit, office):
    seeding.seed(actor=office, at=AT)
    plan = TargetPlan.objects.get(code="fyp14")
    rows = {row.indicator: row for row in Target.objects.filter(plan=plan)}
    for indicator, value in (("energy_per_person", "370"), ("water_per_person", "400")):
        row = rows[indicator]
        Target.objects.filter(id=row.id).update(base_value=400)
        targets.record_year(target_id=row.id, year=2025, value=Decimal(value), actor=office, at=AT)
    cell = ask("energy.targets_reached", unit)
    assert (cell.value, cell.coverage) == (Decimal("0.5"), Decimal(2) / 8)


def test_a_unit_is_held_against_its_own_target(unit, office):
    seeding.seed(actor=office, at=AT)
    plan = TargetPlan.objects.get(code="fyp14")
    made = targets.set_target(
        plan_id=plan.id, unit_code="A", indicator="energy_per_person",
        reduction=Decimal("0.05"), base_value=Decimal(400), actor=office, at=AT,
    )  # fmt: skip
    assert ask("energy.unit_energy_to_target", unit).value is None
    targets.record_year(target_id=made.id, year=2025, value=Decimal(399), actor=office, at=AT)
    assert ask("energy.unit_energy_to_target", unit).value == Decimal("1.05")


def test_use_against_a_quota(unit, monkeypatch):
    Quota.objects.create(
        site=unit.site, unit=unit, year=2025, measure="electricity", amount=1000, source="文",
        set_at=AT, set_by="x",
    )  # fmt: skip
    assert ask("energy.unit_electricity_to_quota", unit).value is None
    monkeypatch.setattr(uses, "totals", Metered({(unit.id, "electricity"): [90] * 12}, year=2025))
    cell = ask("energy.unit_electricity_to_quota", unit)
    assert (cell.value, cell.coverage) == (Decimal("1.08"), Decimal("0.97"))


def test_another_units_episodes_are_not_ours(unit):
    other = make_unit(site=unit.site)
    meter = make_meter(site=unit.site)
    for n, (owner, status) in enumerate(
        ((unit, "resolved"), (unit, "open"), (other, "open"), (other, "open"))
    ):
        Episode.objects.create(
            site=unit.site, number=str(n), kind="after_hours", meter=meter, unit=owner,
            severity=2, status=status, started_at=AT, source=str(n), last_seen_at=AT,
            detected_at=datetime(2025, 6, 1, tzinfo=UTC), resolved_at=AT,
        )  # fmt: skip
    assert ask("energy.unit_episodes_resolved", unit).value == Decimal("0.5")
    assert ask("energy.unit_after_hours", unit).value == 2
    assert ask("energy.open_episodes", unit).value == 3


def test_the_cards_of_the_year_that_ended_are_drafted_in_january(unit):
    for at in (datetime(2026, 1, 12, 1, tzinfo=UTC), AT, AT):
        cards.keep(site_id=unit.site_id, at=at)
    assert Standard.objects.count() == 4
    found = Card.objects.order_by("standard_code").values_list("standard_code", "first_on__year")
    assert list(found) == [(content["code"], 2025) for content in sorted_contents()]
    own = Card.objects.get(standard_code="energy.unit_score")
    assert own.unit_id == unit.id  # which may contest it
    assert CardLine.objects.filter(card=own, is_manual=False).count() == 7


def sorted_contents():
    return sorted(cards.contents(), key=lambda content: content["code"])


def client_of(sign_in, unit, role):
    return sign_in(make_account(person=make_person(unit=unit), grants=role_grants(role)))


@pytest.mark.parametrize("role", [each.code for each in BUILT_IN])
def test_who_may_see_and_draft_cards(unit, sign_in, role):
    client = client_of(sign_in, unit, role)
    grants = role_grants(role)
    status = client.get(reverse("energy:evaluation"), {"year": "2025"}).status_code
    assert status == (200 if "scorecards.cards.read" in grants else 403)
    draft = reverse("energy:evaluation_draft", args=["energy.unit_score"])
    answer = client.post(draft, {"year": "2025"})
    assert answer.status_code == (302 if "scorecards.cards.edit" in grants else 403)


def test_a_unit_sees_its_own_card_alone(unit, sign_in):
    other = make_unit(site=unit.site, name="乙局")
    cards.work(
        {"code": "energy.unit_score", "year": 2025}, site_id=unit.site_id,
        progress=lambda _share, _text="": None, actor=system("test", site_id=unit.site_id), at=AT,
    )  # fmt: skip
    assert Card.objects.count() == 2
    page = reverse("energy:evaluation")
    client = client_of(sign_in, other, "unit_energy_officer")
    text = client.get(page, {"year": "2025"}).content.decode()
    assert "乙局" in text
    assert "甲局" not in text
    assert "乙局" not in client.get(page, {"year": "x"}).content.decode()


def test_what_does_not_exist_is_not_found(unit, sign_in):
    client = client_of(sign_in, unit, "energy_manager")
    assert client.post(reverse("energy:evaluation_draft", args=["moon"])).status_code == 404
    assert evidence_unit.after_hours(Subject(0, "unit", 0), YEAR).value == 0
