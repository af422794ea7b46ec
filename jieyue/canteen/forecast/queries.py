"""How many are expected, how sure that is, and how right it was: plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from jieyue.canteen.diners import queries as diners
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.forecast.models import Forecast, ForecastCorrection
from jieyue.canteen.forecast.rules.accuracy import Scored
from jieyue.kit.actor import Actor
from jieyue.kit.tasks.models import Task, TaskStatus

# Kinds of background work, named in `jieyue/schedule.py`.
BACKTEST = "canteen.forecast.backtest"
LEARN = "canteen.forecast.learn"
MAKE = "canteen.forecast.make"


class NoForecast(Exception):
    """Nobody has forecast this meal: no history, or the canteen does not serve it that day."""

    def __init__(self, *, canteen_id: int, meal: str, day: date) -> None:
        super().__init__(canteen_id, meal, day)
        self.canteen_id, self.meal, self.day = canteen_id, meal, day
        self.meal_label = Meal(meal).label


class NoLunchForecast(Exception):
    """No canteen of the site has a forecast for this day's lunch."""

    def __init__(self, *, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True)
class ForecastRow:
    """The newest word on one meal: the night's forecast, changed by the morning if it was.

    quantiles: {"0.1": 812.0, …}, rising; low and high bound the middle 80 %.
    cutoff: of the morning correction these figures come from, None when still the night's.
    night_expected: what the night said.
    """

    id: int
    canteen_id: int
    canteen: str
    meal: str
    day: date
    made_at: datetime
    horizon: int
    version: str
    quantiles: dict[str, float]
    expected: int
    low: int
    high: int
    sureness: str
    sureness_reasons: list[str]
    reasons: list[dict[str, object]]
    night_expected: int
    cutoff: time | None = None
    unit_effects: list[dict[str, object]] | None = None


def latest_forecast(*, canteen_id: int, meal: str, day: date) -> ForecastRow:
    """The newest forecast of one meal, corrected if it was. Raises NoForecast."""
    rows = latest_forecasts(canteen_ids=[canteen_id], first=day, last=day)
    for row in rows:
        if row.meal == meal:
            return row
    raise NoForecast(canteen_id=canteen_id, meal=meal, day=day)


def forecasts(
    actor: Actor, *, canteen_id: int, meal: str, first: date, last: date
) -> list[ForecastRow]:
    """The newest forecast of each day of one meal that the actor may see, by day."""
    seen = Forecast.objects.visible_to(actor).filter(canteen_id=canteen_id, meal=meal)
    if not seen.filter(day__range=(first, last)).exists():
        return []
    rows = latest_forecasts(canteen_ids=[canteen_id], first=first, last=last)
    return [row for row in rows if row.meal == meal]


def latest_forecasts(*, canteen_ids: Iterable[int], first: date, last: date) -> list[ForecastRow]:
    """The newest forecast of each meal on [first, last], by day, canteen, meal.

    A meal that a closure takes out has none, whatever was forecast before. Two queries.
    """
    newest: dict[tuple[int, str, date], Forecast] = {}
    found = Forecast.objects.filter(
        ~diners.is_closed(), canteen_id__in=list(canteen_ids), day__range=(first, last)
    )
    for forecast in found.select_related("canteen").order_by("day", "canteen__code", "made_at"):
        newest[(forecast.canteen_id, forecast.meal, forecast.day)] = forecast
    forecast_ids = [forecast.id for forecast in newest.values()]
    corrections = {
        correction.forecast_id: correction
        for correction in ForecastCorrection.objects.filter(forecast_id__in=forecast_ids).order_by(
            "made_at", "id"
        )
    }
    return [_row(forecast, corrections.get(forecast.id)) for forecast in newest.values()]


def _rising(quantiles: dict[str, float]) -> dict[str, float]:
    """By probability: a database need not keep the order in which JSON was written."""
    return {p: quantiles[p] for p in sorted(quantiles, key=float)}


def _row(forecast: Forecast, correction: ForecastCorrection | None) -> ForecastRow:
    figures = correction or forecast
    return ForecastRow(
        id=forecast.id,
        canteen_id=forecast.canteen_id,
        canteen=forecast.canteen.name,
        meal=forecast.meal,
        day=forecast.day,
        made_at=figures.made_at,
        horizon=forecast.horizon,
        version=forecast.version,
        quantiles=_rising(figures.quantiles),
        expected=figures.expected,
        low=figures.low,
        high=figures.high,
        sureness=forecast.sureness,
        sureness_reasons=forecast.sureness_reasons,
        reasons=forecast.reasons,
        night_expected=forecast.expected,
        cutoff=correction.cutoff if correction else None,
        unit_effects=correction.unit_effects if correction else None,
    )


def scored(
    actor: Actor, *, first: date, last: date, canteen_id: int | None = None, meal: str = ""
) -> list[Scored]:
    """Forecasts of [first, last] whose meals are over, by day; of several made for the same
    days ahead the newest. One query."""
    rows = Forecast.objects.visible_to(actor).filter(
        day__range=(first, last), scored_at__isnull=False, served__isnull=False
    )
    if canteen_id is not None:
        rows = rows.filter(canteen_id=canteen_id)
    if meal:
        rows = rows.filter(meal=meal)
    names = [field.name for field in fields(Scored)]
    newest: dict[tuple[int, str, date, int], Scored] = {}
    found = rows.order_by("day", "made_at").values_list("canteen_id", "meal", *names)
    for key_canteen, key_meal, *values in found:
        row = Scored(*values)
        newest[(key_canteen, key_meal, row.day, row.horizon)] = row
    return list(newest.values())


@dataclass(frozen=True)
class Work:
    """A back-test on its way or done; `result` is None until it is done."""

    id: int
    status: str
    is_over: bool
    progress_pct: int
    message: str
    arguments: dict[str, Any]
    result: dict[str, Any] | None


def backtest_work(actor: Actor, *, task_id: int | None) -> Work | None:
    """A back-test of the actor's site: the one asked for, or the newest. One query."""
    tasks = Task.objects.filter(site_id=actor.site_id, kind=BACKTEST)
    if task_id is not None:
        tasks = tasks.filter(id=task_id)
    task = tasks.order_by("-id").first()
    if task is None:
        return None
    is_over = task.status not in (TaskStatus.WAITING, TaskStatus.RUNNING)
    return Work(
        task.id,
        str(TaskStatus(task.status).label),
        is_over,
        round(task.progress * 100),
        task.message,
        task.arguments,
        task.result,
    )
