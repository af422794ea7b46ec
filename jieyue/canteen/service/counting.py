"""After a meal the tills' sales become its attendance and the portions taken of each dish.

Late sales of a till that was offline, and sales taken back, are summed in when they come.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from jieyue.canteen.diners import actions as diners
from jieyue.canteen.diners.models import (
    Attendance,
    AttendanceSource,
    MealPeriod,
    UnitAttendance,
)
from jieyue.canteen.menus import actions as menus
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.service.facts import MealCounted
from jieyue.canteen.service.models import Sale, SaleDish
from jieyue.canteen.service.rules import served_portions
from jieyue.kit import journal
from jieyue.kit.actor import Actor, system

AFTER_CLOSING = timedelta(minutes=15)
LOOKED_BACK = timedelta(hours=26)  # a missed night is made up for
LATE_SALES = "late or cancelled sales of the tills"


@dataclass(frozen=True)
class MealSums:
    """What the tills hold of one meal; portions exact, with halves."""

    diners: int
    portions: dict[int, Decimal]
    units: dict[int, int]


def count_meals(*, site_id: int, at: datetime) -> None:
    """Sum every meal that is over and whose sales changed since yesterday."""
    actor = system("canteen.service.counting", site_id=site_id)
    changed = Sale.objects.filter(site_id=site_id).filter(
        Q(received_at__gt=at - LOOKED_BACK) | Q(cancelled_at__gt=at - LOOKED_BACK)
    )
    for canteen_id, day, meal in (
        changed.order_by().values_list("canteen_id", "day", "meal").distinct()
    ):
        if _is_over(canteen_id, day, meal, at):
            count(canteen_id=canteen_id, day=day, meal=meal, actor=actor, at=at)


@transaction.atomic
def count(*, canteen_id: int, day: date, meal: str, actor: Actor, at: datetime) -> None:
    """Store what the tills sold of one meal; the same sums again record nothing.

    What a person entered by hand stays: they saw what the tills did not.
    """
    sums = sums_of(canteen_id=canteen_id, day=day, meal=meal)
    known = Attendance.objects.filter(canteen_id=canteen_id, day=day, meal=meal).first()
    by_hand = (
        known is not None
        and known.served is not None
        and (known.source != AttendanceSource.COUNTED)
    )
    if by_hand:
        return
    is_new = _attend(known, sums, canteen_id, day, meal, actor, at)
    counts = _dish_counts(sums, canteen_id, day, meal)
    if counts:
        menus.record_served(canteen_id=canteen_id, counts=counts, actor=actor, at=at)
    if not (is_new or counts):
        return
    _units(sums, canteen_id, day, meal, actor)
    fact = MealCounted(
        canteen_id=canteen_id, day=day, meal=meal, diners=sums.diners, dishes=len(sums.portions)
    )
    journal.record(fact, actor=actor, at=at)


def sums_of(*, canteen_id: int, day: date, meal: str) -> MealSums:
    """The sales that stand, summed. Three queries."""
    sales = Sale.objects.filter(canteen_id=canteen_id, day=day, meal=meal, cancelled_at=None)
    people = sales.aggregate(people=Sum("diners"))["people"] or 0
    dishes = SaleDish.objects.filter(
        sale__canteen_id=canteen_id, sale__day=day, sale__meal=meal, sale__cancelled_at=None
    )
    portions = dishes.order_by().values_list("dish_id").annotate(Sum("portions"))
    own = sales.filter(guest_booking=None).exclude(unit=None)
    units = own.order_by().values_list("unit_id").annotate(Sum("diners"))
    return MealSums(people, dict(portions), dict(units))


def _is_over(canteen_id: int, day: date, meal: str, at: datetime) -> bool:
    local = timezone.localtime(at)
    if day != local.date():
        return day < local.date()
    period = MealPeriod.objects.filter(canteen_id=canteen_id, meal=meal).first()
    if period is None:
        return False
    closes = datetime.combine(day, period.closes, tzinfo=local.tzinfo)
    return local >= closes + AFTER_CLOSING


def _attend(
    known: Attendance | None,
    sums: MealSums,
    canteen_id: int,
    day: date,
    meal: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Whether the diners are new or others than before."""
    if known is None or known.served is None:
        diners.record_attendance(
            canteen_id=canteen_id,
            meal=meal,
            day=day,
            served=sums.diners,
            source=AttendanceSource.COUNTED,
            actor=actor,
            at=at,
        )
        return True
    if known.served == sums.diners:
        return False
    diners.correct_attendance(
        attendance_id=known.id,
        planned=known.planned,
        served=sums.diners,
        reason=LATE_SALES,
        actor=actor,
        at=at,
    )
    return True


def _dish_counts(sums: MealSums, canteen_id: int, day: date, meal: str) -> list[menus.DishCount]:
    """Counts that differ from what is stored. Nothing is known of dishes without any sale."""
    rows = ServedCount.objects.filter(canteen_id=canteen_id, day=day, meal=meal)
    known = {row.dish_id: row for row in rows}
    counts = []
    for dish_id, portions in sums.portions.items():
        taken = served_portions(portions, diners=sums.diners)
        stored = known.get(dish_id)
        if stored and (stored.diners, stored.taken) == (sums.diners, taken):
            continue
        count_of_dish = menus.DishCount(
            day=day,
            meal=meal,
            dish_id=dish_id,
            diners=sums.diners,
            taken=taken,
            sold_out=bool(stored and stored.sold_out),
        )
        counts.append(count_of_dish)
    return counts


def _units(sums: MealSums, canteen_id: int, day: date, meal: str, actor: Actor) -> None:
    UnitAttendance.objects.bulk_create(
        (
            UnitAttendance(
                site_id=actor.site_id,
                canteen_id=canteen_id,
                unit_id=unit_id,
                meal=meal,
                day=day,
                served=served,
            )
            for unit_id, served in sums.units.items()
        ),
        update_conflicts=True,
        unique_fields=["canteen", "meal", "day", "unit"],
        update_fields=["served"],
    )
