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

    def anchors_s(self) -> Whole:
        """Every instant at which a step begins or ends, rising, each once."""
        lonely = self.to_s[:-1][self.to_s[:-1] != self.from_s[1:]]
        return np.sort(np.concatenate([self.from_s, lonely, self.to_s[-1:]]), kind="stable")


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
    """The hours, or whatever lies between the borders, which rise."""
    cut = _Cut(steps, borders_s)
    seconds = steps.to_s - steps.from_s
    known_s = cut.between(np.where(steps.known, seconds, 0))
    if not steps.estimated.any():
        return Spread(cut.between(steps.use_micro), np.zeros_like(known_s), known_s, known_s)
    plain = steps.known & ~steps.estimated
    return Spread(
        use_micro=cut.between(steps.use_micro),
        estimated_micro=cut.between(np.where(steps.estimated, steps.use_micro, 0)),
        covered_s=cut.between(np.where(plain, seconds, 0)),
        known_s=known_s,
    )


class _Cut:
    """Where borders cut steps."""

    def __init__(self, steps: Steps, borders_s: Whole) -> None:
        self.count = max(len(borders_s) - 1, 0)
        self.step = np.searchsorted(steps.from_s, borders_s, side="right") - 1
        if len(steps.from_s):
            self.inside = np.maximum(self.step, 0)
            self.length = steps.to_s[self.inside] - steps.from_s[self.inside]
            self.gone = np.clip(borders_s - steps.from_s[self.inside], 0, self.length)

    def between(self, amount: Whole) -> Whole:
        """Differences of the running sum at the borders, cut evenly in a step, rounded down."""
        if not len(amount):
            return np.zeros(self.count, np.int64)
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(amount)])
        whole, rest = np.divmod(amount[self.inside], self.length)
        at_border = sums[self.inside] + whole * self.gone + rest * self.gone // self.length
        return np.diff(np.where(self.step < 0, 0, at_border))
