"""Which meters, added and taken off, make up what a building or unit uses. Pure.

A group's use is the sum of its meters' remainders (use less the children's). Most of it cancels
out: a meter counts +1 where it is in the group and its parent is not, and -1 the other way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """A meter's place for a while, [since_on, until_on); is_inside: it belongs to the group."""

    meter_id: int
    parent_id: int | None
    is_inside: bool
    since_on: date
    until_on: date | None


@dataclass(frozen=True)
class Term:
    """A meter that counts `sign` times on the days [first, last]."""

    meter_id: int
    sign: int
    first: date
    last: date


def terms(stays: Iterable[Stay], *, first: date, last: date) -> list[Term]:
    """What to add over [first, last]. The terms of one meter do not overlap."""
    rows = list(stays)
    inside: dict[int, list[tuple[date, date]]] = {}
    for row in rows:
        held = _days(row, first, last)
        if row.is_inside and held:
            inside.setdefault(row.meter_id, []).append(held)
    found: list[Term] = []
    for row in rows:
        held = _days(row, first, last)
        if held is not None:
            above = inside.get(row.parent_id, []) if row.parent_id is not None else []
            found += _pieces(row, held, above)
    return found


def _days(stay: Stay, first: date, last: date) -> tuple[date, date] | None:
    begins = max(stay.since_on, first)
    ends = min(stay.until_on - DAY, last) if stay.until_on else last
    return (begins, ends) if begins <= ends else None


def _pieces(stay: Stay, held: tuple[date, date], above: list[tuple[date, date]]) -> list[Term]:
    """Its days cut where its parent enters or leaves the group."""
    cuts = {held[0], held[1] + DAY}
    for begins, ends in above:
        cuts |= {each for each in (begins, ends + DAY) if held[0] < each <= held[1]}
    borders = sorted(cuts)
    found = []
    for begins, following in pairwise(borders):
        has_parent = any(a <= begins <= b for a, b in above)
        sign = int(stay.is_inside) - int(has_parent)
        if sign:
            found.append(Term(stay.meter_id, sign, begins, following - DAY))
    return found
