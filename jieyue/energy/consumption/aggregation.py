"""Loads what the one aggregation sums: months where they are whole, days where they are not."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jieyue.energy.consumption import writing
from jieyue.energy.consumption.dimensions import Dimension, Step
from jieyue.energy.consumption.models import MeterMonth
from jieyue.energy.consumption.rules.forest import Forest, Place
from jieyue.energy.consumption.rules.totalling import (
    DayUses,
    Sheet,
    Spell,
    Sum,
    Use,
    enter_days,
    enter_month,
)
from jieyue.energy.meters import queries as meters
from jieyue.energy.readings.back_ends import Span


@dataclass(frozen=True)
class Choice:
    """Which remainders are asked for; None: all. below: these meters with all below them."""

    building_id: int | None = None
    unit_id: int | None = None
    item: str | None = None
    below: frozenset[int] | None = None

    def takes(self, place: Place) -> bool:
        return (
            (self.building_id is None or place.building_id == self.building_id)
            and (self.unit_id is None or place.unit_id == self.unit_id)
            and (self.item is None or place.item == self.item)
        )

    @property
    def is_all(self) -> bool:
        return self == Choice()


def sums(
    *,
    site_id: int,
    first: date,
    last: date,
    by: Sequence[Dimension],
    step: Step | None,
    medium: str | None,
    choice: Choice,
) -> Mapping[tuple[Hashable, date | None], Sum]:
    """By group, a tuple in the order of `by`, and start."""
    forest = _forest(site_id=site_id, first=first, last=last, medium=medium)
    meter_ids = _concerned(forest, choice)
    sheet = Sheet(forest, Grouping(by, choice, forest.media), choice.below)
    months = _months(meter_ids, site_id=site_id, first=first, last=last, step=step)
    by_day: list[tuple[Spell, set[int]]] = []
    for spell in spells(first, last, step):
        sheet.ask(spell, meter_ids)
        if spell.is_month:
            doubtful = enter_month(sheet, spell, meter_ids, months)
        elif spell.days > 1:
            doubtful = enter_month(sheet, spell, meter_ids, _part_of_month(meter_ids, spell))
        else:
            doubtful = set(meter_ids)
        if doubtful:
            by_day.append((spell, doubtful))
    _enter_by_day(sheet, by_day)
    return sheet.sums


def spells(first: date, last: date, step: Step | None) -> list[Spell]:
    """[first, last] in months and parts of months; for Step.DAY in days."""
    if step is Step.DAY:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [Spell(day, day, day, is_month=False) for day in days]
    found = []
    start = first
    while start <= last:
        month = start.replace(day=1)
        month_ends = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        end = min(month_ends, last)
        is_month = start == month and end == month_ends
        found.append(Spell(start, end, month if step is Step.MONTH else None, is_month))
        start = end + timedelta(days=1)
    return found


def _forest(*, site_id: int, first: date, last: date, medium: str | None) -> Forest:
    placed = meters.placed(site_id=site_id, first=first, last=last, medium=medium)
    return Forest(placed, meters.media(site_id=site_id, medium=medium))


def _concerned(forest: Forest, choice: Choice) -> list[int]:
    """Meters whose use a chosen group holds or has taken from it."""
    if choice.is_all:
        return list(forest.places)
    if choice.below is not None:
        chosen = set(choice.below) & set(forest.places)
    else:
        chosen = {
            meter_id
            for meter_id, places in forest.places.items()
            if any(choice.takes(place) for place in places)
        }
    return sorted(chosen | forest.descendants(chosen))


_FIELDS = {
    Dimension.ITEM: "item",
    Dimension.BUILDING: "building_id",
    Dimension.FLOOR: "floor_id",
    Dimension.UNIT: "unit_id",
    Dimension.METER: "meter_id",
}


class Grouping:
    """The group of a place, remembered; None where it is not chosen."""

    def __init__(self, by: Sequence[Dimension], choice: Choice, media: Mapping[int, str]) -> None:
        self.by, self.choice, self.media = by, choice, media
        self.known: dict[int, Hashable | None] = {}

    def __call__(self, place: Place) -> Hashable | None:
        key = id(place)
        if key not in self.known:
            self.known[key] = self._group(place) if self.choice.takes(place) else None
        return self.known[key]

    def _group(self, place: Place) -> Hashable:
        return tuple(
            self.media[place.meter_id]
            if dimension is Dimension.MEDIUM
            else getattr(place, _FIELDS[dimension])
            for dimension in self.by
        )


def _months(
    meter_ids: Collection[int], *, site_id: int, first: date, last: date, step: Step | None
) -> dict[tuple[int, date], Use]:
    if step is Step.DAY:
        return {}
    rows = MeterMonth.objects.filter(site_id=site_id, month__range=(first, last))
    if len(meter_ids) < 300:
        rows = rows.filter(meter_id__in=meter_ids)
    fields = ("meter_id", "month", "use_micro", "estimated_micro", "covered_s", "days")
    return {(row[0], row[1]): Use(*row[2:]) for row in rows.values_list(*fields)}


def _part_of_month(meter_ids: Collection[int], spell: Spell) -> dict[tuple[int, date], Use]:
    """Sums of a part of one month, as the month's own would be. One query."""
    rows = writing.month_sums([Span(meter_id, spell.first, spell.last) for meter_id in meter_ids])
    return {
        (row.meter_id, spell.first): Use(
            row.use_micro, row.estimated_micro, row.covered_s, row.days
        )
        for row in rows
    }


def _enter_by_day(sheet: Sheet, by_day: Iterable[tuple[Spell, set[int]]]) -> None:
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for spell, meter_ids in by_day:
        for meter_id in meter_ids | sheet.forest.ancestors(meter_ids):
            spans[meter_id].append((spell.first, spell.last))
    uses = _days([span for meter_id in spans for span in _joined(meter_id, spans[meter_id])])
    for spell, meter_ids in by_day:
        enter_days(sheet, spell, sorted(meter_ids), uses)


def _joined(meter_id: int, spans: Sequence[tuple[date, date]]) -> list[Span]:
    """Spans that follow one another as one; they are by time."""
    found: list[Span] = []
    for first, last in spans:
        if found and found[-1].last + timedelta(days=1) == first:
            found[-1] = found[-1]._replace(last=last)
        else:
            found.append(Span(meter_id, first, last))
    return found


def _days(spans: Sequence[Span]) -> DayUses:
    return {
        (sums.meter_id, sums.day): Use(sums.use_micro, sums.estimated_micro, sums.covered_s)
        for sums in writing.day_sums(spans)
    }
