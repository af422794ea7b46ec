"""Zones, what may run at night, and nights with a known cause."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jieyue.energy.meters.models import Medium, Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.water import facts, refusals
from jieyue.energy.water.models import Direction, NightEvent, NightUse, Zone, ZoneMeter
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def keep_zone(
    *,
    zone_id: int | None,
    code: str,
    name: str,
    meters_in: Sequence[str],
    meters_out: Sequence[str],
    since_on: date,
    actor: Actor,
    at: datetime,
) -> Zone:
    """Set a zone and its border from `since_on` on; what was before stays dated.

    Raises NotAllowed, ZoneCodeTaken, NotAWaterMeter, MeterOnBothSides, NoMeterIn,
    Zone.DoesNotExist.
    """
    actor.require(EnergyPermission.WATER_EDIT)
    both = set(meters_in) & set(meters_out)
    if both:
        raise refusals.MeterOnBothSides(number=min(both))
    if not meters_in:
        raise refusals.NoMeterIn
    taken = Zone.objects.filter(site_id=actor.site_id, code=code).exclude(id=zone_id).first()
    if taken is not None:
        raise refusals.ZoneCodeTaken(code=code, name=taken.name)
    wanted = {_meter(number, actor).id: Direction.IN for number in meters_in}
    wanted |= {_meter(number, actor).id: Direction.OUT for number in meters_out}
    if zone_id is None:
        zone = Zone.objects.create(site_id=actor.site_id, code=code, name=name)
    else:
        zone = Zone.objects.visible_to(actor).select_for_update().get(id=zone_id)
        zone.code, zone.name = code, name
        zone.save(update_fields=["code", "name"])
    _set_border(zone, wanted, since_on)
    fact = facts.ZoneKept(
        zone_id=zone.id, code=code, meters_in=sorted(meters_in), meters_out=sorted(meters_out)
    )
    journal.record(fact, actor=actor, at=at)
    return zone


def _set_border(zone: Zone, wanted: dict[int, Direction], since_on: date) -> None:
    for border in zone.borders.filter(until_on=None):
        if wanted.get(border.meter_id) == border.direction:
            del wanted[border.meter_id]
        elif border.since_on >= since_on:
            border.delete()
        else:
            border.until_on = since_on
            border.save(update_fields=["until_on"])
    ZoneMeter.objects.bulk_create(
        ZoneMeter(
            site_id=zone.site_id, zone=zone, meter_id=meter_id, direction=way, since_on=since_on
        )
        for meter_id, way in wanted.items()
    )


@transaction.atomic
def record_night_use(
    *,
    kind: str,
    m3_per_h: Decimal,
    since_on: date,
    reason: str,
    zone_id: int | None = None,
    meter_number: str = "",
    actor: Actor,
    at: datetime,
) -> NightUse:
    """Say what may run at night, of a zone or else a meter.

    Raises NotAllowed, NotAWaterMeter, Zone.DoesNotExist.
    """
    actor.require(EnergyPermission.WATER_EDIT)
    zone = None if zone_id is None else Zone.objects.visible_to(actor).get(id=zone_id)
    made: NightUse = NightUse.objects.create(
        site_id=actor.site_id,
        zone=zone,
        meter=None if zone else _meter(meter_number, actor),
        kind=kind,
        m3_per_h=m3_per_h,
        since_on=since_on,
        reason=reason,
        recorded_by=actor.name,
    )
    _record_night_use(made, actor=actor, at=at)
    return made


@transaction.atomic
def end_night_use(*, night_use_id: int, until_on: date, actor: Actor, at: datetime) -> NightUse:
    """From `until_on` on it is no longer legitimate.

    Raises NotAllowed, NightUseEnded, PeriodReversed, NightUse.DoesNotExist.
    """
    actor.require(EnergyPermission.WATER_EDIT)
    found: NightUse = NightUse.objects.visible_to(actor).select_for_update().get(id=night_use_id)
    if found.until_on is not None:
        raise refusals.NightUseEnded(until=f"{found.until_on:%Y-%m-%d}")
    if until_on < found.since_on:
        raise refusals.PeriodReversed
    found.until_on = until_on
    found.save(update_fields=["until_on"])
    _record_night_use(found, actor=actor, at=at)
    return found


def _record_night_use(use: NightUse, *, actor: Actor, at: datetime) -> None:
    fact = facts.NightUseRecorded(
        night_use_id=use.id,
        m3_per_h=str(use.m3_per_h),
        until_on="" if use.until_on is None else use.until_on.isoformat(),
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def register_event(
    *,
    zone_id: int | None,
    first_on: date,
    last_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> NightEvent:
    """Name the cause of flow in these nights. Raises NotAllowed, PeriodReversed,
    Zone.DoesNotExist."""
    actor.require(EnergyPermission.WATER_EDIT)
    if last_on < first_on:
        raise refusals.PeriodReversed
    zone = None if zone_id is None else Zone.objects.visible_to(actor).get(id=zone_id)
    made: NightEvent = NightEvent.objects.create(
        site_id=actor.site_id,
        zone=zone,
        first_on=first_on,
        last_on=last_on,
        reason=reason,
        recorded_by=actor.name,
    )
    journal.record(facts.NightEventRegistered(event_id=made.id, reason=reason), actor=actor, at=at)
    return made


def _meter(number: str, actor: Actor) -> Meter:
    rows = Meter.objects.filter(site_id=actor.site_id, medium=Medium.WATER)
    found: Meter | None = rows.filter(number=number.strip()).first()
    if found is None:
        raise refusals.NotAWaterMeter(number=number)
    return found
