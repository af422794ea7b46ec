"""Two people at one report in the same moment: one decides, the other is told who did."""

from datetime import UTC, datetime

import pytest

from jieyue.energy.statistics import actions, corrections, refusals
from jieyue.energy.statistics.models import Correction, CorrectionStatus, Report, ReportStatus
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_unit

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 4, 3, 2, tzinfo=UTC)


@pytest.fixture
def report():
    unit = make_unit()
    return Report.objects.create(
        site=unit.site, unit=unit, form="NY201", edition="2025", year=2026, quarter=1,
        basis="year_end", status="submitted", digest="x", opened_at=AT, submitted_at=AT,
        submitted_by="officer", frozen={"0.electricity": {"value": "9000"}},
    )  # fmt: skip


def who(name, report):
    return {"actor": system(name, site_id=report.site_id), "at": AT}


def propose(name, report, right):
    return lambda: corrections.propose(
        report_id=report.id, row=0, line="electricity", right=right, reason="misread",
        **who(name, report),
    )  # fmt: skip


def test_accepting_twice_and_sending_back(at_once, report):
    found = at_once(
        lambda: actions.accept(report_id=report.id, **who("one", report)),
        lambda: actions.accept(report_id=report.id, **who("two", report)),
        lambda: actions.send_back(report_id=report.id, reason="no", **who("three", report)),
    )
    refused = [each for each in found if each is not None]
    assert [type(each) for each in refused] == [refusals.NotSubmitted] * 2
    report.refresh_from_db()
    assert {each.by for each in refused} == {report.decided_by}
    assert report.status in (ReportStatus.ACCEPTED, ReportStatus.RETURNED)
    assert Entry.objects.filter(name__startswith="energy.statistics").count() == 1


def test_two_corrections_of_one_figure_and_two_decisions(at_once, report):
    found = at_once(propose("one", report, "9100"), propose("two", report, "9200"))
    (refused,) = [each for each in found if isinstance(each, Exception)]
    assert isinstance(refused, refusals.CorrectionOpen), refused
    correction = Correction.objects.get()

    def decide(name, *, approve):
        return lambda: corrections.decide(
            correction_id=correction.id, approve=approve, note="seen", **who(name, report)
        )

    found = at_once(decide("three", approve=True), decide("four", approve=False))
    (refused,) = [each for each in found if each is not None]
    assert isinstance(refused, refusals.AlreadyDecided), refused
    correction.refresh_from_db()
    assert refused.by == correction.decided_by
    assert correction.status in (CorrectionStatus.APPROVED, CorrectionStatus.REJECTED)
