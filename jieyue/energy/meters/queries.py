"""What the topics above need of meters, as plain values; they have asked for the right."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from jieyue.energy.meters.models import Instrument, Meter, MeterKind, Placement
from jieyue.energy.meters.rules import Segment, formulas, modulus_milli
from jieyue.energy.scale import micro, milli


@dataclass(frozen=True)
class MeterFacts:
    """A meter as arithmetic needs it. capacity: in millionths of the medium's unit per hour."""

    id: int
    number: str
    name: str
    medium: str
    kind: str
    interval_s: int | None
    capacity_micro_per_hour: int | None
    formula: str
    status: str
    level: str


@dataclass(frozen=True)
class Placed:
    """A meter's place on [since_on, until_on); until_on None: to this day."""

    meter_id: int
    parent_id: int | None
    item: str
    building_id: int | None
    floor_id: int | None
    room_id: int | None
    unit_id: int | None
    since_on: date
    until_on: date | None


def known(*, site_id: int, meter_ids: Collection[int] | None = None) -> dict[int, MeterFacts]:
    """The site's meters by id, in the order of their numbers."""
    rows = Meter.objects.filter(site_id=site_id)
    if meter_ids is not None:
        rows = rows.filter(id__in=meter_ids)
    fields = (
        "id", "number", "name", "medium", "kind", "interval_s", "formula", "status", "level",
        "capacity_per_hour",
    )  # fmt: skip
    return {row["id"]: _facts(row) for row in rows.order_by("number").values(*fields)}


def media(*, site_id: int, medium: str | None = None) -> dict[int, str]:
    """The medium of each meter that measures itself; virtual ones are left out."""
    rows = Meter.objects.filter(site_id=site_id).exclude(kind=MeterKind.VIRTUAL)
    if medium is not None:
        rows = rows.filter(medium=medium)
    return dict(rows.order_by().values_list("id", "medium"))


def _facts(row: dict[str, Any]) -> MeterFacts:
    capacity = row.pop("capacity_per_hour")
    return MeterFacts(**row, capacity_micro_per_hour=None if capacity is None else micro(capacity))


def segments_of(meter_ids: Collection[int]) -> dict[int, list[Segment]]:
    """The instruments of each meter by time; a meter without one has an empty list."""
    found: dict[int, list[Segment]] = {meter_id: [] for meter_id in meter_ids}
    rows = Instrument.objects.filter(meter_id__in=meter_ids).order_by("installed_at")
    fields = (
        "meter_id", "installed_at", "removed_at", "multiplier", "digits", "initial_register",
        "final_register", "final_method",
    )  # fmt: skip
    for row in rows.values(*fields):
        found[row["meter_id"]].append(_segment(row))
    return found


def _segment(row: dict[str, Any]) -> Segment:
    removed, initial, final = row["removed_at"], row["initial_register"], row["final_register"]
    return Segment(
        from_s=int(row["installed_at"].timestamp()),
        until_s=None if removed is None else int(removed.timestamp()),
        multiplier_milli=milli(row["multiplier"]),
        modulus_milli=modulus_milli(row["digits"]),
        initial_milli=None if initial is None else milli(initial),
        final_milli=None if final is None else milli(final),
        final_method=row["final_method"],
    )


def placed(*, site_id: int, first: date, last: date, medium: str | None = None) -> list[Placed]:
    """Every placement in force on a day of [first, last], by meter and time."""
    rows = _overlapping(Placement.objects.filter(site_id=site_id), first, last)
    if medium is not None:
        rows = rows.filter(meter__medium=medium)
    fields = (
        "meter_id", "parent_id", "item", "building_id", "floor_id", "room_id", "unit_id",
        "since_on", "until_on",
    )  # fmt: skip
    return [Placed(*row) for row in rows.order_by("meter_id", "since_on").values_list(*fields)]


def served(*, site_id: int, first: date, last: date) -> dict[int, list[int]]:
    """Units that shared meters serve on a day of [first, last]: meter to unit ids, sorted."""
    rows = Placement.objects.filter(site_id=site_id, served__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    pairs = _overlapping(rows, first, last).values_list("meter_id", "served__unit_id")
    for meter_id, unit_id in pairs:
        found[meter_id].add(unit_id)
    return {meter_id: sorted(units) for meter_id, units in found.items()}


def _overlapping(rows: QuerySet[Any], first: date, last: date) -> QuerySet[Any]:
    ends_later = Q(until_on=None) | Q(until_on__gt=first)
    return rows.filter(ends_later, since_on__lte=last)


def formula_terms(meter: Meter) -> list[tuple[Decimal, int]]:
    """What a virtual meter adds up: coefficient and meter id; of any other meter nothing.

    A meter named may be virtual itself. Raises formulas.BadFormula, Meter.DoesNotExist.
    """
    if not meter.formula:
        return []
    terms = formulas.read(meter.formula)
    numbers = [term.number for term in terms]
    rows = Meter.objects.filter(site_id=meter.site_id, number__in=numbers)
    ids = dict(rows.values_list("number", "id"))
    if len(ids) < len(numbers):
        raise Meter.DoesNotExist
    return [(term.coefficient, ids[term.number]) for term in terms]
