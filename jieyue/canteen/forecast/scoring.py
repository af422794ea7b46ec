"""Once a meal is over: what its forecasts said is held against who came."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.forecast.models import Forecast
from jieyue.canteen.forecast.rules.accuracy import WEEK, WEEKS_LOOKED_BACK, same_weekday_figures
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor, system

OLDEST = timedelta(days=120)  # a figure that comes later than this no longer scores a forecast
ROWS_AT_ONCE = 500


@transaction.atomic
def score(*, actor: Actor, at: datetime) -> int:
    """Score every forecast of the actor's site whose meal is recorded; returns how many.

    A corrected attendance scores its forecasts anew. A day is long over when the nightly run
    comes, so this is no decision and the journal stays silent.
    """
    actor.require(CanteenPermission.FORECAST_REFIT)
    today = timezone.localdate(at)
    since = today - OLDEST
    figures = _figures(actor, since=since - WEEKS_LOOKED_BACK * WEEK, today=today)
    changed = []
    rows = Forecast.objects.filter(site_id=actor.site_id, day__range=(since, today))
    for forecast in rows.iterator(ROWS_AT_ONCE):
        series = figures.get((forecast.canteen_id, forecast.meal), {})
        planned, served = series.get(forecast.day, (None, None))
        same = (forecast.served, forecast.planned) == (served, planned)
        if served is None or (forecast.scored_at and same):
            continue
        known = {day: n for day, (_, n) in series.items() if n is not None}
        known_until = forecast.day - timedelta(days=max(forecast.horizon, 1))
        forecast.same_weekday, forecast.mean4 = same_weekday_figures(
            known, day=forecast.day, known_until=known_until
        )
        forecast.served, forecast.planned, forecast.scored_at = served, planned, at
        changed.append(forecast)
    fields = ["served", "planned", "same_weekday", "mean4", "scored_at"]
    Forecast.objects.bulk_update(changed, fields, batch_size=ROWS_AT_ONCE)
    return len(changed)


def nightly(*, site_id: int, at: datetime) -> None:
    """The timed job of each night."""
    score(actor=system("canteen.forecast.scoring", site_id=site_id), at=at)


Figures = dict[tuple[int, str], dict[date, tuple[int | None, int | None]]]


def _figures(actor: Actor, *, since: date, today: date) -> Figures:
    """Planned and served by canteen, meal and day."""
    rows = Attendance.objects.filter(site_id=actor.site_id, day__range=(since, today))
    figures: Figures = defaultdict(dict)
    for canteen_id, meal, day, planned, served in rows.values_list(
        "canteen_id", "meal", "day", "planned", "served"
    ):
        figures[(canteen_id, meal)][day] = (planned, served)
    return figures
