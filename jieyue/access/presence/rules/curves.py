"""Habits of coming and going as curves over the counting day, and what they say of one person."""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from jieyue.access.presence.rules.whereabouts import DAY_S, QUARTER_S, QUARTERS


class Curves(NamedTuple):
    """One unit's habits, summed up from the reset on; each has QUARTERS + 1 values.

    leaving: the running sums of −log(1 − share of those inside who leave). coming and returning:
    of the weight of first and of further arrivals; pausing: of leavings that people come back
    from. final, by quarter: the share of those who leave that is gone for the day.
    """

    leaving: tuple[float, ...]
    coming: tuple[float, ...]
    returning: tuple[float, ...]
    pausing: tuple[float, ...]
    final: tuple[float, ...]

    def stays(self, since_s: float, until_s: float) -> float:
        """The likelihood that somebody inside at `since_s` has not left by `until_s`."""
        return math.exp(_at(self.leaving, since_s) - _at(self.leaving, until_s))

    def steepness(self, at_s: float, *, spread_s: float) -> float:
        """How much less likely it is to be still inside when a day's habits are that much late."""
        early, late = _at(self.leaving, at_s - spread_s), _at(self.leaving, at_s + spread_s)
        return (late - early) / 2

    def gone(self, until_s: float) -> "Gone":
        """Who left and is not back by `until_s`, by when they left."""
        back = _at(self.returning, until_s) / (self.returning[-1] or 1.0)
        stays = [math.exp(-each) for each in self.leaving]
        shares = (
            final + (1 - final) * _above(back, self.pausing[quarter : quarter + 2])
            for quarter, final in enumerate(self.final)
        )
        parts = (
            share * (before - after)
            for share, (before, after) in zip(shares, pairwise(stays), strict=True)
        )
        return Gone(self.leaving, summed(parts), math.exp(-_at(self.leaving, until_s)), until_s)

    def arrived(self, since_s: float, at_s: float, until_s: float) -> float:
        """The likelihood that who came unseen in [since_s, until_s) was there at `at_s`."""
        sums = self.returning if since_s != 0 else self.coming
        start, end = _at(sums, since_s), _at(sums, until_s)
        if end - start <= 0:
            return (at_s - since_s) / (until_s - since_s)
        return (_at(sums, at_s) - start) / (end - start)


class Gone(NamedTuple):
    """Looked at from one moment on: who is likely still inside of those seen coming in last.

    away: the running likelihood, from the reset, to have left by then and not to be back at
    `until_s`; here: not to have left at all.
    """

    leaving: tuple[float, ...]
    away: tuple[float, ...]
    here: float
    until_s: float

    def inside(self, since_s: float, at_s: float, *, missed: float) -> float:
        """The likelihood that somebody seen coming in at `since_s`, and not since, was there.

        missed: the share of leavings that no reader sees.
        """
        by_end = self._away(self.until_s)
        possible = self.here + missed * (by_end - self._away(since_s))
        there = self.here + missed * (by_end - self._away(at_s))
        return min(max(there / possible, 0.0), 1.0) if possible > 0 else 0.0

    def _away(self, at_s: float) -> float:
        """Before the reset nobody comes back from having left."""
        return _at(self.away, at_s) if at_s >= 0 else 1 - math.exp(-_at(self.leaving, at_s))


def _above(mark: float, ends: Sequence[float]) -> float:
    """The share of a span that lies above the mark: who left first is back first."""
    low, high = ends
    if high <= low:
        return float(high > mark)
    return min(max((high - mark) / (high - low), 0.0), 1.0)


def _at(sums: Sequence[float], at_s: float) -> float:
    """The running sum at an instant, straight within a quarter; before 0 as the day before."""
    if at_s < 0:
        return _at(sums, at_s + DAY_S) - sums[-1]
    place = min(max(at_s / QUARTER_S, 0.0), float(QUARTERS))
    whole = min(int(place), QUARTERS - 1)
    return sums[whole] + (sums[whole + 1] - sums[whole]) * (place - whole)


def summed(values: Iterable[float]) -> tuple[float, ...]:
    """The running sum, from 0 on."""
    return tuple(accumulate(values, initial=0.0))
