"""调整: use that is added beside what registers say. Never changed; a wrong one is taken back."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.energy.consumption import refusals
from jieyue.energy.consumption.facts import UseAdjusted
from jieyue.energy.consumption.models import Adjustment
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.meters.models import Meter, MeterKind
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import back_ends
from jieyue.energy.readings.days import DAY_S, first_second
from jieyue.energy.scale import micro, of_micro
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment

MOST_DAYS = 366


@transaction.atomic
def adjust(
    *,
    meter_id: int,
    first_on: date,
    last_on: date,
    use: Decimal,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Adjustment:
    """Add `use` (below 0: take away), evenly on [first_on, last_on], in the medium's unit.

    Raises NotAllowed, Meter.DoesNotExist, and what `refusals` names.
    """
    actor.require(EnergyPermission.CONSUMPTION_CORRECT)
    meter = Meter.objects.visible_to(actor).get(id=meter_id)
    if meter.kind == MeterKind.VIRTUAL:
        raise refusals.IsComputed(number=meter.number)
    if not micro(use):
        raise refusals.AdjustsNothing
    if last_on < first_on:
        raise refusals.DaysCrossed(first=first_on, last=last_on)
    if last_on > timezone.localdate(at):
        raise refusals.DaysToCome(last=last_on, today=timezone.localdate(at))
    if (last_on - first_on).days >= MOST_DAYS:
        raise refusals.TooManyDays(days=(last_on - first_on).days + 1, most=MOST_DAYS)
    back_ends.lock([meter.id])
    row = Adjustment(
        site_id=meter.site_id, meter=meter, first_on=first_on, last_on=last_on, use_micro=micro(use)
    )
    return _add(row, reason=reason, actor=actor, at=at)


@transaction.atomic
def take_back(*, adjustment_id: int, reason: str, actor: Actor, at: datetime) -> Adjustment:
    """Undo an adjustment by its opposite on the same days.

    Raises NotAllowed, Adjustment.DoesNotExist, AlreadyTakenBack, TakesBack, ReasonNeeded.
    """
    actor.require(EnergyPermission.CONSUMPTION_CORRECT)
    wrong = Adjustment.objects.visible_to(actor).select_related("meter").get(id=adjustment_id)
    back_ends.lock([wrong.meter_id])
    if wrong.takes_back_id is not None:
        raise refusals.TakesBack
    before = Adjustment.objects.filter(takes_back=wrong).first()
    if before is not None:
        raise refusals.AlreadyTakenBack(by=before.recorded_by, said=moment(before.recorded_at))
    row = Adjustment(
        site_id=wrong.site_id,
        meter=wrong.meter,
        first_on=wrong.first_on,
        last_on=wrong.last_on,
        use_micro=-wrong.use_micro,
        takes_back=wrong,
    )
    return _add(row, reason=reason, actor=actor, at=at)


def _add(row: Adjustment, *, reason: str, actor: Actor, at: datetime) -> Adjustment:
    if not reason.strip():
        raise refusals.ReasonNeeded
    row.reason = reason.strip()[:400]
    row.recorded_at, row.recorded_by = at, actor.name[:80]
    row.save()
    span = first_second(row.first_on), first_second(row.last_on) + DAY_S - 1
    recompute({row.meter_id: span}, site_id=row.site_id)
    fact = UseAdjusted(
        adjustment_id=row.id,
        meter_id=row.meter_id,
        number=row.meter.number,
        first_on=row.first_on,
        last_on=row.last_on,
        use=of_micro(row.use_micro),
        reason=row.reason,
        takes_back=row.takes_back_id,
    )
    journal.record(fact, actor=actor, at=at)
    return row
