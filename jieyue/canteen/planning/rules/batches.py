"""Cook twice, buy once: a first batch that is surely eaten, a second when the count calls for it.

The first batch of a dish is a low quantile of its demand. While the meal is served, the diners
so far are held against the share who have usually come by that minute; that corrects the
forecast, and the second batch is what the corrected demand asks beyond the first.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jieyue.canteen.planning.rules.portions import Diners, TakeRate, expected_portions, portions

GRID = 121  # points on which the count is weighed against the forecast
# Our own proposal until a till has counted: most come in the first half of a meal.
HABIT = ((0.0, 0.0), (0.1, 0.12), (0.2, 0.3), (0.35, 0.55), (0.5, 0.75), (0.7, 0.9), (1.0, 1.0))
REACH = 0.6  # how far outside the forecast the grid looks, as a share of its ends


class CurveNotRising(ValueError):
    """An arrival curve must rise from zero to one over its minutes."""


class Advice(StrEnum):
    """What the kitchen should do about the second batch now."""

    WAIT = "wait"
    RELEASE = "release"
    NOT_NEEDED = "not_needed"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class ArrivalCurve:
    """Share of a meal's diners who have come by each minute after opening.

    minutes and shares rise together; the first share is that of minute 0. `sd` is how much the
    share at one minute differs from day to day, as a part of itself.
    """

    minutes: tuple[float, ...]
    shares: tuple[float, ...]
    sd: float = 0.08

    def __post_init__(self) -> None:
        rising = list(self.shares) == sorted(self.shares)
        if len(self.minutes) != len(self.shares) or len(self.minutes) < 2 or not rising:
            raise CurveNotRising(self.minutes, self.shares)
        if list(self.minutes) != sorted(set(self.minutes)) or not 0 < self.shares[-1] <= 1:
            raise CurveNotRising(self.minutes, self.shares)

    def share_by(self, minute: float) -> float:
        """Share come by `minute`, in a straight line between the known minutes."""
        if minute <= self.minutes[0]:
            return self.shares[0]
        if minute >= self.minutes[-1]:
            return self.shares[-1]
        i = bisect_right(self.minutes, minute)
        (m0, m1), (s0, s1) = self.minutes[i - 1 : i + 1], self.shares[i - 1 : i + 1]
        return s0 + (s1 - s0) * (minute - m0) / (m1 - m0)


@dataclass(frozen=True, kw_only=True)
class DishBatches:
    """Portions of one dish now and later. A dish that cannot be cooked twice has no second."""

    first: int
    second: int


@dataclass(frozen=True, kw_only=True)
class Release:
    """Advice for one dish: how many more portions, and how sure the first batch lasts."""

    advice: Advice
    portions: int
    expected_total: int


def split(*, total: int, low: int, may_cook_twice: bool) -> DishBatches:
    """The plan's total in two batches; the first is the low quantile, never above the total."""
    first = min(low, total) if may_cook_twice else total
    return DishBatches(first=first, second=total - first)


def updated(diners: Diners, *, come: int, minute: float, curve: ArrivalCurve) -> Diners:
    """The diners of the whole meal, now that `come` of them have come by `minute`.

    Nobody usual by then (share 0) teaches nothing. Never fewer than those already counted.
    """
    share = curve.share_by(minute)
    if share <= 0:
        return diners
    mean, sd = diners.mean, max(diners.sd, 1.0)
    low = max(min(diners.points[0][0], come / share) * (1 - REACH), float(come))
    high = max(max(diners.points[-1][0], come / share) * (1 + REACH), low + 1)
    grid = [low + (high - low) * i / (GRID - 1) for i in range(GRID)]
    logs = [_log_density(d, mean, sd) + _log_count(d, come, share, curve.sd) for d in grid]
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = sum(weights)
    return Diners(points=tuple((d, w / total) for d, w in zip(grid, weights, strict=True)))


def second_batch(
    diners: Diners,
    take_rate: TakeRate,
    *,
    first: int,
    level: float,
    minute: float,
    curve: ArrivalCurve,
    cook_minutes: float,
) -> Release:
    """What to do about the second batch at `minute`, `diners` being the updated ones.

    It is released at the last moment at which it still comes before the first batch is gone, and
    never when it would only be ready after the meal.
    """
    wanted = max(portions(diners, take_rate, level=level) - first, 0)
    expected = round(expected_portions(diners, take_rate))
    if wanted == 0:
        return Release(advice=Advice.NOT_NEEDED, portions=0, expected_total=expected)
    if minute + cook_minutes > curve.minutes[-1]:
        return Release(advice=Advice.TOO_LATE, portions=wanted, expected_total=expected)
    share = curve.share_by(minute + cook_minutes)
    early = replace(take_rate, mean=take_rate.mean * share, sd=take_rate.sd * share)
    gone_soon = portions(diners, early, level=level) >= first
    advice = Advice.RELEASE if gone_soon else Advice.WAIT
    return Release(advice=advice, portions=wanted, expected_total=expected)


def habitual_curve(*, open_minutes: float) -> ArrivalCurve:
    """The curve to start with, before any day has been counted."""
    minutes = tuple(part * open_minutes for part, _ in HABIT)
    return ArrivalCurve(minutes, tuple(share for _, share in HABIT))


def usual_curve(days: Sequence[Sequence[int]], *, step_minutes: int) -> ArrivalCurve:
    """The mean curve of several days, each the diners come by every step since opening.

    Days on which nobody came are left out. Raises CurveNotRising when no day is left.
    """
    shares = [[count / day[-1] for count in day] for day in days if day and day[-1] > 0]
    if not shares:
        raise CurveNotRising((), ())
    mean = tuple(sum(column) / len(shares) for column in zip(*shares, strict=True))
    return ArrivalCurve(tuple(float(i * step_minutes) for i in range(len(mean))), mean)


def _log_density(value: float, mean: float, sd: float) -> float:
    return -0.5 * ((value - mean) / sd) ** 2


def _log_count(diners: float, come: int, share: float, share_sd: float) -> float:
    expected = diners * share
    sd = math.sqrt(expected * max(1 - share, 0.0) + (expected * share_sd * (1 - share)) ** 2 + 1)
    return _log_density(come, expected, sd) - math.log(sd)
