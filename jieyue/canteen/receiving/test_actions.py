"""A delivery from the scale into the store, the order and the journal."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.refusals import MonthClosed
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.factories import make_order, make_order_line
from jieyue.canteen.purchasing.models import OrderStatus
from jieyue.canteen.receiving import actions, refusals
from jieyue.canteen.receiving.deliveries import Paper, Photo
from jieyue.canteen.receiving.factories import DELIVERED_AT, delivery_of, line_of
from jieyue.canteen.receiving.models import Acceptance, Receipt
from jieyue.canteen.residue_tests.models import DueSample
from jieyue.canteen.stock.models import LotStatus, Movement, StockLot
from jieyue.canteen.suppliers.factories import (
    make_certificate,
    make_contract_price,
    make_papers,
    make_supplier,
)
from jieyue.canteen.suppliers.models import Certificate, CertificateKind
from jieyue.kit.actor import NotAllowed
from jieyue.kit.idempotency import KeyReused
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


class Bay:
    """A canteen with one open order of potatoes, an acceptor, a witness and a buyer."""

    def __init__(self):
        self.canteen = make_canteen()
        self.site = self.canteen.site
        self.supplier = make_supplier(site=self.site)
        make_papers(self.supplier)
        self.unit = make_unit(site=self.site)
        self.acceptor, self.witness, self.buyer = (
            make_person(unit=self.unit, name=name) for name in ("收货员", "证人", "采购员")
        )
        self.order = make_order(canteen=self.canteen, supplier=self.supplier)
        self.order.buyer = self.buyer
        self.order.save()
        self.potato = self.ordered(storage="ambient", category="杂货")
        self.actor = self.person(self.acceptor)

    def ordered(self, quantity="10", price="4", **fields):
        ingredient = make_ingredient(site=self.site, **fields)
        return make_order_line(
            order=self.order, ingredient=ingredient, quantity=quantity, price=price
        )

    def person(self, person, role="acceptor"):
        return make_actor(site=self.site, person=person, grants=role_grants(role))

    def delivery(self, *lines, **fields):
        values = {"witness_id": self.witness.id, **fields}
        return delivery_of(self.order, lines or [line_of(self.potato)], **values)

    def receive(self, *lines, at=DELIVERED_AT, actor=None, **fields):
        return actions.receive(self.delivery(*lines, **fields), actor=actor or self.actor, at=at)


@pytest.fixture
def bay():
    return Bay()


def test_goods_that_are_in_order_go_into_the_store(bay):
    receipt = bay.receive(
        line_of(bay.potato, "10.5", "0.5", batch_number="B7", price_yuan=Decimal("3.90"))
    )
    row = receipt.lines.get()
    assert (row.gross, row.tare, row.accepted_quantity) == (Decimal("10.5"), Decimal("0.5"), 10)
    assert (row.result, row.amount_yuan, row.flags) == ("accepted", Decimal("39.00"), [])
    lot = row.lot
    assert (lot.quantity, lot.value_yuan, lot.batch_number) == (10, Decimal("39.00"), "B7")
    assert (lot.status, lot.received_on) == (LotStatus.AVAILABLE, TODAY)
    assert lot.expires_on == TODAY + timedelta(days=5)  # the ingredient keeps five days
    assert Movement.objects.get().document == receipt.number
    bay.order.refresh_from_db()
    bay.potato.refresh_from_db()
    assert bay.potato.received_quantity == 10
    assert bay.order.status == OrderStatus.RECEIVED
    assert (receipt.accepted_by_person, receipt.witness) == (bay.acceptor, bay.witness)
    assert "canteen.receiving.tolerance_pct" in receipt.parameters_used
    entry = Entry.objects.get(name="canteen.receiving.accepted")
    assert entry.data["lots"] == [lot.id]


def test_part_is_taken_and_the_rest_goes_back_with_a_reason(bay):
    with pytest.raises(refusals.ReasonMissing) as refusal:
        bay.receive(line_of(bay.potato, accepted=Decimal(6)))
    assert refusal.value.ingredient == bay.potato.ingredient.name
    row = bay.receive(line_of(bay.potato, accepted=Decimal(6), reason="发芽")).lines.get()
    assert (row.result, row.accepted_quantity, row.rejected_quantity) == ("partial", 6, 4)
    assert row.lot.quantity == 6
    bay.order.refresh_from_db()
    assert bay.order.status == OrderStatus.PART_RECEIVED


def test_what_is_wholly_sent_back_leaves_no_lot(bay):
    row = bay.receive(line_of(bay.potato, accepted=Decimal(0), reason="腐烂")).lines.get()
    assert (row.result, row.lot, row.amount_yuan) == (Acceptance.REJECTED, None, 0)
    assert not StockLot.objects.exists()


def test_several_weighings_are_summed_and_kept(bay):
    weighings = [(Decimal("5.5"), Decimal("0.5")), (Decimal("5.2"), Decimal("0.2"))]
    row = bay.receive(line_of(bay.potato, weighings=weighings)).lines.get()
    assert row.accepted_quantity == 10
    assert row.weighings == [["5.5", "0.5"], ["5.2", "0.2"]]


def test_more_than_ordered_needs_a_reason_or_goes_back(bay):
    with pytest.raises(refusals.ReasonMissing):
        bay.receive(line_of(bay.potato, "10.8", "0.4"))
    row = bay.receive(line_of(bay.potato, "10.8", "0.4", reason="整箱不拆")).lines.get()
    assert [flag["code"] for flag in row.flags] == ["over_delivered"]
    assert row.lot.quantity == Decimal("10.4")


def test_vegetables_wait_for_their_residue_test(bay):
    spinach = bay.ordered(category="叶菜")
    paper = Paper(kind="produce_conformity", number="CN-1", issued_on=TODAY)
    with pytest.raises(refusals.MustBeRejected):
        bay.receive(line_of(spinach))
    row = bay.receive(line_of(spinach, papers=[paper])).lines.get()
    assert row.lot.status == LotStatus.QUARANTINED
    assert DueSample.objects.get().lot == row.lot
    assert row.papers.get().number == "CN-1"


def test_frozen_goods_that_thawed_are_not_taken(bay):
    fish = bay.ordered(storage="frozen", category="水产")
    with pytest.raises(refusals.TemperatureMissing):
        bay.receive(line_of(fish))
    with pytest.raises(refusals.MustBeRejected) as refusal:
        bay.receive(line_of(fish, temperature_c=Decimal(-8), reason="客户急用"))
    assert refusal.value.code == "too_warm"
    assert bay.receive(line_of(fish, temperature_c=Decimal(-15))).lines.get().flags == []


def test_a_price_above_the_contract_is_noted(bay):
    make_contract_price(supplier=bay.supplier, ingredient=bay.potato.ingredient, price="3.80")
    [flag] = bay.receive().lines.get().flags
    assert (flag["code"], Decimal(flag["basis"])) == ("above_contract", Decimal("3.80"))


def test_the_supplier_must_have_its_papers_on_the_day(bay):
    licence = Certificate.objects.filter(kind=CertificateKind.FOOD_BUSINESS)
    licence.update(valid_to=TODAY)
    bay.receive(line_of(bay.potato, "4", "0"))
    licence.update(valid_to=TODAY - timedelta(days=1))
    with pytest.raises(refusals.SupplierPapersMissing) as expired:
        bay.receive(seen_receipts=1)
    assert licence.get().number in expired.value.problems
    licence.update(valid_to=None, verified_at=None)
    with pytest.raises(refusals.SupplierPapersMissing):
        bay.receive(seen_receipts=1)
    licence.delete()
    with pytest.raises(refusals.SupplierPapersMissing):
        bay.receive(seen_receipts=1)
    make_certificate(supplier=bay.supplier, kind=CertificateKind.FOOD_BUSINESS)
    bay.receive(line_of(bay.potato, "6", "0"), seen_receipts=1)


def test_goods_that_arrived_before_the_licence_ended_count_by_the_day_they_came(bay):
    licence = Certificate.objects.filter(kind=CertificateKind.FOOD_BUSINESS)
    licence.update(valid_to=TODAY)
    bay.receive(at=DELIVERED_AT + timedelta(days=2))  # the phone sends two days later


def test_buyer_acceptor_and_witness_are_three_roles(bay):
    buyer = make_actor(site=bay.site, person=bay.buyer, grants=role_grants("acceptor"))
    with pytest.raises(refusals.BuyerCannotAccept):
        bay.receive(actor=buyer)
    with pytest.raises(refusals.BuyerCannotAccept):
        bay.receive(witness_id=bay.buyer.id)
    for witness_id in (None, bay.acceptor.id, make_person(site=make_site()).id):
        with pytest.raises(refusals.WitnessMissing):
            bay.receive(witness_id=witness_id)
    with pytest.raises(refusals.NobodyAccepts):
        bay.receive(actor=make_actor(site=bay.site, grants=role_grants("acceptor")))


def test_no_goods_without_an_order(bay):
    with pytest.raises(refusals.NoSuchOrder):
        actions.receive(
            replace(bay.delivery(), order_number="PO-9"), actor=bay.actor, at=DELIVERED_AT
        )
    for status in (OrderStatus.CANCELLED, OrderStatus.CLOSED, OrderStatus.RECEIVED):
        bay.order.status = status
        bay.order.save()
        with pytest.raises(refusals.OrderNotOpen):
            bay.receive()
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("gross", "tare", "refusal"),
    [
        ("-1", "0", refusals.NegativeWeight),
        ("1", "2", refusals.TareAboveGross),
        ("0", "0", refusals.NothingWeighed),
    ],
)
def test_a_bad_weight_stores_nothing_at_all(bay, gross, tare, refusal):
    other = bay.ordered(storage="dry", category="杂货")
    with pytest.raises(refusal):
        bay.receive(line_of(other), line_of(bay.potato, gross, tare))
    assert not Receipt.objects.exists()
    assert not StockLot.objects.exists()


def test_a_paper_of_tomorrow_is_refused(bay):
    paper = Paper(kind="purchase_slip", number="1", issued_on=TODAY + timedelta(days=1))
    with pytest.raises(refusals.PaperFromTheFuture):
        bay.receive(line_of(bay.potato, papers=[paper]))


def test_a_closed_month_takes_nothing(bay):
    ClosedMonth.objects.create(
        site=bay.site,
        canteen=bay.canteen,
        month=date(2026, 3, 1),
        closed_at=DELIVERED_AT,
        closed_by="会计",
    )
    with pytest.raises(MonthClosed):
        bay.receive()


def test_sent_twice_is_received_once(bay):
    delivery = bay.delivery()
    first = actions.receive(delivery, actor=bay.actor, at=DELIVERED_AT)
    later = replace(delivery, skew_s=9)
    again = actions.receive(later, actor=bay.actor, at=DELIVERED_AT + timedelta(minutes=9))
    assert again == first
    assert StockLot.objects.get().quantity == 10
    with pytest.raises(KeyReused):
        actions.receive(replace(delivery, note="anders"), actor=bay.actor, at=DELIVERED_AT)


def test_the_second_at_an_order_is_told_what_the_first_took(bay):
    bay.receive(line_of(bay.potato, "4", "0"))
    second = bay.person(make_person(unit=bay.unit, name="后来者"))
    with pytest.raises(refusals.ReceivedMeanwhile) as refusal:
        bay.receive(line_of(bay.potato, "6", "0"), actor=second)
    assert refusal.value.accepted_by == "收货员"
    assert refusal.value.taken == f"{bay.potato.ingredient.name} 4"
    bay.receive(line_of(bay.potato, "6", "0"), actor=second, seen_receipts=1)
    bay.order.refresh_from_db()
    assert bay.order.status == OrderStatus.RECEIVED


def test_a_phone_whose_clock_is_wrong_is_flagged_with_both_times(bay):
    an_hour_fast = DELIVERED_AT + timedelta(hours=1)
    receipt = bay.receive(happened_at=an_hour_fast, skew_s=3600)
    [flag] = receipt.flags
    assert receipt.clock_skew_s == 3600
    assert receipt.happened_at == an_hour_fast
    assert flag["device"] == an_hour_fast.isoformat()
    assert flag["corrected"] == DELIVERED_AT.isoformat()
    assert Movement.objects.get().happened_at == DELIVERED_AT


def test_a_right_clock_is_not_flagged_however_late_it_sends(bay):
    heard = DELIVERED_AT + timedelta(hours=5)
    receipt = bay.receive(skew_s=0, at=heard)
    assert (receipt.flags, receipt.clock_skew_s) == ([], 0)
    assert Movement.objects.get().happened_at == DELIVERED_AT


def test_a_photo_is_kept(bay, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = Photo(name="a.jpg", content=b"\xff\xd8\xff" + b"0" * 50)
    assert bay.receive(line_of(bay.potato, photo=photo)).lines.get().photo.name == "a.jpg"


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_accept(bay, role):
    actor = bay.person(bay.acceptor, role)
    if role in ("acceptor", "canteen_manager"):
        bay.receive(actor=actor)
    else:
        with pytest.raises(NotAllowed) as refusal:
            bay.receive(actor=actor)
        assert refusal.value.permission == CanteenPermission.RECEIVING_ACCEPT


def test_another_sites_order_does_not_exist(bay):
    stranger = make_actor(
        person=make_person(site=make_site()), grants=role_grants("canteen_manager")
    )
    with pytest.raises(refusals.NoSuchOrder):
        bay.receive(actor=stranger)


def test_a_line_of_another_order_is_refused(bay):
    other = make_order_line(
        order=make_order(canteen=bay.canteen, supplier=bay.supplier),
        ingredient=bay.potato.ingredient,
    )
    with pytest.raises(refusals.NoSuchLine):
        bay.receive(line_of(other))
    with pytest.raises(refusals.LineTwice):
        bay.receive(line_of(bay.potato, "4", "0"), line_of(bay.potato, "4", "0"))
    with pytest.raises(refusals.NothingReceived):
        actions.receive(replace(bay.delivery(), lines=()), actor=bay.actor, at=DELIVERED_AT)
