"""The load of a place by the hour, from the packed days of as few meters as make it up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from jieyue.energy.consumption import hours
from jieyue.energy.consumption.models import MeterDay
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.queries import Placed
from jieyue.energy.overview import boundary
from jieyue.energy.overview.boundary import Stay, Term
from jieyue.energy.overview.places import Place, PlaceKind
from jieyue.kit.periods import days_of

HOURS = 24
MICRO = 1_000_000
MOST_MISSING = 0.2  # of the usual load; with more of it unknown an hour counts as unknown
DEEPEST = 12  # levels of a tree

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Load:
    """use: (days, 24) in the medium's unit, NaN where unknown. known_share: of each day, 0 to 1.

    Of the meters behind it those that are unknown are left out while they are small.
    """

    first: date
    use: Floats
    known_share: Floats

    @property
    def days(self) -> int:
        return len(self.use)

    @property
    def dates(self) -> list[date]:
        return days_of(self.first, self.first + timedelta(days=self.days))

    def by_day(self) -> list[float | None]:
        """The known hours of each day; None for a day without one."""
        known = ~np.isnan(self.use)
        sums = np.where(known, self.use, 0).sum(axis=1)
        return [float(sums[place]) if known[place].any() else None for place in range(self.days)]


def read(place: Place, medium: str, *, first: date, last: date) -> Load | None:
    """The hours of [first, last]; None when nothing is known."""
    return read_many(place, medium, [(first, last)])[0]


def read_many(place: Place, medium: str, spans: Sequence[tuple[date, date]]) -> list[Load | None]:
    """The hours of each [first, last]; None when nothing is known.

    Three queries for all, and one more for each level of the tree on which a meter with others
    below it was silent.
    """
    if place.kind is PlaceKind.METER and place.id is not None:
        placed: list[Placed] = []
        wanted = [[Term(place.id, 1, first, last)] for first, last in spans]
    else:
        placed = _placed(place, medium, spans)
        stays = [
            Stay(row.meter_id, row.parent_id, _is_inside(row, place), row.since_on, row.until_on)
            for row in placed
        ]
        wanted = [boundary.terms(stays, first=first, last=last) for first, last in spans]
    return _totals(wanted, _children(placed), spans)


def _placed(place: Place, medium: str, spans: Sequence[tuple[date, date]]) -> list[Placed]:
    """Real meters' places from the first day of all spans to the last."""
    real = meters.media(site_id=place.site_id, medium=medium)
    first, last = min(each[0] for each in spans), max(each[1] for each in spans)
    return [
        row
        for row in meters.placed(site_id=place.site_id, first=first, last=last, medium=medium)
        if row.meter_id in real
    ]


def _totals(
    wanted: Sequence[Sequence[Term]],
    children: Mapping[int, Sequence[Placed]],
    spans: Sequence[tuple[date, date]],
) -> list[Load | None]:
    """The sum of each span's terms. A silent meter's children stand in for it, day by day."""
    sums = [_Sum((last - first).days + 1) for first, last in spans]
    waiting = [list(terms) for terms in wanted]
    for _level in range(DEEPEST):
        if not any(waiting):
            break
        rows = _rows([term for terms in waiting for term in terms])
        for place, (first, _last) in enumerate(spans):
            silent: list[Term] = []
            for term in waiting[place]:
                silent += sums[place].add(term, rows.get(term.meter_id, {}), first)
            waiting[place] = []
            for term in silent:
                below = _below(term, children.get(term.meter_id, []))
                waiting[place] += below
                if not below:
                    sums[place].miss(term, first)
    return [each.load(first) for each, (first, _last) in zip(sums, spans, strict=True)]


class _Sum:
    """Terms added up, with what is known of each."""

    def __init__(self, days: int) -> None:
        self.use = np.zeros((days, HOURS))
        self.count = np.zeros((days, HOURS))
        self.known = np.zeros((days, HOURS))
        self.missing: dict[int, NDArray[np.bool_]] = {}
        self.usual: dict[int, float] = {}

    def add(
        self, term: Term, rows: dict[date, tuple[Floats, NDArray[np.bool_]]], first: date
    ) -> list[Term]:
        """Add the days there are; the days that are missing come back as terms."""
        silent: list[Term] = []
        sums, hours = 0.0, 0
        for day in days_of(term.first, term.last + timedelta(days=1)):
            row = rows.get(day)
            if row is None:
                silent.append(Term(term.meter_id, term.sign, day, day))
                continue
            place = (day - first).days
            use, known = row
            self.use[place] += term.sign * np.where(known, use, 0)
            self.count[place] += 1
            self.known[place] += known
            if not known.all():
                self._missing(term.meter_id)[place] |= ~known
            sums, hours = sums + float(use[known].sum()), hours + int(known.sum())
        if hours:
            self.usual[term.meter_id] = sums / hours
        return silent

    def miss(self, term: Term, first: date) -> None:
        """A day of a meter that nothing stands in for."""
        for day in days_of(term.first, term.last + timedelta(days=1)):
            place = (day - first).days
            self.count[place] += 1
            self._missing(term.meter_id)[place] = True

    def load(self, first: date) -> Load | None:
        if not self.known.any():
            return None
        lacking = np.zeros_like(self.use)
        for meter_id, missing in self.missing.items():
            lacking += missing * abs(self.usual.get(meter_id, 0.0))
        size = np.abs(self.use) + lacking
        share_lacking = np.divide(lacking, size, out=np.zeros_like(size), where=size > 0)
        unknown = (self.known == 0) | (share_lacking > MOST_MISSING)
        share = np.divide(
            self.known, self.count, out=np.zeros_like(self.known), where=self.count > 0
        )
        return Load(first, np.where(unknown, np.nan, self.use), share.mean(axis=1))

    def _missing(self, meter_id: int) -> NDArray[np.bool_]:
        return self.missing.setdefault(meter_id, np.zeros(self.use.shape, dtype=bool))


def _rows(terms: Sequence[Term]) -> dict[int, dict[date, tuple[Floats, NDArray[np.bool_]]]]:
    """Hours and whether each is known, by meter and day of these terms. One query."""
    days = Q()
    for term in _widest(terms):
        days |= Q(day__range=(term.first, term.last))
    rows = MeterDay.objects.filter(days, meter_id__in={term.meter_id for term in terms})
    found: dict[int, dict[date, tuple[Floats, NDArray[np.bool_]]]] = {}
    for meter_id, day, packed in rows.values_list("meter_id", "day", "hours"):
        spread = hours.unpack(bytes(packed))
        use = spread.use_micro.astype(np.float64) / MICRO
        found.setdefault(meter_id, {})[day] = (use, spread.known_s == hours.HOUR_S)
    return found


def _widest(terms: Sequence[Term]) -> list[Term]:
    """Terms whose days together are those of all, overlapping ones as one."""
    found: list[Term] = []
    for term in sorted(terms, key=lambda each: each.first):
        if found and term.first <= found[-1].last + timedelta(days=1):
            last = max(found[-1].last, term.last)
            found[-1] = Term(found[-1].meter_id, 1, found[-1].first, last)
        else:
            found.append(term)
    return found


def _is_inside(row: Placed, place: Place) -> bool:
    if place.kind is PlaceKind.BUILDING:
        return row.building_id == place.id
    if place.kind is PlaceKind.UNIT:
        return row.unit_id == place.id
    return True


def _children(placed: Iterable[Placed]) -> dict[int, list[Placed]]:
    found: dict[int, list[Placed]] = {}
    for row in placed:
        if row.parent_id is not None:
            found.setdefault(row.parent_id, []).append(row)
    return found


def _below(term: Term, children: Iterable[Placed]) -> list[Term]:
    """The meters that hung below a silent one on its day."""
    return [
        Term(child.meter_id, term.sign, term.first, term.last)
        for child in children
        if child.since_on <= term.first and (child.until_on is None or term.last < child.until_on)
    ]
