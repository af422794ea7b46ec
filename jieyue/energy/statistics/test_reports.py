"""A report from its draft to its corrections, through the journal."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from jieyue.energy.bills import actions as bills
from jieyue.energy.denominators.models import AreaFigure
from jieyue.energy.permissions import EnergyPermission as P
from jieyue.energy.statistics import actions, corrections, examining, figures, refusals
from jieyue.energy.statistics.checks import Code
from jieyue.energy.statistics.forms import MEDIA, form
from jieyue.energy.statistics.models import Cell, Report, ReportStatus
from jieyue.energy.statistics.spans import Span
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit
from jieyue.people.units.models import HeadCount, Unit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 3, 2, tzinfo=UTC)
Q1 = Span(2026, 1)
RIGHTS = (P.STATISTICS_FILL, P.STATISTICS_READ)


@pytest.fixture
def unit() -> Unit:
    unit = make_unit(approved_posts=30)
    stamp = {"site": unit.site, "unit": unit, "recorded_at": AT, "recorded_by": "t"}
    since = date(2025, 1, 1)
    HeadCount.objects.create(kind="established", persons=40, since_on=since, **stamp)
    AreaFigure.objects.create(kind="total", area_m2=1_800, since_on=since, **stamp)
    return unit


@pytest.fixture
def officer(unit: Unit) -> Actor:
    person = make_person(unit=unit)
    actor = make_actor(person=person, grants=dict.fromkeys(RIGHTS, "unit"))
    for month in (1, 2, 3):
        for medium, quantity, amount in (("electricity", 9_000, 6_300), ("water", 90, 450)):
            bills.enter(
                unit_id=unit.id,
                medium=medium,
                month=date(2026, month, 1),
                quantity=Decimal(quantity),
                amount_yuan=Decimal(amount),
                actor=actor,
                at=AT,
            )
    return actor


@pytest.fixture
def reviewer(unit: Unit) -> Actor:
    grants = dict.fromkeys((*RIGHTS, P.STATISTICS_REVIEW), "complex")
    return make_actor(person=make_person(site=unit.site), grants=grants)


@pytest.fixture
def draft(unit: Unit, officer: Actor) -> Report:
    return actions.begin(unit_id=unit.id, form_code="NY201", span=Q1, actor=officer, at=AT)


def type_in(report, actor, texts, reasons=None, explanations=None):
    report.refresh_from_db()
    actions.type_figures(
        report_id=report.id,
        revision=report.revision,
        texts={(0, line): text for line, text in texts.items()},
        reasons={(0, line): text for line, text in (reasons or {}).items()},
        explanations=explanations or {},
        actor=actor,
        at=AT,
    )
    report.refresh_from_db()


def submitted(report, actor):
    report.refresh_from_db()
    return actions.submit(report_id=report.id, revision=report.revision, actor=actor, at=AT)


def value(report, line):
    report.refresh_from_db()
    return figures.results([report])[report.id].get((0, line))


def test_a_draft_knows_bills_persons_and_area(draft):
    cells = {cell.line: (cell.value, cell.source) for cell in Cell.objects.all()}
    assert cells["electricity"] == (Decimal(27_000), "bill")
    assert cells["electricity_fee"] == (Decimal("18900"), "bill")
    assert cells["persons"] == (Decimal(40), "register")
    assert cells["posts"] == (Decimal(30), "register")
    assert cells["area"] == (Decimal(1_800), "register")
    assert "gas" not in cells  # nothing is known of it, and that is not 0
    assert (draft.edition, draft.basis) == ("2025", "year_end")


def test_beginning_twice_gives_the_same_report(draft, unit, officer):
    again = actions.begin(unit_id=unit.id, form_code="NY201", span=Q1, actor=officer, at=AT)
    assert again.id == draft.id


@pytest.mark.parametrize(
    ("form_code", "span", "refusal"),
    [
        ("NY201", Span(2026, 2), refusals.PeriodNotOver),
        ("NY301", Q1, refusals.NotAReportForm),
        ("NY203", Q1, refusals.WrongPeriod),
    ],
)
def test_what_cannot_be_begun(unit, officer, form_code, span, refusal):
    with pytest.raises(refusal):
        actions.begin(unit_id=unit.id, form_code=form_code, span=span, actor=officer, at=AT)


def test_a_typed_figure_beside_another_source_needs_a_reason(draft, officer):
    with pytest.raises(refusals.ReasonMissing):
        type_in(draft, officer, {"electricity": "27,500"})
    type_in(draft, officer, {"electricity": "27,500"}, {"electricity": "含临时用电"})
    cell = Cell.objects.get(line="electricity")
    assert (cell.value, cell.source, cell.reason) == (27_500, "typed", "含临时用电")
    assert cell.offered == {"bill": "27000.000000"}
    entry = Entry.objects.get(name="energy.statistics.figures_typed")
    assert entry.data["figures"] == {"0.electricity": ["27000.000000", "27500"]}


@pytest.mark.parametrize("text", ["-3", "abc", "1,5", "1e9", "2.5.1", "9" * 15])
def test_what_is_no_figure_is_refused_and_nothing_kept(draft, officer, text):
    with pytest.raises(refusals.BadFigure):
        type_in(draft, officer, {"gas": "5", "gasoline": text})
    assert not Cell.objects.filter(line="gas").exists()


def test_persons_are_whole(draft, officer):
    with pytest.raises(refusals.NotWhole):
        type_in(draft, officer, {"vehicles": "2.5"})


def test_parts_make_their_sum(draft, officer):
    type_in(draft, officer, {"gasoline_vehicles": "300", "gasoline_elsewhere": "20"})
    assert value(draft, "gasoline") == 320
    type_in(draft, officer, {"gasoline_elsewhere": "30"})
    assert value(draft, "gasoline") == 330


def test_the_second_of_two_is_told_who_was_first(draft, officer, reviewer):
    seen = draft.revision
    type_in(draft, reviewer, {"vehicles": "3"})
    with pytest.raises(refusals.ChangedMeanwhile) as told:
        actions.type_figures(
            report_id=draft.id,
            revision=seen,
            texts={(0, "vehicles"): "4"},
            reasons={},
            explanations={},
            actor=officer,
            at=AT,
        )
    assert told.value.by == reviewer.name
    assert value(draft, "vehicles") == 3


def test_submitting_locks_by_value(draft, officer, unit):
    report = submitted(draft, officer)
    assert report.status == ReportStatus.SUBMITTED
    assert report.digest == actions.digest_of(report)
    assert report.parameters_used
    bills.enter(
        unit_id=unit.id,
        medium="water",
        month=date(2026, 3, 1),
        quantity=Decimal(50),
        amount_yuan=Decimal(250),
        actor=officer,
        at=AT,
    )
    assert value(report, "water") == 270
    for act in (
        lambda: type_in(report, officer, {"water": "1"}),
        lambda: actions.refill(report_id=report.id, revision=report.revision, actor=officer, at=AT),
        lambda: submitted(report, officer),
    ):
        with pytest.raises(refusals.NotEditable):
            act()


def test_what_hinders_is_named_and_words_let_it_through(draft, officer, unit):
    before = Report.objects.create(
        site=unit.site,
        unit=unit,
        form="NY201",
        edition="2025",
        year=2025,
        quarter=1,
        basis="year_end",
        status="accepted",
        digest="x",
        submitted_at=AT,
        opened_at=AT,
        frozen={"0.electricity": {"value": "20000"}, "0.water": {"value": "260"}},
    )
    assert before.id
    with pytest.raises(refusals.NotReady) as told:
        submitted(draft, officer)
    assert told.value.keys == (f"{Code.CHANGE}:0.electricity",)
    type_in(draft, officer, {}, explanations={told.value.keys[0]: "新增机房"})
    assert submitted(draft, officer).explanations == {told.value.keys[0]: "新增机房"}


def test_returned_reports_can_be_changed_and_submitted_again(draft, officer, reviewer):
    report = submitted(draft, officer)
    with pytest.raises(refusals.ReasonMissing):
        actions.send_back(report_id=report.id, reason=" ", actor=reviewer, at=AT)
    actions.send_back(report_id=report.id, reason="补充车辆数", actor=reviewer, at=AT)
    type_in(report, officer, {"vehicles": "4"})
    again = submitted(report, officer)
    actions.accept(report_id=again.id, actor=reviewer, at=AT)
    with pytest.raises(refusals.NotSubmitted) as told:
        actions.accept(report_id=again.id, actor=reviewer, at=AT)
    assert (told.value.by, told.value.said_at) == (reviewer.name, "2026-04-03 10:00")
    names = Entry.objects.filter(name__startswith="energy.statistics.report").values_list("name")
    assert [name.rpartition("_")[2] for (name,) in names.order_by("id")] == [
        "begun", "submitted", "returned", "submitted", "accepted",
    ]  # fmt: skip


def test_a_correction_is_added_and_approved_by_another(draft, officer, reviewer):
    report = submitted(draft, officer)
    ask = {"report_id": report.id, "row": 0, "line": "water", "actor": officer, "at": AT}
    with pytest.raises(refusals.NoChange):
        corrections.propose(**ask, right="270", reason="表读错")
    with pytest.raises(refusals.ReasonMissing):
        corrections.propose(**ask, right="250", reason="")
    correction = corrections.propose(**ask, right="250", reason="表读错")
    assert correction.difference == -20
    assert value(report, "water") == 270  # until it is approved
    with pytest.raises(refusals.CorrectionOpen):
        corrections.propose(**ask, right="240", reason="表读错")
    corrections.decide(correction_id=correction.id, approve=True, actor=reviewer, at=AT)
    assert value(report, "water") == 250
    assert report.frozen["0.water"]["value"] == "270"
    assert report.digest == actions.digest_of(report)
    with pytest.raises(refusals.AlreadyDecided):
        corrections.decide(correction_id=correction.id, approve=True, actor=reviewer, at=AT)


def test_nobody_approves_his_own_correction(draft, officer, reviewer):
    report = submitted(draft, officer)
    correction = corrections.propose(
        report_id=report.id, row=0, line="water", right="9", reason="x", actor=reviewer, at=AT
    )
    with pytest.raises(refusals.OwnCorrection):
        corrections.decide(correction_id=correction.id, approve=True, actor=reviewer, at=AT)


def test_a_draft_is_not_corrected(draft, officer):
    with pytest.raises(refusals.NotSubmitted):
        corrections.propose(
            report_id=draft.id, row=0, line="water", right="9", reason="x", actor=officer, at=AT
        )


def test_a_year_sums_its_quarters_with_corrections(unit, officer, reviewer):
    later = datetime(2027, 1, 5, tzinfo=UTC)
    for quarter in range(1, 5):
        report = actions.begin(
            unit_id=unit.id,
            form_code="NY201",
            span=Span(2026, quarter),
            actor=officer,
            at=later,
        )
        missing = {m: "100" for m in ("electricity", "water") if quarter > 1}
        fees = {"electricity_fee": "70", "water_fee": "500"} if quarter > 1 else {}
        type_in(report, officer, missing | fees)
        submitted(report, officer)
        if quarter == 2:
            change = corrections.propose(
                report_id=report.id,
                row=0,
                line="water",
                right="130",
                reason="漏抄",
                actor=officer,
                at=later,
            )
            corrections.decide(correction_id=change.id, approve=True, actor=reviewer, at=later)
    year = actions.begin(
        unit_id=unit.id, form_code="NY201", span=Span(2026, 0), actor=officer, at=later
    )
    assert value(year, "water") == 270 + 130 + 100 + 100
    assert value(year, "electricity") == 27_300
    assert value(year, "persons") == 40  # a stock is not summed
    type_in(year, officer, {"water": "601"}, {"water": "x"})
    assert [each.code for each in examining.findings(year) if each.line == "water"] == [Code.ANNUAL]


def test_only_the_unit_itself_fills_its_report(draft, unit, reviewer):
    neighbour = make_actor(unit=make_unit(site=unit.site), grants=dict.fromkeys(RIGHTS, "unit"))
    with pytest.raises(Report.DoesNotExist):
        submitted(draft, neighbour)
    with pytest.raises(NotAllowed):
        actions.begin(unit_id=unit.id, form_code="NY201", span=Q1, actor=neighbour, at=AT)
    stranger = make_actor(site=make_site(), grants=dict.fromkeys(RIGHTS, "complex"))
    with pytest.raises(Report.DoesNotExist):
        submitted(draft, stranger)
    reader = make_actor(site=unit.site, grants={P.STATISTICS_READ: "complex"})
    for act in (
        lambda: submitted(draft, reader),
        lambda: actions.accept(report_id=draft.id, actor=reader, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert reviewer


def test_every_medium_of_the_form_can_be_typed(draft, officer):
    shown = form("NY201", edition="2025")
    type_in(
        draft,
        officer,
        {m: "1" for m in MEDIA if m not in ("electricity", "water") and shown.has(m)},
    )
    assert value(draft, "other") == 1


def test_the_complex_has_one_report_of_a_period(reviewer):
    for _each in range(2):
        actions.begin(unit_id=None, form_code="NY201", span=Q1, actor=reviewer, at=AT)
    twin = Report.objects.get(unit=None)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_two_at_once_begin_one_report(at_once, unit, officer):
    begun = at_once(
        *[
            lambda: (
                actions.begin(unit_id=unit.id, form_code="NY201", span=Q1, actor=officer, at=AT).id
            )
        ]
        * 2
    )
    assert begun[0] == begun[1]


def test_of_two_who_submit_at_once_the_second_is_told(at_once, draft, officer):
    def submit():
        return actions.submit(report_id=draft.id, revision=draft.revision, actor=officer, at=AT)

    came = at_once(submit, submit)
    refused = [each for each in came if isinstance(each, refusals.NotEditable)]
    assert [each.by for each in refused] == [officer.name]
