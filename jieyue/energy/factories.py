"""Rows for tests: each function makes what it needs when it is not given."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

import numpy as np
from django.db.models import Count, Sum

from jieyue.energy.consumption import hours as packing
from jieyue.energy.consumption.models import MeterDay, MeterMonth
from jieyue.energy.consumption.rules.spreading import Spread
from jieyue.energy.meters.models import (
    Instrument,
    Item,
    Level,
    Medium,
    Meter,
    MeterKind,
    MeterStatus,
    Placement,
)
from jieyue.energy.scale import micro
from jieyue.estate.buildings.models import Building, Floor
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_site
from jieyue.people.units.models import Unit

FIRST_DAY = date(2026, 1, 1)
INSTALLED = datetime(2025, 12, 31, 16, tzinfo=UTC)  # midnight before the first day, local
REGISTER_UNITS = {
    Medium.ELECTRICITY: "kwh",
    Medium.WATER: "m3",
    Medium.GAS: "m3",
    Medium.HEAT: "gj",
}
_numbers = count(1)


def make_meter(
    *,
    site: Site | None = None,
    number: str = "",
    name: str = "",
    medium: str = Medium.ELECTRICITY,
    kind: str = MeterKind.REGISTER,
    level: str = Level.SUB_UNIT,
    interval_s: int | None = 900,
    capacity_per_hour: Decimal | None = Decimal(1000),
    formula: str = "",
    status: str = MeterStatus.IN_USE,
    parent: Meter | None = None,
    item: str = Item.TOTAL,
    building: Building | None = None,
    floor: Floor | None = None,
    unit: Unit | None = None,
    since_on: date = FIRST_DAY,
    multiplier: Decimal = Decimal(1),
    digits: int = 6,
    with_instrument: bool = True,
) -> Meter:
    """A meter in its place, with an instrument unless it is virtual."""
    site = site or (parent.site if parent else unit.site if unit else make_site())
    n = next(_numbers)
    meter: Meter = Meter.objects.create(
        site=site,
        number=number or f"M{n:04}",
        name=name or f"{n}号表",
        medium=medium,
        kind=kind,
        level=level,
        interval_s=interval_s,
        capacity_per_hour=capacity_per_hour,
        formula=formula,
        status=status,
        qr_key=f"qr{n:06}",
    )
    Placement.objects.create(
        site=site,
        meter=meter,
        parent=parent,
        item=item,
        building=building,
        floor=floor,
        unit=unit,
        since_on=since_on,
    )
    if with_instrument and kind != MeterKind.VIRTUAL:
        make_instrument(meter=meter, multiplier=multiplier, digits=digits)
    return meter


def make_instrument(
    *,
    meter: Meter,
    serial: str = "",
    multiplier: Decimal = Decimal(1),
    digits: int = 6,
    decimals: int = 2,
    register_unit: str = "",
    installed_at: datetime = INSTALLED,
    initial_register: Decimal | None = None,
    removed_at: datetime | None = None,
    final_register: Decimal | None = None,
) -> Instrument:
    instrument: Instrument = Instrument.objects.create(
        site=meter.site,
        meter=meter,
        serial=serial or f"S{next(_numbers):06}",
        ct_ratio=multiplier,
        multiplier=multiplier,
        register_unit=register_unit or REGISTER_UNITS.get(Medium(meter.medium), "kg"),
        digits=digits,
        decimals=decimals,
        installed_at=installed_at,
        initial_register=initial_register,
        removed_at=removed_at,
        final_register=final_register,
        recorded_by="tests",
    )
    return instrument


def make_day_use(
    *, meter: Meter, day: date, hours: Sequence[Decimal | int | None] | Decimal | int = 1
) -> MeterDay:
    """What a meter used on a day: one figure for each of 24 hours, or the same for all.

    None: unknown. The month of the day is summed anew.
    """
    each = [hours] * packing.HOURS if isinstance(hours, Decimal | int) else list(hours)
    known = np.array([0 if one is None else packing.HOUR_S for one in each], np.int64)
    use = np.array([micro(Decimal(one or 0)) for one in each], np.int64)
    sums = packing.pack_days(Spread(use, np.zeros_like(use), known, known))
    made: MeterDay = MeterDay.objects.create(
        site=meter.site,
        meter=meter,
        day=day,
        use_micro=int(sums.use_micro[0]),
        covered_s=int(sums.covered_s[0]),
        hours=sums.packed[0],
    )
    month = day.replace(day=1)
    rows = MeterDay.objects.filter(meter=meter, day__year=day.year, day__month=day.month)
    values = rows.aggregate(
        use_micro=Sum("use_micro"), covered_s=Sum("covered_s"), days=Count("id")
    )
    MeterMonth.objects.update_or_create(
        meter=meter, month=month, defaults={"site": meter.site, **values}
    )
    return made
