"""Arithmetic of the pages: changes, trust in a figure, bands, loads, flows. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

NOTHING = Decimal(0)


class Trust(StrEnum):
    """What a figure may be used for, by how much of its time was measured."""

    WHOLE = "whole"  # good for a ranking
    PART = "part"  # good to read, with its coverage beside it
    POOR = "poor"  # greyed, with a word
    NONE = "none"  # nothing is known


def trust(coverage: Decimal | None, *, figure: Decimal, ranking: Decimal) -> Trust:
    """figure, ranking: the least coverage, 0 to 1, to show a figure plainly and to rank by it."""
    if not coverage:
        return Trust.NONE
    if coverage >= max(figure, ranking):
        return Trust.WHOLE
    return Trust.PART if coverage >= figure else Trust.POOR


def change_pct(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """By how many percent `now` is above `then`; None when there is nothing to compare with."""
    if now is None or not then:
        return None
    return (now - then) / abs(then) * 100


class Band(StrEnum):
    INSIDE = "inside"
    ABOVE = "above"  # more is lost than may be
    BELOW = "below"  # the children count more than their parent
    UNKNOWN = "unknown"


def band_of(
    *, parent: Decimal | None, unaccounted: Decimal | None, low_pct: Decimal, high_pct: Decimal
) -> Band:
    """Where the unaccounted part of a parent lies, STANDARDS 1.10 (7). Bounds are inside."""
    if parent is None or unaccounted is None:
        return Band.UNKNOWN
    if parent == 0:
        return Band.INSIDE if unaccounted == 0 else Band.BELOW
    share = unaccounted / parent * 100
    if share < low_pct:
        return Band.BELOW
    return Band.ABOVE if share > high_pct else Band.INSIDE


def duration_curve(load: NDArray[np.float64], points: int = 101) -> list[tuple[float, float]]:
    """(percent of the time, load that was reached or passed for so long), largest load first.

    load: one value an hour, NaN where unknown; those hours are left out. Empty when none is known.
    """
    known = np.sort(load[~np.isnan(load)])[::-1]
    if not len(known):
        return []
    at = np.linspace(0, len(known) - 1, min(points, len(known))).round().astype(int)
    last = max(len(known) - 1, 1)
    return [(round(float(place) / last * 100, 2), float(known[place])) for place in at]


def week_profile(load: NDArray[np.float64], weekdays: Sequence[int]) -> list[list[float | None]]:
    """Mean load of each hour (24) of each weekday (7, Monday first) that was known at least once.

    load: (days, 24), NaN where unknown. weekdays: of each day, Monday is 0.
    """
    of_day = np.asarray(weekdays)
    cells: list[list[float | None]] = []
    for weekday in range(7):
        rows = load[of_day == weekday]
        known = ~np.isnan(rows)
        counts = known.sum(axis=0) if len(rows) else np.zeros(24, dtype=int)
        sums = np.where(known, rows, 0).sum(axis=0) if len(rows) else np.zeros(24)
        cells.append([float(sums[h] / counts[h]) if counts[h] else None for h in range(24)])
    return cells


@dataclass(frozen=True)
class OutOfHours:
    """Use outside working hours, of the hours that are known."""

    outside: float
    total: float

    @property
    def share(self) -> float | None:
        return self.outside / self.total if self.total > 0 else None


def out_of_hours(
    load: NDArray[np.float64], working: Sequence[bool], *, opens: int, closes: int
) -> OutOfHours:
    """load: (days, 24), NaN unknown. working: of each day. Working hours are [opens, closes)."""
    inside = np.zeros(load.shape, dtype=bool)
    if len(working):
        inside[np.asarray(working, dtype=bool), opens:closes] = True
    known = np.nan_to_num(load)
    return OutOfHours(float(known[~inside].sum()), float(known.sum()))


@dataclass(frozen=True)
class Branch:
    """One meter with what stands below it; use None is unknown."""

    id: int
    parent_id: int | None
    name: str
    use: Decimal | None


@dataclass(frozen=True)
class Flow:
    """A stream from one named node to another. Ids of remainders are negative."""

    source: int
    target: int
    use: Decimal


@dataclass(frozen=True)
class Remainder:
    """What a parent measured and no child did; below zero the children counted more."""

    meter_id: int
    use: Decimal


def flows(branches: Iterable[Branch]) -> tuple[list[Flow], list[Remainder]]:
    """Streams down the tree and the remainder of every parent whose use is known.

    At each parent with known use: streams out of it + remainder = its use, exactly. A child of
    unknown use has no stream, so that its part is in the remainder. A remainder above zero is a
    stream too, to -parent.
    """
    rows = list(branches)
    known = {row.id: row.use for row in rows if row.use is not None}
    below: dict[int, list[Branch]] = {}
    for row in rows:
        if row.parent_id in known and row.use is not None:
            below.setdefault(row.parent_id, []).append(row)
    found: list[Flow] = []
    remainders: list[Remainder] = []
    for row in rows:
        children = below.get(row.id)
        if children is None or row.use is None:
            continue
        found += [Flow(row.id, each.id, each.use) for each in children if each.use]
        rest = row.use - sum((each.use or NOTHING for each in children), NOTHING)
        remainders.append(Remainder(row.id, rest))
        if rest > 0:
            found.append(Flow(row.id, -row.id, rest))
    return found, remainders


@dataclass(frozen=True)
class Placing:
    """One row of a ranking; `value` None is unknown."""

    key: int
    value: Decimal | None
    coverage: Decimal


def ranked(rows: Sequence[Placing], *, least: Decimal) -> list[int] | None:
    """Keys from the lowest value up; None while any row is covered less than `least`."""
    if any(row.value is None or row.coverage < least for row in rows):
        return None
    return [row.key for row in sorted(rows, key=lambda row: (row.value, row.key))]


def quartiles(values: Iterable[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    """Lower quartile, median, upper quartile; None of fewer than four."""
    found = sorted(values)
    if len(found) < 4:
        return None
    return _at(found, Decimal("0.25")), _at(found, Decimal("0.5")), _at(found, Decimal("0.75"))


def _at(found: Sequence[Decimal], share: Decimal) -> Decimal:
    place = share * (len(found) - 1)
    low = int(place)
    high = min(low + 1, len(found) - 1)
    return found[low] + (found[high] - found[low]) * (place - low)


def condensed(branches: Sequence[Branch], *, most: int, levels: int) -> list[Branch]:
    """The tree's first `levels`, of each parent's children the `most` largest, the rest as one.

    Sums stay exact. Children of unknown use are left away. Ids of rests begin below -10**9.
    """
    below: dict[int | None, list[Branch]] = {}
    known = {row.id for row in branches}
    for row in branches:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[Branch] = []
    level = below.get(None, [])
    for _depth in range(levels):
        found += level
        following: list[Branch] = []
        for parent in level:
            children = [row for row in below.get(parent.id, []) if row.use is not None]
            children.sort(key=lambda row: (-(row.use or NOTHING), row.id))
            following += children[:most]
            rest = children[most:]
            if rest:
                use = sum((row.use or NOTHING for row in rest), NOTHING)
                following.append(Branch(-(10**9) - parent.id, parent.id, str(len(rest)), use))
        level = following
    return found
