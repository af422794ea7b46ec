"""Where somebody was between two passages, when a reader in between may have missed one.

Times are seconds since the counting day began (the nightly reset); a passage on the evening before
has one below 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

OUTSIDE: Final = -1
SOMEWHERE: Final = 0  # inside, at no zone that is known
REPEAT_S = 900  # the same way again within this time is one passage read twice
DAY_S = 86_400
QUARTER_S = 900
QUARTERS = DAY_S // QUARTER_S

Around = Mapping[int, frozenset[int]]  # zones that enclose each zone


class Passage(NamedTuple):
    """Somebody (`who` is any stable key) went from one place to another; places are zone ids."""

    who: str
    unit_id: int | None
    at_s: int
    comes_from: int
    goes_to: int


class How(StrEnum):
    """How sure a stretch is: the move from `first` to `second` happened unseen within it."""

    CAME = "came"  # outside, then inside: a missed badge-in
    KNOWN = "known"
    LEFT = "left"  # inside, then outside: a missed badge-out
    MOVED = "moved"  # inside in two places
    OPEN = "open"  # inside, and nothing was seen since


class Stretch(NamedTuple):
    """[since_s, until_s) of one person, in `first` until they moved unseen to `second`."""

    since_s: int
    until_s: int
    first: int
    second: int
    how: How


class Journey(NamedTuple):
    """One person's day. Stretches outside are left out, so there may be gaps."""

    who: str
    unit_id: int | None
    stretches: tuple[Stretch, ...]


def journeys(passages: Iterable[Passage], *, around: Around) -> list[Journey]:
    """Everybody's day, by key. Order and repeats of the passages do not matter."""
    by_person: dict[str, list[Passage]] = {}
    for passage in set(passages):
        by_person.setdefault(passage.who, []).append(passage)
    return [_journey(who, by_person[who], around) for who in sorted(by_person)]


def carried(passages: Iterable[Passage]) -> list[Passage]:
    """Of the evening before: the last passage of whoever went in last."""
    last: dict[str, Passage] = {}
    for passage in sorted(set(passages), key=_order):
        last[passage.who] = passage
    return [last[who] for who in sorted(last) if last[who].goes_to != OUTSIDE]


def _journey(who: str, passages: list[Passage], around: Around) -> Journey:
    passages.sort(key=_order)
    seen = _without_repeats(passages)
    unit_id = seen[-1].unit_id
    return Journey(who, unit_id, tuple(_stretches(seen, around)))


def _order(passage: Passage) -> tuple[int, bool, int, int, int]:
    """Of a way out and a way in at the same instant the way in comes last."""
    return (
        passage.at_s,
        passage.goes_to != OUTSIDE,
        passage.comes_from,
        passage.goes_to,
        passage.unit_id or 0,
    )


def _without_repeats(passages: Sequence[Passage]) -> list[Passage]:
    kept = [passages[0]]
    for passage in passages[1:]:
        last = kept[-1]
        same = passage.goes_to == last.goes_to and passage.comes_from == last.comes_from
        if not (same and passage.at_s - last.at_s <= REPEAT_S):
            kept.append(passage)
    return kept


def _stretches(seen: Sequence[Passage], around: Around) -> Iterable[Stretch]:
    first = seen[0]
    if first.comes_from != OUTSIDE:
        yield Stretch(0, first.at_s, OUTSIDE, first.comes_from, How.CAME)
    for a, b in pairwise(seen):
        if b.at_s > a.at_s and (a.goes_to != OUTSIDE or b.comes_from != OUTSIDE):
            yield _between(a, b, around)
    last = seen[-1]
    if last.goes_to != OUTSIDE:
        yield Stretch(last.at_s, DAY_S, last.goes_to, OUTSIDE, How.OPEN)


def _between(a: Passage, b: Passage, around: Around) -> Stretch:
    before, after = a.goes_to, b.comes_from
    if after == OUTSIDE:
        return Stretch(a.at_s, b.at_s, before, OUTSIDE, How.LEFT)
    if before == OUTSIDE:
        return Stretch(a.at_s, b.at_s, OUTSIDE, after, How.CAME)
    if before == after or encloses(after, before, around):
        return Stretch(a.at_s, b.at_s, before, before, How.KNOWN)
    if encloses(before, after, around):
        return Stretch(a.at_s, b.at_s, after, after, How.KNOWN)
    return Stretch(a.at_s, b.at_s, before, after, How.MOVED)


def encloses(outer: int, inner: int, around: Around) -> bool:
    """Whether one place lies around another; somewhere inside lies around every zone."""
    return outer == SOMEWHERE or outer in around.get(inner, frozenset())
