"""The hourly watch for leaks: opens an episode, follows it, and says when the flow is gone."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
from django.utils import timezone

from jieyue.energy.factors import queries as factors
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import Medium, MeterKind, MeterStatus
from jieyue.energy.meters.queries import MeterFacts
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings import storage
from jieyue.energy.readings.series import Series
from jieyue.energy.watch import episodes, storms
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, Severity
from jieyue.energy.water import flows
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.leak_rules import HOUR_S, Leak, LeakWatch, Limits
from jieyue.kit import parameters
from jieyue.kit.money import yuan
from jieyue.kit.parameters import Values

LITRES = 1000
EXPLAINED_BUT = 0.2  # of a flow that leaks told further down leave open
MAJOR_YUAN_A_DAY, URGENT_YUAN_A_DAY = Decimal(10), Decimal(100)


def watch_leaks(*, site_id: int, at: datetime) -> None:
    """Look at every water meter that has sent readings since yesterday."""
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    known = {
        meter_id: meter
        for meter_id, meter in meters.known(site_id=site_id).items()
        if meter.medium == Medium.WATER
        and meter.kind != MeterKind.VIRTUAL
        and meter.status == MeterStatus.IN_USE
    }
    fresh = storage.load(known, first=today - timedelta(days=1), last=today)
    first = today - timedelta(days=values.integer(defined.LOOK_BACK_DAYS))
    series = storage.load(fresh, first=first, last=today)
    segments = meters.segments_of(fresh)
    price = factors.price(site_id=site_id, medium=Medium.WATER, on=today)
    above = above_of(site_id=site_id, on=today)
    for meter_id, readings in sorted(series.items(), key=lambda each: -_depth(each[0], above)):
        limits = _limits(values, flows.legitimate(on=today, meter_id=meter_id), known[meter_id])
        leaks = leaks_of(known[meter_id], readings, segments[meter_id], limits, until=at)
        told = _told_below(site_id, known[meter_id], leaks, above)
        if told is not None:
            _join(told, meter_id, leaks[-1])
            continue
        _follow(site_id, known[meter_id], leaks, readings, price=price, values=values, at=at)


def above_of(*, site_id: int, on: date) -> dict[int, int | None]:
    """The water meter before each."""
    placed = meters.placed(site_id=site_id, first=on, last=on, medium=Medium.WATER)
    return {each.meter_id: each.parent_id for each in placed}


def _depth(meter_id: int, above: Mapping[int, int | None]) -> int:
    return len(_path(meter_id, above))


def _path(meter_id: int, above: Mapping[int, int | None]) -> list[int]:
    """The meters before this one, nearest first."""
    path: list[int] = []
    before = above.get(meter_id)
    while before is not None:
        path.append(before)
        before = above.get(before)
    return path


def _told_below(
    site_id: int, meter: MeterFacts, leaks: list[Leak], above: Mapping[int, int | None]
) -> Episode | None:
    """The leak below that explains what this meter shows now."""
    if not leaks or leaks[-1].end_s is not None or _unresolved(site_id, meter.id) is not None:
        return None
    below = [each for each in above if meter.id in _path(each, above)]
    return explaining(below, m3_per_h=leaks[-1].litres_per_hour / LITRES)


def within(meter_ids: Collection[int], above: Mapping[int, int | None]) -> list[int]:
    """These meters and those below them."""
    wanted = set(meter_ids)
    return [each for each in above if wanted & {each, *_path(each, above)}]


def explaining(meter_ids: Collection[int], *, m3_per_h: float) -> Episode | None:
    """The largest of the leaks that are told of these meters, when together they come to a flow."""
    rows = Episode.objects.filter(meter_id__in=meter_ids, kind=EpisodeKind.LEAK, gone_at=None)
    rows = rows.filter(source__startswith="leak:").exclude(status=EpisodeStatus.RESOLVED)
    told = sorted(rows, key=lambda each: each.size_per_hour or Decimal(0))
    explained = float(sum(each.size_per_hour or Decimal(0) for each in told))
    if not told or m3_per_h - explained > EXPLAINED_BUT * m3_per_h:
        return None
    return told[-1]


def _join(told: Episode, meter_id: int, leak: Leak) -> None:
    storms.join(
        told,
        meter_id=meter_id,
        source=f"leak:{meter_id}:{told.source}",
        started_at=instant(leak.start_s),
        seen_at=instant(leak.last_s),
    )


def leaks_of(
    meter: MeterFacts,
    readings: Series,
    segments: list[Segment],
    limits: Limits,
    *,
    until: datetime,
) -> list[Leak]:
    """Leaks in a meter's readings up to `until`; an exchanged instrument starts anew."""
    watch = LeakWatch(limits)
    latest = None
    for at_s, litres, which in _litres(meter, readings, segments):
        if at_s > until.timestamp():
            break
        if latest is not None and which != latest:
            watch.renew()
        latest = which
        watch.feed(at_s, litres)
    return watch.leaks


def _litres(
    meter: MeterFacts, readings: Series, segments: list[Segment]
) -> Iterator[tuple[int, float, int]]:
    """Instant, litres, and which instrument of the chain counted them."""
    starts = np.array([segment.from_s for segment in segments], np.int64)
    which = np.searchsorted(starts, readings.at_s, side="right") - 1
    factor = np.array([segment.multiplier_milli for segment in segments] or [1000], np.float64)
    litres = readings.register_milli * factor[np.maximum(which, 0)] / 1e6 * LITRES
    if meter.kind == MeterKind.INTERVAL:
        litres = np.cumsum(litres)
    yield from zip(readings.at_s.tolist(), litres.tolist(), which.tolist(), strict=True)


def _follow(
    site_id: int,
    meter: MeterFacts,
    leaks: list[Leak],
    readings: Series,
    *,
    price: Decimal,
    values: Values,
    at: datetime,
) -> None:
    open_now = _unresolved(site_id, meter.id)
    latest = leaks[-1] if leaks else None
    if latest is not None and latest.end_s is None:
        _extend(site_id, meter, latest, open_now, price=price, values=values, at=at)
        return
    if open_now is None or open_now.gone_at is not None:
        return
    gone_s = int(open_now.last_seen_at.timestamp())
    if latest is not None and latest.end_s is not None:
        gone_s = max(gone_s, latest.end_s)
    waits_s = values.integer(defined.GONE_HOURS) * HOUR_S
    if int(readings.at_s[-1]) - gone_s >= waits_s:
        gone_at = instant(gone_s)
        episodes.mark_gone(site_id=site_id, source=open_now.source, gone_at=gone_at, at=at)


def _extend(
    site_id: int,
    meter: MeterFacts,
    leak: Leak,
    open_now: Episode | None,
    *,
    price: Decimal,
    values: Values,
    at: datetime,
) -> None:
    m3_per_hour = Decimal(str(round(leak.litres_per_hour / LITRES, 4)))
    m3_a_day = m3_per_hour * 24
    cost = yuan(m3_a_day * price)
    episodes.open_or_extend(
        site_id=site_id,
        kind=EpisodeKind.LEAK,
        meter_id=meter.id,
        started_at=instant(leak.start_s),
        seen_at=instant(leak.last_s),
        severity=severity(cost),
        size_per_hour=m3_per_hour,
        yuan_per_day=cost,
        detail={
            "rule": "continuous",
            "litres_per_hour": round(leak.litres_per_hour, 1),
            "litres_per_day": round(leak.litres_per_hour * 24),
            "hours": round((leak.last_s - leak.start_s) / HOUR_S),
            "yuan_per_m3": str(price),
        },
        source=open_now.source if open_now else f"leak:{meter.id}:{leak.start_s}",
        parameters_used=values.used,
        at=at,
    )


def severity(yuan_a_day: Decimal) -> int:
    if yuan_a_day >= URGENT_YUAN_A_DAY:
        return int(Severity.URGENT)
    return int(Severity.MAJOR if yuan_a_day >= MAJOR_YUAN_A_DAY else Severity.MINOR)


def _unresolved(site_id: int, meter_id: int) -> Episode | None:
    """The leak this meter has already, found by continuous flow and not closed by a person."""
    rows = Episode.objects.filter(
        site_id=site_id, meter_id=meter_id, kind=EpisodeKind.LEAK, source__startswith="leak:"
    )
    found: Episode | None = rows.exclude(status=EpisodeStatus.RESOLVED).order_by("-id").first()
    return found


def _limits(values: Values, legitimate: Decimal, meter: MeterFacts) -> Limits:
    capacity = meter.capacity_micro_per_hour
    plain = Limits(
        still_l_per_h=float(values.decimal(defined.STILL_FLOW)),
        legitimate_l_per_h=float(legitimate * LITRES),
        least_h=float(values.decimal(defined.LEAK_HOURS)),
        large_h=float(values.decimal(defined.LARGE_HOURS)),
        large_l_per_h=float(values.decimal(defined.LARGE_FLOW)),
        missed_still_h=float(values.decimal(defined.MISSED_HOURS)),
    )
    if capacity is None:
        return plain
    return Limits(**{**vars(plain), "capacity_l_per_h": capacity / 1e6 * LITRES})


def instant(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)
