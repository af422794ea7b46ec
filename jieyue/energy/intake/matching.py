"""Which meter of the ledger each meter of a file is; unknown ones are opened where asked."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from jieyue.energy.factors import queries as factors
from jieyue.energy.intake import refusals
from jieyue.energy.intake.sheets.reading import FileReadings
from jieyue.energy.intake.sheets.units import UNITS, FileUnit, unit_of
from jieyue.energy.meters import actions as meters
from jieyue.energy.meters import reaching_back
from jieyue.energy.meters import rules as meter_rules
from jieyue.energy.meters.entries import Device, Identity, MeterEntry, Place
from jieyue.energy.meters.models import Instrument, Medium, Meter, MeterKind
from jieyue.energy.meters.refusals import MetersRefused
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import days
from jieyue.energy.readings.series import Whole
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.quantities import CannotConvert, Unit, convert

HOUR_S = 3600
BY_HAND_S = 12 * HOUR_S  # readings further apart come by hand
OPENED_DIGITS = 9
OPENED_DECIMALS = 3
GAS = "gas"


@dataclass(frozen=True)
class Wanted:
    """How the file's meters count. unit: where neither header nor instrument says otherwise."""

    medium: str
    kind: str
    unit: FileUnit | None
    interval_s: int | None
    open_meters: bool
    prefix: str


@dataclass
class Matched:
    """By label: the meter (0: none, with the reason), the factor to its instrument's unit.

    interval_s: of an interval meter, 0 of a register.
    """

    meter_id: Whole
    factor: NDArray[np.float64]
    interval_s: Whole
    reason: list[str]
    opened: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def match(found: FileReadings, wanted: Wanted, *, actor: Actor, at: datetime) -> Matched:
    """Raises UnitNeeded, UnitUnfit, MeterRefused, NotAllowed when meters are to be opened."""
    count = len(found.labels)
    matched = Matched(
        np.zeros(count, np.int64), np.ones(count), np.zeros(count, np.int64), [""] * count
    )
    numbers = [wanted.prefix + label for label in found.labels]
    known = _known(numbers, site_id=actor.site_id or 0)
    may_open = wanted.open_meters and actor.scope_of(EnergyPermission.METERS_EDIT) is not None
    for place, number in enumerate(numbers):
        mine = found.group == place
        if not mine.any():
            continue
        unit = found.units[place] or wanted.unit
        if unit is not None:
            unit = unit_of(unit.code, medium=wanted.medium) or unit
        interval_s = _interval(found.at_s[mine], wanted)
        meter = known.get(number.casefold())
        if meter is None and wanted.open_meters and number:
            meter = _open(number, found.at_s[mine], unit, interval_s, wanted, actor=actor, at=at)
            matched.opened.append(number)
        elif meter is not None and may_open:
            _reach_back(meter, found.at_s[mine], actor=actor, at=at)
        if meter is None:
            matched.reason[place] = "unknown_meter"
            matched.unknown.append(number)
            continue
        _fit(matched, place, meter, unit, interval_s, wanted, at=at)
    return matched


def _known(numbers: list[str], *, site_id: int) -> dict[str, Meter]:
    wanted = {number.casefold() for number in numbers}
    rows = Meter.objects.filter(site_id=site_id)
    return {meter.number.casefold(): meter for meter in rows if meter.number.casefold() in wanted}


def _interval(at_s: Whole, wanted: Wanted) -> int:
    """The file's usual seconds between readings; an hour where one reading tells none."""
    if wanted.interval_s:
        return wanted.interval_s
    apart = np.diff(np.unique(at_s))
    return int(np.median(apart)) if len(apart) else HOUR_S


def _fit(
    matched: Matched,
    place: int,
    meter: Meter,
    unit: FileUnit | None,
    interval_s: int,
    wanted: Wanted,
    *,
    at: datetime,
) -> None:
    """How the file's numbers become the instrument's; or why they cannot."""
    if wanted.medium and meter.medium != wanted.medium:
        matched.reason[place] = "other_medium"
        return
    if meter.kind != MeterKind.VIRTUAL and meter.kind != wanted.kind:
        matched.reason[place] = "wrong_kind"
        return
    matched.meter_id[place] = meter.id
    if meter.kind == MeterKind.INTERVAL:
        matched.interval_s[place] = interval_s
    if unit is None:
        return
    rows = Instrument.objects.filter(meter=meter).order_by("-installed_at")
    register_unit = rows.values_list("register_unit", flat=True).first()
    if register_unit is None:
        return
    try:
        factor = _factor(unit, register_unit, meter, at=at)
    except refusals.UnitUnfit:
        matched.meter_id[place], matched.reason[place] = 0, "wrong_unit"
        return
    per = Decimal(interval_s) / HOUR_S if unit.per_hour else Decimal(1)
    matched.factor[place] = float(factor * per)


def _factor(unit: FileUnit, register_unit: str, meter: Meter, *, at: datetime) -> Decimal:
    """How many of the register's unit one of the file's is (a rate: in an hour)."""
    try:
        return convert(unit.factor, Unit(unit.register_unit), Unit(register_unit))
    except (CannotConvert, ValueError):
        pass
    if meter.medium == Medium.GAS and register_unit == "m3" and _is_energy(unit):
        on = days.local_day_of(days.second_of(at))
        coal = factors.coefficient_set(site_id=meter.site_id, code="calorific", on=on)
        return convert(unit.factor, Unit(unit.register_unit), Unit.KGCE) / coal.kgce_per_unit[GAS]
    raise refusals.UnitUnfit(unit=unit.code, medium=meter.medium, wanted=register_unit)


def _open(
    number: str,
    at_s: Whole,
    unit: FileUnit | None,
    interval_s: int,
    wanted: Wanted,
    *,
    actor: Actor,
    at: datetime,
) -> Meter:
    """Enter a meter as the file shows it, from its first reading on."""
    if unit is None:
        raise refusals.UnitNeeded
    is_interval = wanted.kind == MeterKind.INTERVAL
    first_s = int(at_s.min())
    try:
        return meters.open_meter(
            identity=Identity(number=number, medium=wanted.medium, kind=wanted.kind),
            entry=MeterEntry(
                name=number,
                interval_s=interval_s if is_interval or interval_s < BY_HAND_S else None,
            ),
            place=Place(since_on=days.local_day_of(first_s)),
            device=Device(
                serial=number,
                register_unit=_register_unit(unit, wanted.medium),
                digits=OPENED_DIGITS,
                decimals=OPENED_DECIMALS,
            ),
            installed_at=days.instant(first_s),
            actor=actor,
            at=at,
        )
    except MetersRefused as refused:
        raise refusals.MeterRefused(number=number, why=problems.say(refused)) from refused


def _reach_back(meter: Meter, at_s: Whole, *, actor: Actor, at: datetime) -> None:
    """A meter opened by one year's file takes the year before too."""
    first_at = days.instant(int(at_s.min()))
    reason = _("An earlier file of the same meter")
    reaching_back.reach_back(
        meter_id=meter.id, first_at=first_at, reason=reason, actor=actor, at=at
    )


def _register_unit(unit: FileUnit, medium: str) -> str:
    """What a new instrument counts in: the file's unit where a multiplier of three decimals does.

    Heat from kWh counts in MJ, gas from kWh in m3 by its heat value.
    """
    tried = (unit.register_unit, "mj", "m3" if medium == Medium.GAS and _is_energy(unit) else "")
    for each in tried:
        if each and (each != "mj" or _is_energy(unit)) and _counts(each, medium):
            return each
    wanted = meter_rules.UNIT_OF[medium]
    raise refusals.UnitUnfit(unit=unit.code, medium=medium, wanted=wanted)


def _is_energy(unit: FileUnit) -> bool:
    return UNITS[unit.code].register_unit in ("kwh", "mwh", "mj", "gj")


def _counts(register_unit: str, medium: str) -> bool:
    try:
        return meter_rules.is_fine(meter_rules.unit_factor(register_unit, medium))
    except meter_rules.CannotCount:
        return False
