"""Presence as people may see it: counts by unit, small ones as a band."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.entries import queries, rules
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, NotAllowed, Scope
from jieyue.people.units.models import Unit


@dataclass(frozen=True)
class UnitPresence:
    """People of one unit inside; None below the smallest number shown. `usual` is about now."""

    unit_id: int
    unit: str
    inside: int | None
    strength: int
    usual: int | None


@dataclass(frozen=True)
class Presence:
    """Everybody inside at `at`. `total` is rounded to tens while a unit is not shown."""

    at: datetime
    total: int
    usual_total: int | None
    others: int
    smallest_shown: int
    items: list[UnitPresence]


@dataclass(frozen=True)
class Morning:
    """Everybody inside at each quarter: today until now, and on the usual workday."""

    quarters: list[time]
    today: list[int | None]
    usual: list[int | None]


def presence(actor: Actor, *, at: datetime) -> Presence:
    """How many are inside, of the units the actor may see. Raises NotAllowed."""
    units = _units(actor)
    site_id, day = site_of(actor), timezone.localdate(at)
    smallest = parameters.read(site_id=site_id, on=day).integer(limits.SMALLEST_BAND)
    counts = queries.inside_now(site_id=site_id, at=at)
    strengths = queries.strengths(site_id=site_id, on=day)
    usual = queries.usual_inside(site_id=site_id, day=day, quarter=_quarter(at))
    inside = {unit_id: counts.get(unit_id, 0) for unit_id in units if strengths.get(unit_id)}
    items = [
        UnitPresence(
            unit_id=unit_id,
            unit=units[unit_id],
            inside=rules.shown(count, smallest=smallest),
            strength=strengths[unit_id],
            usual=rules.shown(round(usual.get(unit_id, 0)), smallest=smallest),
        )
        for unit_id, count in inside.items()
    ]
    return Presence(
        at=at,
        total=rules.shown_total(inside, smallest=smallest),
        usual_total=_tens(sum(usual.get(unit, 0) for unit in inside)) if usual else None,
        others=counts.get(None, 0) if len(units) > 1 else 0,
        smallest_shown=smallest,
        items=items,
    )


def morning(actor: Actor, *, at: datetime) -> Morning:
    """The day's curve of everybody inside, rounded to tens, beside the usual workday's."""
    units = list(_units(actor))
    site_id, day = site_of(actor), timezone.localdate(at)
    passed = [quarter for quarter in queries.QUARTERS if queries.local(day, quarter) <= at]
    today = queries.inside_by(site_id=site_id, day=day, cutoffs=passed)
    totals = {q: sum(counts.get(unit, 0) for unit in units) for q, counts in today.items()}
    usual = queries.usual_totals(site_id=site_id, day=day, unit_ids=units)
    return Morning(
        quarters=queries.QUARTERS,
        today=[_tens(totals.get(quarter)) for quarter in queries.QUARTERS],
        usual=[_tens(usual.get(quarter)) for quarter in queries.QUARTERS],
    )


def site_of(actor: Actor) -> int:
    """The actor's site. Raises NotAllowed for whoever is on none."""
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.PRESENCE_READ)
    return actor.site_id


def _units(actor: Actor) -> dict[int, str]:
    """Names of the units whose presence the actor may see. Raises NotAllowed."""
    actor.require(AccessPermission.PRESENCE_READ, unit_id=actor.unit_id)
    units = Unit.objects.filter(site_id=site_of(actor), is_active=True)
    if actor.scope_of(AccessPermission.PRESENCE_READ) is not Scope.COMPLEX:
        units = units.filter(id=actor.unit_id or 0)
    return dict(units.values_list("id", "short_name"))


def _quarter(at: datetime) -> time:
    """The quarter of an hour that `at` lies in, by its start."""
    clock = timezone.localtime(at)
    return time(clock.hour, clock.minute // 15 * 15)


def _tens(count: float | None) -> int | None:
    return None if count is None else round(count / 10) * 10
