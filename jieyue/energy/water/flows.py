"""Flows of zones and of the site, from what their meters used. m³ and m³ an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.queries import Dimension
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import Medium, MeterKind
from jieyue.energy.scale import of_micro
from jieyue.energy.water import night_rules
from jieyue.energy.water.models import Direction, NightEvent, NightUse, Zone, ZoneMeter

HOURS = 24
LEAST_HOURS = 20  # of a day that has a mean
DAY_S = 86_400
ZERO = Decimal(0)


@dataclass(frozen=True)
class Volume:
    """m³ of a period; coverage 0 to 1: of how much of it is known."""

    volume: Decimal
    coverage: Decimal
    estimated: Decimal


@dataclass(frozen=True)
class Part:
    """What one meter below the intake measured."""

    meter_id: int
    name: str
    volume: Decimal


@dataclass(frozen=True)
class Night:
    """One night by the day it ends on. least: m³/h, None when an hour is unknown."""

    on: date
    least: Decimal | None
    mean: Decimal | None
    has_event: bool


def roots(*, site_id: int, on: date) -> list[int]:
    """Water meters nothing measures before them: the site's intake. Virtual ones are views."""
    facts = meters.known(site_id=site_id)
    placed = meters.placed(site_id=site_id, first=on, last=on, medium=Medium.WATER)
    return [
        each.meter_id
        for each in placed
        if each.parent_id is None and facts[each.meter_id].kind != MeterKind.VIRTUAL
    ]


def borders(zone: Zone, *, on: date) -> tuple[list[int], list[int]]:
    """Meters into and out of the zone on a day."""
    rows = ZoneMeter.objects.filter(Q(until_on=None) | Q(until_on__gt=on), zone=zone)
    pairs = list(rows.filter(since_on__lte=on).values_list("meter_id", "direction"))
    return (
        [meter_id for meter_id, way in pairs if way == Direction.IN],
        [meter_id for meter_id, way in pairs if way == Direction.OUT],
    )


def volume_of(meter_ids: Sequence[int], *, first: date, last: date) -> Volume | None:
    """What these meters used together; None when nothing is known of any of them."""
    days = consumption.days(meter_ids, first=first, last=last)
    rows = [row for meter_id in meter_ids for row in days.get(meter_id, [])]
    if not rows:
        return None
    asked = ((last - first).days + 1) * DAY_S * len(meter_ids)
    return Volume(
        of_micro(sum(row.use_micro for row in rows)),
        Decimal(sum(row.covered_s for row in rows)) / asked,
        of_micro(sum(row.estimated_micro for row in rows)),
    )


def intake(*, site_id: int, zone: Zone | None, first: date, last: date) -> Volume | None:
    """What came into the zone, less what went on to others; of the whole site without one."""
    if zone is None:
        return volume_of(roots(site_id=site_id, on=last), first=first, last=last)
    meters_in, meters_out = borders(zone, on=last)
    incoming = volume_of(meters_in, first=first, last=last)
    outgoing = volume_of(meters_out, first=first, last=last) if meters_out else None
    if incoming is None or (meters_out and outgoing is None):
        return None
    if outgoing is None:
        return incoming
    return Volume(
        incoming.volume - outgoing.volume,
        min(incoming.coverage, outgoing.coverage),
        incoming.estimated + outgoing.estimated,
    )


def measured_parts(*, site_id: int, zone: Zone | None, first: date, last: date) -> list[Part]:
    """Meters right below the intake, each with its use; those of which nothing is known are
    absent."""
    tops = set(roots(site_id=site_id, on=last) if zone is None else borders(zone, on=last)[0])
    outs = set() if zone is None else set(borders(zone, on=last)[1])
    placed = meters.placed(site_id=site_id, first=last, last=last, medium=Medium.WATER)
    below = [p.meter_id for p in placed if p.parent_id in tops and p.meter_id not in outs]
    facts = meters.known(site_id=site_id, meter_ids=below)
    days = consumption.days(below, first=first, last=last)
    return [
        Part(meter_id, f"{each.number} {each.name}", of_micro(sum(d.use_micro for d in found)))
        for meter_id, each in facts.items()
        if each.kind != MeterKind.VIRTUAL and (found := days.get(meter_id, []))
    ]


def hourly(zone: Zone, *, first: date, last: date) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Start of each hour and m³ in it, of the whole zone; nan where a border is unknown."""
    meters_in, meters_out = borders(zone, on=last)
    start_s: NDArray[np.int64] = np.zeros(0, np.int64)
    flow: NDArray[np.float64] | None = None
    for sign, ids in ((1.0, meters_in), (-1.0, meters_out)):
        for meter_id in ids:
            hours = consumption.hours(meter_id, first=first, last=last)
            use = np.where(hours.known, hours.use_micro / 1e6, np.nan) * sign
            start_s = hours.start_s
            flow = use if flow is None else flow + use
    return start_s, np.zeros(0) if flow is None else flow


def nights(zone: Zone, *, first: date, last: date, window: tuple[int, int]) -> list[Night]:
    """Each night of [first, last]: the least flow in the window's hours, and the day's mean.

    A day of which too little is known has none.
    """
    _start, flow = hourly(zone, first=first, last=last)
    events = NightEvent.objects.filter(Q(zone=None) | Q(zone=zone), site_id=zone.site_id)
    spans = list(events.values_list("first_on", "last_on"))
    found = []
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        of_day = flow[place * HOURS : (place + 1) * HOURS]
        window_flows = [_decimal(each) for each in of_day[window[0] : window[1]]]
        whole = of_day[np.isfinite(of_day)]
        found.append(
            Night(
                day,
                night_rules.minimum(window_flows),
                _decimal(float(whole.mean())) if len(whole) >= LEAST_HOURS else None,
                any(begin <= day <= end for begin, end in spans),
            )
        )
    return found


def legitimate(*, on: date, zone: Zone | None = None, meter_id: int | None = None) -> Decimal:
    """m³/h that may run at night in a zone or at a meter."""
    rows = NightUse.objects.filter(Q(until_on=None) | Q(until_on__gt=on), since_on__lte=on)
    rows = rows.filter(zone=zone) if zone is not None else rows.filter(meter_id=meter_id)
    return sum(rows.values_list("m3_per_h", flat=True), ZERO)


def daily(zone: Zone, *, first: date, last: date) -> list[Volume | None]:
    """Net inflow of each day; None when a border knows nothing of it."""
    return [
        intake(site_id=zone.site_id, zone=zone, first=day, last=day)
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]


def site_volume(*, site_id: int, first: date, last: date) -> Volume | None:
    """Water of the whole site, each m³ once; None when nothing is known."""
    totals = consumption.totals(
        site_id=site_id, first=first, last=last, by=[Dimension.MEDIUM], medium=Medium.WATER
    )
    if not totals:
        return None
    (total,) = totals
    return Volume(total.use, total.coverage, total.estimated)


def _decimal(flow: float) -> Decimal | None:
    return None if not np.isfinite(flow) else Decimal(str(round(float(flow), 6)))
