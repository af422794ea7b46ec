"""What a day should use: by kind of day, outdoor temperature and season, learnt robustly. Pure.

On a log scale, so that effects are shares of the load: a constant, the kind of day (workday,
Saturday, Sunday or holiday), degrees below and above mild days, and once more than a year is
known two waves of the year. Days far off count less (Huber), so that they do not teach.
"""

from dataclasses import dataclass

import numpy as np

from jieyue.energy.watch.rules.hourly import Days, Flags, Floats, Ints

HEATING_BELOW_C = 15.0
COOLING_ABOVE_C = 20.0
MEMORY = 0.4  # of yesterday's degrees in today's: walls are slow
HUBER = 1.5
ROUNDS = 6
RIDGE = 0.3  # pulls what few days teach towards no effect
SEASONS_FROM_DAYS = 400
SEASON_COLUMNS = 4  # the last ones of `features`
LONGEST_HOLIDAY = 10  # workdays


@dataclass(frozen=True)
class Scale:
    """The log scale of one meter; `offset` keeps small uses from shouting."""

    offset: float

    def log(self, values: Floats) -> Floats:
        out: Floats = np.log(values + self.offset)
        return out

    def back(self, values: Floats) -> Floats:
        out: Floats = np.maximum(np.exp(values) - self.offset, 0)
        return out


def scale_of(mean: Floats) -> Scale:
    """By a tenth of what the meter usually uses where it goes near zero, else by far less."""
    known = mean[np.isfinite(mean)]
    if not len(known) or known.max() <= 0:
        return Scale(offset=1.0)
    usual = float(np.median(known)) or float(known.mean())
    goes_near_zero = float(np.percentile(known, 2)) < 0.1 * usual
    return Scale(offset=(0.1 if goes_near_zero else 0.01) * usual)


def features(days: Days, kind: Ints, *, with_seasons: bool) -> Floats:
    """One row a day. kind: 0 workday, 1 Saturday or half-day, 2 Sunday or holiday."""
    heating, cooling = degrees(days.temperature_c)
    columns = [
        np.ones(len(kind)),
        (kind == 1).astype(float),
        (kind == 2).astype(float),
        heating,
        heating * (kind > 0),
        cooling,
        cooling * (kind > 0),
    ]
    if with_seasons:
        turn = 2 * np.pi * days.number / 365.25
        columns += [f(k * turn) for k in (1, 2) for f in (np.sin, np.cos)]
    return np.column_stack(columns)


def degrees(temperature_c: Floats) -> tuple[Floats, Floats]:
    """Degrees (in tens) below and above mild, yesterday's weather still felt; unknown is mild."""
    mild = np.where(np.isfinite(temperature_c), temperature_c, 17.0)
    felt = mild.copy()
    for day in range(1, len(felt)):
        felt[day] = (1 - MEMORY) * mild[day] + MEMORY * felt[day - 1]
    heating: Floats = np.maximum(HEATING_BELOW_C - felt, 0) / 10
    cooling: Floats = np.maximum(felt - COOLING_ABOVE_C, 0) / 10
    return heating, cooling


def fit(rows: Floats, wanted: Floats, segment: Ints, weight: Floats | None = None) -> Floats:
    """Coefficients of `rows`, then the level of each segment but the first.

    segment: 0, 1, … of each row: known changes of level, so that they do not bend the rest.
    """
    levels = [(segment == s).astype(float) for s in range(1, int(segment.max(initial=0)) + 1)]
    design = np.column_stack([rows, *levels]) if levels else rows
    penalty = np.full(design.shape[1], RIDGE)
    penalty[0] = 0
    penalty[rows.shape[1] :] = 0.01
    given = np.ones(len(wanted)) if weight is None else weight
    current = given
    found = np.zeros(design.shape[1])
    for _round in range(ROUNDS):
        weighted = design * current[:, None]
        found = np.linalg.solve(design.T @ weighted + np.diag(penalty + 1e-9), weighted.T @ wanted)
        off = np.abs(wanted - design @ found)
        spread = 1.4826 * float(np.median(off)) + 1e-6
        current = given * np.minimum(1.0, HUBER * spread / np.maximum(off, 1e-9))
    return found


def like_days_off(days: Days, kind: Ints) -> Ints:
    """Kinds with workdays that look like days off (an unknown holiday) counted as such.

    Only where the four weeks before tell workdays from days off clearly. More than
    LONGEST_HOLIDAY in a row are no holiday and stay workdays.
    """
    out = kind.copy()
    for day in np.flatnonzero((kind == 0) & np.isfinite(days.mean)):
        if _looks_off(days.mean, out, int(day)):
            out[day] = 2
    return _without_long_runs(out, kind)


def year_end(day_number: Ints) -> Flags:
    """20 December to 5 January, when much of the world closes without a calendar saying so."""
    day = day_number.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    of_month = (day - month).astype(np.int64) + 1
    of_year = month.astype(np.int64) % 12 + 1
    closed: Flags = ((of_year == 12) & (of_month >= 20)) | ((of_year == 1) & (of_month <= 5))
    return closed


def _looks_off(mean: Floats, kind: Ints, day: int) -> bool:
    near = slice(max(0, day - 35), day)
    known = np.isfinite(mean[near])
    work, rest = mean[near][known & (kind[near] == 0)], mean[near][known & (kind[near] == 2)]
    if len(work) < 8 or len(rest) < 3:
        return False
    if 2 * np.count_nonzero(work > mean[day]) < len(work) - 1:
        return False  # a day like the better half is no day off
    usual, off = float(np.median(work)), float(np.median(rest))
    spread = 1.4826 * float(np.median(np.abs(work - usual)))
    return usual - off > 4 * spread and mean[day] < (usual + off) / 2


def _without_long_runs(found: Ints, kind: Ints) -> Ints:
    run: list[int] = []
    for day in [*np.flatnonzero(kind == 0).tolist(), None]:
        if day is not None and found[day] == 2:
            run.append(day)
            continue
        if len(run) > LONGEST_HOLIDAY:
            found[run] = 0
        run = []
    return found
