"""What is wrong with readings, told from the readings and their meter's past. Pure.

Each rule answers with marks, one a reading. Registers in thousandths, instants in seconds since
1970 UTC, rising within a meter.
"""

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.readings.series import Series, Whole

HOUR_S = 3600
LEAST_COMPARED = 4  # readings among known ones, from which a shifted clock can be told
MOSTLY = 0.8
SELDOM = 0.5
SLIPS = (1_000, 10_000)

Marks = NDArray[np.bool_]


def outside(at_s: Whole, spans: list[tuple[int, int | None]]) -> tuple[Marks, Marks]:
    """Before the first instrument hung there, and at any later time without one.

    spans: [from, until) of each instrument by time; the last register may be read at `until`.
    """
    covered = np.zeros(len(at_s), np.bool_)
    for from_s, until_s in spans:
        covered |= (at_s >= from_s) & (at_s <= until_s if until_s is not None else True)
    before = at_s < (spans[0][0] if spans else np.iinfo(np.int64).max)
    return before, ~covered & ~before


def finer(register_milli: Whole, decimals: int) -> Marks:
    """More decimals than the instrument shows."""
    marks: Marks = register_milli % 10 ** max(0, 3 - decimals) != 0
    return marks


def hour_off(came: Series, known: Series) -> int:
    """Seconds by which the clock of what came seems ahead of known readings: 0 or an hour.

    A reading fits when its register lies between those of its known neighbours. Most must fit
    an hour away and few where they say they are.
    """
    new = ~np.isin(came.at_s, known.at_s)
    at_s, register = came.at_s[new], came.register_milli[new]
    here = _fits(at_s, register, known)
    if here is None or here > SELDOM:
        return 0
    for ahead in (HOUR_S, -HOUR_S):
        moved = _fits(at_s - ahead, register, known)
        if moved is not None and moved >= MOSTLY:
            return ahead
    return 0


def _fits(at_s: Whole, register: Whole, known: Series) -> float | None:
    """The share of readings with a known neighbour on both sides that fit; None: too few."""
    after = np.searchsorted(known.at_s, at_s)
    inside = (after > 0) & (after < len(known))
    if int(inside.sum()) < LEAST_COMPARED:
        return None
    low = known.register_milli[after[inside] - 1]
    high = known.register_milli[after[inside]]
    fit = (register[inside] >= low) & (register[inside] <= high)
    return float(fit.mean())


def slip_factor(ratio: float, *, multiplier: float, within: float) -> int:
    """The factor a value seems wrong by: 1,000, 10,000, the multiplier, or one over it as -n.

    0: none. within: how far a ratio may be from the factor, as a share.
    """
    factors = [*SLIPS, *([round(multiplier)] if multiplier >= 2 else [])]
    for factor in factors:
        for found, sign in ((ratio, 1), (1 / ratio if ratio else 0.0, -1)):
            if abs(found / factor - 1) <= within:
                return sign * factor
    return 0


def slipped(
    came: Series,
    before: int | None,
    *,
    multiplier: float,
    most_step: NDArray[np.float64],
    within: float,
) -> dict[int, int]:
    """Registers wrong by a unit or the multiplier: place to factor (-n: too small by n).

    before: the register known last before them; None: nothing is known, so most are right.
    most_step: the largest step to each reading that the meter can pass, in thousandths.
    """
    register = came.register_milli.astype(np.float64)
    first = register[0] if before is None else float(before)
    previous = np.concatenate([[first], register[:-1]])
    above = np.abs(register - previous) > most_step
    if not above.any():
        return {}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(previous > 0, register / previous, 1.0)
    suspects = above & ((ratio > 1.5) | (ratio < 0.67)) & (register > 0)
    state, states = 0, np.zeros(len(register), np.int64)
    last = 0
    for place in np.flatnonzero(suspects).tolist():
        states[last:place] = state
        state = _next_state(state, ratio[place], multiplier=multiplier, within=within)
        last = place
    states[last:] = state
    if before is None and len(states):
        values, counts = np.unique(states, return_counts=True)
        if int(values[counts.argmax()]) != 0:
            return {}
    return {place: int(states[place]) for place in np.flatnonzero(states).tolist()}


def _next_state(state: int, ratio: float, *, multiplier: float, within: float) -> int:
    factor = slip_factor(ratio, multiplier=multiplier, within=within)
    if not factor:
        return state
    if state == 0:
        return factor
    return 0 if factor == -state else state


def mean_slip(found: float, usual: float, *, ratio: float) -> bool:
    """Whether a use is so far from the usual that a unit or multiplier must be wrong."""
    if found <= 0 or usual <= 0:
        return False
    times = found / usual
    return times >= ratio or times <= 1 / ratio
