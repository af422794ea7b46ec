"""What takes days to see: load after hours, off its baseline, at a new level, out of balance."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.meters.models import Medium
from jieyue.energy.watch import parameters as of_watch
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus
from jieyue.energy.watch.rules import (
    after_hours,
    balance,
    baseline,
    clock,
    levels,
    multiplier,
    response,
)
from jieyue.energy.watch.rules.hourly import DAY_S, Days
from jieyue.energy.watch.rules.together import together, unexplained
from jieyue.energy.watch.signs import Sign, Watched, day_s, decimal, instant

HISTORY_DAYS = 400
WEEKS = 8
TOLD_LATELY_DAYS = 3
LEAST_COVERAGE = 0.95
EXPLAINED_BUT = 0.2  # of a load that meters below leave open
LEAST_BALANCE_CHANGE = 0.05


def load_after_hours(site: Watched) -> Iterator[Sign]:
    """Electricity of the last night above what the meter's nights have taught.

    What meters right below show is told of them and not again of the meter before.
    """
    rules = after_hours.AfterHoursRules(
        share=float(site.values.decimal(of_watch.AFTER_HOURS_SHARE))
    )
    loads: dict[int, after_hours.AfterHours] = {}
    for meter in site.meters.values():
        if meter.medium != Medium.ELECTRICITY:
            continue
        hours = site.hours(meter.id, days=HISTORY_DAYS)
        if not len(hours.use):
            continue
        kinds = site.kind(np.unique(hours.day_number()))
        found = after_hours.find(hours, kinds, rules)
        if found is not None:
            loads[meter.id] = found
    end = instant(day_s(site.today))
    for meter_id, load in loads.items():
        above = load.use - load.base
        below = [
            loads[place.meter_id].use - loads[place.meter_id].base
            for place in site.places.values()
            if place.parent_id == meter_id and place.meter_id in loads
        ]
        if sum(below) >= (1 - EXPLAINED_BUT) * above:
            continue
        yield Sign(
            EpisodeKind.AFTER_HOURS,
            meter_id,
            end - timedelta(days=1),
            end,
            {"value": round(load.use, 3), "expected": round(load.base, 3)},
            size_per_hour=decimal(above),
        )


def off_baseline(site: Watched) -> Iterator[Sign]:
    """Days above or below what is expected; what an open leak explains is told as the leak.

    A cold spell moves many meters of one item at once: they are told as one.
    """
    found = _off_baseline(site)
    excess = {meter_id: off.use - off.expected for meter_id, (_days, off) in found.items()}
    excess = unexplained(
        excess,
        {meter_id: place.parent_id for meter_id, place in site.places.items()},
        but=EXPLAINED_BUT,
    )
    group = {meter_id: _alike(site, meter_id) for meter_id in site.meters}
    share = float(site.values.decimal(of_watch.TOGETHER_SHARE))
    carriers = _open_meters(site, EpisodeKind.OFF_BASELINE)
    for meter_ids in together(excess, group, Counter(group.values()), share=share):
        carrier, *also = sorted(meter_ids, key=lambda each: each not in carriers)
        days, off = found[carrier]
        yield Sign(
            EpisodeKind.OFF_BASELINE,
            carrier,
            instant(int(days.number[off.first]) * DAY_S),
            instant((int(days.number[-1]) + 1) * DAY_S),
            {"value": round(off.use, 3), "expected": round(off.expected, 3)},
            size_per_hour=decimal(off.use - off.expected),
            also=tuple(also),
        )


def _off_baseline(site: Watched) -> dict[int, tuple[Days, baseline.OffBaseline]]:
    rules = baseline.BaselineRules(
        share=float(site.values.decimal(of_watch.BASELINE_SHARE)),
        in_a_row=site.values.integer(of_watch.BASELINE_DAYS),
    )
    leaking = _open_meters(site, EpisodeKind.LEAK)
    off = {}
    for meter_id in site.meters:
        days = site.days(meter_id, days=HISTORY_DAYS)
        found = baseline.find(days, site.kind(days.number), rules)
        if found is not None and not (meter_id in leaking and found.use > found.expected):
            off[meter_id] = days, found
    return off


def _alike(site: Watched, meter_id: int) -> tuple[str, str]:
    """Medium and item, which weather and holidays move together."""
    place = site.places.get(meter_id)
    return site.meters[meter_id].medium, place.item if place else ""


def _open_meters(site: Watched, kind: str) -> set[int]:
    """Meters with an unresolved episode of a kind."""
    rows = Episode.objects.filter(site_id=site.site_id, kind=kind)
    return set(rows.exclude(status=EpisodeStatus.RESOLVED).values_list("meter_id", flat=True))


def new_levels(site: Watched) -> Iterator[Sign]:
    rules = levels.LevelRules(
        least_share=float(site.values.decimal(of_watch.LEVEL_SHARE)),
        days=site.values.integer(of_watch.LEVEL_DAYS),
    )
    for meter_id in site.meters:
        days = site.days(meter_id, days=HISTORY_DAYS)
        kind = site.kind(days.number)
        if not levels.stirs(days, rules, kind):
            continue
        kind = response.like_days_off(days, kind)
        for change in levels.changes(days, rules, kind)[-1:]:
            if len(days.number) - 1 - change.told > TOLD_LATELY_DAYS:
                continue
            started = int(days.number[change.first])
            yield Sign(
                EpisodeKind.LEVEL,
                meter_id,
                instant(started * DAY_S),
                instant((int(days.number[change.told]) + 1) * DAY_S),
                {"before": round(change.before, 3), "after": round(change.after, 3)},
                size_per_hour=decimal(change.after - change.before),
                over=True,
                source=f"level:{meter_id}:{started // 14}",
            )


def clocks(site: Watched) -> Iterator[Sign]:
    for meter_id in site.meters:
        hours = site.hours(meter_id, days=HISTORY_DAYS)
        if not len(hours.use):
            continue
        shift = clock.shift_h(hours, site.kind(np.unique(hours.day_number())))
        if shift is not None:
            yield _of_last_days(site, EpisodeKind.CLOCK, meter_id, clock.RECENT_DAYS, shift=shift)


def multipliers(site: Watched) -> Iterator[Sign]:
    for meter_id in site.meters:
        power = multiplier.factor(site.days(meter_id, days=HISTORY_DAYS))
        if power is None:
            continue
        if multiplier.is_of_every_hour(site.hours(meter_id, days=HISTORY_DAYS), power):
            yield _of_last_days(
                site, EpisodeKind.MULTIPLIER, meter_id, multiplier.RECENT_DAYS, power=power
            )


def unbalanced(site: Watched) -> Iterator[Sign]:
    """Parents whose sub-meters exceed them, or leave more open than they used to."""
    children: dict[int, list[int]] = defaultdict(list)
    for place in site.places.values():
        if place.parent_id is not None and place.meter_id in site.meters:
            children[place.parent_id].append(place.meter_id)
    bands = site.values.json(of_watch.BALANCE_BANDS)
    for parent_id, below in children.items():
        parent = site.meters.get(parent_id)
        if parent is None or parent.medium not in bands:
            continue
        low, high = bands[parent.medium]
        shares, left = _weekly_shares(site, parent_id, below)
        found = balance.check(
            shares, low=float(low), high=float(high), least_change=LEAST_BALANCE_CHANGE
        )
        if found is None:
            continue
        yield Sign(
            EpisodeKind.BALANCE,
            parent_id,
            instant(day_s(site.today - timedelta(days=7))),
            instant(day_s(site.today)),
            {
                "share": round(found.share, 4),
                "usual": None if found.usual is None else round(found.usual, 4),
                "meters": len(below),
            },
            size_per_hour=decimal(left / (7 * 24)),
        )


def _weekly_shares(
    site: Watched, parent_id: int, below: list[int]
) -> tuple[list[float | None], float]:
    """What the parent shows above its children by week, and what it came to in the last one."""
    first = site.today - timedelta(days=7 * WEEKS)
    last = site.today - timedelta(days=1)
    found = consumption.days([parent_id, *below], first=first, last=last)
    shares: list[float | None] = []
    left = 0.0
    for week in range(WEEKS):
        since = first + timedelta(days=7 * week)
        sums: dict[int, float] = {}
        for meter_id in (parent_id, *below):
            days = [each for each in found[meter_id] if 0 <= (each.day - since).days < 7]
            if sum(float(each.coverage) for each in days) >= 7 * LEAST_COVERAGE:
                sums[meter_id] = float(sum(each.use for each in days))
        if len(sums) <= len(below) or sums[parent_id] <= 0:
            shares.append(None)
            continue
        left = sums[parent_id] - sum(sums[child] for child in below)
        shares.append(left / sums[parent_id])
    return shares, left


def _of_last_days(site: Watched, kind: str, meter_id: int, days: int, **detail: int) -> Sign:
    return Sign(
        kind,
        meter_id,
        instant(day_s(site.today - timedelta(days=days))),
        instant(day_s(site.today)),
        detail,
    )
