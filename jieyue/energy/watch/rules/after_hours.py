"""Load outside working hours above the night base that the meter itself has taught. Pure."""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules.hourly import Floats, Hours, Ints, smallest_step

WEEKS_BACK = 8
LEAST_NIGHTS = 10
STEPS = 0.5  # of the register: a mean of five hours may be off by so many


@dataclass(frozen=True)
class AfterHoursRules:
    """night_until, night_from: a night's hours before and after these. share and deviations: how
    far above the base."""

    night_until: int = 5
    night_from: int = 22
    share: float = 0.4
    deviations: float = 5.0


@dataclass(frozen=True)
class AfterHours:
    """Mean use of an hour in the last night, and the base it is held against."""

    use: float
    base: float


def find(
    hours: Hours, kind_of_day: Ints, rules: AfterHoursRules | None = None
) -> AfterHours | None:
    """Of the last day of `hours`. kind_of_day: 0 workday, else a day off, by day from the first."""
    rules = rules or AfterHoursRules()
    day = hours.day_number()
    place = day - day[0]
    of_day = hours.hour_of_day()
    is_night = (of_day < rules.night_until) | (of_day >= rules.night_from)
    nights = np.full(int(place[-1]) + 1, np.nan)
    for number in range(max(0, len(nights) - 7 * WEEKS_BACK), len(nights)):
        values = hours.use[(place == number) & is_night]
        values = values[np.isfinite(values)]
        if len(values) >= 5:
            nights[number] = _middle(values)
    last = nights[-1]
    past = nights[-7 * WEEKS_BACK : -1]
    kinds = (kind_of_day[: len(nights)] > 0)[-7 * WEEKS_BACK : -1]
    alike = past[np.isfinite(past) & (kinds == (kind_of_day[len(nights) - 1] > 0))]
    if len(alike) < LEAST_NIGHTS:
        alike = past[np.isfinite(past)]
    if not np.isfinite(last) or len(alike) < LEAST_NIGHTS:
        return None
    base = float(np.median(alike))
    spread = 1.4826 * float(np.median(np.abs(alike - base)))
    usual = float(np.nanmedian(hours.use))
    above = last - base
    least = max(rules.share * base, rules.deviations * spread, 0.05 * usual)
    if above <= max(least, STEPS * smallest_step(hours.use)):
        return None
    return AfterHours(float(last), base)


def _middle(values: Floats) -> float:
    """Mean without the quarter at either end: one hour does not make a night, and a register that
    counts in coarse steps does not make it jump."""
    cut = len(values) // 4
    return float(np.sort(values)[cut : len(values) - cut].mean())
