"""Visitors and contractors inside by what desks and gates saw: once each, the later word stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jieyue.access.muster.models import Sort
from jieyue.access.permits import queries as permits
from jieyue.access.presence.days import Looked
from jieyue.access.presence.rules.whereabouts import OUTSIDE, Passage
from jieyue.access.visitors import queries as visitors


@dataclass(frozen=True)
class Outsider:
    """Somebody from outside whom a desk knows to be inside. comes_from, host: for the list."""

    key: str
    sort: str
    name: str
    unit_id: int | None
    comes_from: str
    host: str
    since: datetime


@dataclass(frozen=True)
class Outsiders:
    """inside: by holder key. left: when desks saw somebody go, by holder key."""

    inside: Mapping[str, Outsider]
    left: Mapping[str, datetime]

    def has_left(self, key: str, *, seen_at: datetime | None) -> bool:
        """A desk saw them go after the gates saw them come."""
        went_at = self.left.get(key)
        return went_at is not None and (seen_at is None or went_at >= seen_at)


def look(looked: Looked, *, at: datetime) -> Outsiders:
    """Who is inside by the desks and was not seen going out by a gate since. Four queries."""
    site_id, since = looked.site_id, looked.span.start
    guests = visitors.inside(site_id=site_id, at=at)
    workers = permits.inside(site_id=site_id, at=at)
    known = [*_outsiders(guests, Sort.VISITOR), *_outsiders(workers, Sort.CONTRACTOR)]
    last = _last(looked.passages)
    inside = {each.key: each for each in known if not _went_out(each, last, looked)}
    left = visitors.left(site_id=site_id, since=since, at=at)
    left |= permits.left(site_id=site_id, since=since, at=at)
    return Outsiders(inside, left)


def _outsiders(
    rows: Iterable[visitors.InsideGuest | permits.InsideWorker], sort: Sort
) -> Iterable[Outsider]:
    for row in rows:
        yield Outsider(
            key=row.holder_key,
            sort=str(sort),
            name=row.name,
            unit_id=row.unit_id,
            comes_from=row.organisation,
            host=row.host,
            since=row.since,
        )


def _last(passages: Iterable[Passage]) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for passage in passages:
        known = found.get(passage.who)
        if known is None or passage.at_s >= known.at_s:
            found[passage.who] = passage
    return found


def _went_out(who: Outsider, last: Mapping[str, Passage], looked: Looked) -> bool:
    passage = last.get(who.key)
    if passage is None or passage.goes_to != OUTSIDE:
        return False
    return looked.span.moment(passage.at_s) >= who.since
