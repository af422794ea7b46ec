"""Habits of coming and going, learnt from counted days: when people arrive, how many of those
inside leave in each quarter of an hour, and how many passages no reader sees.

Quarters are elapsed ones of the counting day: 0 begins at the nightly reset.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from jieyue.access.presence.rules.whereabouts import DAY_S, OUTSIDE, How, Journey, Passage, Stretch

QUARTER_S = 900
QUARTERS = DAY_S // QUARTER_S
MOST_LEAVING = 0.95  # of those inside in one quarter, so that nobody is surely gone


@dataclass
class Tally:
    """One unit's day: people who came, left and were inside by quarter, and what went unseen."""

    came: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    left: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    inside: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    missed_in: int = 0
    missed_out: int = 0

    def add(self, other: "Tally") -> None:
        self.came = [a + b for a, b in zip(self.came, other.came, strict=True)]
        self.left = [a + b for a, b in zip(self.left, other.left, strict=True)]
        self.inside = [a + b for a, b in zip(self.inside, other.inside, strict=True)]
        self.missed_in += other.missed_in
        self.missed_out += other.missed_out


def tallies(passages: Iterable[Passage], journeys: Iterable[Journey]) -> dict[int | None, Tally]:
    """What a whole day says of each unit's habits."""
    found: dict[int | None, Tally] = {}
    for passage in set(passages):
        tally = found.setdefault(passage.unit_id, Tally())
        quarter = min(passage.at_s // QUARTER_S, QUARTERS - 1)
        if passage.comes_from == OUTSIDE:
            tally.came[quarter] += 1
        if passage.goes_to == OUTSIDE:
            tally.left[quarter] += 1
    for journey in journeys:
        tally = found.setdefault(journey.unit_id, Tally())
        for stretch in journey.stretches:
            _note(tally, stretch)
    return found


def _note(tally: Tally, stretch: Stretch) -> None:
    if stretch.how is How.CAME:
        tally.missed_in += 1
    elif stretch.how in (How.LEFT, How.OPEN):
        tally.missed_out += 1
    else:
        first = -(-stretch.since_s // QUARTER_S)
        for quarter in range(first, -(-stretch.until_s // QUARTER_S)):
            tally.inside[quarter] += 1


class Curves(NamedTuple):
    """One unit's habits, summed up from the reset on; each has QUARTERS + 1 values.

    leaving: the running sum of −log(1 − share leaving). arriving: of the weight of arrivals.
    """

    leaving: tuple[float, ...]
    arriving: tuple[float, ...]

    def stays(self, since_s: float, until_s: float) -> float:
        """The likelihood that somebody inside at `since_s` has not left by `until_s`."""
        return math.exp(_at(self.leaving, since_s) - _at(self.leaving, until_s))

    def arrived(self, since_s: float, at_s: float, until_s: float) -> float:
        """The likelihood that who came unseen in [since_s, until_s) was there at `at_s`."""
        start, end = _at(self.arriving, since_s), _at(self.arriving, until_s)
        if end - start <= 0:
            return (at_s - since_s) / (until_s - since_s)
        return (_at(self.arriving, at_s) - start) / (end - start)


def _at(sums: Sequence[float], at_s: float) -> float:
    """The running sum at an instant, straight within a quarter."""
    place = min(max(at_s / QUARTER_S, 0.0), float(QUARTERS))
    whole = min(int(place), QUARTERS - 1)
    return sums[whole] + (sums[whole + 1] - sums[whole]) * (place - whole)


class First(NamedTuple):
    """What is taken until something is learnt; `leaving` and `arriving` by hour of the clock.

    rates_weight: passages, unit_weight: people that it weighs as much as.
    """

    leaving: tuple[float, ...]
    arriving: tuple[float, ...]
    missed_in: float
    missed_out: float
    rates_weight: float
    unit_weight: float
    reset_quarter: int


class Habits(NamedTuple):
    """The complex's curves, those of its units, and the shares of unseen passages."""

    complex: Curves
    units: Mapping[int | None, Curves]
    missed_in: float
    missed_out: float

    def of(self, unit_id: int | None) -> Curves:
        return self.units.get(unit_id, self.complex)


def learn(days: Iterable[Mapping[int | None, Tally]], *, first: First) -> Habits:
    """Habits from the tallies of some days; each unit's are drawn towards the complex's."""
    units: dict[int | None, Tally] = {}
    for day in days:
        for unit_id, tally in day.items():
            units.setdefault(unit_id, Tally()).add(tally)
    everybody = Tally()
    for tally in units.values():
        everybody.add(tally)
    leaving = _shrunk_shares(everybody, _hourly(first.leaving, first, shares=True), first)
    arriving = _shrunk_weights(everybody.came, _hourly(first.arriving, first, shares=False), first)
    came, left = sum(everybody.came), sum(everybody.left)
    return Habits(
        complex=_curves(leaving, arriving),
        units={
            unit_id: _curves(
                _shrunk_shares(tally, leaving, first),
                _shrunk_weights(tally.came, arriving, first),
            )
            for unit_id, tally in units.items()
        },
        missed_in=_rate(everybody.missed_in, left, first.missed_in, first.rates_weight),
        missed_out=_rate(everybody.missed_out, came, first.missed_out, first.rates_weight),
    )


def _hourly(values: Sequence[float], first: First, *, shares: bool) -> list[float]:
    """By elapsed quarter what was given by hour of the clock."""
    found = []
    for quarter in range(QUARTERS):
        value = values[(quarter + first.reset_quarter) % QUARTERS // 4]
        found.append(1 - (1 - min(value, MOST_LEAVING)) ** 0.25 if shares else value / 4)
    return found


def _shrunk_shares(tally: Tally, towards: Sequence[float], first: First) -> list[float]:
    weight = first.unit_weight
    rows = zip(tally.left, tally.inside, towards, strict=True)
    return [
        min((left + weight * share) / (max(inside, left) + weight), MOST_LEAVING)
        for left, inside, share in rows
    ]


def _shrunk_weights(came: Sequence[int], towards: Sequence[float], first: First) -> list[float]:
    total, shared = sum(came), sum(towards) or 1.0
    weight = first.unit_weight
    return [
        (number + weight * share / shared) / (total + weight)
        for number, share in zip(came, towards, strict=True)
    ]


def _rate(missed: int, all_seen: int, first: float, weight: float) -> float:
    """Share of passages missed, of those seen and missed, drawn towards the first one."""
    seen = missed + all_seen
    return (missed + weight * first) / (seen + weight) if seen + weight else first


def _curves(leaving: Sequence[float], arriving: Sequence[float]) -> Curves:
    hazards = (-math.log1p(-share) for share in leaving)
    return Curves(tuple(accumulate(hazards, initial=0.0)), tuple(accumulate(arriving, initial=0.0)))


def median_quarter(tally: Sequence[int]) -> int | None:
    """The quarter by which half had come; None when nobody did."""
    half = sum(tally) / 2
    sums = accumulate(tally, initial=0)
    found = (place for place, (_a, b) in enumerate(pairwise(sums)) if b >= half)
    return next(found, None) if half else None
