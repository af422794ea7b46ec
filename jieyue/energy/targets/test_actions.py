from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jieyue.energy.factors import queries as factors
from jieyue.energy.statistics.indicators import Uses, indicators
from jieyue.energy.targets import actions, queries, refusals, results, seeding, yearly
from jieyue.energy.targets.models import Target, TargetPlan, TargetYear
from jieyue.energy.targets.results import Result
from jieyue.energy.targets.rules import BadSteps
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, make_unit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 1, tzinfo=UTC)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def office(site):
    made = system("test", site_id=site.id)
    seeding.seed(actor=made, at=AT)
    return made


@pytest.fixture
def plan(office):
    return TargetPlan.objects.get(code="fyp14")


def target(plan, indicator="energy_per_person"):
    return Target.objects.get(plan=plan, unit=None, indicator=indicator)


def set_target(plan, office, **fields):
    values = {
        "unit_code": "", "indicator": "energy_per_person", "reduction": Decimal("0.06"),
        "base_value": Decimal(400), **fields,
    }  # fmt: skip
    return actions.set_target(plan_id=plan.id, **values, actor=office, at=AT)


def record(plan, office, year, value, indicator="energy_per_person"):
    actions.record_year(
        target_id=target(plan, indicator).id, year=year, value=Decimal(value), actor=office, at=AT
    )


def test_the_fourteenth_plan_is_there_and_the_fifteenth_is_open(office, plan):
    seeding.seed(actor=office, at=AT)
    found = {row.indicator: row.reduction for row in plan.targets.all()}
    assert found == {
        "energy_per_m2": Decimal("0.05"), "energy_per_person": Decimal("0.06"),
        "water_per_person": Decimal("0.06"), "carbon_per_m2": Decimal("0.07"),
    }  # fmt: skip
    coming = TargetPlan.objects.get(code="fyp15")
    assert (coming.is_open, coming.targets.count()) == (True, 0)
    assert plan.references["energy_per_person"] == "329.56"


def test_a_plan_is_broken_down_to_a_unit_with_its_own_steps(office, plan, site):
    make_unit(site=site, code="A")
    steps = {2021 + n: Decimal(n + 1) / 100 for n in range(4)} | {2025: Decimal("0.08")}
    made = set_target(plan, office, unit_code="A", reduction=Decimal("0.08"), steps=steps)
    assert made.steps["2024"] == "0.04"
    rows = queries.targets(office, plan)
    assert [row.unit_id for row in rows].count(None) == 4
    assert rows[-1].years[-1].planned == Decimal(400) * Decimal("0.92")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"reduction": Decimal(1)}, refusals.BadReduction),
        ({"reduction": Decimal("-0.01")}, refusals.BadReduction),
        ({"reduction": Decimal("NaN")}, refusals.BadReduction),
        ({"base_value": Decimal(0)}, refusals.BadReduction),
        ({"unit_code": "nobody"}, refusals.TargetOfNoUnit),
        ({"steps": {2021: Decimal("0.06")}}, BadSteps),
    ],
)
def test_what_cannot_be_a_target_is_refused(office, plan, fields, refusal):
    with pytest.raises(refusal):
        set_target(plan, office, **fields)


def test_a_year_is_held_against_its_step(office, plan):
    record(plan, office, 2020, "400")  # the base year's is the base
    record(plan, office, 2021, "395.2")  # exactly 1.2 %
    record(plan, office, 2022, "391")  # 2.25 % of 2.4 %
    [row] = [r for r in queries.targets(office, plan) if r.indicator == "energy_per_person"]
    assert row.base_value == 400
    assert [year.reached for year in row.years][1:4] == ["yes", "no", "unknown"]
    assert row.latest.year == 2022


def test_too_few_readings_reach_nothing(office, plan, monkeypatch):
    set_target(plan, office)
    poor = Result(value=Decimal(1), source="statistics", coverage=Decimal("0.5"))
    monkeypatch.setattr(results, "of_year", lambda _target, _year: poor)
    actions.take_year(target_id=target(plan).id, year=2025, actor=office, at=AT)
    [row] = [r for r in queries.targets(office, plan) if r.indicator == "energy_per_person"]
    assert (row.latest.reached, row.latest.is_covered) == ("unknown", False)


def test_what_is_recorded_stands_until_somebody_takes_it_anew(office, plan, monkeypatch):
    set_target(plan, office)
    found = [Result(value=Decimal(380), source="statistics")]
    monkeypatch.setattr(results, "of_year", lambda _target, _year: found[0])
    yearly.take_last_year(site_id=plan.site_id, at=AT)
    found[0] = Result(value=Decimal(300), source="statistics")
    yearly.take_last_year(site_id=plan.site_id, at=AT)
    assert set(TargetYear.objects.values_list("value", flat=True)) == {380}
    actions.take_year(target_id=target(plan).id, year=2025, actor=office, at=AT)
    fact = Entry.objects.filter(name="energy.targets.year_recorded").last()
    assert (fact.data["old"], fact.data["new"]) == ("380.0000", "300")


def test_a_year_of_which_nothing_is_known_is_unknown_and_not_zero(office, plan):
    set_target(plan, office)
    yearly.take_last_year(site_id=plan.site_id, at=AT)
    assert set(TargetYear.objects.values_list("value", flat=True)) == {None}
    [row] = [r for r in queries.targets(office, plan) if r.indicator == "energy_per_person"]
    assert (row.latest, row.years[-1].reached) == (None, "unknown")


@pytest.mark.parametrize(
    ("year", "value", "refusal"),
    [
        (2019, "1", refusals.YearOutsidePlan),
        (2026, "1", refusals.YearOutsidePlan),
        (2024, "-1", refusals.BadResult),
        (2024, "Infinity", refusals.BadResult),
    ],
)
def test_a_result_that_cannot_be_is_refused(office, plan, year, value, refusal):
    with pytest.raises(refusal):
        record(plan, office, year, value)


def test_a_year_that_is_not_over_has_no_result(office, plan):
    with pytest.raises(refusals.YearNotOver):
        actions.record_year(
            target_id=target(plan).id, year=2025, value=Decimal(1), actor=office,
            at=datetime(2025, 12, 30, tzinfo=UTC),
        )  # fmt: skip


def test_a_target_is_filed_with_its_plan(office, plan):
    pdf = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    chosen = target(plan)
    actions.file_target(
        target_id=chosen.id, filed_on=date(2021, 3, 1), document=pdf, actor=office, at=AT
    )
    chosen.refresh_from_db()
    assert (chosen.filed_on, chosen.document is not None) == (date(2021, 3, 1), True)


def test_every_write_needs_the_right(site, plan):
    reader = make_actor(site=site, grants={"energy.quotas.read": "complex"})
    chosen = target(plan)
    with pytest.raises(NotAllowed):
        set_target(plan, reader)
    with pytest.raises(NotAllowed):
        record(plan, reader, 2024, "1")
    with pytest.raises(NotAllowed):
        actions.take_year(target_id=chosen.id, year=2024, actor=reader, at=AT)
    with pytest.raises(NotAllowed):
        actions.file_target(
            target_id=chosen.id, filed_on=date(2021, 3, 1), document=None, actor=reader, at=AT
        )


def test_figures_that_do_not_agree_are_pointed_out(office, plan, monkeypatch):
    def of_year(chosen, _year):
        value = {"energy_per_person": "409.24", "energy_per_m2": "11.66"}.get(chosen.indicator)
        persons = 1742 if chosen.indicator == "energy_per_person" else None
        return Result(
            value=Decimal(value) if value else None, source="statistics", persons=persons,
            area_m2=area[0],
        )  # fmt: skip

    area = [Decimal(58000)]
    monkeypatch.setattr(results, "of_year", of_year)
    yearly.take_last_year(site_id=plan.site_id, at=AT)
    rows = queries.targets(office, plan)
    [fine] = queries.agreements(rows, site_id=plan.site_id, on=date(2026, 1, 10))
    assert (fine.year, fine.is_fine) == (2025, True)
    TargetYear.objects.filter(target__indicator="energy_per_m2").update(area_m2=5800)
    rows = queries.targets(office, plan)
    [odd] = queries.agreements(rows, site_id=plan.site_id, on=date(2026, 1, 10))
    assert not odd.is_fine


def test_carbon_names_the_grid_and_year_of_its_factor(office, plan, monkeypatch):
    """The worked example of STANDARDS 1.6 and 1.7: 943.70 t on 58,000 m² with Sichuan 2022."""
    used = Uses(
        {
            "electricity": Decimal(3_860_000), "gas": Decimal(152_000),
            "gasoline": Decimal(28_000), "diesel": Decimal(5_000),
        },
        {},
    )  # fmt: skip
    coefficients = factors.coefficient_set(site_id=plan.site_id, code="calorific", on=AT.date())
    found = indicators(used, coefficients, persons=1742, water_persons=1742, area_m2=Decimal(58000))
    monkeypatch.setattr(results.statistics, "indicators", lambda **_asked: found)
    result = results.of_year(target(plan, "carbon_per_m2"), 2022)
    assert round(result.value * 58, 2) == Decimal("943.70")
    assert result.note == "sichuan 2022"
    per_person = results.of_year(target(plan), 2022)
    assert round(per_person.value, 2) == Decimal("409.24")
