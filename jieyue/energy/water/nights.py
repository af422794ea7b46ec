"""The daily look at each zone's night flow: three valid nights above the baseline are a leak."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import nan

from django.utils import timezone

from jieyue.energy.factors import queries as factors
from jieyue.energy.meters.models import Medium
from jieyue.energy.watch import episodes, storms
from jieyue.energy.watch.models import Episode, EpisodeKind
from jieyue.energy.water import flows, leaks, night_rules
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.flows import Night
from jieyue.energy.water.leaks import severity
from jieyue.energy.water.models import Zone
from jieyue.energy.water.night_rules import AlarmRule, LevelStep, NightAlarm
from jieyue.kit import parameters
from jieyue.kit.money import yuan
from jieyue.kit.parameters import Values
from jieyue.kit.periods import SHANGHAI

LOOK_BACK = 90  # nights


@dataclass(frozen=True)
class Standing:
    """How a zone's nights stand. leak: m³ a day by the latest valid night above legitimate.

    level: the latest lasting change of level and the day it came; creep: m³/h in a year.
    """

    nights: list[Night]
    alarms: list[NightAlarm]
    legitimate: Decimal
    leak_m3_per_day: Decimal | None
    share: Decimal | None
    is_suspicious: bool
    level: LevelStep | None
    level_on: date | None
    creep_per_year: float | None


def standing(zone: Zone, *, on: date, values: Values, count: int = LOOK_BACK) -> Standing:
    """The nights up to the one that ended on `on`."""
    window = (values.integer(defined.NIGHT_FROM), values.integer(defined.NIGHT_UNTIL))
    found = flows.nights(zone, first=on - timedelta(days=count - 1), last=on, window=window)
    rule = AlarmRule(
        values.decimal(defined.ALARM_SHARE),
        values.decimal(defined.ALARM_ABOVE),
        values.integer(defined.ALARM_NIGHTS),
        values.integer(defined.BASELINE_NIGHTS),
    )
    suppressed = frozenset(place for place, night in enumerate(found) if night.has_event)
    alarms = night_rules.alarms([night.least for night in found], rule, suppressed)
    legitimate = flows.legitimate(on=on, zone=zone)
    latest = next((night for night in reversed(found) if night.least is not None), None)
    leak, share = None, None
    if latest is not None and latest.least is not None:
        factor = values.decimal(defined.NIGHT_FACTOR)
        leak = night_rules.leak_m3_per_day(latest.least, legitimate, factor)
    for night in reversed(found):
        if night.least is not None and night.mean is not None:
            share = night_rules.night_share(night.least, night.mean)
            break
    suspicious = share is not None and share > values.decimal(defined.NIGHT_SHARE)
    least = [nan if night.least is None else float(night.least) for night in found]
    level = next(iter(reversed(night_rules.level_steps(least))), None)
    return Standing(
        nights=found,
        alarms=alarms,
        legitimate=legitimate,
        leak_m3_per_day=leak,
        share=share,
        is_suspicious=suspicious,
        level=level,
        level_on=None if level is None else found[level.at].on,
        creep_per_year=night_rules.creep_per_year(least),
    )


def watch_nights(*, site_id: int, at: datetime) -> None:
    """Open, follow or end the night-flow episode of each zone."""
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    price = factors.price(site_id=site_id, medium=Medium.WATER, on=today)
    for zone in Zone.objects.filter(site_id=site_id):
        meters_in, _out = flows.borders(zone, on=today)
        if not meters_in:
            continue
        found = standing(zone, on=today, values=values)
        for alarm in found.alarms:
            _keep(zone, meters_in[0], found, alarm, price=price, values=values, at=at)


def _keep(
    zone: Zone,
    meter_id: int,
    found: Standing,
    alarm: NightAlarm,
    *,
    price: Decimal,
    values: Values,
    at: datetime,
) -> None:
    source = f"night:{zone.id}:{found.nights[alarm.first].on:%Y%m%d}"
    if alarm.gone is not None:
        gone_at = _end_of(found.nights[alarm.gone].on, values)
        episodes.mark_gone(site_id=zone.site_id, source=source, gone_at=gone_at, at=at)
        return
    if not Episode.objects.filter(site_id=zone.site_id, source=source).exists():
        inside = leaks.within(
            [meter_id], leaks.above_of(site_id=zone.site_id, on=timezone.localdate(at))
        )
        told = leaks.explaining(inside, m3_per_h=float(alarm.excess))
        if told is not None:
            storms.join(
                told,
                meter_id=meter_id,
                source=source,
                started_at=_end_of(found.nights[alarm.first].on, values),
                seen_at=_end_of(found.nights[alarm.last].on, values),
            )
            return
    cost = yuan(alarm.excess * 24 * price)
    episodes.open_or_extend(
        site_id=zone.site_id,
        kind=EpisodeKind.LEAK,
        meter_id=meter_id,
        started_at=_end_of(found.nights[alarm.first].on, values),
        seen_at=_end_of(found.nights[alarm.last].on, values),
        severity=severity(cost),
        size_per_hour=alarm.excess.quantize(Decimal("0.0001")),
        yuan_per_day=cost,
        detail={
            "rule": "night_flow",
            "zone": zone.name,
            "baseline_m3_per_h": str(alarm.baseline),
            "litres_per_day": round(alarm.excess * 24 * 1000),
            "yuan_per_m3": str(price),
        },
        source=source,
        parameters_used=values.used,
        at=at,
    )


def _end_of(night: date, values: Values) -> datetime:
    return datetime.combine(night, time(values.integer(defined.NIGHT_UNTIL)), tzinfo=SHANGHAI)
