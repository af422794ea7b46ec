"""All that a meter's hours and the weather show, in one go. Pure."""

from dataclasses import dataclass, replace

import numpy as np

from jieyue.energy.watch.rules import gaps, hourly, levels, response, spikes
from jieyue.energy.watch.rules.gaps import Gap
from jieyue.energy.watch.rules.hourly import Floats, Hours, Ints
from jieyue.energy.watch.rules.levels import LevelChange, LevelRules
from jieyue.energy.watch.rules.spikes import Spike

HEATING_IS_ON = 0.05  # of its 90th percentile; below, a day tells nothing of a heating's level
WARM_SEASON_DAYS = 270  # between two seasons of heating


@dataclass(frozen=True)
class Findings:
    """gaps, flat and spikes count in hours of the series; levels in days since its first."""

    gaps: list[Gap]
    flat: list[Gap]
    spikes: list[Spike]
    levels: list[LevelChange]


def look(
    hours: Hours,
    temperature_c: Floats,
    *,
    is_heating: bool = False,
    never_zero: bool = False,
    rules: LevelRules | None = None,
) -> Findings:
    """is_heating: summer without use is normal. never_zero: each zero is a gap."""
    still = not never_zero and gaps.may_stand_still(hours, is_heating=is_heating)
    missing = gaps.find(hours, zero_is_normal=still, temperature_c=temperature_c)
    stands = [] if still else gaps.flat(hours)
    known = Hours(hours.start_s, gaps.without(hours.use, missing + stands))
    found = spikes.find(known, _kind_of_hour(known))
    calm = known.use.copy()
    for spike in found:
        calm[max(0, spike.hour - spike.hours) : spike.hour + spike.hours] = np.nan
    days = hourly.days_of(Hours(hours.start_s, calm), temperature_c)
    rules = rules or LevelRules()
    if still:
        days = _heating_days(days)
        rules = replace(rules, silence_days=WARM_SEASON_DAYS)
    kind = response.like_days_off(days, levels.kinds_of(days.number))
    closed = response.year_end(days.number)
    changes = levels.changes(days, rules, kind, closed)
    return Findings(missing, stands, found, changes)


def _kind_of_hour(hours: Hours) -> Ints:
    kinds: Ints = levels.kinds_of(hours.day_number())
    return kinds


def _heating_days(days: hourly.Days) -> hourly.Days:
    known = days.mean[np.isfinite(days.mean)]
    if not len(known):
        return days
    least = HEATING_IS_ON * float(np.percentile(known, 90))
    cold = np.nan_to_num(days.temperature_c, nan=0.0) < response.HEATING_BELOW_C
    mean = np.where(cold & (days.mean >= least), days.mean, np.nan)
    return hourly.Days(days.number, mean, days.temperature_c)
