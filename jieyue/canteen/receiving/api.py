"""The loading bay's door: a phone sends what it weighed, perhaps long after."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Base64Bytes, Field

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.receiving import actions, deliveries, queries
from jieyue.canteen.receiving.models import Receipt
from jieyue.kit.api import Instant
from jieyue.kit.cursors import Page, cut
from jieyue.kit.device_clock import SENT_AT, skew_seconds
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["canteen"])

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Mass = Annotated[Decimal, Field(ge=-(10**8), le=10**8, max_digits=12, decimal_places=3)]
Price = Annotated[Decimal, Field(ge=-(10**5), le=10**5, max_digits=10, decimal_places=4)]
Celsius = Annotated[Decimal, Field(ge=-999, le=999, max_digits=4, decimal_places=1)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
PaperKind = Literal[
    "factory_report",
    "animal_quarantine",
    "meat_quality",
    "swine_fever",
    "import_quarantine",
    "produce_conformity",
    "purchase_slip",
]


class WeighingIn(Schema):
    """One weighing, in the ingredient's base unit."""

    gross: Mass
    tare: Mass = Decimal(0)


class SensesIn(Schema):
    """False is a fault."""

    colour: bool
    smell: bool
    package: bool
    label: bool


class PaperIn(Schema):
    """A paper that came along; one without a number counts as not there."""

    kind: PaperKind
    number: str = Field("", max_length=60)
    issued_on: Day | None = None


class PhotoIn(Schema):
    """A JPEG or PNG picture in base64."""

    name: str = Field(max_length=200)
    data: Base64Bytes


class LineIn(Schema):
    """One line of the order as it came. accepted: null for all of it; came: false leaves it out."""

    order_line_id: Id
    came: bool = True
    weighings: list[WeighingIn | None] = Field([], max_length=50)
    accepted: Mass | None = None
    price_yuan: Price | None = None
    temperature_c: Celsius | None = None
    senses: SensesIn | None = None
    batch_number: str = Field("", max_length=40)
    produced_on: Day | None = None
    expires_on: Day | None = None
    papers: list[PaperIn | None] = Field([], max_length=20)
    photo: PhotoIn | None = None
    location_id: Id | None = None
    reason: str = Field("", max_length=200)


class DeliveryIn(Schema):
    """A delivery. The phone's clock at sending goes into the header X-Sent-At."""

    client_id: UUID
    happened_at: Instant
    witness_id: Id | None = None
    seen_receipts: int = Field(0, ge=0, le=10_000)
    note: str = Field("", max_length=200)
    papers: list[PaperIn | None] = Field([], max_length=50)
    lines: list[LineIn | None] = Field(max_length=300)


class ReceivedLineOut(Schema):
    """What became of a line; lot is empty for goods sent back."""

    ingredient: str
    accepted: Decimal
    rejected: Decimal
    result: str
    lot: str
    flags: list[str]


class ReceiptOut(Schema):
    """A recorded delivery. clock_skew_s: the phone's clock minus ours; null when not told."""

    number: str
    client_id: UUID
    order_number: str
    supplier: str
    happened_at: datetime
    received_at: datetime
    clock_skew_s: int | None
    accepted_by: str
    witness: str
    flags: list[str]
    lines: list[ReceivedLineOut]


@router.post(
    "/orders/{number}/receipts",
    response=answers(ReceiptOut, 404, 409, status=201),
    summary="Receive a delivery of an order",
    url_name="canteen_receive",
)
@idempotent
def receive(request: HttpRequest, number: str, body: DeliveryIn) -> Any:
    """Weigh and judge a delivery. The same client_id again gives the receipt there is."""
    at = timezone.now()
    skew = skew_seconds(request.headers.get(SENT_AT), at=at)
    delivery = _delivery(number, body, skew_s=skew)
    receipt = actions.receive(delivery, actor=actor_of(request), at=at)
    return Status(201, _out(receipt.number, request))


@router.get("/receipts", response=answers(Page[ReceiptOut]), summary="Recorded deliveries")
def list_receipts(request: HttpRequest, cursor: str | None = None, size: int = 50) -> Any:
    """Recorded deliveries, newest first."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.RECEIVING_READ)
    rows = queries.whole(Receipt.objects.visible_to(actor))
    items, following = cut(rows, by=("-happened_at", "id"), cursor=cursor, size=size)
    return {"items": [_answer(row) for row in items], "next": following}


def _delivery(number: str, body: DeliveryIn, *, skew_s: int | None) -> deliveries.Delivery:
    return deliveries.Delivery(
        client_id=body.client_id,
        order_number=number,
        happened_at=body.happened_at,
        skew_s=skew_s,
        witness_id=body.witness_id,
        seen_receipts=body.seen_receipts,
        note=body.note,
        papers=_papers(body.papers),
        lines=tuple(_line(line) for line in body.lines if line is not None and line.came),
    )


def _line(line: LineIn) -> deliveries.Line:
    photo = line.photo
    return deliveries.Line(
        order_line_id=line.order_line_id,
        weighings=tuple((each.gross, each.tare) for each in line.weighings if each is not None),
        accepted=line.accepted,
        price_yuan=line.price_yuan,
        temperature_c=line.temperature_c,
        senses=line.senses.dict() if line.senses else {},
        batch_number=line.batch_number,
        produced_on=line.produced_on,
        expires_on=line.expires_on,
        papers=_papers(line.papers),
        photo=deliveries.Photo(name=photo.name, content=photo.data) if photo else None,
        location_id=line.location_id,
        reason=line.reason,
    )


def _papers(sent: list[PaperIn | None]) -> tuple[deliveries.Paper, ...]:
    return tuple(
        deliveries.Paper(kind=each.kind, number=each.number, issued_on=each.issued_on)
        for each in sent
        if each is not None and each.number.strip()
    )


def _out(number: str, request: HttpRequest) -> dict[str, Any]:
    rows = queries.whole(Receipt.objects.visible_to(actor_of(request)))
    return _answer(rows.get(number=number)).dict()


def _answer(row: Receipt) -> ReceiptOut:
    return ReceiptOut(
        number=row.number,
        client_id=row.client_id,
        order_number=row.order.number,
        supplier=row.supplier.name,
        happened_at=row.happened_at,
        received_at=row.received_at,
        clock_skew_s=row.clock_skew_s,
        accepted_by=row.accepted_by,
        witness=row.witness.name if row.witness else "",
        flags=[flag["code"] for flag in row.flags],
        lines=[
            ReceivedLineOut(
                ingredient=line.ingredient.name,
                accepted=line.accepted_quantity,
                rejected=line.rejected_quantity,
                result=line.result,
                lot=line.lot.number if line.lot else "",
                flags=[flag["code"] for flag in line.flags],
            )
            for line in row.lines.all()
        ],
    )
