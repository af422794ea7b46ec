"""Receive a delivery: weigh, judge, take into the store, and tell the order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.canteen.books import queries as books
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing import receipts as orders
from jieyue.canteen.purchasing.models import OrderLine, OrderStatus, PurchaseOrder
from jieyue.canteen.receiving import checks, photos, refusals, rules
from jieyue.canteen.receiving.deliveries import Delivery, Line
from jieyue.canteen.receiving.facts import DeliveryAccepted
from jieyue.canteen.receiving.models import Acceptance, LotPaper, Receipt, ReceiptLine
from jieyue.canteen.receiving.parameters import CLOCK_SKEW_S
from jieyue.canteen.residue_tests import due
from jieyue.canteen.residue_tests import queries as residue_tests
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.models import StockLot
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.idempotency import KeyReused
from jieyue.kit.money import line_amount
from jieyue.kit.parameters import Values
from jieyue.people.persons.models import Person

AWAITED = (OrderStatus.SENT, OrderStatus.PART_RECEIVED)
NOTHING = Decimal(0)


@transaction.atomic
def receive(delivery: Delivery, *, actor: Actor, at: datetime) -> Receipt:
    """Record a delivery. Sent twice it is recorded once, and the receipt there is comes back.

    Of two people at one order the second is told what the first took. Day and books go by the
    phone's time, put right by its skew. Raises NotAllowed, KeyReused, the kinds of
    ReceiptRefused, MonthClosed, FileRefused, and what `stock.movements.receive` raises.
    """
    actor.require(CanteenPermission.RECEIVING_ACCEPT)
    order = _locked(delivery.order_number, actor)
    known = Receipt.objects.filter(site_id=order.site_id, client_id=delivery.client_id).first()
    if known is not None:
        if known.digest != delivery.digest:
            raise KeyReused(str(delivery.client_id))
        return known
    values = parameters.read(site_id=order.site_id, on=timezone.localdate(at))
    clock = rules.clock(
        happened_at=delivery.happened_at,
        skew_s=delivery.skew_s,
        received_at=at,
        most_skew_s=values.integer(CLOCK_SKEW_S),
    )
    on = timezone.localdate(clock.happened_at)
    books.check_open(canteen_id=order.canteen_id, on=on)
    _check_open(order)
    _check_not_received_meanwhile(order, seen=delivery.seen_receipts)
    checks.check_supplier(order, on=on)
    witness = checks.witness_of(order, delivery, actor=actor)
    receipt = _receipt(order, delivery, witness, clock=clock, actor=actor, at=at)
    lines = _lines(receipt, order, delivery, values, on=on, actor=actor, at=clock.happened_at)
    receipt.parameters_used = values.used
    receipt.save(update_fields=["parameters_used"])
    _record(receipt, lines, actor=actor, at=at)
    return receipt


def _locked(number: str, actor: Actor) -> PurchaseOrder:
    order: PurchaseOrder | None = (
        PurchaseOrder.objects.visible_to(actor)
        .select_related("supplier", "request")
        .select_for_update(of=("self",))
        .filter(number=number)
        .first()
    )
    if order is None:
        raise refusals.NoSuchOrder(number)
    return order


def _check_open(order: PurchaseOrder) -> None:
    if order.status not in AWAITED:
        raise refusals.OrderNotOpen(
            number=order.number, status=order.status, status_label=order.get_status_display()
        )


def _check_not_received_meanwhile(order: PurchaseOrder, *, seen: int) -> None:
    there = order.receipts.order_by("id")
    if there.count() <= seen:
        return
    last = there.prefetch_related("lines__ingredient").last()
    assert last is not None  # there are more than were seen
    taken = [
        f"{line.ingredient.name} {line.accepted_quantity.normalize():f}"
        for line in last.lines.all()
    ]
    raise refusals.ReceivedMeanwhile(
        number=order.number,
        receipt=last.number,
        accepted_by=last.accepted_by,
        received_at=last.received_at,
        taken="、".join(taken),
    )


def _receipt(
    order: PurchaseOrder,
    delivery: Delivery,
    witness: Person,
    *,
    clock: rules.Clock,
    actor: Actor,
    at: datetime,
) -> Receipt:
    flags: list[dict[str, Any]] = []
    if clock.is_off:
        values = {
            "device": delivery.happened_at.isoformat(),
            "corrected": clock.happened_at.isoformat(),
            "skew_s": clock.skew_s,
        }
        flags.append({"code": "clock_skew", **values})
    receipt: Receipt = Receipt.objects.create(
        site_id=order.site_id,
        number=numbers.take("GR", site_id=order.site_id, at=at),
        client_id=delivery.client_id,
        digest=delivery.digest,
        order=order,
        canteen_id=order.canteen_id,
        supplier_id=order.supplier_id,
        happened_at=delivery.happened_at,
        received_at=at,
        clock_skew_s=clock.skew_s,
        accepted_by=actor.name,
        accepted_by_person_id=actor.person_id,
        witness=witness,
        flags=flags,
        note=delivery.note.strip()[:200],
    )
    return receipt


def _lines(
    receipt: Receipt,
    order: PurchaseOrder,
    delivery: Delivery,
    values: Values,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> list[ReceiptLine]:
    if not delivery.lines:
        raise refusals.NothingReceived
    ordered = {line.id: line for line in order.lines.select_related("ingredient")}
    prices = checks.prices_of(order, [line.ingredient_id for line in ordered.values()], on)
    done: list[ReceiptLine] = []
    seen: set[int] = set()
    for came in delivery.lines:
        wanted = ordered.get(came.order_line_id)
        if wanted is None:
            raise refusals.NoSuchLine(number=order.number, line_id=came.order_line_id)
        try:
            if wanted.id in seen:
                raise refusals.LineTwice
            seen.add(wanted.id)
            expected = checks.expected_of(wanted, prices.get(wanted.ingredient_id), values)
            line = _with_papers(came, delivery, expected)
            judged = _judge(receipt, wanted, expected, line, values, on=on)
        except refusals.LineRefused as refusal:
            refusal.ingredient = wanted.ingredient.name
            raise
        done.append(_take_in(receipt, judged, line, on=on, actor=actor, at=at))
    return done


def _with_papers(line: Line, delivery: Delivery, expected: rules.Expected) -> Line:
    """The line with those of the whole delivery's papers that its kind of goods asks for."""
    kinds = {kind for choice in expected.papers for kind in choice}
    return replace(
        line, papers=[*line.papers, *(each for each in delivery.papers if each.kind in kinds)]
    )


def _judge(
    receipt: Receipt,
    wanted: OrderLine,
    expected: rules.Expected,
    line: Line,
    values: Values,
    *,
    on: date,
) -> ReceiptLine:
    """The line as it will be stored, when nothing forbids it. Raises LineRefused."""
    gross, tare, net = rules.net_of(line.weighings)
    for paper in line.papers:
        if not paper.number.strip():
            raise refusals.PaperUnnumbered
        if paper.issued_on is not None and paper.issued_on > on:
            raise refusals.PaperFromTheFuture(
                number=paper.number, issued_on=paper.issued_on, today=on
            )
    delivered = rules.Delivered(
        net=net,
        accepted=net if line.accepted is None else line.accepted,
        price_yuan=expected.price_yuan if line.price_yuan is None else line.price_yuan,
        temperature_c=line.temperature_c,
        senses=line.senses,
        produced_on=line.produced_on,
        expires_on=line.expires_on,
        papers=[paper.kind for paper in line.papers],
    )
    found = rules.findings(expected, delivered, limits=checks.limits_of(values), on=on)
    rules.check(found, delivered=delivered, reason=line.reason)
    return ReceiptLine(
        site_id=receipt.site_id,
        receipt=receipt,
        order_line=wanted,
        ingredient=wanted.ingredient,
        gross=gross,
        tare=tare,
        weighings=[[str(each) for each in pair] for pair in line.weighings],
        accepted_quantity=delivered.accepted,
        rejected_quantity=net - delivered.accepted,
        unit_price_yuan=delivered.price_yuan,
        amount_yuan=line_amount(delivered.accepted, delivered.price_yuan),
        temperature_c=line.temperature_c,
        sensory=dict(line.senses),
        batch_number=line.batch_number.strip()[:40],
        produced_on=line.produced_on,
        expires_on=line.expires_on,
        result=_result(delivered),
        reason=line.reason.strip()[:200],
        flags=[{"code": each.code, **each.values} for each in found],
    )


def _result(delivered: rules.Delivered) -> Acceptance:
    if delivered.accepted == NOTHING:
        return Acceptance.REJECTED
    return Acceptance.ACCEPTED if delivered.accepted == delivered.net else Acceptance.PARTIAL


def _take_in(
    receipt: Receipt, row: ReceiptLine, line: Line, *, on: date, actor: Actor, at: datetime
) -> ReceiptLine:
    """Save a judged line, with its lot and what it means for the order."""
    row.photo = photos.keep(line.photo, actor=actor, at=receipt.received_at)
    if row.accepted_quantity > NOTHING:
        row.lot = _lot(receipt, row, line.location_id, on=on, actor=actor, at=at)
    row.save(force_insert=True)
    LotPaper.objects.bulk_create(
        LotPaper(
            site_id=row.site_id,
            line=row,
            kind=paper.kind,
            number=paper.number.strip(),
            issued_on=paper.issued_on,
        )
        for paper in line.papers
    )
    orders.book(order_line_id=row.order_line_id, accepted=row.accepted_quantity, actor=actor, at=at)
    return row


def _lot(
    receipt: Receipt,
    row: ReceiptLine,
    location_id: int | None,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> StockLot:
    """The goods in the store, held when they are to be tested first."""
    is_due = residue_tests.needs_test(
        canteen_id=receipt.canteen_id,
        ingredient_id=row.ingredient_id,
        supplier_id=receipt.supplier_id,
        on=on,
    )
    lot = movements.receive(
        canteen_id=receipt.canteen_id,
        ingredient_id=row.ingredient_id,
        quantity=row.accepted_quantity,
        amount_yuan=row.amount_yuan,
        supplier_id=receipt.supplier_id,
        location_id=location_id,
        batch_number=row.batch_number,
        produced_on=row.produced_on,
        expires_on=rules.usable_until(
            received_on=on,
            produced_on=row.produced_on,
            expires_on=row.expires_on,
            keeps_days=row.ingredient.shelf_life_days,
        ),
        held_for=_("Waiting for the residue test") if is_due else "",
        document=receipt.number,
        actor=actor,
        at=at,
    )
    if is_due:
        due.note(lot, on=on)
    return lot


def _record(receipt: Receipt, lines: Sequence[ReceiptLine], *, actor: Actor, at: datetime) -> None:
    flags = {flag["code"] for row in lines for flag in row.flags}
    assert receipt.witness_id is not None  # `witness_of` found one
    fact = DeliveryAccepted(
        receipt_id=receipt.id,
        number=receipt.number,
        order_number=receipt.order.number,
        canteen_id=receipt.canteen_id,
        supplier_id=receipt.supplier_id,
        witness_id=receipt.witness_id,
        happened_at=receipt.happened_at,
        lots=[row.lot_id for row in lines if row.lot_id is not None],
        lines=len(lines),
        rejected=sum(row.result == Acceptance.REJECTED for row in lines),
        amount_yuan=sum((row.amount_yuan for row in lines), NOTHING),
        flags=sorted(flags | {flag["code"] for flag in receipt.flags}),
    )
    journal.record(fact, actor=actor, at=at)
