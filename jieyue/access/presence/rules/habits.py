"""Habits of coming and going, learnt from counted days: when people arrive, how many of those
inside leave in each quarter of an hour, and how many passages no reader sees.

Quarters are elapsed ones of the counting day: 0 begins at the nightly reset.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from jieyue.access.presence.rules.curves import Curves, summed
from jieyue.access.presence.rules.whereabouts import (
    OUTSIDE,
    QUARTER_S,
    QUARTERS,
    How,
    Journey,
    Passage,
    Stretch,
)

MOST_LEAVING = 0.95  # of those inside in one quarter, so that nobody is surely gone
FIRST_PEOPLE = 4.0  # people that the first figures weigh as much as, in each quarter of an hour
MOST_MISSED_IN = 0.5
MOST_MISSED_OUT = 0.95  # doors with a push button have no reader for leaving

PARTS = ("came", "again", "left", "gone", "inside")


@dataclass
class Tally:
    """One unit's day by quarter, and what went unseen.

    came: people's first way in; again: further ones; left: every way out; gone: people's last;
    inside: people surely inside when the quarter began.
    """

    came: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    again: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    left: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    gone: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    inside: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    missed_in: int = 0
    missed_out: int = 0

    def add(self, other: "Tally") -> None:
        for part in PARTS:
            pairs = zip(getattr(self, part), getattr(other, part), strict=True)
            setattr(self, part, [a + b for a, b in pairs])
        self.missed_in += other.missed_in
        self.missed_out += other.missed_out


def tallies(passages: Iterable[Passage], journeys: Iterable[Journey]) -> dict[int | None, Tally]:
    """What a whole day says of each unit's habits."""
    found: dict[int | None, Tally] = {}
    came: set[str] = set()
    gone: dict[str, tuple[int | None, int]] = {}
    of_the_day = {passage for passage in passages if passage.at_s >= 0}
    for passage in sorted(of_the_day, key=lambda passage: (passage.at_s, passage.who)):
        tally = found.setdefault(passage.unit_id, Tally())
        quarter = min(passage.at_s // QUARTER_S, QUARTERS - 1)
        if passage.comes_from == OUTSIDE:
            (tally.again if passage.who in came else tally.came)[quarter] += 1
            came.add(passage.who)
            gone.pop(passage.who, None)
        if passage.goes_to == OUTSIDE:
            tally.left[quarter] += 1
            gone[passage.who] = passage.unit_id, quarter
    for unit_id, quarter in gone.values():
        found[unit_id].gone[quarter] += 1
    for journey in journeys:
        tally = found.setdefault(journey.unit_id, Tally())
        for stretch in journey.stretches:
            _note(tally, stretch)
    return found


def _note(tally: Tally, stretch: Stretch) -> None:
    if stretch.how is How.CAME:
        tally.missed_in += 1
    elif stretch.how in (How.LEFT, How.OPEN):
        tally.missed_out += stretch.since_s >= 0  # else it was noted the day before
    else:
        first = max(-(-stretch.since_s // QUARTER_S), 0)
        for quarter in range(first, -(-stretch.until_s // QUARTER_S)):
            tally.inside[quarter] += 1


class First(NamedTuple):
    """What is taken until something is learnt; `leaving` and `arriving` by hour of the clock.

    rates_weight: passages, days_weight: days, unit_weight: people that it weighs as much as.
    """

    leaving: tuple[float, ...]
    arriving: tuple[float, ...]
    missed_in: float
    missed_out: float
    rates_weight: float
    days_weight: float
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
    coming, leaving = [], []
    for day in days:
        whole = Tally()
        for unit_id, tally in day.items():
            units.setdefault(unit_id, Tally()).add(tally)
            whole.add(tally)
        coming.append(Missed(whole.missed_in, sum(whole.left)))
        leaving.append(Missed(whole.missed_out, sum(whole.came) + sum(whole.again)))
    everybody = Tally()
    for tally in units.values():
        everybody.add(tally)
    hours = _hourly(first.leaving, first, shares=True)
    arrivals = _hourly(first.arriving, first, shares=False)
    complex_ = _Quarters(
        leaving=_shares(everybody.left, everybody.inside, hours, FIRST_PEOPLE),
        coming=_weights(everybody.came, arrivals, FIRST_PEOPLE),
        returning=_weights(everybody.again, arrivals, FIRST_PEOPLE),
        pausing=_weights(_pauses(everybody), [1.0] * QUARTERS, FIRST_PEOPLE),
        final=_shares(everybody.gone, everybody.left, [1.0] * QUARTERS, FIRST_PEOPLE, most=1.0),
    )
    return Habits(
        complex=_curves(complex_),
        units={unit_id: _curves(_of(tally, complex_, first)) for unit_id, tally in units.items()},
        missed_in=min(share_missed(coming, first.missed_in, first), MOST_MISSED_IN),
        missed_out=min(share_missed(leaving, first.missed_out, first), MOST_MISSED_OUT),
    )


class _Quarters(NamedTuple):
    """Curves before they are summed up."""

    leaving: list[float]
    coming: list[float]
    returning: list[float]
    pausing: list[float]
    final: list[float]


def _of(tally: Tally, towards: _Quarters, first: First) -> _Quarters:
    weight = first.unit_weight
    return _Quarters(
        leaving=_shares(tally.left, tally.inside, towards.leaving, weight),
        coming=_weights(tally.came, towards.coming, weight),
        returning=_weights(tally.again, towards.returning, weight),
        pausing=_weights(_pauses(tally), towards.pausing, weight),
        final=_shares(tally.gone, tally.left, towards.final, weight, most=1.0),
    )


def _pauses(tally: Tally) -> list[int]:
    """Leavings that people were seen to come back from."""
    return [left - gone for left, gone in zip(tally.left, tally.gone, strict=True)]


def _hourly(values: Sequence[float], first: First, *, shares: bool) -> list[float]:
    """By elapsed quarter what was given by hour of the clock."""
    found = []
    for quarter in range(QUARTERS):
        value = values[(quarter + first.reset_quarter) % QUARTERS // 4]
        found.append(1 - (1 - min(value, MOST_LEAVING)) ** 0.25 if shares else value / 4)
    return found


def _shares(
    left: Sequence[int],
    inside: Sequence[int],
    towards: Sequence[float],
    weight: float,
    *,
    most: float = MOST_LEAVING,
) -> list[float]:
    return [
        min((gone + weight * share) / (max(present, gone) + weight), most)
        for gone, present, share in zip(left, inside, towards, strict=True)
    ]


def _weights(came: Sequence[int], towards: Sequence[float], weight: float) -> list[float]:
    total, shared = sum(came), sum(towards) or 1.0
    return [
        (number + weight * share / shared) / (total + weight)
        for number, share in zip(came, towards, strict=True)
    ]


class Missed(NamedTuple):
    """How many people went unseen on one day, and how many passages the other way were seen."""

    missed: int
    seen: int


def share_missed(days: Iterable[Missed], first_share: float, first: First) -> float:
    """Share of passages missed: the middle one of the days, drawn towards the first one.

    The middle one, since on a day with a broken reader, or that begins in its middle, everybody
    seems to be missed; a single day never counts for more than its share beside `days_weight`.
    A day on which nobody was seen teaches nothing.
    """
    known = [day for day in days if day.seen]
    if not known:
        return first_share
    # Of somebody missed only the other passage was seen, so that all are those seen.
    passages = sum(max(day.seen, day.missed) for day in known)
    middle = median(day.missed / max(day.seen, day.missed) for day in known)
    weight = min(
        passages / (passages + first.rates_weight), len(known) / (len(known) + first.days_weight)
    )
    return weight * middle + (1 - weight) * first_share


def _curves(quarters: _Quarters) -> Curves:
    return Curves(
        leaving=summed(-math.log1p(-share) for share in quarters.leaving),
        coming=summed(quarters.coming),
        returning=summed(quarters.returning),
        pausing=summed(quarters.pausing),
        final=tuple(quarters.final),
    )
