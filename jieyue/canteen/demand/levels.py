"""What the record had taught by the evening of each recorded day.

A level is how many eat on an ordinary working day, smoothed at several speeds; a day's weight is
counted in recorded days, so a holiday or a lost month does not age it. A day type (Monday … Friday,
day off) has a factor of its own. Days on which everything collapsed teach the levels nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.day_features import DAY_OFF, DAY_TYPES
from jieyue.canteen.demand.panel import Matrix
from jieyue.canteen.demand.typing_errors import WINDOW, moving_median

HALF_LIVES = (2, 5, 12, 40, 120)  # recorded days
FAST, MIDDLE, SLOW = 2, 2, 3  # places in HALF_LIVES: below FAST a step may be large
STEP_FAST, STEP_SLOW = (0.4, 2.5), (0.7, 1.5)  # one day moves a level at most by these
FACTOR_STEP, FACTOR_PRIOR = 0.03, 8.0  # a weekday's factor starts at 1 and moves slowly
FACTOR_RANGE = (0.5, 2.0)
STEP_DAYS, STEP_UP, STEP_DOWN = 3, 1.35, 0.65  # days in a row that far from the level,
STEP_AGREE = 1.3  # and within this of each other, are a new level and no run of outings
COLLAPSE, COLLAPSE_ON_STRIKE = 0.80, 0.95  # everyone together, against the level
RECENT, SAME_TYPE = 8, 6  # how many last values are kept, of all days and of one day type
STRIKE_PRIOR, STRIKE_SHARE = 3.0, 0.9
SPREAD_STEP, LOW_STEP, LOW = 0.04, 0.03, 0.8
STRIKES_KEPT = 5


@dataclass(frozen=True)
class Levels:
    """Each array's first axis is the recorded day after which it held. S is the series.

    level: half-lives by S. own: the level without everyone's common ups and downs. factor: S by day
    types. recent: last ordinary values, newest first. same_type: the last values of a day type,
    newest first. together: everyone's sum against the level, that day.
    """

    level: NDArray[np.float32]
    own: NDArray[np.float32]
    factor: NDArray[np.float32]
    recent: NDArray[np.float32]
    same_type: NDArray[np.float32]
    median: Matrix
    spread: NDArray[np.float32]
    low_share: NDArray[np.float32]
    days_known: NDArray[np.float32]
    together: Matrix
    on_strike: NDArray[np.float32]
    all_on_strike: Matrix
    collapsed: NDArray[np.bool_]


def learn_levels(
    served: Matrix, *, types: NDArray[np.int64], strike: NDArray[np.bool_], zero: NDArray[np.bool_]
) -> Levels:
    """Walk through the days once. `served` is what is usable; `zero` marks a recorded nought."""
    learner = _Learner(served.shape[1])
    length = len(served)
    kept: dict[str, list[NDArray[np.float32]]] = {name: [] for name in _KEPT}
    together = np.full(length, np.nan)
    collapsed = np.zeros(length, dtype=bool)
    all_on_strike = np.full(length, np.nan)
    for place in range(length):
        share, fell = learner.take(
            served[place], day_type=int(types[place]), strike=bool(strike[place]), zero=zero[place]
        )
        together[place], collapsed[place] = share, fell
        all_on_strike[place] = learner.share_on_strikes()
        for name, values in kept.items():
            values.append(np.array(getattr(learner, name), dtype=np.float32))
    stacked = {name: np.stack(values) for name, values in kept.items()}
    median = moving_median(served, before=WINDOW, after=0, itself=True)
    return Levels(
        **stacked,
        median=median,
        together=together,
        collapsed=collapsed,
        all_on_strike=all_on_strike,
    )


_KEPT = (
    "level",
    "own",
    "factor",
    "recent",
    "same_type",
    "spread",
    "low_share",
    "days_known",
    "on_strike",
)


class _Learner:
    """The state after the days taken so far."""

    def __init__(self, width: int) -> None:
        self.level = np.full((len(HALF_LIVES), width), np.nan)
        self.own = np.full(width, np.nan)
        self.factor = np.ones((width, DAY_TYPES))
        self.factor_days = np.zeros((width, DAY_TYPES))
        self.recent = np.full((RECENT, width), np.nan)
        self.same_type = np.full((SAME_TYPE, DAY_TYPES, width), np.nan)
        self.spread = np.full(width, 0.06)
        self.low_share = np.zeros(width)
        self.days_known = np.zeros(width)
        self.struck = np.zeros(width)
        self.strikes = np.zeros(width)
        self.strike_shares: list[float] = []

    @property
    def on_strike(self) -> Matrix:
        """The share of its level each series kept on strike days, drawn to the usual one."""
        known: Matrix = self.struck + STRIKE_SHARE * STRIKE_PRIOR
        return known / (self.strikes + STRIKE_PRIOR)

    def share_on_strikes(self) -> float:
        """Everyone's share on the last strike days."""
        last = self.strike_shares[-STRIKES_KEPT:]
        return float(np.mean(last)) if last else STRIKE_SHARE

    def take(
        self, served: Matrix, *, day_type: int, strike: bool, zero: NDArray[np.bool_]
    ) -> tuple[float, bool]:
        """Learn one day; returns everyone's sum against the level, and whether all collapsed."""
        known = np.isfinite(served)
        usual = self.level[MIDDLE] * self.factor[:, day_type]
        both = known & np.isfinite(usual)
        total = float(usual[both].sum())
        share = float(served[both].sum()) / total if total > 0 else np.nan
        collapsed = share < (COLLAPSE_ON_STRIKE if strike else COLLAPSE)
        if strike:
            self._learn_strike(served / usual, both, zero, share)
        if day_type == DAY_OFF:
            self._learn_factor(served, day_type, both)
        elif not collapsed:
            self._learn(served, day_type, known, both, share)
        self._remember(served, day_type, known & (not collapsed))
        if day_type != DAY_OFF and not collapsed:
            self._step(known)
        return share, bool(collapsed)

    def _step(self, known: NDArray[np.bool_]) -> None:
        """Some ordinary days in a row far from the level: another school came in, or left.

        Levels jump to where those days are, and what is remembered is restated in that level.
        """
        last = self.recent[:STEP_DAYS]
        low, high, level = last.min(axis=0), last.max(axis=0), self.level[MIDDLE]
        far = (low > STEP_UP * level) | (high < STEP_DOWN * level)
        moved = known & far & (high < STEP_AGREE * low)
        new = last.mean(axis=0)[moved]
        times = new / level[moved]
        self.level[: SLOW + 1, moved] = new
        self.own[moved] = new
        self.recent[STEP_DAYS:, moved] *= times
        self.same_type[:, :, moved] *= times

    def _learn_strike(
        self, ratio: Matrix, both: NDArray[np.bool_], zero: NDArray[np.bool_], share: float
    ) -> None:
        self.struck[both] += np.clip(ratio[both], 0, 1.2)
        self.strikes[both | zero] += 1
        if np.isfinite(share):
            self.strike_shares.append(share)

    def _learn(
        self,
        served: Matrix,
        day_type: int,
        known: NDArray[np.bool_],
        both: NDArray[np.bool_],
        share: float,
    ) -> None:
        plain = served / self.factor[:, day_type]
        ratio = np.clip((plain / self.level[MIDDLE])[both], 0.5, 1.5)
        new = known & ~np.isfinite(self.level[MIDDLE])
        self.level[:, new] = plain[new]
        self.own[new] = plain[new]
        for speed, half_life in enumerate(HALF_LIVES):
            step = np.maximum(1 - 0.5 ** (1 / half_life), 1 / (self.days_known[both] + 1))
            limits = STEP_FAST if speed < FAST else STEP_SLOW
            times = np.clip(plain[both] / self.level[speed, both], *limits)
            self.level[speed, both] *= 1 + step * (times - 1)
        step = np.maximum(1 - 0.5 ** (1 / HALF_LIVES[MIDDLE]), 1 / (self.days_known[both] + 1))
        common = share if np.isfinite(share) else 1.0
        times = np.clip(plain[both] / common / self.own[both], *STEP_SLOW)
        self.own[both] *= 1 + step * (times - 1)
        self._learn_factor(served, day_type, both)
        self.spread[both] += SPREAD_STEP * (np.abs(ratio - 1) - self.spread[both])
        self.low_share[both] += LOW_STEP * ((ratio < LOW) - self.low_share[both])
        self.days_known[both] += 1

    def _learn_factor(self, served: Matrix, day_type: int, both: NDArray[np.bool_]) -> None:
        """A day off has no prior: duty meals are a tenth of a working day's."""
        off = day_type == DAY_OFF
        seen = self.factor_days[both, day_type]
        step = np.maximum(FACTOR_STEP, 1 / (seen + (1.0 if off else FACTOR_PRIOR)))
        limits = (0.0, 3.0) if off else FACTOR_RANGE
        ratio = np.clip(served[both] / self.level[SLOW, both], *limits)
        self.factor[both, day_type] += step * (ratio - self.factor[both, day_type])
        self.factor_days[both, day_type] += 1

    def _remember(self, served: Matrix, day_type: int, known: NDArray[np.bool_]) -> None:
        same = self.same_type[:, day_type]
        same[1:, known] = same[:-1, known]
        same[0, known] = served[known]
        if day_type == DAY_OFF:
            return
        self.recent[1:, known] = self.recent[:-1, known]
        self.recent[0, known] = (served / self.factor[:, day_type])[known]
