"""Whose statistics a page shows: one's own unit, or any for who may see the whole complex."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import duties
from jieyue.energy.statistics.spans import Span, latest_ended, parse
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit


@dataclass(frozen=True)
class Place:
    """A unit, or the complex (unit_id None). choices: (address value, name)."""

    unit_id: int | None
    name: str
    choices: tuple[tuple[str, str], ...]

    @property
    def value(self) -> str:
        return "" if self.unit_id is None else str(self.unit_id)


def place_of(request: HttpRequest, actor: Actor, *, today: date) -> Place:
    """By `?unit=`; raises Http404 for what the actor may not see."""
    site_id = site_of(actor)
    if actor.scope_of(EnergyPermission.STATISTICS_READ) is not Scope.COMPLEX:
        unit = Unit.objects.filter(site_id=site_id, id=actor.unit_id).first()
        if unit is None or request.GET.get("unit", str(unit.id)) not in ("", str(unit.id)):
            raise Http404
        return Place(unit.id, unit.name, ())
    units = duties.reporters(site_id=site_id, on=today)
    whole = Site.objects.get(id=site_id).name
    choices = (("", whole), *((str(unit.unit_id), unit.name) for unit in units))
    asked = request.GET.get("unit", "")
    name = dict(choices).get(asked)
    if name is None:
        raise Http404
    return Place(int(asked) if asked else None, name, choices)


def span_of(request: HttpRequest, *, today: date) -> Span:
    """By `?period=2026Q1`; the quarter that ended last without. Raises Http404."""
    asked = request.GET.get("period", "")
    if not asked:
        return latest_ended(today)
    try:
        return parse(asked)
    except ValueError as error:
        raise Http404 from error


def year_of(request: HttpRequest, *, default: int) -> int:
    """By `?year=`. Raises Http404."""
    asked = request.GET.get("year", str(default))
    if not asked.isascii() or not asked.isdigit() or not 2000 <= int(asked) <= 2100:
        raise Http404
    return int(asked)


def site_of(actor: Actor) -> int:
    """The site of a person; who belongs to none has no statistics."""
    if actor.site_id is None:
        raise Http404
    return actor.site_id
