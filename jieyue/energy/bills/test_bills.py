"""Bills: what is refused, what is kept, and who may."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jieyue.energy.bills import actions, queries, rules
from jieyue.energy.bills.models import Bill, BillScan
from jieyue.energy.permissions import EnergyPermission as P
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, make_unit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 3, 2, tzinfo=UTC)
BILL = {
    "unit_id": None,
    "medium": "electricity",
    "month": date(2026, 3, 9),
    "quantity": Decimal(320_000),
    "amount_yuan": Decimal(224_000),
    "supplier": "供电公司",
    "number": "D-2026-03",
}
GRANTS = {P.STATISTICS_FILL: "complex", P.STATISTICS_READ: "complex"}


@pytest.fixture
def clerk() -> Actor:
    return make_actor(grants=GRANTS)


def test_a_bill_is_kept_with_its_scan_and_told(clerk):
    scan = SimpleUploadedFile("账单.pdf", b"%PDF-1.7 bill", "application/pdf")
    bill = actions.enter(**BILL, uploads=[scan], actor=clerk, at=AT)
    row = queries.rows(clerk, year=2026)[0]
    assert (row.month, row.price, row.is_outside) == (date(2026, 3, 1), Decimal("0.7"), False)
    assert [name for _id, name in row.scans] == ["账单.pdf"]
    entry = Entry.objects.get(name="energy.bills.entered")
    assert entry.data["bill_id"] == bill.id


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"quantity": Decimal(32)}, rules.QuantitySlip),
        ({"amount_yuan": Decimal("22.4")}, rules.FeeSlip),
        ({"amount_yuan": Decimal(500_000)}, rules.PriceNeedsWords),
        ({"quantity": Decimal(-1)}, rules.BadBill),
        ({"quantity": Decimal(0), "amount_yuan": Decimal(0)}, rules.BadBill),
        ({"quantity": Decimal("NaN")}, rules.BadBill),
        ({"month": date(2026, 5, 1)}, rules.FutureMonth),
        ({"medium": "plutonium"}, rules.UnknownMedium),
    ],
)
def test_what_is_refused(clerk, changes, refusal):
    with pytest.raises(refusal):
        actions.enter(**BILL | changes, actor=clerk, at=AT)
    assert not Bill.objects.exists()


def test_a_price_out_of_its_band_stands_with_its_reason(clerk):
    dear = BILL | {"amount_yuan": Decimal(500_000), "price_note": "含上月补缴"}
    assert actions.enter(**dear, actor=clerk, at=AT).price_note == "含上月补缴"


def test_the_second_to_enter_a_bill_is_told_who_did(clerk):
    actions.enter(**BILL, actor=clerk, at=AT)
    with pytest.raises(rules.BillKnown) as told:
        actions.enter(**BILL, actor=clerk, at=AT)
    assert (told.value.entered_by, told.value.said_at) == (clerk.name, "2026-04-03 10:00")


def test_a_bill_taken_back_no_longer_counts_and_its_number_is_free(clerk):
    bill = actions.enter(**BILL, actor=clerk, at=AT)
    with pytest.raises(rules.ReasonMissing):
        actions.take_back(bill_id=bill.id, reason=" ", actor=clerk, at=AT)
    actions.take_back(bill_id=bill.id, reason="录错单位", actor=clerk, at=AT)
    with pytest.raises(rules.AlreadyTakenBack):
        actions.take_back(bill_id=bill.id, reason="录错单位", actor=clerk, at=AT)
    actions.enter(**BILL, actor=clerk, at=AT)
    assert Bill.objects.filter(cancelled_at=None).count() == 1


def test_a_file_of_another_kind_refuses_the_whole_bill(clerk):
    scan = SimpleUploadedFile("账单.exe", b"MZ", "application/x-msdownload")
    with pytest.raises(FileRefused):
        actions.enter(**BILL, uploads=[scan], actor=clerk, at=AT)
    assert not BillScan.objects.exists()


def test_a_unit_enters_and_sees_only_its_own():
    unit = make_unit()
    other = make_unit(site=unit.site)
    officer = make_actor(unit=unit, grants=dict.fromkeys(GRANTS, "unit"))
    actions.enter(**BILL | {"unit_id": unit.id}, actor=officer, at=AT)
    for elsewhere in (None, other.id):
        with pytest.raises(NotAllowed):
            actions.enter(**BILL | {"unit_id": elsewhere}, actor=officer, at=AT)
    neighbour = make_actor(unit=other, grants=dict.fromkeys(GRANTS, "unit"))
    assert len(queries.rows(officer, year=2026)) == 1
    assert queries.rows(neighbour, year=2026) == []


def test_another_site_has_no_bills_of_this_one(clerk):
    bill = actions.enter(**BILL, actor=clerk, at=AT)
    stranger = make_actor(site=make_site(), grants=GRANTS)
    with pytest.raises(Bill.DoesNotExist):
        actions.take_back(bill_id=bill.id, reason="x", actor=stranger, at=AT)


def test_a_kept_bill_in_ten_thousands_is_named_with_the_figure_that_slipped(clerk):
    bill = actions.enter(**BILL, actor=clerk, at=AT)
    assert [row.slip for row in queries.rows(clerk, year=2026)] == [""]
    Bill.objects.filter(id=bill.id).update(quantity=Decimal(32))
    assert [row.slip for row in queries.rows(clerk, year=2026)] == ["quantity"]
    Bill.objects.filter(id=bill.id).update(quantity=Decimal(320_000), amount_yuan=Decimal("22.4"))
    assert [row.slip for row in queries.rows(clerk, year=2026)] == ["fee"]


def test_months_without_a_bill_are_named(clerk):
    actions.enter(**BILL, actor=clerk, at=AT)
    lacking = queries.missing(
        site_id=clerk.site_id, unit_id=None, year=2026, until=date(2026, 4, 3)
    )
    assert [months for _medium, months in lacking] == [[date(2026, 1, 1), date(2026, 2, 1)]]
