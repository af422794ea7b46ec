"""How many are in each place: counted, estimated, and between what and what.

    still inside     (S(U) + m·(S(q) − S(U))) / (S(U) + m·(1 − S(U)))
    left unseen      1 − F(q) / F(b)
    came unseen      W(q) / W(b)
    never seen       n · t / (1 − t) · (1 − (1 − m)·(1 − S(q, U)))

S(q): likelihood not to have left since the last passage by q, F = 1 − S, W the weight of arrivals
since then; b the next passage, U how far the day was looked at, m and t the shares of unseen
leavings and comings, n the people seen coming in.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jieyue.access.presence.rules.habits import Curves, Habits
from jieyue.access.presence.rules.whereabouts import DAY_S, OUTSIDE, How, Journey, Stretch

METHOD = 1  # raised whenever the same passages give other figures
NINE_OF_TEN = 1.645  # standard deviations either side that hold nine of ten
HABITS_UNSURE = 0.3  # relative error of what habits say of unseen people, all in one direction
DAYS_DIFFER = 0.005  # of those inside: no day is like the last ones
SURE = 0.999


class Cell(NamedTuple):
    """One place and unit at one moment. nobody: the likelihood that it is empty."""

    counted: int
    estimate: float
    low: float
    high: float
    nobody: float


Key = tuple[int, int, int | None]  # moment, place, unit


class _Sum:
    """What adds up to a cell."""

    __slots__ = ("certain", "counted", "empty", "expected", "hidden", "seen_in", "variance")

    def __init__(self) -> None:
        self.counted = 0
        self.certain = 0
        self.expected = self.variance = self.seen_in = self.hidden = 0.0
        self.empty = 1.0

    def add(self, likelihood: float, *, is_counted: bool, was_seen: bool) -> None:
        self.counted += is_counted
        self.expected += likelihood
        self.empty *= 1 - likelihood
        if likelihood > SURE:
            self.certain += 1
        else:
            self.variance += likelihood * (1 - likelihood)
        if was_seen:
            self.seen_in += likelihood

    def cell(self) -> Cell:
        estimate = self.expected + self.hidden
        unsure = HABITS_UNSURE * (self.variance + self.hidden) + DAYS_DIFFER * self.expected
        error = NINE_OF_TEN * math.sqrt(self.variance + self.hidden + unsure**2)
        low = max(float(self.certain), estimate - error)
        high = estimate + error
        return Cell(
            self.counted,
            round(estimate, 3),
            min(float(math.floor(low + 0.5)), round(estimate, 3)),
            max(float(math.ceil(high - 0.5)), round(estimate, 3)),
            min(1.0, max(0.0, self.empty * math.exp(-self.hidden))),
        )


def cells(
    journeys: Iterable[Journey], moments: Sequence[int], *, until_s: int, habits: Habits
) -> dict[Key, Cell]:
    """Every cell that may hold anybody, at each moment; units of one moment and place add up."""
    return {key: found.cell() for key, found in _sums(journeys, moments, until_s, habits).items()}


def totals(
    journeys: Iterable[Journey], moments: Sequence[int], *, until_s: int, habits: Habits
) -> dict[int, Cell]:
    """Everybody inside at each moment. Errors of single people cancel, those of habits do not."""
    together: dict[int, _Sum] = {moment: _Sum() for moment in moments}
    for (moment, _place, _unit), part in _sums(journeys, moments, until_s, habits).items():
        whole = together[moment]
        whole.counted += part.counted
        whole.certain += part.certain
        whole.expected += part.expected
        whole.variance += part.variance
        whole.hidden += part.hidden
        whole.empty *= part.empty
    return {moment: whole.cell() for moment, whole in together.items()}


def _sums(
    journeys: Iterable[Journey], moments: Sequence[int], until_s: int, habits: Habits
) -> dict[Key, _Sum]:
    ordered = sorted(moments)
    sums: dict[Key, _Sum] = {}
    for journey in journeys:
        curves = habits.of(journey.unit_id)
        for stretch in journey.stretches:
            was_seen = stretch.how is not How.CAME
            for moment in ordered:
                if moment >= stretch.until_s:
                    break
                if moment < stretch.since_s:
                    continue
                counted = _counted(stretch)
                for place, likelihood in places(stretch, moment, until_s, curves, habits):
                    key = (moment, place, journey.unit_id)
                    found = sums.setdefault(key, _Sum())
                    found.add(likelihood, is_counted=place == counted, was_seen=was_seen)
    _hide(sums, until_s, habits)
    return sums


def _counted(stretch: Stretch) -> int:
    """Where the last passage alone says they are."""
    return stretch.first


def _hide(sums: dict[Key, _Sum], until_s: int, habits: Habits) -> None:
    """Those no reader saw, in proportion to those seen coming in."""
    missed = habits.missed_in / (1 - habits.missed_in)
    for (moment, _place, unit_id), found in sums.items():
        stays = habits.of(unit_id).stays(moment, max(until_s, moment))
        still_unknown = 1 - (1 - habits.missed_out) * (1 - stays)
        found.hidden = found.seen_in * missed * still_unknown


def places(
    stretch: Stretch, at_s: int, until_s: int, curves: Curves, habits: Habits
) -> list[tuple[int, float]]:
    """Where somebody is at a moment of a stretch, and how likely; outside is left out."""
    if stretch.how is How.KNOWN:
        return [(stretch.first, 1.0)]
    if stretch.how is How.OPEN:
        return [(stretch.first, _still_inside(stretch, at_s, until_s, curves, habits))]
    moved = _moved(stretch, at_s, curves)
    both = [(stretch.first, 1 - moved), (stretch.second, moved)]
    return [(place, likely) for place, likely in both if place != OUTSIDE and likely > 0]


def _still_inside(
    stretch: Stretch, at_s: int, until_s: int, curves: Curves, habits: Habits
) -> float:
    horizon = min(max(until_s, at_s), DAY_S)
    at, end = curves.remains(stretch.since_s, at_s), curves.remains(stretch.since_s, horizon)
    missed = habits.missed_out
    possible = end + missed * (1 - end)
    return (end + missed * (at - end)) / possible if possible > 0 else 0.0


def _moved(stretch: Stretch, at_s: int, curves: Curves) -> float:
    """The likelihood that the unseen move of a stretch lies behind."""
    if stretch.how is How.CAME:
        return curves.arrived(stretch.since_s, at_s, stretch.until_s)
    share = (at_s - stretch.since_s) / (stretch.until_s - stretch.since_s)
    if stretch.how is How.MOVED:
        return share
    left = 1 - curves.stays(stretch.since_s, stretch.until_s)
    return (1 - curves.stays(stretch.since_s, at_s)) / left if left > 0 else share
