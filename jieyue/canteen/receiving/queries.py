"""Orders to receive, receipts, and who may stand by as witness."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import OrderLine, OrderStatus, PurchaseOrder
from jieyue.canteen.receiving import checks
from jieyue.canteen.receiving.messages import flag_text
from jieyue.canteen.receiving.models import LotPaper, Receipt, ReceiptLine
from jieyue.canteen.stock.models import StockLocation
from jieyue.canteen.suppliers import queries as suppliers
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values
from jieyue.kit.unit_labels import label_of
from jieyue.people.persons.models import Person
from jieyue.people.roles import queries as roles

AWAITED = (OrderStatus.SENT, OrderStatus.PART_RECEIVED)


@dataclass(frozen=True, kw_only=True)
class LineToReceive:
    """An ordered ingredient still to come, in its base unit, and what to look at."""

    order_line_id: int
    ingredient: str
    unit: str
    open_quantity: Decimal
    quantity: Decimal
    price_yuan: Decimal
    contract_yuan: Decimal | None
    survey_yuan: Decimal | None
    cooling: str
    is_dated: bool
    paper_kinds: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class OrderToReceive:
    """An order with what is still to come. blocked: why its supplier may not deliver today."""

    number: str
    supplier: str
    phone: str
    deliver_on: date
    is_late: bool
    is_emergency: bool
    seen_receipts: int
    buyer_id: int | None
    blocked: Sequence[str]
    paper_choices: Sequence[Sequence[str]]
    lines: Sequence[LineToReceive]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An entry of a drop-down."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A paper that came with a line."""

    kind: str
    number: str
    issued_on: date | None


@dataclass(frozen=True, kw_only=True)
class ReceivedLine:
    """A line of a receipt as its page shows it."""

    ingredient: str
    unit: str
    ordered: Decimal
    gross: Decimal
    tare: Decimal
    net: Decimal
    weighings: Sequence[tuple[str, str]]
    accepted: Decimal
    rejected: Decimal
    price_yuan: Decimal
    amount_yuan: Decimal
    temperature_c: Decimal | None
    batch_number: str
    produced_on: date | None
    expires_on: date | None
    result: str
    result_label: str
    reason: str
    flags: Sequence[str]
    papers: Sequence[PaperRow]
    photo_id: int | None
    lot_id: int | None
    lot: str
    lot_status: str


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """A receipt as its page and its print show it."""

    number: str
    order_number: str
    canteen: str
    supplier: str
    supplier_address: str
    supplier_contact: str
    happened_at: datetime
    received_at: datetime
    clock_skew_s: int | None
    accepted_by: str
    witness: str
    note: str
    flags: Sequence[str]
    amount_yuan: Decimal
    lines: Sequence[ReceivedLine]


def to_receive(actor: Actor, *, canteen_id: int, on: date) -> list[OrderToReceive]:
    """Open orders due on a day or before, those of the day first. Queries do not grow with rows."""
    orders = list(
        PurchaseOrder.objects.visible_to(actor)
        .filter(canteen_id=canteen_id, status__in=AWAITED, deliver_on__lte=on)
        .select_related("supplier", "request")
        .prefetch_related(
            Prefetch("receipts", Receipt.objects.only("order_id")),
            Prefetch("lines", OrderLine.objects.select_related("ingredient").order_by("id")),
        )
        .order_by("-deliver_on", "supplier__name", "number")
    )
    if not orders:
        return []
    site_id = orders[0].site_id
    values = parameters.read(site_id=site_id, on=on)
    supplier_ids = {order.supplier_id for order in orders}
    blocked = suppliers.papers_missing_of(site_id=site_id, supplier_ids=supplier_ids, on=on)
    ingredient_ids = {line.ingredient_id for order in orders for line in order.lines.all()}
    contract = suppliers.contract_prices(
        site_id=site_id, supplier_ids=supplier_ids, ingredient_ids=ingredient_ids, on=on
    )
    surveyed = suppliers.survey_prices(site_id=site_id, ingredient_ids=ingredient_ids, on=on)
    found = []
    for order in orders:
        lines = [
            _line(line, order, contract, surveyed, values)
            for line in order.lines.all()
            if line.open_quantity > 0
        ]
        problems = map(checks.problem_text, blocked[order.supplier_id])
        found.append(_order(order, lines, problems, on))
    return found


def witnesses(actor: Actor, *, at: datetime) -> list[Choice]:
    """Who usually stands by: persons who may see receipts or cook, without the actor."""
    ids: set[int] = set()
    for permission in (CanteenPermission.RECEIVING_READ, CanteenPermission.KITCHEN_COOK):
        ids |= roles.persons_with(permission, site_id=actor.site_id, unit_id=None, at=at)
    persons = Person.objects.filter(id__in=ids - {actor.person_id}).order_by("name", "id")
    return [Choice(id=pk, name=name) for pk, name in persons.values_list("id", "name")]


def locations(actor: Actor, *, canteen_id: int) -> list[Choice]:
    """Places of the store that take goods."""
    rows = StockLocation.objects.filter(
        site_id=actor.site_id, canteen_id=canteen_id, is_active=True, holds_samples=False
    )
    return [Choice(id=pk, name=name) for pk, name in rows.values_list("id", "name")]


def rows(actor: Actor) -> Any:
    """Receipts for the list, newest first."""
    found = Receipt.objects.visible_to(actor).annotate(
        amount_yuan=Sum("lines__amount_yuan"), line_count=Count("lines")
    )
    return found.order_by("-happened_at", "-id").values(
        "number",
        "happened_at",
        "order__number",
        "supplier__name",
        "canteen__name",
        "accepted_by",
        "amount_yuan",
        "line_count",
        "flags",
    )


def received_on(actor: Actor, *, canteen_id: int, on: date) -> list[dict[str, Any]]:
    """The receipts recorded on a local day, newest first."""
    return list(rows(actor).filter(canteen_id=canteen_id, received_at__date=on))


def whole(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """Receipts with everything their pages and answers show, in a fixed number of queries."""
    lines = ReceiptLine.objects.select_related("ingredient", "order_line", "lot").order_by("id")
    lines = lines.prefetch_related(Prefetch("papers", LotPaper.objects.order_by("kind")))
    related = receipts.select_related("order", "supplier", "canteen", "witness")
    return related.prefetch_related(Prefetch("lines", lines))


def view(actor: Actor, *, number: str) -> ReceiptView:
    """One receipt. Raises Receipt.DoesNotExist."""
    row = whole(Receipt.objects.visible_to(actor)).get(number=number)
    lines = [_received(line) for line in row.lines.all()]
    return ReceiptView(
        number=row.number,
        order_number=row.order.number,
        canteen=row.canteen.name,
        supplier=row.supplier.name,
        supplier_address=row.supplier.address,
        supplier_contact=" ".join(filter(None, (row.supplier.contact, row.supplier.phone))),
        happened_at=row.happened_at,
        received_at=row.received_at,
        clock_skew_s=row.clock_skew_s,
        accepted_by=row.accepted_by,
        witness=row.witness.name if row.witness else "",
        note=row.note,
        flags=[flag_text(flag) for flag in row.flags],
        amount_yuan=sum((line.amount_yuan for line in lines), Decimal(0)),
        lines=lines,
    )


def _line(
    line: OrderLine,
    order: PurchaseOrder,
    contract: dict[tuple[int, int], Decimal],
    surveyed: dict[int, Decimal],
    values: Values,
) -> LineToReceive:
    asked = checks.asked_of(line.ingredient, values)
    return LineToReceive(
        order_line_id=line.id,
        ingredient=line.ingredient.name,
        unit=label_of(line.ingredient.base_unit),
        open_quantity=line.open_quantity,
        quantity=line.quantity,
        price_yuan=line.unit_price_yuan,
        contract_yuan=contract.get((order.supplier_id, line.ingredient_id)),
        survey_yuan=surveyed.get(line.ingredient_id),
        cooling=asked.cooling,
        is_dated=asked.is_dated,
        paper_kinds=["|".join(choice) for choice in asked.papers],
    )


def _order(
    order: PurchaseOrder,
    lines: Sequence[LineToReceive],
    blocked: Iterable[str],
    on: date,
) -> OrderToReceive:
    choices: dict[str, None] = {}
    for line in lines:
        choices |= dict.fromkeys(line.paper_kinds)
    return OrderToReceive(
        number=order.number,
        supplier=order.supplier.name,
        phone=order.supplier.phone,
        deliver_on=order.deliver_on,
        is_late=order.deliver_on < on,
        is_emergency=order.request.is_emergency,
        seen_receipts=len(order.receipts.all()),
        buyer_id=order.buyer_id,
        blocked=list(blocked),
        paper_choices=[choice.split("|") for choice in choices],
        lines=lines,
    )


def _received(line: ReceiptLine) -> ReceivedLine:
    return ReceivedLine(
        ingredient=line.ingredient.name,
        unit=label_of(line.ingredient.base_unit),
        ordered=line.order_line.quantity,
        gross=line.gross,
        tare=line.tare,
        net=line.gross - line.tare,
        weighings=[(pair[0], pair[1]) for pair in line.weighings],
        accepted=line.accepted_quantity,
        rejected=line.rejected_quantity,
        price_yuan=line.unit_price_yuan,
        amount_yuan=line.amount_yuan,
        temperature_c=line.temperature_c,
        batch_number=line.batch_number,
        produced_on=line.produced_on,
        expires_on=line.expires_on,
        result=line.result,
        result_label=line.get_result_display(),
        reason=line.reason,
        flags=[flag_text(flag) for flag in line.flags],
        papers=[
            PaperRow(kind=each.get_kind_display(), number=each.number, issued_on=each.issued_on)
            for each in line.papers.all()
        ],
        photo_id=line.photo_id,
        lot_id=line.lot_id,
        lot=line.lot.number if line.lot else "",
        lot_status=line.lot.get_status_display() if line.lot else "",
    )
