"""Presence as people may see it: counts by unit, small ones as a band."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.entries import queries, rules
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, NotAllowed, Scope
from jieyue.people.units.models import Unit


@dataclass(frozen=True)
class UnitPresence:
    """People of one unit inside, in fives; None below the smallest shown. `usual` is about now."""

    unit_id: int
    unit: str
    inside: int | None
    strength: int
    usual: int | None


@dataclass(frozen=True)
class Presence:
    """Everybody inside at `at`; totals in tens. `others`: visitors and people of no unit.

    All figures are made so that small ones cannot be told from them.
    """

    at: datetime
    total: int
    usual_total: int | None
    others: int | None
    smallest_shown: int
    items: list[UnitPresence]


@dataclass(frozen=True)
class Curve:
    """Everybody inside at each quarter, in tens: today until now, and on the usual workday."""

    quarters: list[time]
    today: list[int | None]
    usual: list[int | None]


class _Unit(NamedTuple):
    """A unit by its short name, and how many people belong to it."""

    name: str
    strength: int


def presence(actor: Actor, *, at: datetime) -> Presence:
    """How many are inside, of the units the actor may see. Raises NotAllowed."""
    units = _units(actor, timezone.localdate(at))
    site_id, quarter = site_of(actor), _quarter(at)
    counts = queries.inside_now(site_id=site_id, at=at)
    usual = queries.usual_inside(site_id=site_id, day=timezone.localdate(at), quarters=[quarter])
    return _presence(site_id, units, counts, usual.get(quarter, {}), at)


def presence_and_curve(actor: Actor, *, at: datetime) -> tuple[Presence, Curve]:
    """The same with the day's curve. Raises NotAllowed."""
    site_id, day = site_of(actor), timezone.localdate(at)
    units = _units(actor, day)
    passed = {queries.local(day, quarter): quarter for quarter in queries.DAYTIME}
    moments = [moment for moment in passed if moment <= at]
    counts = queries.inside_at(site_id=site_id, day=day, moments=[*moments, at])
    usual = queries.usual_inside(site_id=site_id, day=day, quarters=queries.QUARTERS)
    today = {passed[moment]: _together(counts[moment], units) for moment in moments}
    normal = {quarter: _together(inside, units) for quarter, inside in usual.items()}
    curve = Curve(
        quarters=queries.DAYTIME,
        today=[_tens(today.get(quarter)) for quarter in queries.DAYTIME],
        usual=[_tens(normal.get(quarter)) for quarter in queries.DAYTIME],
    )
    return _presence(site_id, units, counts[at], usual.get(_quarter(at), {}), at), curve


def _presence(
    site_id: int,
    units: Mapping[int, _Unit],
    counts: Mapping[int | None, int],
    usual: Mapping[int, float],
    at: datetime,
) -> Presence:
    day = timezone.localdate(at)
    smallest = parameters.read(site_id=site_id, on=day).integer(limits.SMALLEST_BAND)
    inside = {unit_id: counts.get(unit_id, 0) for unit_id, unit in units.items() if unit.strength}
    often = {unit_id: round(usual.get(unit_id, 0)) for unit_id in inside}
    items = [
        UnitPresence(
            unit_id=unit_id,
            unit=units[unit_id].name,
            inside=rules.shown(count, smallest=smallest),
            strength=units[unit_id].strength,
            usual=rules.shown(often[unit_id], smallest=smallest),
        )
        for unit_id, count in inside.items()
    ]
    return Presence(
        at=at,
        total=_total(inside, [item.inside for item in items], smallest),
        usual_total=_total(often, [item.usual for item in items], smallest) if usual else None,
        others=rules.shown(counts.get(None, 0), smallest=smallest) if len(units) > 1 else 0,
        smallest_shown=smallest,
        items=items,
    )


def _total(counts: Mapping[int, int], figures: Sequence[int | None], smallest: int) -> int:
    """Everybody, in tens, from what may be told beside the figures of the units."""
    return rules.total_range(sum(counts.values()), figures, smallest=smallest).about


def _together(counts: Mapping[Any, float], units: Iterable[int]) -> float:
    return sum(counts.get(unit_id, 0) for unit_id in units)


def site_of(actor: Actor) -> int:
    """The actor's site. Raises NotAllowed for whoever is on none."""
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.PRESENCE_READ)
    return actor.site_id


def _units(actor: Actor, on: date) -> dict[int, _Unit]:
    """The units whose presence the actor may see. One query. Raises NotAllowed."""
    actor.require(AccessPermission.PRESENCE_READ, unit_id=actor.unit_id)
    units = Unit.objects.filter(site_id=site_of(actor), is_active=True)
    if actor.scope_of(AccessPermission.PRESENCE_READ) is not Scope.COMPLEX:
        units = units.filter(id=actor.unit_id or 0)
    here = Q(persons__left_on=None) | Q(persons__left_on__gt=on)
    rows = units.annotate(strength=Count("persons", filter=here))
    return {row.id: _Unit(row.short_name, row.strength) for row in rows}


def _quarter(at: datetime) -> time:
    """The quarter of an hour that `at` lies in, by its start."""
    clock = timezone.localtime(at)
    return time(clock.hour, clock.minute // 15 * 15)


def _tens(count: float | None) -> int | None:
    return None if count is None else round(count / 10) * 10
