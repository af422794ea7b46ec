"""A back-test: each day of a past period forecast from what was known some days before it.

Rolling origin. Trees are grown anew every quarter of a year on the days known then, features of
each day end `horizon` days before it, and what an order adds to the forecast is fixed on the year
before the period. Nothing of a day, nor of the days between, reaches its forecast.

Scored are the cells with planned > 0 and served > 0 without gross typing errors
(`typing_errors.is_typing_error`); where a record has no plans at all, those with served > 0.
"""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.baseline import cautious_shares, same_weekday
from jieyue.canteen.demand.calibration import UNCALIBRATED, Calibration, calibrate
from jieyue.canteen.demand.days import Calendar
from jieyue.canteen.demand.features import Features, Learnt, features, learn
from jieyue.canteen.demand.measures import Measures, coverage_pct, measure
from jieyue.canteen.demand.ordering import OrderRule, fix_factor, fix_rule
from jieyue.canteen.demand.panel import Matrix, Panel
from jieyue.canteen.demand.quantiles import GRID, HIGH, LOW, MEDIAN
from jieyue.canteen.demand.training import TooFewRows, grow_until, shares_of, training_rows
from jieyue.canteen.demand.trees import Shares
from jieyue.canteen.demand.typing_errors import is_typing_error

REFIT_DAYS = 91
REFIT_DAYS_BEFORE = 183  # in the year on which order and interval are fixed
YEAR = timedelta(days=365)
FIRST_FORECAST = 10  # recorded days before anything is forecast

Progress = Callable[[float], None]


class EmptyPeriod(Exception):
    """No day of the period is in the record."""

    def __init__(self, *, start: date, end: date, first: date | None, last: date | None) -> None:
        super().__init__(start, end, first, last)
        self.start, self.end, self.first, self.last = start, end, first, last


@dataclass(frozen=True)
class DayTotal:
    """One line of the chart: all series of a day together."""

    day: date
    served: float
    forecast: float
    order: float
    planned: float | None


@dataclass(frozen=True)
class BacktestResult:
    """`fit_seconds` is the slowest refit's; `predict_seconds` all forecasts together."""

    measures: Measures
    baselines: dict[str, Measures]
    interval_coverage_pct: float
    coverage_by_kind_pct: dict[str, float]
    order_rule: OrderRule
    days: list[DayTotal]
    refits: int
    rows_without_history: int
    fit_seconds: float
    fit_seconds_total: float
    predict_seconds: float


@dataclass
class _Run:
    """What the rolling has forecast so far, days by series."""

    panel: Panel
    learnt: Learnt
    block: Features
    horizon: int
    shares: Shares
    quantiles: Matrix
    fit_seconds: list[float] = field(default_factory=list)
    predict_seconds: float = 0.0


def backtest(
    panel: Panel,
    calendar: Calendar,
    start: date,
    end: date,
    horizon: int,
    *,
    without: Collection[str] = ("planned",),
    threads: int = 2,
    progress: Progress | None = None,
) -> BacktestResult:
    """Forecast every recorded day from `start` to `end`, both included. Raises EmptyPeriod."""
    panel = panel.until(end)
    scored_days = (panel.days >= np.datetime64(start, "D")) & (
        panel.days <= np.datetime64(end, "D")
    )
    if not scored_days.any():
        first = panel.days[0].astype(date) if len(panel.days) else None
        last = panel.days[-1].astype(date) if len(panel.days) else None
        raise EmptyPeriod(start=start, end=end, first=first, last=last)
    run = _roll(panel, calendar, start, horizon, without, threads, progress or (lambda _: None))
    return _result(run, start)


def _roll(
    panel: Panel,
    calendar: Calendar,
    start: date,
    horizon: int,
    without: Collection[str],
    threads: int,
    progress: Progress,
) -> _Run:
    began = time.perf_counter()
    learnt = learn(panel, calendar)
    block = features(learnt, horizon=horizon, without=without)
    rows = training_rows(learnt, horizons=[horizon], without=without)
    empty = np.full(panel.served.shape, np.nan)
    shares = Shares(empty.copy(), empty.copy(), empty.copy())
    run = _Run(panel, learnt, block, horizon, shares, np.full((*empty.shape, len(GRID)), np.nan))
    run.predict_seconds = time.perf_counter() - began
    chunks = list(_chunks(panel, start))
    for done, lines in enumerate(chunks):
        progress(done / len(chunks))
        known_until = panel.days[lines[0]] - np.timedelta64(horizon, "D")
        began = time.perf_counter()
        try:
            trees = grow_until(rows, known_until, threads=threads)
        except TooFewRows:
            found = cautious_shares(learnt, block, lines, horizon=horizon)
        else:
            run.fit_seconds.append(time.perf_counter() - began)
            began = time.perf_counter()
            found = shares_of(trees, block, lines)
        for kept, new in zip(_parts(run.shares), _parts(found), strict=True):
            kept[lines] = new
        run.quantiles[lines] = _quantiles(run, lines, _calibration(run, known_until))
        run.predict_seconds += time.perf_counter() - began
    progress(1.0)
    return run


def _chunks(panel: Panel, start: date) -> Iterator[NDArray[np.int64]]:
    """Lines of the record between two refits; the year before `start` comes first."""
    last = panel.days[-1].astype(date)
    begin, step = start - YEAR, REFIT_DAYS_BEFORE
    while begin <= last:
        if begin >= start:
            step = REFIT_DAYS
        end = begin + timedelta(days=step)
        if begin < start:
            end = min(end, start)
        inside = (panel.days >= np.datetime64(begin, "D")) & (panel.days < np.datetime64(end, "D"))
        lines = np.flatnonzero(inside)
        lines = lines[lines >= FIRST_FORECAST]
        if len(lines):
            yield lines
        begin = end


def _calibration(run: _Run, known_until: np.datetime64) -> Calibration:
    """From the year of forecasts that had come true by then."""
    days = run.panel.days
    recent = (days <= known_until) & (days > known_until - np.timedelta64(YEAR.days, "D"))
    learnt, expected = run.learnt, run.block.expected
    served = np.where(run.panel.served > 0, run.panel.served, np.nan)
    ordinary = recent & (~learnt.levels.collapsed | (learnt.calendar["strike"] > 0))
    cells = ordinary[:, None] & np.isfinite(run.shares.median) & np.isfinite(served)
    if not cells.any():
        return UNCALIBRATED
    kinds = np.broadcast_to(np.array(_kinds(run.panel)), served.shape)
    found = Shares(*(part[cells] for part in _parts(run.shares)))
    return calibrate(found, (served / expected)[cells], list(kinds[cells]))


def _quantiles(run: _Run, lines: NDArray[np.int64], calibration: Calibration) -> Matrix:
    found = Shares(*(part[lines].ravel() for part in _parts(run.shares)))
    expected = run.block.expected[lines]
    kinds = _kinds(run.panel) * len(lines)
    values = calibration.quantiles(found, expected.ravel(), kinds)
    return values.reshape(*expected.shape, len(GRID))


def _kinds(panel: Panel) -> list[str]:
    return list(panel.kinds or ("",) * len(panel.series))


def _parts(shares: Shares) -> tuple[Matrix, Matrix, Matrix]:
    return shares.median, shares.below, shares.above


def _result(run: _Run, start: date) -> BacktestResult:
    panel, days = run.panel, run.panel.days
    truth = _scored(panel)
    inside = days >= np.datetime64(start, "D")
    before = days >= np.datetime64(start - YEAR, "D")
    before &= days <= np.datetime64(start, "D") - np.timedelta64(run.horizon, "D")
    past = _known_truth(panel, start - timedelta(days=run.horizon))
    rule = fix_rule(past[before], run.quantiles[before])
    median = run.quantiles[..., MEDIAN]
    order = rule.order(run.quantiles)
    simple = {"planned": np.where(panel.planned > 0, panel.planned, np.nan)}
    simple |= same_weekday(panel.served, days, horizon=run.horizon)
    baselines = {}
    for name, forecast in simple.items():
        ordered = forecast * fix_factor(past[before], forecast[before])
        baselines[name] = measure(truth[inside], forecast[inside], ordered[inside])
    truth_inside, low, high = (
        truth[inside],
        run.quantiles[inside][..., LOW],
        run.quantiles[inside][..., HIGH],
    )
    kinds = np.array(_kinds(panel))
    return BacktestResult(
        measures=measure(truth_inside, median[inside], order[inside]),
        baselines=baselines,
        interval_coverage_pct=coverage_pct(truth_inside, low, high),
        coverage_by_kind_pct={
            str(kind): coverage_pct(
                truth_inside[:, kinds == kind], low[:, kinds == kind], high[:, kinds == kind]
            )
            for kind in sorted(set(kinds))
        },
        order_rule=rule,
        days=_day_totals(panel, truth, median, order, inside),
        refits=len(run.fit_seconds),
        rows_without_history=int((np.isfinite(truth) & ~np.isfinite(median))[inside].sum()),
        fit_seconds=max(run.fit_seconds, default=0.0),
        fit_seconds_total=sum(run.fit_seconds),
        predict_seconds=run.predict_seconds,
    )


def _scored(panel: Panel) -> Matrix:
    """Served counts that are scored, NaN elsewhere."""
    planned = panel.planned
    counted = panel.served > 0
    if np.isfinite(planned).any():
        counted &= (planned > 0) & ~is_typing_error(panel)
    return np.where(counted, panel.served, np.nan)


def _known_truth(panel: Panel, last: date) -> Matrix:
    """What was scored on `last`, when nobody had seen the neighbours that came later."""
    known = _scored(panel.until(last))
    truth = np.full(panel.served.shape, np.nan)
    truth[: len(known)] = known
    return truth


def _day_totals(
    panel: Panel, truth: Matrix, median: Matrix, order: Matrix, inside: NDArray[np.bool_]
) -> list[DayTotal]:
    totals = []
    for line in np.flatnonzero(inside):
        cells = np.isfinite(truth[line]) & np.isfinite(median[line])
        if not cells.any():
            continue
        planned = panel.planned[line, cells]
        totals.append(
            DayTotal(
                panel.days[line].astype(date),
                float(truth[line, cells].sum()),
                float(median[line, cells].sum()),
                float(order[line, cells].sum()),
                float(planned.sum()) if np.isfinite(planned).all() else None,
            )
        )
    return totals
