"""Who and what is inside now, person by person, for an emergency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from jieyue.access.credentials.models import Credential
from jieyue.access.gates.models import AssemblyPoint, Zone
from jieyue.access.muster import outsiders, rules
from jieyue.access.muster.models import Sort, UnitAssembly
from jieyue.access.muster.outsiders import Outsider, Outsiders
from jieyue.access.muster.parameters import LIKELY_INSIDE
from jieyue.access.parking import queries as parking
from jieyue.access.presence import days
from jieyue.access.presence.days import Looked
from jieyue.access.presence.rules import counting
from jieyue.access.presence.rules.whereabouts import Journey
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

SHOWN_OF_NUMBER = 4  # characters of an unknown card


@dataclass(frozen=True)
class Line:
    """One person or vehicle. likelihood: of being inside, 1 where somebody saw them arrive.

    seen_at: the last passage. point "" means nobody set one for the zone.
    """

    key: str
    sort: str
    label: str
    unit: str
    zone: str
    point_id: int | None
    point: str
    seen_at: datetime | None
    likelihood: float


@dataclass(frozen=True)
class _Places:
    """Zones, assembly points and units by id."""

    zones: Mapping[int, str]
    zone_points: Mapping[int, int | None]
    parents: Mapping[int, int | None]
    points: Mapping[int, str]
    unit_points: Mapping[int, int]
    units: Mapping[int, str]

    def line(
        self,
        key: str,
        sort: str,
        label: str,
        *,
        unit_id: int | None,
        unit: str,
        zone_id: int | None,
        seen_at: datetime | None,
        likelihood: float,
    ) -> Line:
        point_id = rules.point_of(
            zone_id,
            unit_point=self.unit_points.get(unit_id) if unit_id else None,
            zone_points=self.zone_points,
            parents=self.parents,
        )
        return Line(
            key=key,
            sort=sort,
            label=label,
            unit=unit,
            zone=self.zones.get(zone_id or 0, ""),
            point_id=point_id,
            point=self.points.get(point_id or 0, ""),
            seen_at=seen_at,
            likelihood=round(likelihood, 2),
        )


def who_is_inside(*, site_id: int, at: datetime) -> list[Line]:
    """Everybody and every car, by assembly point, unit and name. A fixed number of queries."""
    looked = days.look(site_id=site_id, at=at)
    places = _places(site_id)
    known = outsiders.look(looked, at=at)
    people = list(_people(looked, places, known))
    seen = {line.key for line in people}
    guests = [line for line in _guests(places, known) if line.key not in seen]
    cars = _cars(site_id, places, at)
    every = [*people, *guests, *cars]
    return sorted(every, key=lambda line: (line.point, line.sort, line.unit, line.label, line.key))


def keys_inside(*, site_id: int, at: datetime) -> set[str]:
    """The keys of `who_is_inside` alone: whoever is not among them has left."""
    looked = days.look(site_id=site_id, at=at)
    known = outsiders.look(looked, at=at)
    likely = _likely(looked, known, _seen(looked))
    return {*likely, *known.inside, *parking.keys_inside(site_id=site_id)}


def _people(looked: Looked, places: _Places, known: Outsiders) -> Iterable[Line]:
    """By their passages today."""
    seen = _seen(looked)
    likely = _likely(looked, known, seen)
    names = _names(looked.site_id, likely)
    for who, (zone_id, likelihood) in likely.items():
        sort, label, unit_id, unit = names.get(who) or (Sort.VISITOR, _stranger(who), None, "")
        guest = known.inside.get(who)
        if guest is not None:
            sort, label = guest.sort, guest.name
            unit_id, unit = guest.unit_id, _host(guest, places)
        yield places.line(
            who,
            sort,
            label,
            unit_id=unit_id,
            unit=unit or places.units.get(unit_id or 0, ""),
            zone_id=zone_id,
            seen_at=seen.get(who),
            likelihood=1.0 if guest is not None else likelihood,
        )


def _likely(
    looked: Looked, known: Outsiders, seen: Mapping[str, datetime]
) -> dict[str, tuple[int | None, float]]:
    """Zone and likelihood of who is likely enough inside; whom a desk saw leave since is not."""
    least = float(looked.values.decimal(LIKELY_INSIDE))
    inside = {journey.who: found for journey in looked.journeys if (found := _now(journey, looked))}
    return {
        who: found
        for who, found in inside.items()
        if found[1] >= least and not known.has_left(who, seen_at=seen.get(who))
    }


def _now(journey: Journey, looked: Looked) -> tuple[int | None, float] | None:
    """Where somebody most likely is now, and how likely inside at all."""
    now = looked.until_s
    stretch = journey.stretches[-1] if journey.stretches else None
    if stretch is None or not stretch.since_s <= now <= stretch.until_s:
        return None
    curves = looked.habits.of(journey.unit_id)
    found = counting.places(stretch, now, now, curves, looked.habits)
    if not found:
        return None
    place = max(found, key=lambda one: one[1])[0]
    return place or None, sum(likely for _place, likely in found)


def _seen(looked: Looked) -> dict[str, datetime]:
    last: dict[str, int] = {}
    for passage in looked.passages:
        last[passage.who] = max(last.get(passage.who, passage.at_s), passage.at_s)
    return {who: looked.span.moment(at_s) for who, at_s in last.items()}


def _names(site_id: int, keys: Iterable[str]) -> dict[str, tuple[str, str, int | None, str]]:
    """Sort, name, unit id and unit of each holder that is known."""
    wanted = set(keys)
    numbers = [int(key[7:]) for key in wanted if key.startswith("person:")]
    persons = Person.objects.filter(site_id=site_id, id__in=numbers)
    found: dict[str, tuple[str, str, int | None, str]] = {
        f"person:{number}": (str(Sort.STAFF), name, unit_id, unit)
        for number, name, unit_id, unit in persons.values_list(
            "id", "name", "unit_id", "unit__short_name"
        )
    }
    others = [key for key in wanted if not key.startswith("person:")]
    bearers = Credential.objects.filter(site_id=site_id, holder_key__in=others)
    latest = (
        bearers.order_by("holder_key")
        .values_list("holder_key", "holder")
        .annotate(Max("label"), Max("unit_id"))
    )
    for key, holder, label, unit_id in latest:
        sort = Sort.CONTRACTOR if holder == "contractor" else Sort.VISITOR
        found[key] = (str(sort), label, unit_id, "")
    return found


def _stranger(who: str) -> str:
    """Somebody whom no credential names: only the end of what was read."""
    return _("unknown, number ends in %(end)s") % {"end": who[-SHOWN_OF_NUMBER:]}


def _guests(places: _Places, known: Outsiders) -> Iterable[Line]:
    """Whom a desk let in without a gate."""
    for guest in known.inside.values():
        yield places.line(
            guest.key,
            guest.sort,
            guest.name,
            unit_id=guest.unit_id,
            unit=_host(guest, places),
            zone_id=None,
            seen_at=guest.since,
            likelihood=1.0,
        )


def _host(guest: Outsider, places: _Places) -> str:
    unit = places.units.get(guest.unit_id or 0, "")
    parts = [part for part in (guest.comes_from, unit, guest.host) if part]
    return " · ".join(parts)[:80]


def _cars(site_id: int, places: _Places, at: datetime) -> list[Line]:
    return [
        places.line(
            car.holder_key,
            Sort.VEHICLE,
            f"{car.plate} {car.label}".strip()[:80],
            unit_id=None,
            unit=car.unit,
            zone_id=car.zone_id,
            seen_at=car.since,
            likelihood=1.0,
        )
        for car in parking.who_is_where(site_id=site_id, at=at)
    ]


def _places(site_id: int) -> _Places:
    zones = Zone.objects.filter(site_id=site_id)
    rows = list(zones.values_list("id", "name", "assembly_point_id", "parent_id"))
    units = Unit.objects.filter(site_id=site_id)
    points = AssemblyPoint.objects.filter(site_id=site_id)
    own = UnitAssembly.objects.filter(site_id=site_id)
    return _Places(
        zones={zone: name for zone, name, _point, _parent in rows},
        zone_points={zone: point for zone, _name, point, _parent in rows},
        parents={zone: parent for zone, _name, _point, parent in rows},
        points=dict(points.values_list("id", "name")),
        unit_points=dict(own.values_list("unit_id", "point_id")),
        units=dict(units.values_list("id", "short_name")),
    )
