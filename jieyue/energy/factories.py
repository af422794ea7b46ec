"""Rows for tests: each function makes what it needs when it is not given."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

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
