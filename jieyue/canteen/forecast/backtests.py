"""A back-test on the site's own record, asked for on a page and run by the worker."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jieyue.canteen.forecast import history
from jieyue.canteen.forecast.facts import BacktestRun
from jieyue.canteen.forecast.queries import BACKTEST
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, tasks
from jieyue.kit.actor import Actor
from jieyue.kit.tasks import Progress
from jieyue.kit.tasks.models import Task

LONGEST = timedelta(days=3 * 366)
HORIZONS = (1, 14)


class BadBacktest(Exception):
    """A period that ends before it starts or is too long, or a horizon outside 1 to 14 days."""

    def __init__(self, *, first: date, last: date, horizon: int) -> None:
        super().__init__(first, last, horizon)
        self.first, self.last, self.horizon = first, last, horizon


@transaction.atomic
def request(*, first: date, last: date, horizon: int, actor: Actor, at: datetime) -> Task:
    """Ask for a back-test of [first, last]. Raises BadBacktest."""
    actor.require(CanteenPermission.FORECAST_REFIT)
    if last < first or last - first > LONGEST or not HORIZONS[0] <= horizon <= HORIZONS[1]:
        raise BadBacktest(first=first, last=last, horizon=horizon)
    arguments = {"first": first.isoformat(), "last": last.isoformat(), "horizon": horizon}
    return tasks.enqueue(BACKTEST, arguments, actor=actor, at=at)


def run(
    arguments: dict[str, Any], *, site_id: int, progress: Progress, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The work. Its result is the measures and the totals of each day, as plain JSON."""
    from jieyue.canteen.demand.backtest import EmptyPeriod, backtest

    first, last = date.fromisoformat(arguments["first"]), date.fromisoformat(arguments["last"])
    progress(0.02, _("Reading the record"))
    known = history.history(site_id=site_id, until=last)
    working = _("Forecasting the past, day by day")
    try:
        result = backtest(
            known.panel,
            known.calendar,
            first,
            last,
            arguments["horizon"],
            progress=lambda share: progress(0.05 + 0.9 * share, working),
        )
    except EmptyPeriod:
        return {"empty": True}
    with transaction.atomic():
        fact = BacktestRun(
            first_on=first,
            last_on=last,
            horizon=arguments["horizon"],
            rows=result.measures.rows,
        )
        journal.record(fact, actor=actor, at=at)
    return {
        "measures": _plain(asdict(result.measures)),
        "baselines": {name: _plain(asdict(m)) for name, m in result.baselines.items()},
        "coverage_pct": _number(result.interval_coverage_pct),
        "days": [
            [day.day.isoformat(), *map(_number, (day.served, day.forecast, day.order, day.planned))]
            for day in result.days
        ],
    }


def _plain(measures: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in measures.items()}


def _number(value: float | None) -> float | None:
    """Rounded to hundredths; None for what JSON has no number for."""
    return None if value is None or value != value else round(value, 2)
