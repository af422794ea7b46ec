"""What must be finished before a month's books are closed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Sum

from jieyue.canteen.balance.models import BalanceCheck, CheckStatus
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.rules import following
from jieyue.canteen.costs import parameters as own
from jieyue.canteen.kitchen.models import IssueSlip, SlipStatus
from jieyue.canteen.purchasing.models import OrderStatus, PurchaseOrder
from jieyue.canteen.receiving.models import ReceiptLine
from jieyue.canteen.stock.models import (
    LotStatus,
    Movement,
    MovementKind,
    StockLot,
    Stocktake,
    StocktakeStatus,
)
from jieyue.kit.money import yuan
from jieyue.kit.parameters import Values
from jieyue.kit.periods import local_day, local_month

NOTHING = Decimal(0)
EXAMPLES = 5


class Finding(StrEnum):
    """A code of a check; its words are in `messages.FINDINGS`."""

    BALANCE = "balance_checks_open"
    COUNTING = "stocktake_unfinished"
    DRAFTS = "issue_slips_unfinished"
    EARLIER = "earlier_month_open"
    HELD = "lots_held"
    LEDGER = "ledger_off"
    RECEIPTS = "receipts_off_ledger"
    NOT_RECEIVED = "orders_open"
    UNCOUNTED = "store_uncounted"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing looked at. `hinders`: the month cannot be closed; otherwise it is only told.

    count: how many were found, 0 is in order. numbers: some of them, as people know them.
    """

    code: Finding
    count: int
    hinders: bool
    numbers: tuple[str, ...] = ()

    @property
    def is_in_order(self) -> bool:
        return self.count == 0


def before_closing(*, canteen_id: int, month: date, values: Values) -> list[Check]:
    """Everything looked at before a month is closed, what hinders first. Twelve queries."""
    until = following(month)
    orders = PurchaseOrder.objects.filter(
        canteen_id=canteen_id,
        deliver_on__lt=until,
        status__in=(OrderStatus.SENT, OrderStatus.PART_RECEIVED),
    )
    slips = IssueSlip.objects.filter(canteen_id=canteen_id, day__lt=until, status=SlipStatus.DRAFT)
    counting = Stocktake.objects.filter(
        canteen_id=canteen_id,
        status__in=(StocktakeStatus.COUNTING, StocktakeStatus.SUBMITTED),
        started_at__lt=local_day(until).end,
    )
    gaps = BalanceCheck.objects.filter(
        canteen_id=canteen_id, day__gte=month, day__lt=until, status=CheckStatus.OPEN
    )
    held = StockLot.objects.filter(
        canteen_id=canteen_id,
        status=LotStatus.QUARANTINED,
        quantity__gt=0,
        received_on__lt=until,
    )
    return [
        _check(Finding.DRAFTS, slips, "number"),
        _check(Finding.COUNTING, counting, "number"),
        _uncounted(canteen_id, until, values),
        _check(Finding.BALANCE, gaps, "group"),
        _ledger(canteen_id),
        _receipts(canteen_id, month),
        _earlier(canteen_id, month),
        _check(Finding.NOT_RECEIVED, orders, "number", hinders=False),
        _check(Finding.HELD, held, "number", hinders=False),
    ]


def _check(code: Finding, rows: "object", column: str, *, hinders: bool = True) -> Check:
    numbers = list(rows.order_by(column).values_list(column, flat=True))  # type: ignore[attr-defined]
    return Check(code=code, count=len(numbers), hinders=hinders, numbers=tuple(numbers[:EXAMPLES]))


def _uncounted(canteen_id: int, until: date, values: Values) -> Check:
    """A full count that was approved, begun within some days of the month's end."""
    days = timedelta(days=values.integer(own.STOCKTAKE_DAYS))
    counted = Stocktake.objects.filter(
        canteen_id=canteen_id,
        location=None,
        status=StocktakeStatus.APPROVED,
        started_at__gte=local_day(until - days).start,
        started_at__lt=local_day(until + days).start,
    ).exists()
    stored = Movement.objects.filter(lot__canteen_id=canteen_id, happened_on__lt=until).exists()
    return Check(code=Finding.UNCOUNTED, count=int(stored and not counted), hinders=True)


def _ledger(canteen_id: int) -> Check:
    """Whether what all movements sum to is what the lots hold, to the fen."""
    moved = Movement.objects.filter(lot__canteen_id=canteen_id).aggregate(yuan=Sum("amount_yuan"))
    held = StockLot.objects.filter(canteen_id=canteen_id).aggregate(yuan=Sum("value_yuan"))
    off = yuan((moved["yuan"] or NOTHING) - (held["yuan"] or NOTHING))
    return Check(
        code=Finding.LEDGER, count=int(off != 0), hinders=True, numbers=(str(off),) if off else ()
    )


def _receipts(canteen_id: int, month: date) -> Check:
    """Whether the deliveries accepted in the month are the ledger's purchases, to the fen."""
    span = local_month(month)
    lines = ReceiptLine.objects.filter(
        lot__canteen_id=canteen_id,
        receipt__happened_at__gte=span.start,
        receipt__happened_at__lt=span.end,
    )
    accepted = lines.aggregate(yuan=Sum("amount_yuan"))["yuan"] or NOTHING
    booked = (
        Movement.objects.filter(
            lot__canteen_id=canteen_id,
            lot__receipt_line__isnull=False,
            kind=MovementKind.RECEIPT,
            happened_on__gte=month,
            happened_on__lt=following(month),
        ).aggregate(yuan=Sum("amount_yuan"))["yuan"]
        or NOTHING
    )
    off = yuan(accepted - booked)
    return Check(
        code=Finding.RECEIPTS, count=int(off != 0), hinders=True, numbers=(str(off),) if off else ()
    )


def _earlier(canteen_id: int, month: date) -> Check:
    """An earlier month with movements that was never closed would be closed by this one."""
    closed = ClosedMonth.objects.filter(
        canteen_id=canteen_id, month__lt=month, reopened_at=None
    ).order_by("-month")
    last = closed.values_list("month", flat=True).first()
    moved = Movement.objects.filter(lot__canteen_id=canteen_id, happened_on__lt=month)
    if last is not None:
        moved = moved.filter(happened_on__gte=following(last))
    first = moved.order_by("happened_on").values_list("happened_on", flat=True).first()
    numbers = () if first is None else (f"{first:%Y-%m}",)
    return Check(code=Finding.EARLIER, count=len(numbers), hinders=False, numbers=numbers)
