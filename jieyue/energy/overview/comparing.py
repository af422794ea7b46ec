"""Two or more places side by side: same medium, same days, and what lies between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.dimensions import Dimension, Total
from jieyue.energy.denominators import queries as denominators
from jieyue.energy.denominators.queries import Denominators
from jieyue.energy.factors.rules import CALORIFIC
from jieyue.energy.meters.models import Medium, Meter
from jieyue.energy.overview import places, rules
from jieyue.energy.overview.figures import Figure, Worth
from jieyue.energy.overview.load import Load, read
from jieyue.energy.overview.places import Place, PlaceKind
from jieyue.energy.overview.span import Span
from jieyue.estate.buildings.models import Building
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit

MOST_PLACES = 6


@dataclass(frozen=True, kw_only=True)
class Side:
    """One place. difference, difference_pct: against the first; None where either is unknown."""

    key: str
    place: Place
    figure: Figure
    per_person: Decimal | None
    per_m2: Decimal | None
    difference: Decimal | None
    difference_pct: Decimal | None
    load: Load | None


def chosen(actor: Actor, keys: Sequence[str]) -> list[tuple[str, Place]]:
    """The places that may be seen, each once, in order; others are left away."""
    found: dict[str, Place] = {}
    for key in keys[: MOST_PLACES * 2]:
        try:
            found[key] = places.chosen(actor, key, on=timezone.localdate())
        except Http404:
            continue
    return list(found.items())[:MOST_PLACES]


def choices(actor: Actor, medium: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What there is to choose from, by kind. At most three queries."""
    site_id = actor.site_id
    units = Unit.objects.filter(site_id=site_id, is_active=True).order_by("code")
    meters = Meter.objects.filter(site_id=site_id, medium=medium).order_by("number")
    if not places.sees_all(actor):
        mine = units.filter(id=actor.unit_id)
        hung = meters.filter(placements__unit_id=actor.unit_id, placements__until_on=None)
        return [(_("Units"), _units(mine)), (_("Meters"), _meters(hung))]
    buildings = Building.objects.filter(site_id=site_id).values_list("code", "name")
    named = [(f"building:{code}", name) for code, name in buildings]
    return [
        (_("Buildings"), [("complex", _("The complex")), *named]),
        (_("Units"), _units(units)),
        (_("Meters"), _meters(meters)),
    ]


def _units(rows: QuerySet[Unit]) -> list[tuple[str, str]]:
    found = rows.values_list("id", "short_name")
    return [(f"unit:{unit_id}", name) for unit_id, name in found]


def _meters(rows: QuerySet[Meter]) -> list[tuple[str, str]]:
    found = rows.values_list("number", "name")
    return [(f"meter:{number}", f"{number} {name}") for number, name in found]


def side_by_side(
    keyed: Sequence[tuple[str, Place]],
    medium: str,
    span: Span,
    *,
    worth: Worth,
    with_load: bool,
) -> list[Side]:
    """One side for each place; the first is what the others are held against."""
    found: list[Side] = []
    divisors = _divisors(keyed, span)
    for key, place in keyed:
        own = place.medium or medium
        figure = worth.figure(
            own, total_of(place, own, span), year_ago=total_of(place, own, span.year_ago)
        )
        first = found[0].figure if found else figure
        both = figure.use is not None and first.use is not None and found and own == medium
        divisor = divisors.get(place.id) if place.kind is not PlaceKind.METER else None
        persons = divisor.energy_persons if divisor else None
        area = divisor.area_m2(CALORIFIC) if divisor else None
        use = figure.use
        found.append(
            Side(
                key=key,
                place=place,
                figure=figure,
                per_person=use / persons if use is not None and persons else None,
                per_m2=use / area if use is not None and area else None,
                difference=use - first.use if both and use is not None and first.use else None,
                difference_pct=rules.change_pct(use, first.use) if both else None,
                load=read(place, own, first=span.first, last=span.last) if with_load else None,
            )
        )
    return found


def total_of(place: Place, medium: str, span: Span) -> Total | None:
    """One medium of a place; a meter's is what it measured, with all below it."""
    rows = consumption.totals(
        site_id=place.site_id,
        first=span.first,
        last=span.last,
        by=(Dimension.MEDIUM,),
        medium=medium,
        building_id=place.id if place.kind is PlaceKind.BUILDING else None,
        unit_id=place.id if place.kind is PlaceKind.UNIT else None,
        meter_ids=[place.id] if place.kind is PlaceKind.METER and place.id else None,
    )
    return rows[0] if rows else None


def _divisors(keyed: Sequence[tuple[str, Place]], span: Span) -> dict[int | None, Denominators]:
    """Persons and areas of the complex and of units; a building's and a meter's are not kept."""
    ids = [place.id for _key, place in keyed if place.kind in (PlaceKind.UNIT, PlaceKind.COMPLEX)]
    if not ids:
        return {}
    return denominators.for_units(
        site_id=keyed[0][1].site_id, unit_ids=ids, first=span.first, last=span.last
    )


def is_medium(text: str) -> bool:
    return text in Medium.values
