"""When a round is due, and how fast a counter usually goes. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from jieyue.energy.readings.series import Whole

DAY_S = 86_400
SHANGHAI_S = 8 * 3600
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rhythm:
    """every: "week" or "month"; due_day: 1 (Monday) to 7, or 1 to 28 of a month."""

    every: str
    due_day: int


def last_due(rhythm: Rhythm, on: date) -> date:
    """The latest due day that is not after `on`."""
    if rhythm.every == "week":
        return on - timedelta(days=(on.isoweekday() - rhythm.due_day) % 7)
    if on.day >= rhythm.due_day:
        return on.replace(day=rhythm.due_day)
    return (on.replace(day=1) - timedelta(days=1)).replace(day=rhythm.due_day)


def next_due(rhythm: Rhythm, on: date) -> date:
    """The first due day that is not before `on`."""
    last = last_due(rhythm, on)
    if last == on:
        return on
    if rhythm.every == "week":
        return last + WEEK
    return (last.replace(day=28) + timedelta(days=4)).replace(day=rhythm.due_day)


def answered(rhythm: Rhythm, on: date, *, walked: Collection[date]) -> date:
    """Which due day a walk on this day answers.

    The one that passed, while nobody walked for it and it is nearer than the next; else the next.
    """
    last, following = last_due(rhythm, on), next_due(rhythm, on)
    if last not in walked and on - last <= following - on:
        return last
    if following in walked:
        return next_due(rhythm, following + timedelta(days=1))
    return following


def usual_per_day(at_s: Whole, register_milli: Whole, *, from_s: int) -> int | None:
    """How far the counter usually goes in a day, in thousandths; None: too little is known.

    The median over the steps between the first readings of each local day, of the instrument
    that hangs there since from_s; a step backwards says nothing.
    """
    here = at_s >= from_s
    at, register = at_s[here], register_milli[here]
    if len(at) < 2:
        return None
    first = np.flatnonzero(np.diff((at + SHANGHAI_S) // DAY_S, prepend=-1))
    if len(first) < 2:
        first = np.array([0, len(at) - 1])
    steps, seconds = np.diff(register[first]), np.diff(at[first])
    rates = [
        int(step) * DAY_S // int(span)
        for step, span in zip(steps, seconds, strict=True)
        if step >= 0 and span > 0
    ]
    return int(np.median(rates)) if rates else None
