"""Every write to production batches: recorded, heated again, held, off the counter, corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jieyue.canteen.books import queries as books
from jieyue.canteen.kitchen import facts, fitness, refusals, sharing
from jieyue.canteen.kitchen.locking import locked_canteen
from jieyue.canteen.kitchen.measuring import flags_of, limits_of
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.kitchen.parameters import DAYS_LATE
from jieyue.canteen.kitchen.slips import MealOf
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor

MOST_PORTIONS = 20_000  # of one batch; more is a typing error
MOST_KG = 10_000
LOWEST_C, HIGHEST_C = -30, 250  # what a kitchen thermometer shows
CLOCK_SKEW = timedelta(minutes=5)  # by which a phone may be ahead


@dataclass(frozen=True, kw_only=True)
class Pot:
    """What came out of the kitchen. Temperatures in °C; None was not measured."""

    dish_id: int
    portions: int
    finished_at: datetime
    centre_c: Decimal | None = None
    cooked_kg: Decimal | None = None


@transaction.atomic
def record(*, meal: MealOf, pot: Pot, actor: Actor, at: datetime) -> ProductionBatch:
    """The next batch of a dish; the first of the meal has the sequence 1.

    The cook is the actor, who must be fit for work. Raises NotAllowed, NotFitForWork,
    Canteen.DoesNotExist, Dish.DoesNotExist, DayAhead, TooLate, MonthClosed, BadPortions,
    BadTemperature, BadMass, BadMoment.
    """
    actor.require(CanteenPermission.KITCHEN_COOK)
    fitness.require(actor, at=at)
    canteen = locked_canteen(meal.canteen_id, actor)
    dish = Dish.objects.filter(site_id=canteen.site_id).get(id=pot.dish_id)
    _check_day(meal, site_id=canteen.site_id, at=at)
    _check_figures(pot.portions, pot.cooked_kg, pot.centre_c)
    _check_moment(pot.finished_at, day=meal.day, at=at)
    before = ProductionBatch.objects.filter(
        canteen=canteen, day=meal.day, meal=meal.meal, dish=dish
    ).aggregate(last=Max("sequence"))
    batch = ProductionBatch(
        site_id=canteen.site_id,
        number=numbers.take("SC", site_id=canteen.site_id, at=at),
        canteen=canteen,
        day=meal.day,
        meal=meal.meal,
        dish=dish,
        sequence=(before["last"] or 0) + 1,
        portions=pot.portions,
        cooked_kg=pot.cooked_kg,
        finished_at=min(pot.finished_at, at),
        centre_c=pot.centre_c,
        cook=actor.name,
    )
    _save(batch, at=at)
    _share_anew(batch)
    fact = facts.BatchRecorded(
        **_named(batch),
        sequence=batch.sequence,
        portions=batch.portions,
        centre_c=batch.centre_c,
    )
    journal.record(fact, actor=actor, at=at)
    return batch


@transaction.atomic
def reheat(*, number: str, centre_c: Decimal, actor: Actor, at: datetime) -> None:
    """The batch was heated again until its centre had `centre_c`.

    Raises NotAllowed, NotFitForWork, ProductionBatch.DoesNotExist, BatchGone, BadTemperature,
    NotReheatable, MonthClosed.
    """
    batch = _on_counter(number, actor, at)
    _check_temperature(centre_c)
    limit_c = limits_of(site_id=batch.site_id, on=batch.day).centre_c
    if centre_c < limit_c:
        raise refusals.NotReheatable(centre_c, limit_c=limit_c)
    batch.reheated_c = centre_c
    _checked(batch, {"reheated_c": str(centre_c)}, actor=actor, at=at)


@transaction.atomic
def measure_holding(*, number: str, holding_c: Decimal, actor: Actor, at: datetime) -> None:
    """The temperature at which the batch stands at the counter.

    Raises NotAllowed, NotFitForWork, ProductionBatch.DoesNotExist, BatchGone, BadTemperature,
    MonthClosed.
    """
    batch = _on_counter(number, actor, at)
    _check_temperature(holding_c)
    batch.holding_c = holding_c
    _checked(batch, {"holding_c": str(holding_c)}, actor=actor, at=at)


@transaction.atomic
def take_off(*, number: str, off_at: datetime, actor: Actor, at: datetime) -> None:
    """The batch left the counter. Of two people, the second is told when.

    Raises NotAllowed, NotFitForWork, ProductionBatch.DoesNotExist, BatchGone, BadMoment,
    MonthClosed.
    """
    batch = _on_counter(number, actor, at)
    if not batch.finished_at <= off_at <= at + CLOCK_SKEW:
        raise refusals.BadMoment(off_at, earliest=batch.finished_at, latest=at)
    batch.off_at = max(min(off_at, at), batch.finished_at)
    _checked(batch, {"off_at": batch.off_at.isoformat()}, actor=actor, at=at)


@transaction.atomic
def correct(
    *,
    number: str,
    portions: int,
    cooked_kg: Decimal | None,
    centre_c: Decimal | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Put a typing error right, with a reason; the journal keeps what stood there.

    Raises NotAllowed, ProductionBatch.DoesNotExist, ReasonMissing, MonthClosed, BadPortions,
    BadTemperature, BadMass.
    """
    actor.require(CanteenPermission.KITCHEN_COOK)
    batch = _locked(number, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    _check_figures(portions, cooked_kg, centre_c)
    old = _figures(batch)
    batch.portions, batch.cooked_kg, batch.centre_c = portions, cooked_kg, centre_c
    _save(batch, at=at)
    _share_anew(batch)
    changed = {name: value for name, value in _figures(batch).items() if value != old[name]}
    fact = facts.BatchCorrected(
        **_named(batch),
        old={name: str(old[name]) for name in changed},
        new={name: str(value) for name, value in changed.items()},
        reason=reason.strip()[:200],
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def take_back(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Remove a batch that never was, with a reason; the journal keeps what it said.

    Raises NotAllowed, ProductionBatch.DoesNotExist, ReasonMissing, MonthClosed.
    """
    actor.require(CanteenPermission.KITCHEN_COOK)
    batch = _locked(number, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    fact = facts.BatchTakenBack(
        **_named(batch),
        sequence=batch.sequence,
        portions=batch.portions,
        reason=reason.strip()[:200],
    )
    ProductionBatch.objects.filter(id=batch.id).delete()
    _share_anew(batch)
    journal.record(fact, actor=actor, at=at)


def _on_counter(number: str, actor: Actor, at: datetime) -> ProductionBatch:
    """The batch, which somebody fit for work looks after. Raises BatchGone."""
    actor.require(CanteenPermission.KITCHEN_COOK)
    fitness.require(actor, at=at)
    batch = _locked(number, actor)
    if batch.off_at is not None:
        raise refusals.BatchGone(number=number, off_at=batch.off_at)
    return batch


def _locked(number: str, actor: Actor) -> ProductionBatch:
    batches = ProductionBatch.objects.visible_to(actor)
    canteen_id, day = batches.values_list("canteen_id", "day").get(number=number)
    locked_canteen(canteen_id, actor)
    books.check_open(canteen_id=canteen_id, on=day)
    batch: ProductionBatch = batches.get(number=number)
    return batch


def _checked(batch: ProductionBatch, new: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    _save(batch, at=at)
    fact = facts.BatchChecked(**_named(batch), new=dict(new))
    journal.record(fact, actor=actor, at=at)


def _save(batch: ProductionBatch, *, at: datetime) -> None:
    batch.flags = flags_of(batch, now=at)
    batch.save()


def _share_anew(batch: ProductionBatch) -> None:
    sharing.share_anew(
        canteen_id=batch.canteen_id, site_id=batch.site_id, day=batch.day, meal=batch.meal
    )


def _check_day(meal: MealOf, *, site_id: int, at: datetime) -> None:
    """Raises DayAhead, TooLate, MonthClosed."""
    today = timezone.localdate(at)
    if meal.day > today:
        raise refusals.DayAhead(meal.day, today=today)
    late = parameters.read(site_id=site_id, on=today).integer(DAYS_LATE)
    if meal.day < today - timedelta(days=late):
        raise refusals.TooLate(meal.day, first=today - timedelta(days=late))
    books.check_open(canteen_id=meal.canteen_id, on=meal.day)


def _check_moment(finished_at: datetime, *, day: date, at: datetime) -> None:
    """Raises BadMoment. A pot for breakfast may be done the evening before."""
    local = timezone.get_current_timezone()
    earliest = datetime.combine(day - timedelta(days=1), time(12), tzinfo=local)
    latest = min(at, datetime.combine(day + timedelta(days=1), time(0), tzinfo=local))
    if not earliest <= finished_at <= latest + CLOCK_SKEW:
        raise refusals.BadMoment(finished_at, earliest=earliest, latest=latest)


def _check_figures(portions: int, cooked_kg: Decimal | None, centre_c: Decimal | None) -> None:
    """Raises BadPortions, BadMass, BadTemperature."""
    if not 1 <= portions <= MOST_PORTIONS:
        raise refusals.BadPortions(portions, most=MOST_PORTIONS)
    if cooked_kg is not None and not 0 < cooked_kg <= MOST_KG:
        raise refusals.BadMass(cooked_kg, most_kg=MOST_KG)
    if centre_c is not None:
        _check_temperature(centre_c)


def _check_temperature(temperature_c: Decimal) -> None:
    if not LOWEST_C <= temperature_c <= HIGHEST_C:
        raise refusals.BadTemperature(temperature_c, lowest=LOWEST_C, highest=HIGHEST_C)


def _figures(batch: ProductionBatch) -> dict[str, int | Decimal | None]:
    return {
        "portions": batch.portions,
        "cooked_kg": batch.cooked_kg,
        "centre_c": batch.centre_c,
    }


def _named(batch: ProductionBatch) -> dict[str, Any]:
    return {
        "batch_id": batch.id,
        "number": batch.number,
        "canteen_id": batch.canteen_id,
        "day": batch.day,
        "meal": batch.meal,
        "dish_id": batch.dish_id,
        "flags": list(batch.flags),
    }
