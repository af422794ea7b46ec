"""Load that changed its level and stays there: what is left after weather and kind of day. Pure.

Day by day, with nothing later than the day itself: the model is learnt anew each week from what
is known then (`response`), the last two weeks are held against the weeks before, and a shift
counts when it is large, when nearly every day of the two weeks shows it, and when it stands out
from how two weeks differ from the weeks before in this meter's own past (terms, seasons). A
holiday is over before two weeks are.
"""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules import response
from jieyue.energy.watch.rules.hourly import Days, Flags, Floats, Ints, weekday_of

LEARN_EVERY = 7  # days
STIR_SHARE, STIR_AGREEING = (
    0.6,
    0.75,
)  # of the least change: models learnt to different days differ by less


@dataclass(frozen=True)
class LevelRules:
    """least_share: a smaller change is none. days: how long it must have lasted. reference_days:
    what it is held against. deviations: how far outside the meter's usual drifting.
    silence_days: after a longer silence the load is not held against what was before."""

    least_share: float = 0.14
    days: int = 21
    reference_days: int = 42
    deviations: float = 3.5
    agreeing_share: float = 0.8
    history_days: int = 56
    drift_percentile: float = 85.0
    drift_z: float = 1.44
    silence_days: int = 28


@dataclass(frozen=True)
class LevelChange:
    """Place of the first day at the new level and of the day it was told, in `Days`; mean use of
    an hour before and after, in the medium's unit, weather and kind of day alike."""

    first: int
    told: int
    before: float
    after: float


def changes(
    days: Days, rules: LevelRules, kind: Ints | None = None, closed: Flags | None = None
) -> list[LevelChange]:
    """In order of time. kind: 0 workday, 1 half, 2 day off; by weekday when not given.

    closed: days of which nothing can be told, such as a long holiday.
    """
    if kind is None:
        kind = kinds_of(days.number)
    tells = np.isfinite(days.mean)
    places = np.flatnonzero(tells if closed is None else tells & ~closed)
    if len(places) < rules.history_days + rules.days:
        return []
    scale = response.scale_of(days.mean[places[: rules.history_days + rules.days]])
    wanted = scale.log(days.mean[places])
    every = response.features(days, kind, with_seasons=True)[places]
    silent = np.diff(days.number[places], prepend=days.number[places[0]]) > rules.silence_days
    resumed = np.where(silent, np.arange(len(places)), 0)
    found: list[LevelChange] = []
    starts: list[int] = []
    learnt_until = -1
    for now in range(rules.history_days + rules.days, len(places) + 1):
        if learnt_until < 0 or now - learnt_until >= LEARN_EVERY:
            rows = every[:, : _columns(days, places, now, every.shape[1])]
            breaks = np.union1d(starts, np.flatnonzero(silent[:now]))
            segment = np.searchsorted(breaks, np.arange(now), "right").astype(np.int64)
            coefficients = response.fit(rows[:now], wanted[:now], segment)
            shape = rows @ np.append(0.0, coefficients[1 : rows.shape[1]])
            levels = np.append(0.0, coefficients[rows.shape[1] :])[segment]
            drift = _drift((wanted[:now] - shape[:now] - levels)[: now - rules.days], rules)
            learnt_until = now
        left = wanted[:now] - shape[:now]
        since = max(starts[-1] if starts else 0, int(resumed[:now].max()))
        change = _shift(left, since, drift, rules)
        if change is None:
            continue
        first, before, after = change
        around = shape[max(since, first - rules.reference_days) : now]
        told_levels = np.array([before, after]) + float(np.median(around))
        uses = scale.back(told_levels)
        found.append(
            LevelChange(int(places[first]), int(places[now - 1]), float(uses[0]), float(uses[1]))
        )
        starts.append(first)
        learnt_until = -1
    return found


def stirs(days: Days, rules: LevelRules, kind: Ints) -> bool:
    """Whether the last days lie off those before by one plain model: a look that costs a fortieth
    of `changes`, which has nothing new to tell where this is False."""
    places = np.flatnonzero(np.isfinite(days.mean))
    now = len(places)
    if now < rules.history_days + rules.days:
        return False
    wanted = response.scale_of(days.mean[places]).log(days.mean[places])
    every = response.features(days, kind, with_seasons=True)[places]
    rows = every[:, : _columns(days, places, now, every.shape[1])]
    taught = now - rules.days
    found = response.fit(rows[:taught], wanted[:taught], np.zeros(taught, dtype=np.int64))
    left = wanted - rows @ found
    before = float(np.median(left[max(0, taught - rules.reference_days) : taught]))
    step = float(np.median(left[taught:])) - before
    if abs(step) < STIR_SHARE * float(np.log1p(rules.least_share)):
        return False
    return bool(((left[taught:] - before) / step > STIR_SHARE / 2).mean() >= STIR_AGREEING)


def _columns(days: Days, places: Ints, now: int, every: int) -> int:
    """How many of the features may be learnt: the season's only after more than a year."""
    span = int(days.number[places[now - 1]] - days.number[places[0]])
    return every if span >= response.SEASONS_FROM_DAYS else every - response.SEASON_COLUMNS


def kinds_of(day_number: Ints) -> Ints:
    weekday = weekday_of(day_number)
    kinds: Ints = np.where(weekday == 6, 2, np.where(weekday == 5, 1, 0))
    return kinds


def _shift(
    left: Floats, since: int, drift: float, rules: LevelRules
) -> tuple[int, float, float] | None:
    """First day of the new level, level before and after (log); None when nothing shifted."""
    now = len(left)
    if now - since < 2 * rules.days:
        return None
    recent = left[now - rules.days :]
    reference = left[max(since, now - rules.days - rules.reference_days) : now - rules.days]
    before, after = float(np.median(reference)), float(np.median(recent))
    step = after - before
    if abs(step) < np.log1p(rules.least_share) if step > 0 else step > np.log1p(-rules.least_share):
        return None
    beyond = (recent - before) / step
    if (beyond > 0.5).mean() < rules.agreeing_share or beyond[-3:].min() < 0.4:
        return None
    if abs(step) < rules.deviations * drift:
        return None
    return _first_day(left, now, before, after, rules), before, after


def _drift(left: Floats, rules: LevelRules) -> float:
    """How far two weeks usually lie from the weeks before, robustly; the log scale's spread."""
    spread: float = (
        1.4826 * float(np.median(np.abs(left - np.median(left)))) / np.sqrt(rules.days / 2)
    )
    if len(left) < 2 * rules.days + 12:
        return max(spread, 0.03)
    levels = np.median(np.lib.stride_tricks.sliding_window_view(left, rules.days)[::3], axis=1)
    apart = rules.days // 3
    steps = np.abs(levels[apart:] - levels[:-apart])
    return max(spread, float(np.percentile(steps, rules.drift_percentile)) / rules.drift_z)


def _first_day(left: Floats, now: int, before: float, after: float, rules: LevelRules) -> int:
    """The split after which the new level fits better, among the last days."""
    low = max(0, now - 2 * rules.days)
    window = left[low:now]
    nearer = np.abs(window - after) - np.abs(window - before)
    tail = np.cumsum(nearer[::-1])[::-1]
    return low + int(np.argmin(tail))
