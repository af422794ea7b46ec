"""What a page is about: the complex, a building, a unit or a meter, and who may look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.energy.meters.models import Meter, Placement
from jieyue.energy.overview.span import Span
from jieyue.energy.permissions import EnergyPermission
from jieyue.estate.buildings.models import Building
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit

READ = EnergyPermission.CONSUMPTION_READ


class PlaceKind(StrEnum):
    COMPLEX = "complex"
    BUILDING = "building"
    UNIT = "unit"
    METER = "meter"


@dataclass(frozen=True)
class Crumb:
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """id: of the building, unit or meter. medium: a meter's. trail: the places above it."""

    kind: PlaceKind
    site_id: int
    id: int | None = None
    name: str
    url: str
    medium: str = ""
    number: str = ""
    trail: tuple[Crumb, ...] = ()

    def limits(self) -> dict[str, int]:
        """What narrows a total to this place; a meter is no sum and has none."""
        if self.id is None:
            return {}
        return {f"{self.kind}_id": self.id}

    def at(self, span: Span, **more: str) -> str:
        """Its address with a period."""
        return f"{self.url}?{urlencode({**span.query(), **more})}"


def sees_all(actor: Actor) -> bool:
    return actor.may(READ)


def require_reading(actor: Actor) -> None:
    """Raises NotAllowed for whoever may read no consumption at all."""
    if actor.scope_of(READ) not in (Scope.UNIT, Scope.COMPLEX):
        actor.require(READ)


def complex_of(actor: Actor) -> Place:
    """Raises NotAllowed, also for whoever reads one unit only."""
    actor.require(READ)
    return _complex(actor.site_id or 0)


def building(actor: Actor, code: str) -> Place:
    """Raises NotAllowed, Http404."""
    _require_all(actor)
    found = Building.objects.filter(site_id=actor.site_id, code=code).first()
    if found is None:
        raise Http404
    return building_place(actor, found.id, found.code, found.name)


def building_place(actor: Actor, building_id: int, code: str, name: str) -> Place:
    return Place(
        kind=PlaceKind.BUILDING,
        site_id=actor.site_id or 0,
        id=building_id,
        name=name,
        url=reverse("energy:building_use", args=[code]),
        trail=_above(actor),
    )


def unit(actor: Actor, unit_id: int) -> Place:
    """A unit the actor may read of. Raises NotAllowed, Http404."""
    require_reading(actor)
    found = Unit.objects.filter(site_id=actor.site_id, id=unit_id).first()
    if found is None or not actor.may(READ, unit_id=unit_id):
        raise Http404
    return Place(
        kind=PlaceKind.UNIT,
        site_id=actor.site_id or 0,
        id=found.id,
        name=found.name,
        url=reverse("energy:unit_use", args=[found.id]),
        trail=_above(actor),
    )


def meter(actor: Actor, number: str, *, on: date) -> Place:
    """A meter, below the unit or building it stands in on a day. Raises NotAllowed, Http404."""
    require_reading(actor)
    found = Meter.objects.filter(site_id=actor.site_id, number=number).first()
    if found is None:
        raise Http404
    placement = (
        Placement.objects.filter(meter=found, since_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gt=on))
        .select_related("building", "unit")
        .first()
    )
    if not sees_all(actor) and not (placement and actor.may(READ, unit_id=placement.unit_id or -1)):
        raise Http404
    trail = list(_above(actor))
    if placement and placement.building and sees_all(actor):
        address = reverse("energy:building_use", args=[placement.building.code])
        trail.append(Crumb(placement.building.name, address))
    if placement and placement.unit:
        address = reverse("energy:unit_use", args=[placement.unit_id])
        trail.append(Crumb(placement.unit.short_name, address))
    return Place(
        kind=PlaceKind.METER,
        site_id=actor.site_id or 0,
        id=found.id,
        name=found.name,
        url=reverse("energy:meter_use", args=[found.number]),
        medium=found.medium,
        number=found.number,
        trail=tuple(trail),
    )


def chosen(actor: Actor, text: str, *, on: date) -> Place:
    """The place that `complex`, `building:A`, `unit:3` or `meter:E-01` names. As the others."""
    kind, _colon, key = text.partition(":")
    if kind == PlaceKind.BUILDING:
        return building(actor, key)
    if kind == PlaceKind.UNIT and key.isdecimal():
        return unit(actor, int(key))
    if kind == PlaceKind.METER:
        return meter(actor, key, on=on)
    if kind == PlaceKind.COMPLEX:
        _require_all(actor)
        return complex_of(actor)
    raise Http404


def buildings_of(*, site_id: int) -> Mapping[int, tuple[str, str]]:
    """Code and name by id."""
    rows = Building.objects.filter(site_id=site_id).values_list("id", "code", "name")
    return {building_id: (code, name) for building_id, code, name in rows}


def _require_all(actor: Actor) -> None:
    """What lies outside one's unit does not exist for whoever reads one unit only."""
    require_reading(actor)
    if not sees_all(actor):
        raise Http404


def _above(actor: Actor) -> tuple[Crumb, ...]:
    return (Crumb(_("The complex"), reverse("energy:overview")),) if sees_all(actor) else ()


def _complex(site_id: int) -> Place:
    name = Site.objects.values_list("name", flat=True).get(id=site_id)
    return Place(kind=PlaceKind.COMPLEX, site_id=site_id, name=name, url=reverse("energy:overview"))
