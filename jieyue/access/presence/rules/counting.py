"""How many are in each place: counted, estimated, and between what and what.

    still inside     (S(U) + m·G(q, U)) / (S(U) + m·G(a, U))
    left unseen      1 − F(q) / F(b)
    came unseen      W(q) / W(b)
    never seen       n · t / (1 − t) · (1 − (1 − m)·(1 − S(q, U)))

S(q): likelihood not to have left since the last passage, at a, by q, F = 1 − S; G(q, U): to have
left since q and not to be back at U; W the weight of arrivals since a; b the next passage, U how
far the day was looked at, m and t the shares of unseen leavings and comings, n the people seen
coming in. Those never seen are people of the unit: no more than belong to it and were not seen that
day, and none for people of no unit, since nobody knows how many strangers there are.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from jieyue.access.presence.rules.curves import Curves, Gone
from jieyue.access.presence.rules.habits import Habits
from jieyue.access.presence.rules.whereabouts import (
    DAY_S,
    OUTSIDE,
    SOMEWHERE,
    How,
    Journey,
    Stretch,
)

METHOD = 3  # raised whenever the same passages give other figures
NINE_OF_TEN = 1.645  # standard deviations either side that hold nine of ten
HABITS_UNSURE = 0.2  # relative error of what habits say of unseen people, all in one direction
DAYS_SHIFT_S = 180  # people leave so much earlier or later on one day than on the last ones
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


class Strength(NamedTuple):
    """How many of a unit may be inside at most, and how many of them no reader saw that day."""

    most: int
    unseen: int


def strengths(journeys: Iterable[Journey], people: Mapping[int, int]) -> dict[int | None, Strength]:
    """Of each unit that was seen, by how many `people` belong to it."""
    seen = Counter(journey.unit_id for journey in journeys)
    found = {}
    for unit_id, number in seen.items():
        most = max(people.get(unit_id, 0) if unit_id is not None else 0, number)
        found[unit_id] = Strength(most, most - number)
    return found


class _Sum:
    """What adds up to a cell."""

    __slots__ = (
        "certain", "common", "counted", "empty", "expected", "hidden", "seen_in", "variance"
    )  # fmt: skip

    def __init__(self) -> None:
        self.counted = 0
        self.certain = 0
        self.expected = self.variance = self.common = self.seen_in = self.hidden = 0.0
        self.empty = 1.0

    def add(self, likelihood: float, *, unsure: float, is_counted: bool, was_seen: bool) -> None:
        self.counted += is_counted
        self.expected += likelihood
        self.empty *= 1 - likelihood
        if likelihood > SURE:
            self.certain += 1
        else:
            spread = likelihood * (1 - likelihood)
            self.variance += spread
            self.common += spread * unsure
        if was_seen:
            self.seen_in += likelihood

    def add_certain(self, *, is_counted: bool) -> None:
        """Somebody who is surely there: most people at most times."""
        self.counted += is_counted
        self.certain += 1
        self.expected += 1.0
        self.seen_in += 1.0
        self.empty = 0.0

    def cell(self, most: float) -> Cell:
        estimate = self.expected + self.hidden
        unsure = self.common + HABITS_UNSURE * self.hidden + DAYS_DIFFER * self.expected
        error = NINE_OF_TEN * math.sqrt(self.variance + self.hidden + unsure**2)
        low = max(float(self.certain), estimate - error)
        high = min(estimate + error, most)
        return Cell(
            self.counted,
            round(estimate, 3),
            min(float(math.floor(low + 0.5)), round(estimate, 3)),
            max(float(math.ceil(high - 0.5)), round(estimate, 3)),
            min(1.0, max(0.0, self.empty * math.exp(-self.hidden))),
        )


def cells(
    journeys: Sequence[Journey],
    moments: Sequence[int],
    *,
    until_s: int,
    habits: Habits,
    people: Mapping[int, int],
) -> dict[Key, Cell]:
    """Every cell that may hold anybody, at each moment; units of one moment and place add up.

    people: how many belong to each unit.
    """
    limits = strengths(journeys, people)
    sums = _sums(journeys, moments, until_s, habits, limits)
    return {key: found.cell(limits[key[2]].most) for key, found in sums.items()}


def totals(
    journeys: Sequence[Journey],
    moments: Sequence[int],
    *,
    until_s: int,
    habits: Habits,
    people: Mapping[int, int],
) -> dict[int, Cell]:
    """Everybody inside at each moment. Errors of single people cancel, those of habits do not."""
    together: dict[int, _Sum] = {moment: _Sum() for moment in moments}
    limits = strengths(journeys, people)
    sums = _sums(map(_somewhere, journeys), moments, until_s, habits, limits)
    for (moment, _place, _unit), part in sums.items():
        whole = together[moment]
        whole.counted += part.counted
        whole.certain += part.certain
        whole.expected += part.expected
        whole.variance += part.variance
        whole.common += part.common
        whole.hidden += part.hidden
        whole.empty *= part.empty
    most = sum(limit.most for limit in limits.values())
    return {moment: whole.cell(most) for moment, whole in together.items()}


def _somewhere(journey: Journey) -> Journey:
    """The same with one place: whoever moved unseen between two was inside all the while."""
    return journey._replace(stretches=tuple(_placeless(one) for one in journey.stretches))


def _placeless(stretch: Stretch) -> Stretch:
    first, second = (
        OUTSIDE if p == OUTSIDE else SOMEWHERE for p in (stretch.first, stretch.second)
    )
    how = How.KNOWN if stretch.how is How.MOVED else stretch.how
    return stretch._replace(first=first, second=second, how=how)


def _sums(
    journeys: Iterable[Journey],
    moments: Sequence[int],
    until_s: int,
    habits: Habits,
    limits: Mapping[int | None, Strength],
) -> dict[Key, _Sum]:
    ordered = sorted(moments)
    sums: defaultdict[Key, _Sum] = defaultdict(_Sum)
    for journey in journeys:
        unit_id = journey.unit_id
        curves = habits.of(unit_id)
        for stretch in journey.stretches:
            first, last = (
                bisect_left(ordered, stretch.since_s),
                bisect_left(ordered, stretch.until_s),
            )
            counted = stretch.first
            if stretch.how is How.KNOWN:
                for moment in ordered[first:last]:
                    sums[moment, counted, unit_id].add_certain(is_counted=True)
                continue
            was_seen = stretch.how is not How.CAME
            for moment in ordered[first:last]:
                for place, likely in places(stretch, moment, until_s, curves, habits):
                    sums[moment, place, unit_id].add(
                        likely,
                        unsure=unsure(moment, curves),
                        is_counted=place == counted,
                        was_seen=was_seen,
                    )
    _hide(sums, until_s, habits, limits)
    return sums


def unsure(at_s: int, curves: Curves) -> float:
    """Error of the likelihood's logit that is the same for everybody."""
    return math.hypot(HABITS_UNSURE, curves.steepness(at_s, spread_s=DAYS_SHIFT_S))


def _hide(
    sums: Mapping[Key, _Sum], until_s: int, habits: Habits, limits: Mapping[int | None, Strength]
) -> None:
    """Those no reader saw, in proportion to those seen coming in, as far as the unit has any."""
    missed = habits.missed_in / (1 - habits.missed_in)
    hidden: defaultdict[tuple[int, int | None], float] = defaultdict(float)
    still: dict[tuple[int, int | None], float] = {}
    for (moment, _place, unit_id), found in sums.items():
        if (moment, unit_id) not in still:
            stays = habits.of(unit_id).stays(moment, max(until_s, moment))
            still[moment, unit_id] = 1 - (1 - habits.missed_out) * (1 - stays)
        found.hidden = found.seen_in * missed * still[moment, unit_id]
        hidden[moment, unit_id] += found.hidden
    for (moment, _place, unit_id), found in sums.items():
        unseen = limits[unit_id].unseen
        if hidden[moment, unit_id] > unseen:
            found.hidden *= unseen / hidden[moment, unit_id]


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
    gone = _gone(curves, min(max(until_s, at_s), DAY_S))
    return gone.inside(stretch.since_s, at_s, missed=habits.missed_out)


@lru_cache(maxsize=512)
def _gone(curves: Curves, until_s: int) -> Gone:
    """The same for everybody of a unit who is looked at up to one moment."""
    return curves.gone(until_s)


def _moved(stretch: Stretch, at_s: int, curves: Curves) -> float:
    """The likelihood that the unseen move of a stretch lies behind."""
    if stretch.how is How.CAME:
        return curves.arrived(stretch.since_s, at_s, stretch.until_s)
    share = (at_s - stretch.since_s) / (stretch.until_s - stretch.since_s)
    if stretch.how is How.MOVED:
        return share
    left = 1 - curves.stays(stretch.since_s, stretch.until_s)
    return (1 - curves.stays(stretch.since_s, at_s)) / left if left > 0 else share
