"""Every write to retained samples: taken, thrown away, checked after the meal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.samples import facts, queries, refusals, rules
from jieyue.canteen.samples.models import RetainedSample
from jieyue.canteen.samples.parameters import KEEP_HOURS, SAMPLE_MIN_G
from jieyue.canteen.stock.models import StockLocation
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor

MOST_G = 2_000  # more is a typing error
CLOCK_SKEW = timedelta(minutes=5)  # by which a phone may be ahead


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A sample of one dish: grams, and its place in the fridge."""

    dish_id: int
    mass_g: int
    slot: str = ""


@dataclass(frozen=True, kw_only=True)
class MealOf:
    """The meal that is sampled."""

    canteen_id: int
    day: date
    meal: str


@transaction.atomic
def take(
    *,
    meal: MealOf,
    samples: Sequence[Taken],
    sampled_at: datetime,
    location_id: int | None,
    actor: Actor,
    at: datetime,
) -> list[RetainedSample]:
    """Keep samples of a meal's dishes, all of them or none; their clock starts at `sampled_at`.

    Raises NotAllowed, Canteen.DoesNotExist, NothingChosen, NotServed, TooLight, TooHeavy,
    BadMoment, NoSuchFridge, AlreadySampled.
    """
    actor.require(CanteenPermission.SAMPLES_RECORD)
    canteen = locked_canteen(meal.canteen_id, actor)
    if not samples:
        raise refusals.NothingChosen
    _check_moment(sampled_at, day=meal.day, at=at)
    values = parameters.read(site_id=canteen.site_id, on=meal.day)
    _check_dishes(meal, samples, site_id=canteen.site_id, least_g=values.integer(SAMPLE_MIN_G))
    location = _fridge(canteen, location_id)
    sampled_at = min(sampled_at, at)
    made = [
        RetainedSample.objects.create(
            site_id=canteen.site_id,
            number=numbers.take("LY", site_id=canteen.site_id, at=at),
            canteen=canteen,
            day=meal.day,
            meal=meal.meal,
            dish_id=each.dish_id,
            mass_g=each.mass_g,
            sampled_at=sampled_at,
            kept_until=rules.kept_until(sampled_at, keep_hours=values.integer(KEEP_HOURS)),
            location=location,
            slot=each.slot.strip()[:20],
            keeper=actor.name,
        )
        for each in samples
    ]
    fact = facts.SamplesTaken(
        canteen_id=canteen.id,
        day=meal.day,
        meal=meal.meal,
        numbers=[sample.number for sample in made],
        dish_ids=[sample.dish_id for sample in made],
    )
    journal.record(fact, actor=actor, at=at)
    return made


@transaction.atomic
def dispose(*, sample_ids: Iterable[int], actor: Actor, at: datetime) -> int:
    """Throw samples away whose time is over, all of them or none; returns how many.

    Raises NotAllowed, NothingChosen, RetainedSample.DoesNotExist, AlreadyDisposed, StillKept,
    HeldByReport.
    """
    actor.require(CanteenPermission.SAMPLES_DISPOSE)
    wanted = sorted(set(sample_ids))
    if not wanted:
        raise refusals.NothingChosen
    rows = RetainedSample.objects.visible_to(actor).filter(id__in=wanted)
    by_canteen: dict[int, list[int]] = defaultdict(list)
    for sample_id, canteen_id in rows.order_by("canteen_id", "id").values_list("id", "canteen_id"):
        by_canteen[canteen_id].append(sample_id)
    if sum(map(len, by_canteen.values())) != len(wanted):
        raise RetainedSample.DoesNotExist
    for canteen_id, ids in by_canteen.items():
        _dispose_in(locked_canteen(canteen_id, actor), ids, actor=actor, at=at)
    return len(wanted)


def locked_canteen(canteen_id: int, actor: Actor) -> Canteen:
    """Samples and reports of a canteen change one at a time. Raises Canteen.DoesNotExist."""
    rows = Canteen.objects.visible_to(actor)
    canteen: Canteen = rows.select_for_update(no_key=True).get(id=canteen_id)
    return canteen


def _dispose_in(canteen: Canteen, ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    reports = queries.open_reports(canteen_id=canteen.id)
    samples = list(RetainedSample.objects.filter(id__in=ids).select_related("dish"))
    for sample in samples:
        _check_may_go(sample, reports, at=at)
        sample.disposed_at, sample.disposed_by = at, actor.name
    RetainedSample.objects.bulk_update(samples, ["disposed_at", "disposed_by"])
    fact = facts.SamplesDisposed(
        canteen_id=canteen.id, numbers=sorted(sample.number for sample in samples)
    )
    journal.record(fact, actor=actor, at=at)


def _check_may_go(
    sample: RetainedSample, reports: Sequence[rules.OpenReport], *, at: datetime
) -> None:
    """Raises AlreadyDisposed, StillKept, HeldByReport."""
    if sample.disposed_at is not None:
        raise refusals.AlreadyDisposed(sample.number, by=sample.disposed_by, at=sample.disposed_at)
    if at < sample.kept_until:
        raise refusals.StillKept(sample.number, dish=sample.dish.name, until=sample.kept_until)
    report = rules.held_by(sample.day, reports)
    if report is not None:
        raise refusals.HeldByReport(sample.number, dish=sample.dish.name, report=report.number)


def _check_dishes(meal: MealOf, samples: Sequence[Taken], *, site_id: int, least_g: int) -> None:
    """Raises NotServed, TooLight, TooHeavy, AlreadySampled."""
    served = {
        dish.dish_id
        for dish in queries.served(canteen_id=meal.canteen_id, day=meal.day, meal=meal.meal)
    }
    names = _names([each.dish_id for each in samples], site_id=site_id)
    known = {
        sample.dish_id: sample
        for sample in RetainedSample.objects.filter(
            canteen_id=meal.canteen_id, day=meal.day, meal=meal.meal
        )
    }
    for each in samples:
        name = names.get(each.dish_id, str(each.dish_id))
        if each.dish_id not in served:
            raise refusals.NotServed(name)
        if each.mass_g < least_g:
            raise refusals.TooLight(name, mass_g=each.mass_g, least_g=least_g)
        if each.mass_g > MOST_G:
            raise refusals.TooHeavy(name, mass_g=each.mass_g, most_g=MOST_G)
        if each.dish_id in known:
            before = known[each.dish_id]
            raise refusals.AlreadySampled(name, keeper=before.keeper, at=before.sampled_at)


def _names(dish_ids: Sequence[int], *, site_id: int) -> Mapping[int, str]:
    return dict(Dish.objects.filter(site_id=site_id, id__in=dish_ids).values_list("id", "name"))


def _fridge(canteen: Canteen, location_id: int | None) -> StockLocation | None:
    """Raises NoSuchFridge."""
    if location_id is None:
        return None
    fridges = StockLocation.objects.filter(canteen=canteen, holds_samples=True, is_active=True)
    found: StockLocation | None = fridges.filter(id=location_id).first()
    if found is None:
        raise refusals.NoSuchFridge
    return found


def _check_moment(sampled_at: datetime, *, day: date, at: datetime) -> None:
    """Raises BadMoment."""
    local = timezone.get_current_timezone()
    earliest = datetime.combine(day, time(0), tzinfo=local)
    latest = min(at, earliest + timedelta(days=1))
    if not earliest <= sampled_at <= latest + CLOCK_SKEW:
        raise refusals.BadMoment(sampled_at, earliest=earliest, latest=latest)
