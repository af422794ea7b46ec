"""Readings that are not this counter's: a spike and back, a stale message, a neighbour's meter.

A reading is foreign when it fits neither before nor after while its neighbours fit each other,
alone or in a short run. Every question is about a bounded number of raw neighbours
(`Limits.reach`), so that the answer for one reading never hangs on what is far away.
"""

import numpy as np

from jieyue.energy.consumption.rules.counter import Counter, Marks
from jieyue.energy.readings.series import Whole


def foreign(counter: Counter, *, run: int) -> Marks:
    """Which readings to skip; at most `run` in a row for one reason."""
    n = len(counter)
    marks = np.zeros(n, np.bool_)
    if n < 3:
        return marks
    every = np.arange(n - 1)
    fits = counter.fit(every, every + 1).fits
    breaks = np.flatnonzero(~fits)
    if not len(breaks):
        return marks
    support = _support(counter, breaks, run)
    _skip_between_breaks(counter, breaks, ~fits, support, marks, run)
    fell = breaks[counter.register_milli[breaks + 1] < counter.register_milli[breaks]]
    _skip_where_it_fell(counter, fell, support, marks, run)
    return marks


def _support(counter: Counter, breaks: Whole, run: int) -> Whole:
    """Near breaks: how many of the `run` readings on either side each reading fits."""
    n = len(counter)
    near = np.zeros(n, np.bool_)
    for offset in range(-run, run + 2):
        near[np.clip(breaks + offset, 0, n - 1)] = True
    asked = np.flatnonzero(near)
    support = np.zeros(n, np.int64)
    for offset in range(1, run + 1):
        earlier = asked[asked >= offset]
        support[earlier] += counter.fit(earlier - offset, earlier).fits
        later = asked[asked + offset < n]
        support[later] += counter.fit(later, later + offset).fits
    return support


def _skip_between_breaks(
    counter: Counter, breaks: Whole, broken: Marks, support: Whole, marks: Marks, run: int
) -> None:
    """Skip what lies between two breaks when those on either side fit, and are fitted no less."""
    waiting = breaks
    for length in range(1, run + 1):
        waiting = waiting[waiting + length + 1 < len(counter)]
        ends = waiting + length + 1
        fits = broken[ends - 1] & counter.fit(waiting, ends).fits
        for before, after in zip(waiting[fits].tolist(), ends[fits].tolist(), strict=True):
            if support[before + 1 : after].max() <= min(support[before], support[after]):
                marks[before + 1 : after] = True
        waiting = waiting[~fits]


def _skip_where_it_fell(
    counter: Counter, fell: Whole, support: Whole, marks: Marks, run: int
) -> None:
    """Where the counter fell and soon stands where it would: too high before, or stale after."""
    n = len(counter)
    too_high = np.zeros(len(fell), np.int64)
    stale = np.zeros(len(fell), np.int64)
    for length in range(run, 0, -1):
        reaches = np.flatnonzero(fell - length >= 0)
        good = reaches[counter.fit(fell[reaches] - length, fell[reaches] + 1).fits]
        too_high[good] = length
        reaches = np.flatnonzero(fell + 1 + length < n)
        good = reaches[counter.fit(fell[reaches], fell[reaches] + 1 + length).fits]
        stale[good] = length
    for at, high, late in zip(fell.tolist(), too_high.tolist(), stale.tolist(), strict=True):
        if not high and not late:
            continue
        before, after = slice(at + 1 - high, at + 1), slice(at + 1, at + 1 + late)
        if late and (not high or _worse(support[after], support[before])):
            marks[after] = True
        else:
            marks[before] = True


def _worse(one: Whole, other: Whole) -> bool:
    """Whether the first run is to be skipped rather than the other; the later one when alike."""
    return (float(one.mean()), len(one)) <= (float(other.mean()), len(other))
