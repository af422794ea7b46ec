"""The counts behind the tiles of a canteen's day; a query or two each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Max, Sum

from jieyue.canteen.balance.models import BalanceCheck, CheckStatus
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.diners.queries import CanteenRow
from jieyue.canteen.food_safety.models import DailyCheck
from jieyue.canteen.kitchen.models import IssueSlip, ProductionBatch, SlipStatus
from jieyue.canteen.planning.models import PlanDish, PlanStatus
from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderStatus,
    PurchaseOrder,
    PurchaseRequest,
    RequestStatus,
)
from jieyue.canteen.residue_tests.models import DueSample, ResidueState, ResidueTest
from jieyue.canteen.samples import queries as samples_kept
from jieyue.canteen.service.models import Sale
from jieyue.canteen.staff_health import queries as staff_health
from jieyue.canteen.staff_health.models import MorningCheck
from jieyue.canteen.staff_health.rules import Conclusion
from jieyue.canteen.stock import expiring as near_end
from jieyue.canteen.stock import places, reminders
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.stock.rules import expiry
from jieyue.canteen.waste.models import Haul, WasteWeighing
from jieyue.kit import parameters

OPEN_ORDERS = (OrderStatus.SENT, OrderStatus.PART_RECEIVED)


@dataclass(frozen=True)
class Tests:
    """Samples that wait for a run, and lots that must not be used."""

    due: int
    held: int


def proposals(canteen_id: int) -> int:
    """Goods that confirmed plans want and nobody requested yet."""
    return OnOrder.objects.filter(
        canteen_id=canteen_id, request_line=None, received_at=None, cancelled_at=None
    ).count()


def requests_waiting(canteen_id: int) -> int:
    return PurchaseRequest.objects.filter(canteen_id=canteen_id, status=RequestStatus.ASKED).count()


def deliveries(canteen_id: int, day: date) -> tuple[int, int]:
    """(orders of the day that are received or closed, orders of the day)."""
    orders = PurchaseOrder.objects.filter(canteen_id=canteen_id, deliver_on=day)
    orders = orders.exclude(status=OrderStatus.CANCELLED)
    return orders.exclude(status__in=OPEN_ORDERS).count(), orders.count()


def tests(canteen_id: int) -> Tests:
    due = DueSample.objects.filter(canteen_id=canteen_id, test=None, waived_at=None).count()
    runs = ResidueTest.objects.filter(lot__canteen_id=canteen_id, lot__quantity__gt=0)
    open_runs = runs.filter(
        state__in=(ResidueState.PENDING, ResidueState.RETEST_2, ResidueState.RETEST_3)
    )
    bad = runs.filter(state__in=(ResidueState.HELD, ResidueState.FAILED), disposal="")
    return Tests(due + open_runs.count(), bad.count())


def expiring(place: CanteenRow, day: date) -> tuple[int, int]:
    """(lots past their last day, lots near it)."""
    near = near_end.nearness(parameters.read(site_id=place.site_id, on=day))
    lots = StockLot.objects.filter(
        canteen_id=place.id, quantity__gt=0, expires_on__isnull=False
    ).values_list("produced_on", "received_on", "expires_on")
    expired = close = 0
    for produced_on, received_on, expires_on in lots:
        if expires_on is not None and expires_on < day:
            expired += 1
        elif expiry.is_near(expires_on, since=produced_on or received_on, today=day, near=near):
            close += 1
    return expired, close


def fridges_unread(place: CanteenRow, at: datetime) -> int:
    values = parameters.read(site_id=place.site_id, on=at.date())
    missing = places.missing_readings(site_id=place.site_id, at=at, due_by=reminders.hours(values))
    return sum(1 for location, _hours in missing if location.canteen_id == place.id)


def morning(canteen_id: int, day: date) -> tuple[int, int, int]:
    """(food handlers checked, food handlers, of those checked not fit)."""
    handlers = staff_health.handlers_on(day).filter(canteen_id=canteen_id)
    ids = set(handlers.values_list("person_id", flat=True))
    checks = MorningCheck.objects.filter(canteen_id=canteen_id, day=day, person_id__in=ids)
    latest = dict(checks.order_by("checked_at", "id").values_list("person_id", "conclusion"))
    off = sum(1 for conclusion in latest.values() if conclusion != Conclusion.FIT)
    return len(latest), len(ids), off


def slips(canteen_id: int, day: date) -> tuple[int, int]:
    """(slips issued, slips) of the day, cancelled ones aside."""
    rows = IssueSlip.objects.filter(canteen_id=canteen_id, day=day)
    rows = rows.exclude(status=SlipStatus.CANCELLED)
    return rows.filter(status=SlipStatus.ISSUED).count(), rows.count()


def dishes_cooked(canteen_id: int, day: date) -> tuple[int, int]:
    """(planned dishes with a batch, planned dishes), each at its meal."""
    planned = set(
        PlanDish.objects.filter(
            plan_meal__plan__canteen_id=canteen_id,
            plan_meal__plan__day=day,
            plan_meal__plan__status=PlanStatus.CONFIRMED,
        ).values_list("plan_meal__meal", "dish_id")
    )
    batches = ProductionBatch.objects.filter(canteen_id=canteen_id, day=day)
    cooked = set(batches.values_list("meal", "dish_id"))
    return len(cooked & planned), len(planned)


def samples(place: CanteenRow, day: date) -> tuple[int, int]:
    """(samples kept, samples needed) of the day's menus."""
    needed = missing = 0
    for meal in samples_kept.served_on(canteen_id=place.id, day=day):
        wanted, without = samples_kept.missing(
            canteen_id=place.id, site_id=place.site_id, day=day, meal=meal
        )
        needed, missing = needed + len(wanted), missing + len(without)
    return needed - missing, needed


def is_checked(canteen_id: int, day: date) -> bool:
    return DailyCheck.objects.filter(canteen_id=canteen_id, day=day).exists()


def diners(canteen_id: int, day: date) -> int:
    """Who ate, by the record of finished meals and by the tills where that is more."""
    recorded = dict(
        Attendance.objects.filter(canteen_id=canteen_id, day=day, served__isnull=False)
        .values_list("meal")
        .annotate(n=Sum("served"))
    )
    rows = Sale.objects.filter(canteen_id=canteen_id, day=day, cancelled_at=None)
    sold = dict(rows.values_list("meal").annotate(n=Sum("diners")).order_by())
    return sum(max(recorded.get(meal, 0), sold.get(meal, 0)) for meal in {*recorded, *sold})


def waste_kg(canteen_id: int, day: date) -> Decimal:
    rows = WasteWeighing.objects.filter(canteen_id=canteen_id, day=day, corrected_by=None)
    net: Decimal | None = rows.aggregate(kg=Sum(F("gross_kg") - F("tare_kg")))["kg"]
    return net or Decimal(0)


def hauls(canteen_id: int, day: date) -> int:
    return Haul.objects.filter(canteen_id=canteen_id, at__date=day).count()


def balance_checks(canteen_id: int) -> int:
    return BalanceCheck.objects.filter(canteen_id=canteen_id, status=CheckStatus.OPEN).count()


def month_to_close(canteen_id: int, day: date) -> date | None:
    """The first month before this one that is not closed; None when all are."""
    last = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    closed = ClosedMonth.objects.filter(canteen_id=canteen_id, reopened_at=None)
    latest: date | None = closed.aggregate(month=Max("month"))["month"]
    if latest is None:
        return last
    following = (latest + timedelta(days=31)).replace(day=1)
    return following if following <= last else None
