"""Every write to trials: register, leave days out, start, evaluate, give up, rate."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.experiments import refusals
from jieyue.canteen.experiments.comparison import after_of, before_of, report
from jieyue.canteen.experiments.facts import (
    DayLeftOut,
    LunchRated,
    MeasureAbandoned,
    MeasureEvaluated,
    MeasureRegistered,
    MeasureStarted,
)
from jieyue.canteen.experiments.models import LunchRating, Measure, MeasureStatus
from jieyue.canteen.experiments.parameters import LEAST_SHARE, LUNCHES
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.periods import days_of


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is tried and how it will be judged."""

    canteen_id: int
    title: str
    hypothesis: str
    effort: str
    outcome: str
    starts_on: date
    meal: str = Meal.LUNCH


@transaction.atomic
def register(trial: Trial, *, actor: Actor, at: datetime) -> Measure:
    """Put a measure down before it starts. Raises NotAllowed, Canteen.DoesNotExist,
    StartsInThePast, TooFewBefore."""
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=trial.canteen_id)
    today = timezone.localdate(at)
    if trial.starts_on <= today:
        raise refusals.StartsInThePast(trial.starts_on, earliest=today + timedelta(days=1))
    values = parameters.read(site_id=canteen.site_id, on=today)
    measure: Measure = Measure(
        **asdict(trial),
        site_id=canteen.site_id,
        number=numbers.take("ME", site_id=canteen.site_id, at=at),
        least_share=values.decimal(LEAST_SHARE),
        lunches_wanted=values.integer(LUNCHES),
        parameters_used=values.used,
        registered_at=at,
        registered_by=actor.name,
    )
    _check_enough_before(measure, today)
    measure.save()
    fact = MeasureRegistered(
        number=measure.number,
        canteen_id=canteen.id,
        title=measure.title,
        outcome=measure.outcome,
        starts_on=measure.starts_on,
    )
    journal.record(fact, actor=actor, at=at)
    return measure


def _check_enough_before(measure: Measure, today: date) -> None:
    """The lunches measured so far, and the weekdays until the start, must do for a comparison."""
    measured = len(before_of(measure, until=today).lunches)
    to_come = sum(day.isoweekday() <= 5 for day in days_of(today, measure.starts_on))
    if measured + to_come < measure.lunches_wanted:
        raise refusals.TooFewBefore(found=measured, wanted=measure.lunches_wanted)


@transaction.atomic
def leave_out(*, number: str, day: date, reason: str, actor: Actor, at: datetime) -> None:
    """Name a day that will not count, before it comes and before the start.

    Raises NotAllowed, Measure.DoesNotExist, AlreadyStarted, DayNotBefore, ReasonMissing.
    """
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    measure = _locked(number, actor)
    today = timezone.localdate(at)
    if measure.status != MeasureStatus.PLANNED or measure.starts_on <= today:
        raise refusals.AlreadyStarted(number=number, starts_on=measure.starts_on)
    if day <= today:
        raise refusals.DayNotBefore(day)
    if not reason.strip():
        raise refusals.ReasonMissing
    measure.excluded_days = {**measure.excluded_days, day.isoformat(): reason.strip()[:200]}
    measure.save(update_fields=["excluded_days"])
    fact = DayLeftOut(number=number, day=day, reason=reason.strip()[:200])
    journal.record(fact, actor=actor, at=at)


def start_due(*, site_id: int, at: datetime) -> None:
    """Every morning: measures whose day has come start, and their lunches before are frozen."""
    actor = system("canteen.experiments.actions", site_id=site_id)
    due = Measure.objects.filter(
        site_id=site_id, status=MeasureStatus.PLANNED, starts_on__lte=timezone.localdate(at)
    )
    for number in due.values_list("number", flat=True):
        start(number=number, actor=actor, at=at)


@transaction.atomic
def start(*, number: str, actor: Actor, at: datetime) -> None:
    """Freeze the lunches before the start. Raises NotAllowed, Measure.DoesNotExist,
    AlreadyStarted, and NotRunning before the day it starts on."""
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    measure = _locked(number, actor)
    if measure.status != MeasureStatus.PLANNED:
        raise refusals.AlreadyStarted(number=number, starts_on=measure.starts_on)
    if timezone.localdate(at) < measure.starts_on:
        raise refusals.NotRunning(number=number, status=measure.status)
    chosen = before_of(measure, until=measure.starts_on)
    measure.before = [
        [lunch.day.isoformat(), lunch.diners, lunch.outcome] for lunch in chosen.lunches
    ]
    measure.usual_diners = chosen.usual
    measure.status, measure.started_at = MeasureStatus.RUNNING, at
    measure.save(update_fields=["before", "usual_diners", "status", "started_at"])
    fact = MeasureStarted(number=number, lunches_before=len(chosen.lunches))
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def evaluate(*, number: str, actor: Actor, at: datetime) -> Measure:
    """Hold the lunches after the start against those before, once there are enough.

    Raises NotAllowed, Measure.DoesNotExist, AlreadyEvaluated, NotRunning, TooFewAfter.
    """
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    measure = _locked(number, actor)
    if measure.evaluated_at is not None:
        raise refusals.AlreadyEvaluated(
            evaluated_by=measure.evaluated_by, evaluated_at=measure.evaluated_at
        )
    if measure.status != MeasureStatus.RUNNING:
        raise refusals.NotRunning(number=number, status=measure.status)
    today = timezone.localdate(at)
    following = after_of(measure, until=today)
    if len(following.lunches) < measure.lunches_wanted:
        raise refusals.TooFewAfter(found=len(following.lunches), wanted=measure.lunches_wanted)
    found = report(measure, following, on=today)
    measure.result = found.stored()
    measure.parameters_used = measure.parameters_used | dict(found.parameters)
    measure.status = MeasureStatus.EVALUATED
    measure.evaluated_at, measure.evaluated_by = at, actor.name
    measure.save()
    difference = found.difference
    fact = MeasureEvaluated(
        number=number,
        claim=difference.claim,
        change=difference.change,
        low=difference.low,
        high=difference.high,
    )
    journal.record(fact, actor=actor, at=at)
    return measure


@transaction.atomic
def abandon(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Give a measure up; nothing is claimed of it. Raises NotAllowed, Measure.DoesNotExist,
    NotRunning, ReasonMissing."""
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    measure = _locked(number, actor)
    if measure.status not in (MeasureStatus.PLANNED, MeasureStatus.RUNNING):
        raise refusals.NotRunning(number=number, status=measure.status)
    if not reason.strip():
        raise refusals.ReasonMissing
    measure.status = MeasureStatus.ABANDONED
    measure.abandoned_at, measure.abandoned_by = at, actor.name
    measure.abandoned_reason = reason.strip()[:400]
    measure.save()
    fact = MeasureAbandoned(number=number, reason=measure.abandoned_reason)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def rate(
    *,
    canteen_id: int,
    day: date,
    meal: str,
    answers: int,
    mean: Decimal,
    actor: Actor,
    at: datetime,
) -> LunchRating:
    """Enter what diners of a meal said, or correct it. Raises NotAllowed, Canteen.DoesNotExist,
    BadRating."""
    actor.require(CanteenPermission.EXPERIMENTS_EDIT)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    if not 1 <= mean <= 5 or answers < 1 or day > timezone.localdate(at):
        raise refusals.BadRating
    rating, _made = LunchRating.objects.update_or_create(
        canteen=canteen,
        day=day,
        meal=meal,
        defaults={
            "site_id": canteen.site_id,
            "answers": answers,
            "mean": mean,
            "recorded_at": at,
            "recorded_by": actor.name,
        },
    )
    fact = LunchRated(canteen_id=canteen.id, day=day, meal=meal, answers=answers)
    journal.record(fact, actor=actor, at=at)
    return rating


def _locked(number: str, actor: Actor) -> Measure:
    measure: Measure = Measure.objects.visible_to(actor).select_for_update().get(number=number)
    return measure
