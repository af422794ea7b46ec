"""Hours that are not there: absent, or stored as zero or as one value repeated. Pure.

A building never uses exactly nothing, so an electric zero is a gap. Heating gas is zero in summer
and at night; there a run of zeros is a gap only where the meter is hardly ever still at such
hours and temperatures.
"""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules.hourly import Flags, Floats, Hours

STILL_DAYS_SHARE = 0.2  # days with a zero hour, of a meter that may stand still
STILL_DAYS_SHARE_HEATING = 0.02
LONG_RUN_H = 24
RARELY = 0.05
LEAST_RUN_H = 3
FLAT_H = 48
WARMEST = 20  # the last step of temperature


@dataclass(frozen=True)
class Gap:
    """[first, last) in hours of the series. reason: "absent", "zero" or "flat"."""

    first: int
    last: int
    reason: str


def may_stand_still(hours: Hours, *, is_heating: bool = False) -> bool:
    """Whether zero is a normal use, judged by how often short zeros come."""
    zero = hours.use == 0
    short = zero.copy()
    for first, last in runs(zero):
        if last - first >= LONG_RUN_H:
            short[first:last] = False
    day = hours.day_number()
    known = np.unique(day[np.isfinite(hours.use)])
    if not len(known):
        return False
    share = len(np.unique(day[short])) / len(known)
    return share > (STILL_DAYS_SHARE_HEATING if is_heating else STILL_DAYS_SHARE)


def find(hours: Hours, *, zero_is_normal: bool, temperature_c: Floats | None = None) -> list[Gap]:
    """In order of time; what lies before the first and after the last known hour is none."""
    known = np.flatnonzero(np.isfinite(hours.use))
    if not len(known):
        return []
    inside = np.zeros(len(hours.use), dtype=bool)
    inside[known[0] : known[-1] + 1] = True
    found = [Gap(a, b, "absent") for a, b in runs(inside & ~np.isfinite(hours.use))]
    zeros = runs(inside & (hours.use == 0))
    if zero_is_normal:
        usual = _share_still(hours, temperature_c)
        zeros = [
            (a, b) for a, b in zeros if b - a >= LEAST_RUN_H and usual[a:b].max(initial=0) < RARELY
        ]
    found += [Gap(a, b, "zero") for a, b in zeros]
    return sorted(found, key=lambda gap: gap.first)


def flat(hours: Hours) -> list[Gap]:
    """Runs of one repeated value above zero, far longer than any usual for the meter."""
    use = hours.use
    same = np.zeros(len(use), dtype=bool)
    same[1:] = (use[1:] == use[:-1]) & (use[1:] > 0)
    found = runs(same)
    lengths = np.array([b - a for a, b in found])
    usual = float(np.percentile(lengths, 99)) if len(lengths) >= 20 else 0.0
    least = max(FLAT_H, 4 * usual)
    return [Gap(a - 1, b, "flat") for a, b in found if b - a + 1 >= least]


def without(use: Floats, gaps: list[Gap]) -> Floats:
    out = use.copy()
    for gap in gaps:
        out[gap.first : gap.last] = np.nan
    return out


def runs(flags: Flags) -> list[tuple[int, int]]:
    """Half-open stretches of true."""
    edges = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def _share_still(hours: Hours, temperature_c: Floats | None) -> Floats:
    """How often the meter is still at such an hour of the day when it is as cold or colder.

    In steps of 3 °C, the next warmer one included; unknown weather counts as the warmest.
    """
    if temperature_c is None:
        step = np.zeros(len(hours.use), dtype=np.int64)
    else:
        scaled = (np.clip(temperature_c, -20, 37) + 20) // 3
        step = np.nan_to_num(scaled, nan=WARMEST).astype(np.int64)
    kind = step * 24 + hours.hour_of_day()
    known = np.isfinite(hours.use)
    size = (WARMEST + 2) * 24
    seen = np.bincount(kind[known], minlength=size).reshape(-1, 24)
    still = np.bincount(kind[known & (hours.use == 0)], minlength=size).reshape(-1, 24)
    others = np.maximum(still.cumsum(axis=0) - 1, 0)  # the hour in question is no witness
    share = (others + 0.2) / (seen.cumsum(axis=0) + 4)
    shares: Floats = share[step + 1, hours.hour_of_day()]
    return shares
