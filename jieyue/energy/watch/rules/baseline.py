"""Days off what weekday, weather and season let expect, and the band they should lie in. Pure."""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules import response
from jieyue.energy.watch.rules.hourly import Days, Floats, Ints

LEAST_DAYS = 42
SPELLS_A_YEAR = 4  # a meter that so often lies off its band has no band


@dataclass(frozen=True)
class BaselineRules:
    """share and deviations: how far off a day must be; in_a_row: and how many, to one side."""

    share: float = 0.25
    deviations: float = 4.0
    in_a_row: int = 3


@dataclass(frozen=True)
class Band:
    """By day of the series: mean use of an hour that was expected, with the band around it."""

    expected: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class OffBaseline:
    """first: place of the first of the days off. Mean use of an hour, and what was expected."""

    first: int
    use: float
    expected: float


def band(
    days: Days, kind: Ints, *, learnt_until: int, rules: BaselineRules | None = None
) -> Band | None:
    """From the days before place `learnt_until`; None when they are too few."""
    rules = rules or BaselineRules()
    teaching = np.flatnonzero(np.isfinite(days.mean[:learnt_until]))
    if len(teaching) < LEAST_DAYS:
        return None
    scale = response.scale_of(days.mean[teaching])
    span = int(days.number[teaching[-1]] - days.number[teaching[0]])
    rows = response.features(days, kind, with_seasons=span >= response.SEASONS_FROM_DAYS)
    wanted = scale.log(days.mean[teaching])
    weight = np.exp(-(teaching[-1] - teaching) / 180.0)  # half a year ago counts a third
    found = response.fit(rows[teaching], wanted, np.zeros(len(teaching), dtype=np.int64), weight)
    expected = rows @ found
    recent = slice(-LEAST_DAYS, None)
    off = wanted[recent] - expected[teaching][recent]
    expected = expected + float(np.median(off))
    spread = 1.4826 * float(np.median(np.abs(off - np.median(off))))
    reach = max(float(np.log1p(rules.share)), rules.deviations * spread)
    return Band(scale.back(expected), scale.back(expected - reach), scale.back(expected + reach))


def find(days: Days, kind: Ints, rules: BaselineRules | None = None) -> OffBaseline | None:
    """Whether the last days lie off, all to one side, as they seldom did before.

    A garden that is not watered in rain lies off its band for days, and often.
    """
    rules = rules or BaselineRules()
    first = len(days.mean) - rules.in_a_row
    if first < LEAST_DAYS or not np.isfinite(days.mean[first:]).all():
        return None
    should = band(days, kind, learnt_until=first, rules=rules)
    if should is None:
        return None
    use = days.mean[first:]
    above, below = use > should.high[first:], use < should.low[first:]
    if not (above.all() or below.all()):
        return None
    if _spells(days.mean[:first], should, rules.in_a_row) > max(1.0, SPELLS_A_YEAR * first / 365):
        return None
    return OffBaseline(first, float(use.mean()), float(should.expected[first:].mean()))


def _spells(mean: Floats, should: Band, in_a_row: int) -> int:
    """How often the use lay off to one side for so many days in a row."""
    count = 0
    for off in (mean > should.high[: len(mean)], mean < should.low[: len(mean)]):
        edges = np.diff(np.concatenate(([0], off.astype(np.int64), [0])))
        lengths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
        count += int((lengths >= in_a_row).sum())
    return count
