"""Forecast the days ahead: with the newest model, or by the baseline while there is none."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.forecast import history, learning
from jieyue.canteen.forecast.facts import ForecastMade
from jieyue.canteen.forecast.models import Forecast, ModelFile
from jieyue.canteen.parameters import FORECAST_DAYS_AHEAD
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.periods import SHANGHAI
from jieyue.kit.tasks import Progress

if TYPE_CHECKING:
    from jieyue.canteen.demand.model import DemandModel
    from jieyue.canteen.forecast.engine import Said

MADE_AT = time(19, 30)
REFIT_DAYS = 30
ROWS_AT_ONCE = 1000


def make(*, actor: Actor, at: datetime, days_ahead: int | None = None) -> int:
    """Forecast every meal of the actor's site from tomorrow on; returns the forecasts made.

    days_ahead: how far; without it as far as the site's parameter says.

    Today is forecast too while nothing is said of it. A canteen without any history has no
    forecast, and the rest goes on. The engine works outside the transaction that stores.
    """
    from jieyue.canteen.forecast import engine

    actor.require(CanteenPermission.FORECAST_REFIT)
    assert actor.site_id is not None
    today = timezone.localdate(at)
    values = parameters.read(site_id=actor.site_id, on=today)
    last = today + timedelta(days=days_ahead or values.integer(FORECAST_DAYS_AHEAD))
    known = history.history(site_id=actor.site_id, until=today)
    known_today = _said_of(today, site_id=actor.site_id)
    wanted = [
        engine.Wanted(series, day, max(1, (day - today).days))
        for series, day in _served(actor.site_id, first=today, last=last)
        if day > today or series not in known_today
    ]
    file, model = _model(actor.site_id, known, until=today)
    if model is None:
        return 0
    said = engine.say(known, wanted, model)
    coverage = known.coverage(today) if model.is_grown else {}
    _keep(said, file=file, coverage=coverage, used=values.used, actor=actor, at=at)
    return len(said)


def replay(*, first: date, last: date, horizon: int, actor: Actor) -> int:
    """What would have been said of each past meal of [first, last], `horizon` days before it.

    Each forecast knows only what was recorded by then, by a model that is at most a month old,
    and is dated to that evening. For a site whose record is older than its forecasts; what was
    said already stays.
    """
    from jieyue.canteen.forecast import engine

    actor.require(CanteenPermission.FORECAST_REFIT)
    assert actor.site_id is not None
    known = history.history(site_id=actor.site_id, until=last)
    recorded = history.recorded(site_id=actor.site_id, first=first, last=last)
    kept = _replayed(actor.site_id, first=first, last=last, horizon=horizon)
    made, start = 0, first
    while start <= last:
        end = min(last, start + timedelta(days=REFIT_DAYS - 1))
        wanted = [
            engine.Wanted(series, day, horizon)
            for series, day in sorted(recorded - kept)
            if start <= day <= end
        ]
        if wanted:
            model = engine.learn(known.until(start - timedelta(days=horizon)))
            said = engine.say(known, wanted, model) if model else []
            Forecast.objects.bulk_create(
                [_row(one, made_at=_evening_before(one), site_id=actor.site_id) for one in said],
                batch_size=ROWS_AT_ONCE,
            )
            made += len(said)
        start = end + timedelta(days=1)
    return made


def _model(
    site_id: int, known: history.History, *, until: date
) -> "tuple[ModelFile | None, DemandModel | None]":
    """The newest stored model, else one learnt on the spot; None where nothing is recorded."""
    from jieyue.canteen.demand.model import DemandModel
    from jieyue.canteen.forecast import engine

    file = learning.newest(site_id=site_id, until=until)
    if file is None:
        return None, engine.learn(known)
    return file, DemandModel.load(settings.DATA / file.path)


def _served(site_id: int, *, first: date, last: date) -> list[tuple[history.Series, date]]:
    """Every meal the site's canteens serve on [first, last]."""
    return [
        ((canteen.id, period.meal), day)
        for canteen in diners.canteens_of(site_id=site_id)
        for period, days in diners.served_meals(canteen_id=canteen.id, first=first, last=last)
        for day in days
    ]


def _said_of(day: date, *, site_id: int) -> set[history.Series]:
    rows = Forecast.objects.filter(site_id=site_id, day=day)
    return set(rows.values_list("canteen_id", "meal"))


def _replayed(
    site_id: int, *, first: date, last: date, horizon: int
) -> set[tuple[history.Series, date]]:
    rows = Forecast.objects.filter(site_id=site_id, day__range=(first, last), horizon=horizon)
    found = rows.values_list("canteen_id", "meal", "day")
    return {((canteen_id, meal), day) for canteen_id, meal, day in found}


def _evening_before(said: "Said") -> datetime:
    return datetime.combine(said.day - timedelta(days=said.horizon), MADE_AT, tzinfo=SHANGHAI)


@transaction.atomic
def _keep(
    said: "Sequence[Said]",
    *,
    file: ModelFile | None,
    coverage: dict[str, float],
    used: dict[str, int],
    actor: Actor,
    at: datetime,
) -> None:
    assert actor.site_id is not None
    Forecast.objects.bulk_create(
        [
            _row(
                one,
                made_at=at,
                site_id=actor.site_id,
                file=file,
                coverage=coverage,
                used=used,
            )
            for one in said
        ],
        batch_size=ROWS_AT_ONCE,
        ignore_conflicts=True,  # asked for twice at one moment, it is said once
    )
    for canteen_id in sorted({one.series[0] for one in said}):
        own = [one for one in said if one.series[0] == canteen_id]
        fact = ForecastMade(
            canteen_id=canteen_id,
            first_on=min(one.day for one in own),
            last_on=max(one.day for one in own),
            meals=len(own),
            version=own[0].version,
        )
        journal.record(fact, actor=actor, at=at)


def _row(
    said: "Said",
    *,
    made_at: datetime,
    site_id: int,
    file: ModelFile | None = None,
    coverage: dict[str, float] | None = None,
    used: dict[str, int] | None = None,
) -> Forecast:
    return Forecast(
        site_id=site_id,
        canteen_id=said.series[0],
        meal=said.series[1],
        day=said.day,
        made_at=made_at,
        horizon=said.horizon,
        version=said.version,
        model_file=file,
        quantiles=said.quantiles,
        expected=round(said.expected),
        low=round(said.low),
        high=round(said.high),
        sureness=said.sureness,
        sureness_reasons=said.doubts,
        reasons=said.reasons,
        coverage=coverage or {},
        parameters_used=used or {},
    )


def evening(*, site_id: int, at: datetime) -> None:
    """The timed job of each evening."""
    make(actor=system("canteen.forecast.evening", site_id=site_id), at=at)


def work(
    arguments: dict[str, Any],  # noqa: ARG001
    *,
    site_id: int,  # noqa: ARG001
    progress: Progress,
    actor: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The background task after sign-offs, guests or closures changed: no new model is learnt."""
    progress(0.1, _("Forecasting the days ahead"))
    return {"forecasts": make(actor=actor, at=at)}


def learn_work(
    arguments: dict[str, Any],  # noqa: ARG001
    *,
    site_id: int,  # noqa: ARG001
    progress: Progress,
    actor: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The background task after an import: learn anew, then forecast."""
    progress(0.05, _("Learning from the record"))
    file = learning.refit(until=timezone.localdate(at), actor=actor, at=at)
    progress(0.7, _("Forecasting the days ahead"))
    made = make(actor=actor, at=at)
    return {"version": file.version if file else "", "forecasts": made}
