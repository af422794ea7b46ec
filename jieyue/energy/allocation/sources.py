"""What an allocation rests on: the meters' remainders and the units' weights of a month."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from jieyue.energy.allocation.models import AllocationBasis, BasisKind
from jieyue.energy.allocation.rules.dividing import Remainder, Weights
from jieyue.energy.allocation.rules.method import Basis, Within
from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption.queries import Dimension, Total, totals
from jieyue.energy.meters import queries as meters
from jieyue.energy.scale import micro
from jieyue.estate.occupancy.models import Occupancy
from jieyue.people.units import queries as units
from jieyue.people.units.models import Unit
from jieyue.people.units.rules import energy_persons

PLACE = (
    Dimension.METER, Dimension.UNIT, Dimension.ITEM, Dimension.BUILDING, Dimension.FLOOR,
)  # fmt: skip
ByUnit = dict[int, Decimal]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A month of one medium: the remainders sum to the roots. coverage: 0 to 1, of the roots."""

    remainders: tuple[Remainder, ...]
    coverage: Decimal


def month_end(month: date) -> date:
    """The last day of the month that `month` is the first of."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def measured(*, site_id: int, medium: str, month: date) -> Measured:
    """Every meter's remainder in the places it had, by number."""
    span = {"site_id": site_id, "first": month, "last": month_end(month), "medium": medium}
    found = totals(**span, by=PLACE)  # type: ignore[arg-type]
    whole = totals(**span)  # type: ignore[arg-type]
    known = meters.known(site_id=site_id)
    served = meters.served(site_id=site_id, first=month, last=month_end(month))
    rows = [
        remainder(each, medium=medium, number=known[int(str(each[Dimension.METER]))].number,
                  served=served)
        for each in found
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.number, row.unit_id or 0, row.item, row.floor_id or 0))
    return Measured(remainders=tuple(rows), coverage=whole[0].coverage if whole else Decimal(0))


def remainder(
    row: Total, *, medium: str, number: str, served: Mapping[int, Sequence[int]]
) -> Remainder:
    """One row of totals by `PLACE`. served: the units of shared meters."""
    meter_id, unit_id, item, building_id, floor_id = (row[name] for name in PLACE)
    assert isinstance(meter_id, int)
    return Remainder(
        meter_id=meter_id,
        number=number,
        medium=medium,
        item=str(item),
        building_id=_id(building_id),
        floor_id=_id(floor_id),
        unit_id=_id(unit_id),
        served=frozenset(served.get(meter_id, ())),
        use_micro=micro(row.use),
        estimated_micro=micro(row.estimated),
    )


def billed(*, site_id: int, medium: str, month: date) -> Decimal | None:
    """What the bills of the whole complex for a month come to; None without any."""
    rows = Bill.objects.filter(
        site_id=site_id, unit=None, medium=medium, month=month, cancelled_at=None
    )
    found: Decimal | None = rows.aggregate(total=Sum("amount_yuan"))["total"]
    return found or None


def weights(*, site_id: int, month: date) -> Weights:
    """What the units weigh in a month. Five queries, whatever the units."""
    figures = _figures(site_id=site_id, month=month)
    persons = _persons(site_id=site_id, on=month_end(month))
    return Weights(
        areas=areas(site_id=site_id, month=month),
        figures={
            Basis.DINER_MEALS: figures[BasisKind.DINER_MEALS],
            Basis.RACK_KWH: figures[BasisKind.RACK_KWH],
            Basis.PERSONS: figures[BasisKind.PERSONS] or persons,
        },
        hours_factor=figures[BasisKind.OPERATING_HOURS],
        unit_ids=dict(Unit.objects.filter(site_id=site_id).values_list("code", "id")),
    )


def areas(*, site_id: int, month: date) -> Mapping[tuple[Within, int | None], ByUnit]:
    """m² of usable area x days occupied in the month / days of the month, by place and unit,
    to a thousandth. Rooms nobody occupies weigh nothing. One query."""
    end = month_end(month)
    days_in_month = (end - month).days + 1
    rows = Occupancy.objects.filter(
        Q(until_on=None) | Q(until_on__gt=month),
        site_id=site_id, since_on__lte=end, room__is_active=True,
    ).values_list(
        "unit_id", "room__area_m2", "room__floor_id", "room__floor__building_id",
        "since_on", "until_on",
    )  # fmt: skip
    sums: dict[tuple[Within, int | None], ByUnit] = defaultdict(lambda: defaultdict(Decimal))
    for unit_id, area_m2, floor_id, building_id, since_on, until_on in rows:
        past_end = end + timedelta(days=1)
        days = (min(until_on or past_end, past_end) - max(since_on, month)).days
        for place in (
            (Within.FLOOR, floor_id),
            (Within.BUILDING, building_id),
            (Within.SITE, None),
        ):
            sums[place][unit_id] += area_m2 * days
    return {
        place: {unit: round(total / days_in_month, 3) for unit, total in by_unit.items()}
        for place, by_unit in sums.items()
    }


def _figures(*, site_id: int, month: date) -> dict[str, ByUnit]:
    found: dict[str, ByUnit] = {kind: {} for kind in BasisKind}
    rows = AllocationBasis.objects.filter(site_id=site_id, month=month)
    for kind, unit_id, value in rows.values_list("kind", "unit_id", "value"):
        found[kind][unit_id] = value
    return found


def _persons(*, site_id: int, on: date) -> ByUnit:
    """Energy-using persons of units at the month's end."""
    counts = units.head_counts(site_id=site_id, on=on)
    return {
        unit_id: Decimal(persons)
        for unit_id, by_kind in counts.items()
        if (persons := energy_persons(by_kind)) is not None
    }


def _id(value: int | str | None) -> int | None:
    return None if value is None else int(value)
