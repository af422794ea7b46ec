"""What the checks need of meters: instruments, place, and what is usual for them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Q, Sum

from jieyue.energy.consumption.models import MeterDay
from jieyue.energy.meters.models import Instrument, Meter, Placement
from jieyue.energy.scale import micro, milli
from jieyue.kit.actor import Actor, Scope

USUAL_DAYS = 35
HOUR_S = 3600


@dataclass(frozen=True)
class Hung:
    """An instrument at a meter, [from_s, until_s]."""

    from_s: int
    until_s: int | None
    multiplier_milli: int
    digits: int
    decimals: int


@dataclass(frozen=True)
class Known:
    """A meter as the checks see it; instruments by time."""

    id: int
    number: str
    medium: str
    kind: str
    status: str
    interval_s: int | None
    capacity_micro_per_hour: int | None
    hung: list[Hung] = field(default_factory=list)


def known(meter_ids: Collection[int], *, site_id: int) -> dict[int, Known]:
    """The meters of the site among these."""
    fields = ("id", "number", "medium", "kind", "status", "interval_s", "capacity_per_hour")
    rows = Meter.objects.filter(site_id=site_id, id__in=meter_ids).values_list(*fields)
    found = {
        row[0]: Known(*row[:6], capacity_micro_per_hour=None if row[6] is None else micro(row[6]))
        for row in rows
    }
    hung = Instrument.objects.filter(meter_id__in=found).order_by("installed_at")
    names = ("meter_id", "installed_at", "removed_at", "multiplier", "digits", "decimals")
    for meter_id, since, until, multiplier, digits, decimals in hung.values_list(*names):
        found[meter_id].hung.append(
            Hung(
                int(since.timestamp()),
                None if until is None else int(until.timestamp()),
                milli(multiplier),
                digits,
                decimals,
            )
        )
    return found


def within_reach(meter_ids: Collection[int], *, permission: str, actor: Actor) -> set[int]:
    """Of these meters those the actor's right reaches: all, or those that serve his unit."""
    if actor.scope_of(permission) is Scope.COMPLEX:
        return set(meter_ids)
    rows = Placement.objects.filter(site_id=actor.site_id, meter_id__in=meter_ids, until_on=None)
    mine = Q(unit_id=actor.unit_id) | Q(served__unit_id=actor.unit_id)
    return set(rows.filter(mine).values_list("meter_id", flat=True))


def usual_per_hour(meter_ids: Collection[int], *, before: date) -> dict[int, float]:
    """Mean use in millionths an hour over the five weeks before a day; only where any is known."""
    rows = MeterDay.objects.filter(
        meter_id__in=meter_ids, day__lt=before, day__gte=before - timedelta(days=USUAL_DAYS)
    )
    return _per_hour(rows)


def neighbours_per_hour(
    meter_ids: Collection[int], *, site_id: int, before: date, own: dict[int, float]
) -> dict[int, float]:
    """The median use of meters of the same medium and item, by meter; `own` are of this batch.

    Fewer than three neighbours tell nothing.
    """
    kinds = _kinds(site_id)
    media = {kinds[meter_id][0] for meter_id in meter_ids if meter_id in kinds}
    like = [meter_id for meter_id, kind in kinds.items() if kind[0] in media]
    rows = MeterDay.objects.filter(
        site_id=site_id, meter_id__in=like, day__lt=before, day__gte=before - timedelta(days=7)
    )
    per_hour = own | _per_hour(rows)
    by_kind: dict[Any, dict[int, float]] = defaultdict(dict)
    for meter_id, use in per_hour.items():
        if use > 0 and meter_id in kinds:
            by_kind[kinds[meter_id]][meter_id] = use
    found = {}
    for meter_id in meter_ids:
        others = [use for other, use in by_kind[kinds.get(meter_id)].items() if other != meter_id]
        if len(others) >= 3:
            found[meter_id] = median(others)
    return found


def _kinds(site_id: int) -> dict[int, tuple[str, str]]:
    rows = Placement.objects.filter(site_id=site_id, until_on=None)
    return {
        meter_id: (medium, item)
        for meter_id, medium, item in rows.values_list("meter_id", "meter__medium", "item")
    }


def _per_hour(rows: Any) -> dict[int, float]:
    sums = rows.values("meter_id").annotate(use=Sum("use_micro"), seconds=Sum("covered_s"))
    return {
        row["meter_id"]: row["use"] * HOUR_S / row["seconds"]
        for row in sums.order_by()
        if row["seconds"]
    }
