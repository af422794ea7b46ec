"""A place's use by medium, and one medium by item, building, unit or meter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.dimensions import Dimension, Total, joined
from jieyue.energy.meters.models import Item, Medium, Meter
from jieyue.energy.overview.figures import ICONS, Figure, Worth, media_in_order, unit_of
from jieyue.energy.overview.places import Place, PlaceKind, buildings_of
from jieyue.energy.overview.span import Span
from jieyue.people.units import queries as units

CHILDREN = {
    PlaceKind.COMPLEX: (Dimension.BUILDING, Dimension.UNIT),
    PlaceKind.BUILDING: (Dimension.UNIT, Dimension.METER),
    PlaceKind.UNIT: (Dimension.METER,),
    PlaceKind.METER: (Dimension.METER,),
}


@dataclass(frozen=True)
class MediumFigure:
    """One medium of a place, for its tab and its tile."""

    medium: str
    label: str
    unit: str
    icon: str
    figure: Figure


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of a breakdown. key None: the remainder that no sub-meter tells apart."""

    key: int | str | None
    name: str
    url: str
    share: Decimal | None
    figure: Figure

    @property
    def is_remainder(self) -> bool:
        return self.key is None or self.key == Item.TOTAL

    @property
    def difference(self) -> Decimal | None:
        """Above the year before, in the medium's unit."""
        if self.figure.use is None or self.figure.year_ago is None:
            return None
        return self.figure.use - self.figure.year_ago

    @property
    def moved(self) -> Decimal:
        """The size of the difference."""
        return abs(self.difference or Decimal(0))


@dataclass(frozen=True)
class Breakdown:
    """The parts of one medium by one dimension; they sum to the place's total."""

    dimension: Dimension
    title: str
    parts: tuple[Part, ...]

    @property
    def movers(self) -> list[Part]:
        """The largest changes against last year of figures good enough to compare."""
        moved = [
            part
            for part in self.parts
            if part.difference and part.figure.is_plain and not part.is_remainder
        ]
        return sorted(moved, key=lambda part: part.moved, reverse=True)[:5]


@dataclass(frozen=True)
class Uses:
    """A place's use over a period and the year before, as finely divided as its page needs."""

    place: Place
    span: Span
    now: tuple[Total, ...]
    year_ago: tuple[Total, ...]
    week_ago: tuple[Total, ...]


Keyed = dict[tuple[int | str | None, ...], Total]


def uses_of(place: Place, span: Span) -> Uses:
    """Every medium by item and what lies below the place; last week's only for a short span."""
    by = (Dimension.MEDIUM, Dimension.ITEM, *CHILDREN[place.kind])
    week_ago = _totals(place, span.moved(-7), (Dimension.MEDIUM,)) if span.days <= 7 else []
    return Uses(
        place=place,
        span=span,
        now=tuple(_totals(place, span, by)),
        year_ago=tuple(_totals(place, span.year_ago, by)),
        week_ago=tuple(week_ago),
    )


def by_medium(uses: Uses, *, worth: Worth) -> dict[str, MediumFigure]:
    """Every medium of a place, with changes against last year and, of a short span, last week."""
    by = (Dimension.MEDIUM,)
    now, year_ago, week_ago = (
        _keyed(joined(rows, by), by) for rows in (uses.now, uses.year_ago, uses.week_ago)
    )
    found = {}
    for medium in media_in_order(str(key[0]) for key in now):
        key = (medium,)
        figure = worth.figure(
            medium, now[key], year_ago=year_ago.get(key), week_ago=week_ago.get(key)
        )
        found[medium] = MediumFigure(
            medium, str(Medium(medium).label), str(unit_of(medium)), ICONS[medium], figure
        )
    return found


def of_medium(uses: Uses, medium: str, *, worth: Worth) -> list[Breakdown]:
    """One medium by item and by what lies below the place."""
    dimensions = (Dimension.ITEM, *CHILDREN[uses.place.kind])
    return [breakdown(uses, medium, each, worth=worth) for each in dimensions]


def breakdown(uses: Uses, medium: str, dimension: Dimension, *, worth: Worth) -> Breakdown:
    """Largest part first, the remainder last."""
    by = (dimension,)
    now, then = (
        _keyed(joined((row for row in rows if row.key[Dimension.MEDIUM] == medium), by), by)
        for rows in (uses.now, uses.year_ago)
    )
    whole = sum((each.use for each in now.values()), Decimal(0))
    names = _names(uses.place, dimension, {key[0] for key in now}, uses.span)
    parts = []
    for key, total in now.items():
        figure = worth.figure(medium, total, year_ago=then.get(key))
        name, url = names.get(key[0], (_("unknown"), ""))
        share = figure.use / whole if figure.use is not None and whole > 0 else None
        parts.append(Part(key=key[0], name=name, url=url, share=share, figure=figure))
    parts.sort(key=lambda part: (part.is_remainder, -(part.figure.use or Decimal(0)), part.name))
    return Breakdown(dimension, _title(dimension), tuple(parts))


def _totals(place: Place, span: Span, by: Sequence[Dimension]) -> list[Total]:
    return consumption.totals(
        site_id=place.site_id,
        first=span.first,
        last=span.last,
        by=by,
        building_id=place.id if place.kind is PlaceKind.BUILDING else None,
        unit_id=place.id if place.kind is PlaceKind.UNIT else None,
        meter_ids=[place.id] if place.kind is PlaceKind.METER and place.id else None,
    )


def _keyed(rows: Sequence[Total], by: Sequence[Dimension]) -> Keyed:
    return {tuple(row.key[each] for each in by): row for row in rows}


def _title(dimension: Dimension) -> str:
    return {
        Dimension.ITEM: _("By item"),
        Dimension.BUILDING: _("By building"),
        Dimension.UNIT: _("By unit"),
        Dimension.FLOOR: _("By floor"),
        Dimension.METER: _("By meter, each less its sub-meters"),
        Dimension.MEDIUM: _("By medium"),
    }[dimension]


Names = Mapping[int | str | None, tuple[str, str]]


def _names(place: Place, dimension: Dimension, keys: set[int | str | None], span: Span) -> Names:
    """Name and address of each part. At most one query."""
    query = "?" + "&".join(f"{key}={value}" for key, value in span.query().items())
    if dimension is Dimension.ITEM:
        named: Names = {item.value: (str(item.label), "") for item in Item}
        return {**named, Item.TOTAL.value: (_("not told apart by sub-meters"), "")}
    if dimension is Dimension.BUILDING:
        found = buildings_of(site_id=place.site_id)
        rows: dict[int | str | None, tuple[str, str]] = {
            key: (name, reverse("energy:building_use", args=[code]) + query)
            for key, (code, name) in found.items()
        }
        return {**rows, None: (_("outside the buildings, or lost on the way"), "")}
    if dimension is Dimension.UNIT:
        units_named = units.names(site_id=place.site_id)
        rows = {
            key: (name, reverse("energy:unit_use", args=[key]) + query)
            for key, name in units_named.items()
        }
        return {**rows, None: (_("shared by units, or not measured apart"), "")}
    meters = Meter.objects.filter(site_id=place.site_id, id__in=[key for key in keys if key])
    return {
        meter_id: (f"{name} {number}", reverse("energy:meter_use", args=[number]) + query)
        for meter_id, name, number in meters.values_list("id", "name", "number")
    }
