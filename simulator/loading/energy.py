"""The demo's meters and what they have shown, from the first day to this minute."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256

import numpy as np
from django.db import transaction
from django.db.models import Max, Min

from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.intake.incoming import Incoming
from jieyue.energy.intake.models import Source
from jieyue.energy.intake.storing import store
from jieyue.energy.meters.models import Instrument, Placement, ServedUnit
from jieyue.energy.meters.models import Meter as MeterRow
from jieyue.energy.readings.models import Quality, ReadingDay
from jieyue.energy.readings.series import Series
from jieyue.energy.readings.storage import came_of, merge
from jieyue.energy.scale import of_milli
from jieyue.estate.buildings.models import Building, Floor
from simulator.estate import buildings, units
from simulator.loading.stage import HISTORY_DAYS, Stage, moment
from simulator.meters import QUARTER_S, Meter, meters
from simulator.registers import Shown, shown

INSTALLED = date(2021, 3, 1)
MAKERS = {
    "electricity": ("演示电表厂", "DTSD1352", "0.5S", "3×1.5(6)A 3×220/380V"),
    "water": ("演示水表厂", "LXS-50E", "2", "Q3=25 m³/h R100"),
    "gas": ("演示燃气表厂", "LLQ-65", "1.5", "Qmax=160 m³/h"),
}
UNITS = {"electricity": "kwh", "water": "m3", "gas": "m3"}
CALIBRATED_EVERY = {"electricity": 6, "water": 4, "gas": 3}  # years
HOUR_S = 3600  # what they are asked for; the last weeks have every quarter of an hour
LOADED_AT_ONCE = 24  # meters


def demo_meters() -> tuple[Meter, ...]:
    return meters(units(), buildings())


def hang_meters(stage: Stage) -> dict[str, int]:
    """The ledger: meters, their instruments and places; ids by number."""
    standing = demo_meters()
    rows = MeterRow.objects.bulk_create([_row(stage, meter) for meter in standing])
    ids = {row.number: row.id for row in rows}
    Instrument.objects.bulk_create([_instrument(stage, m, ids[m.number]) for m in standing])
    _place(stage, standing, ids)
    return ids


def load_readings(stage: Stage, *, progress: Callable[[int], None]) -> None:
    """Two years of readings and their hours, of the meters that have none."""
    ids = _ids(stage)
    missing = set(ids.values()) - set(_last_seconds(stage))
    block: dict[int, Series] = {}
    for each in _shown(stage) if missing else ():
        meter_id = ids[each.meter.number]
        if meter_id not in missing:
            continue
        _exchange(each, meter_id)
        block[meter_id] = _series(each, after_s=0)
        if len(block) == LOADED_AT_ONCE:
            _keep(stage, block)
            progress(len(block))
            block = {}
    _keep(stage, block)
    progress(len(block))


def send_readings(stage: Stage) -> None:
    """What the meters have shown since, through the one door of readings."""
    last = _last_seconds(stage)
    ids = _ids(stage)
    new = {
        ids[each.meter.number]: _series(each, after_s=last[ids[each.meter.number]])
        for each in _shown(stage)
        if ids[each.meter.number] in last
    }
    readings = came_of(new)
    if len(readings):
        name = "演示采集器"
        store(Incoming(readings), source=Source.DEVICE, name=name, actor=stage.actor, at=stage.at)


def _shown(stage: Stage) -> Iterator[Shown]:
    opened = opening_day(stage)
    return shown(
        demo_meters(),
        stage.world,
        first_day=opened - timedelta(days=HISTORY_DAYS),
        opened=opened,
        until_s=int(stage.at.timestamp()) // QUARTER_S * QUARTER_S - QUARTER_S,
    )


def _ids(stage: Stage) -> dict[str, int]:
    return dict(MeterRow.objects.filter(site_id=stage.site_id).values_list("number", "id"))


def _last_seconds(stage: Stage) -> dict[int, int]:
    """The last reading of each meter that has one."""
    days = ReadingDay.objects.filter(site_id=stage.site_id)
    return dict(days.values_list("meter_id").annotate(last=Max("last_s")))


def opening_day(stage: Stage) -> date:
    """The day of the demo's first start, from which its faults are counted."""
    first: date | None = ReadingDay.objects.filter(site_id=stage.site_id).aggregate(
        first=Min("day")
    )["first"]
    return stage.today if first is None else first + timedelta(days=HISTORY_DAYS)


def _keep(stage: Stage, block: Mapping[int, Series]) -> None:
    fresh = {meter_id: series for meter_id, series in block.items() if len(series)}
    if fresh:
        with transaction.atomic():
            merged = merge(fresh, site_id=stage.site_id)
            recompute(merged.touched, site_id=stage.site_id)


def _series(each: Shown, *, after_s: int) -> Series:
    new = each.at_s > after_s
    at_s = each.at_s[new]
    quality = Quality.HAND if each.meter.by_hand else Quality.DEVICE
    return Series(at_s, each.register_milli[new], np.full(len(at_s), quality, np.uint8))


def _row(stage: Stage, meter: Meter) -> MeterRow:
    return MeterRow(
        site_id=stage.site_id,
        number=meter.number,
        name=meter.name,
        medium=meter.medium,
        level=meter.level,
        interval_s=None if meter.by_hand else HOUR_S,
        capacity_per_hour=Decimal(meter.capacity_per_hour),
        is_billing=meter.is_billing,
        qr_key=sha256(f"{stage.site_id} {meter.number}".encode()).hexdigest()[:20],
    )


def _instrument(stage: Stage, meter: Meter, meter_id: int) -> Instrument:
    maker, model, accuracy, span = MAKERS[meter.medium]
    years = CALIBRATED_EVERY[meter.medium]
    calibrated = INSTALLED + timedelta(
        days=(stage.today - INSTALLED).days // (365 * years) * 365 * years
    )
    return Instrument(
        site_id=stage.site_id,
        meter_id=meter_id,
        serial=_serial(meter, 1),
        maker=maker,
        model=model,
        accuracy_class=accuracy,
        measuring_range=span,
        ct_ratio=Decimal(meter.multiplier),
        multiplier=Decimal(meter.multiplier),
        register_unit=UNITS[meter.medium],
        digits=meter.digits,
        decimals=3 if meter.medium == "water" else 2,
        installed_at=moment(INSTALLED, time()),
        calibrated_on=calibrated,
        calibration_due_on=calibrated + timedelta(days=365 * years + meter_id % 50),
        recorded_by="演示数据",
    )


def _exchange(each: Shown, meter_id: int) -> None:
    """The recorded exchanges of a meter: the old instrument ends, a new one begins at zero."""
    for turn, (at_s, last_milli) in enumerate(each.exchanged, start=2):
        at = datetime.fromtimestamp(at_s, UTC)
        old = Instrument.objects.get(meter_id=meter_id, removed_at=None)
        Instrument.objects.filter(pk=old.pk).update(
            removed_at=at, final_register=of_milli(last_milli), final_method="read"
        )
        old.pk, old.serial, old.installed_at = None, _serial(each.meter, turn), at
        old.initial_register, old.reason = Decimal(0), "到期轮换"
        old.calibrated_on = at.date()
        old.calibration_due_on = at.date() + timedelta(
            days=365 * CALIBRATED_EVERY[each.meter.medium]
        )
        old.save(force_insert=True)


def _serial(meter: Meter, turn: int) -> str:
    digest = int(sha256(f"{meter.number} {turn}".encode()).hexdigest(), 16)
    return f"{21 + turn}{digest % 10**10:010}"


def _place(stage: Stage, standing: Sequence[Meter], ids: Mapping[str, int]) -> None:
    house = dict(Building.objects.filter(site_id=stage.site_id).values_list("code", "id"))
    floors = {
        (code, level): pk
        for code, level, pk in Floor.objects.filter(site_id=stage.site_id).values_list(
            "building__code", "level", "id"
        )
    }
    placed = Placement.objects.bulk_create(
        Placement(
            site_id=stage.site_id,
            meter_id=ids[meter.number],
            parent_id=ids.get(meter.parent),
            item=meter.item,
            building_id=house.get(meter.building),
            floor_id=floors.get((meter.building, meter.floor)),
            unit_id=stage.unit_ids.get(meter.unit),
            location=f"{meter.building}座{meter.floor}层配电间" if meter.floor else "",
            since_on=INSTALLED,
        )
        for meter in standing
    )
    ServedUnit.objects.bulk_create(
        ServedUnit(site_id=stage.site_id, placement=row, unit_id=stage.unit_ids[code])
        for row, meter in zip(placed, standing, strict=True)
        for code in meter.serves
    )
