"""公共能耗分摊: what the canteen's gas and power are divided by.

    canteen.diners        counts who ate, by unit
    energy.allocation     keeps each unit's diner-meals of the month as a basis

Each night this month's are brought up to date, in its first days the month before's too, so that
a draft made at any time rests on what is known. A figure that a person entered stays.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from jieyue.canteen.diners.models import UnitAttendance
from jieyue.energy.allocation import actions as allocation
from jieyue.energy.allocation.models import BasisKind
from jieyue.kit.actor import system

NAME = "flows.shared_energy"
DAYS_AFTER = 10  # of a new month in which late counts of the month before are still taken over


def keep_diner_meals(*, site_id: int, at: datetime) -> None:
    """Each night: this month, and in its first days the month before."""
    today = timezone.localdate(at)
    months = [today.replace(day=1)]
    if today.day <= DAYS_AFTER:
        months.append((months[0] - timedelta(days=1)).replace(day=1))
    for month in months:
        take_over(site_id=site_id, month=month, at=at)


def take_over(*, site_id: int, month: date, at: datetime) -> int:
    """One month's diner-meals by unit, of every canteen and meal; returns how many moved."""
    following = (month + timedelta(days=32)).replace(day=1)
    rows = UnitAttendance.objects.filter(site_id=site_id, day__gte=month, day__lt=following)
    meals = rows.order_by().values_list("unit_id").annotate(Sum("served"))
    return allocation.take_basis(
        month=month,
        kind=BasisKind.DINER_MEALS,
        values={unit_id: Decimal(served) for unit_id, served in meals if served},
        source="canteen",
        actor=system(NAME, site_id=site_id),
        at=at,
    )
