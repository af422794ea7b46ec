"""Steps of a counter cut at hour borders, so that the hours telescope to the steps exactly."""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.consumption.rules.counter import Marks
from jieyue.energy.readings.series import Whole


@dataclass(frozen=True)
class Steps:
    """Spans of time with what was used in them: by time, none overlaps another.

    use_micro: 0 where `known` is False. estimated: spread over a gap, or found by estimate.
    """

    from_s: Whole
    to_s: Whole
    use_micro: Whole
    known: Marks
    estimated: Marks


@dataclass(frozen=True)
class Spread:
    """Between each border and the next: use, how much of it is estimated, and seconds.

    covered_s: of known steps that are not estimated; known_s: of all known steps.
    """

    use_micro: Whole
    estimated_micro: Whole
    covered_s: Whole
    known_s: Whole


def spread(steps: Steps, borders_s: Whole) -> Spread:
    plain = steps.known & ~steps.estimated
    length = steps.to_s - steps.from_s
    return Spread(
        use_micro=_between(steps, steps.use_micro, borders_s),
        estimated_micro=_between(steps, np.where(steps.estimated, steps.use_micro, 0), borders_s),
        covered_s=_between(steps, np.where(plain, length, 0), borders_s),
        known_s=_between(steps, np.where(steps.known, length, 0), borders_s),
    )


def _between(steps: Steps, amount: Whole, borders_s: Whole) -> Whole:
    """Differences of the running sum at the borders, cut evenly inside a step, rounded down."""
    if not len(amount):
        return np.zeros(max(len(borders_s) - 1, 0), np.int64)
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(amount)])
    step = np.searchsorted(steps.from_s, borders_s, side="right") - 1
    inside = np.maximum(step, 0)
    length = steps.to_s[inside] - steps.from_s[inside]
    gone = np.clip(borders_s - steps.from_s[inside], 0, length)
    whole, rest = np.divmod(amount[inside], length)
    at_border = sums[inside] + whole * gone + rest * gone // length
    return np.diff(np.where(step < 0, 0, at_border))
