"""What a week or a month of food safety comes to: counts that a review looks at and keeps."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.food_safety.models import DailyCheck, Finding, SafetyLog
from jieyue.canteen.residue_tests.models import ResidueState, ResidueTest
from jieyue.canteen.samples.models import RetainedSample
from jieyue.canteen.staff_health import queries as staff_health
from jieyue.canteen.stock.models import FridgeReading, LotStatus, StockLot

Count = Callable[[int, date, date, datetime], int]


def figures(*, canteen_id: int, first: date, last: date, at: datetime) -> dict[str, int]:
    """Counts over [first, last] by name, in the order of the page; `at` ends what is not over."""
    return {name: count(canteen_id, first, last, at) for name, count in COUNTS.items()}


def unchecked_days(*, canteen_id: int, first: date, last: date) -> list[date]:
    """Days with a meal served and without a daily check."""
    served = Attendance.objects.filter(
        canteen_id=canteen_id, day__range=(first, last), served__gt=0
    )
    checked = DailyCheck.objects.filter(canteen_id=canteen_id, day__range=(first, last))
    days = set(served.values_list("day", flat=True)) - set(checked.values_list("day", flat=True))
    return sorted(days)


def _checks(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    return DailyCheck.objects.filter(canteen_id=canteen_id, day__range=(first, last)).count()


def _missing(canteen_id: int, first: date, last: date, at: datetime) -> int:
    yesterday = timezone.localdate(at) - timedelta(days=1)
    return len(unchecked_days(canteen_id=canteen_id, first=first, last=min(last, yesterday)))


def _found(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    return Finding.objects.filter(
        canteen_id=canteen_id, daily_check__day__range=(first, last)
    ).count()


def _overdue(canteen_id: int, _first: date, last: date, at: datetime) -> int:
    on = min(last, timezone.localdate(at))
    late = Q(fixed_at=None, due_on__lt=on) | Q(fixed_at__date__gt=F("due_on"), due_on__lt=on)
    return Finding.objects.filter(late, canteen_id=canteen_id, verified_at=None).count()


def _ledgers_out_of_line(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    rows = SafetyLog.objects.filter(canteen_id=canteen_id, day__range=(first, last))
    return sum(1 for found in rows.values_list("problems", flat=True) if found)


def _failed_tests(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    rows = ResidueTest.objects.filter(lot__canteen_id=canteen_id, state=ResidueState.FAILED)
    return rows.filter(concluded_at__date__range=(first, last)).count()


def _held_lots(canteen_id: int, _first: date, _last: date, _at: datetime) -> int:
    rows = StockLot.objects.filter(canteen_id=canteen_id, status=LotStatus.QUARANTINED)
    return rows.filter(quantity__gt=0).count()


def _warm_fridges(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    rows = FridgeReading.objects.filter(location__canteen_id=canteen_id, is_in_range=False)
    return rows.filter(at__date__range=(first, last)).count()


def _samples(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    return RetainedSample.objects.filter(canteen_id=canteen_id, day__range=(first, last)).count()


def _unchecked_duties(canteen_id: int, first: date, last: date, _at: datetime) -> int:
    fit, duties = staff_health.share_checked(canteen_id=canteen_id, first=first, last=last)
    return duties - fit


COUNTS: Mapping[str, Count] = {
    "daily_checks": _checks,
    "days_unchecked": _missing,
    "findings": _found,
    "findings_overdue": _overdue,
    "ledgers_out_of_line": _ledgers_out_of_line,
    "tests_failed": _failed_tests,
    "lots_held": _held_lots,
    "fridges_out_of_range": _warm_fridges,
    "samples_taken": _samples,
    "duties_unchecked": _unchecked_duties,
}
