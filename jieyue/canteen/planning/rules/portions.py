"""Portions of a dish: the spread of diners and the spread of the take rate together.

Given D diners, a dish is taken by about D times its take rate. The rate of one day differs from
its long-run mean (`day_correlation`) and the mean itself is known only so well (`sd`), so the
count has the variance of a beta-binomial. The answer is a quantile of that mixture.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

POINTS = 41  # of the diners' distribution; 21 change a portion in a thousand


class NoQuantiles(ValueError):
    """A forecast without quantiles says nothing about diners."""


@dataclass(frozen=True)
class Diners:
    """Diners of one meal as weighted points. Weights sum to one."""

    points: tuple[tuple[float, float], ...]

    @property
    def mean(self) -> float:
        return sum(value * weight for value, weight in self.points)

    @property
    def sd(self) -> float:
        mean = self.mean
        return math.sqrt(sum(weight * (value - mean) ** 2 for value, weight in self.points))

    def quantile(self, level: float) -> float:
        """Each point stands in the middle of its weight; a straight line runs between points."""
        reached, last_middle, last_value = 0.0, 0.0, self.points[0][0]
        for value, weight in self.points:
            middle = reached + weight / 2
            if middle >= level:
                step = middle - last_middle
                part = (level - last_middle) / step if step > 0 else 1.0
                return last_value + (value - last_value) * part
            reached, last_middle, last_value = reached + weight, middle, value
        return last_value


@dataclass(frozen=True, kw_only=True)
class TakeRate:
    """The share of diners who take a dish: its mean, how well the mean is known, and how much
    one day differs from it (0: each diner decides alone; 1: all decide alike)."""

    mean: float
    sd: float
    day_correlation: float = 0.0


def diners_from_quantiles(quantiles: Mapping[str, float]) -> Diners:
    """A distribution from forecast quantiles such as {"0.1": 900, "0.5": 980, "0.9": 1040}.

    Beyond the outer quantiles the slope of the last two goes on, never below nobody. Crossing
    quantiles are put in order. Raises NoQuantiles.
    """
    if not quantiles:
        raise NoQuantiles
    levels = sorted(float(level) for level in quantiles)
    values = sorted(float(value) for value in quantiles.values())
    weight = 1 / POINTS
    points = ((_interpolated((i + 0.5) * weight, levels, values), weight) for i in range(POINTS))
    return Diners(points=tuple(points))


def portions(diners: Diners, take_rate: TakeRate, *, level: float) -> int:
    """The fewest portions that are enough with probability `level`. Zero if nobody comes."""
    most = max(value for value, _ in diners.points)
    if most <= 0 or take_rate.mean <= 0:
        return 0
    spread = [
        (weight, count * take_rate.mean, count * _rate_sd(take_rate, count))
        for count, weight in diners.points
    ]
    low, high = 0, math.ceil(max(mean + 8 * sd for _, mean, sd in spread)) + 1
    while low < high:
        middle = (low + high) // 2
        if _enough(middle, spread) >= level:
            high = middle
        else:
            low = middle + 1
    return low


def expected_portions(diners: Diners, take_rate: TakeRate) -> float:
    """The mean count taken."""
    return diners.mean * take_rate.mean


def _enough(cooked: int, spread: list[tuple[float, float, float]]) -> float:
    """Probability that `cooked` are enough; (weight, mean, sd) for each count of diners."""
    return sum(weight * _normal_cdf(cooked + 0.5, mean=mean, sd=sd) for weight, mean, sd in spread)


def _rate_sd(rate: TakeRate, diners: float) -> float:
    """Spread of one day's share among `diners`: chance, the day, and what is unknown."""
    if diners <= 0:
        return 0.0
    chance = rate.mean * max(1 - rate.mean, 0.0) / diners
    return math.sqrt(chance * (1 + (diners - 1) * rate.day_correlation) + rate.sd**2)


def _normal_cdf(value: float, *, mean: float, sd: float) -> float:
    if sd <= 0:
        return 1.0 if value >= mean else 0.0
    return 0.5 * (1 + math.erf((value - mean) / (sd * math.sqrt(2))))


def _interpolated(level: float, levels: list[float], values: list[float]) -> float:
    if len(levels) == 1:
        return max(values[0], 0.0)
    pairs = list(pairwise(zip(levels, values, strict=True)))
    inner: Iterable[tuple[tuple[float, float], tuple[float, float]]] = pairs[:-1]
    (p0, v0), (p1, v1) = next((pair for pair in inner if level <= pair[1][0]), pairs[-1])
    return max(v0 + (v1 - v0) * (level - p0) / (p1 - p0), 0.0)
