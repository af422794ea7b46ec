"""Night flow (夜间最小流量): what runs when nobody is there, and when that is a leak. Pure.

STANDARDS 1.11. Flows in m³ an hour; a night of which nothing is known is None, never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

import numpy as np

HOURS_A_DAY = 24


@dataclass(frozen=True)
class AlarmRule:
    """Alarm when the night flow is above the median of the baseline nights by more than
    `above_share` of it and `above_m3_per_h`, on `nights` valid nights one after the other."""

    above_share: Decimal = Decimal("0.20")
    above_m3_per_h: Decimal = Decimal("0.1")
    nights: int = 3
    baseline_nights: int = 28
    fewest_baseline: int = 7


@dataclass(frozen=True)
class NightAlarm:
    """From night `first` on (place in the sequence), told at `told`. excess: m³/h above baseline.

    last: the latest valid night above; gone: the first valid night that was not, None while it
    lasts."""

    first: int
    told: int
    last: int
    gone: int | None
    baseline: Decimal
    excess: Decimal


def minimum(flows: Sequence[Decimal | None]) -> Decimal | None:
    """The least flow of a night's window; None when an hour of it is unknown."""
    known = [flow for flow in flows if flow is not None]
    return min(known) if known and len(known) == len(flows) else None


def leak_m3_per_day(least: Decimal, legitimate: Decimal, factor: Decimal = Decimal(1)) -> Decimal:
    """(Q_min - Q_legit) x 24 x f. f: 1 at constant pressure. Below the legitimate it is no leak."""
    return max(least - legitimate, Decimal(0)) * HOURS_A_DAY * factor


def night_share(least: Decimal, mean: Decimal) -> Decimal | None:
    """Night flow over mean flow; above 0.3 to 0.4 is suspicious. None without flow."""
    return least / mean if mean > 0 else None


def threshold(baseline: Decimal, rule: AlarmRule) -> Decimal:
    return baseline + max(baseline * rule.above_share, rule.above_m3_per_h)


def alarms(
    nights: Sequence[Decimal | None], rule: AlarmRule, suppressed: frozenset[int] = frozenset()
) -> list[NightAlarm]:
    """Alarms in a sequence of nights, each told by the nights up to then.

    suppressed: nights with a registered event; they and unknown nights neither count nor break a
    row. While an alarm lasts its nights do not teach the baseline.
    """
    found: list[NightAlarm] = []
    quiet: list[Decimal] = []
    above: list[int] = []
    baseline = Decimal(0)
    for place, flow in enumerate(nights):
        if flow is None or place in suppressed:
            continue
        if not above and len(quiet) >= rule.fewest_baseline:
            baseline = median(quiet[-rule.baseline_nights :])
        is_above = len(quiet) >= rule.fewest_baseline and flow > threshold(baseline, rule)
        if not is_above:
            if len(above) >= rule.nights:
                found.append(_alarm(nights, above, baseline, rule, gone=place))
            above = []
            quiet.append(flow)
        else:
            above.append(place)
    if len(above) >= rule.nights:
        found.append(_alarm(nights, above, baseline, rule, gone=None))
    return found


def _alarm(
    nights: Sequence[Decimal | None],
    above: list[int],
    baseline: Decimal,
    rule: AlarmRule,
    *,
    gone: int | None,
) -> NightAlarm:
    least = min(flow for place in above if (flow := nights[place]) is not None)
    told = above[rule.nights - 1]
    return NightAlarm(above[0], told, above[-1], gone, baseline, least - baseline)


@dataclass(frozen=True)
class LevelStep:
    """The night flow changed its level at night `at`, and stayed."""

    at: int
    before: float
    after: float


def level_steps(
    nights: Sequence[float], *, window: int = 14, least_share: float = 0.15
) -> list[LevelStep]:
    """Lasting changes of level: medians of `window` nights before and after differ by more than
    `least_share` and by more than four times what nights scatter. nan: unknown."""
    flows = np.asarray(nights, np.float64)
    sizes = np.full(len(flows), np.nan)
    pairs: dict[int, tuple[float, float]] = {}
    for at in range(window, len(flows) - window + 1):
        before, after = flows[at - window : at], flows[at : at + window]
        if min(np.isfinite(before).sum(), np.isfinite(after).sum()) < window // 2:
            continue
        old, new = float(np.nanmedian(before)), float(np.nanmedian(after))
        scatter = max(_scatter(before), _scatter(after))
        if abs(new - old) > max(least_share * abs(old), 4 * scatter):
            sizes[at], pairs[at] = abs(new - old) / max(scatter, 1e-9 + 0.01 * abs(old)), (old, new)
    return [LevelStep(at, *pairs[at]) for at in _peaks(sizes, apart=window)]


def creep_per_year(nights: Sequence[float]) -> float | None:
    """By how much the night flow rises in a year: the median slope between any two nights
    at least a month apart (Theil and Sen). None with fewer than 60 known nights."""
    flows = np.asarray(nights, np.float64)
    place = np.flatnonzero(np.isfinite(flows))
    if len(place) < 60:
        return None
    first, second = np.triu_indices(len(place), k=1)
    gap = place[second] - place[first]
    far = gap >= 30
    slopes = (flows[place[second]] - flows[place[first]])[far] / gap[far]
    return float(np.median(slopes)) * 365


def _scatter(flows: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    known = flows[np.isfinite(flows)]
    return float(1.4826 * np.median(np.abs(known - np.median(known))))


def _peaks(sizes: "np.ndarray[tuple[int], np.dtype[np.float64]]", *, apart: int) -> list[int]:
    left = np.where(np.isfinite(sizes), sizes, -1.0)
    chosen: list[int] = []
    while left.size and left.max() > 0:
        at = int(left.argmax())
        chosen.append(at)
        left[max(0, at - apart) : at + apart + 1] = -1.0
    return sorted(chosen)
