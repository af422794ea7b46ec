"""The difference between lunches before and after, free of the weekday, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.experiments.rules.days import LUNCHES, Lunch

LEVEL = 0.95


class Claim(StrEnum):
    """What may be said: too_few lunches, not_shown (the interval holds 0), better, worse."""

    TOO_FEW = "too_few"
    NOT_SHOWN = "not_shown"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Means as measured; `change` is after less before for like weekdays, with its interval.

    None where there are too few lunches to tell. warnings: drifting_before (the outcome rose or
    fell before the start already), weekdays_differ (a weekday stands on one side only).
    """

    before: float | None
    after: float | None
    n_before: int
    n_after: int
    change: float | None
    low: float | None
    high: float | None
    claim: Claim
    warnings: tuple[str, ...] = ()


def compare(
    before: Sequence[Lunch],
    after: Sequence[Lunch],
    *,
    lower_is_better: bool,
    wanted: int = LUNCHES,
    level: float = LEVEL,
) -> Difference:
    """Least squares on weekday and period; Welch's error, as the spread may differ.

    No claim while either side has fewer than `wanted` lunches, nor when the interval holds 0.
    """
    y0, y1 = (np.array([lunch.outcome for lunch in side], dtype=float) for side in (before, after))
    means = (float(y0.mean()) if len(y0) else None, float(y1.mean()) if len(y1) else None)
    counts = (len(y0), len(y1))
    if min(counts) < wanted:
        return Difference(
            before=means[0], after=means[1], n_before=counts[0], n_after=counts[1], change=None,
            low=None, high=None, claim=Claim.TOO_FEW,
        )  # fmt: skip
    days = [lunch.day.weekday() for lunch in (*before, *after)]
    change, half = _estimate(np.concatenate([y0, y1]), np.array(days), counts, level)
    low, high = change - half, change + half
    return Difference(
        before=means[0], after=means[1], n_before=counts[0], n_after=counts[1], change=change,
        low=low, high=high, claim=_claim(low, high, lower_is_better=lower_is_better),
        warnings=_warnings(before, after, level),
    )  # fmt: skip


def _claim(low: float, high: float, *, lower_is_better: bool) -> Claim:
    if low <= 0 <= high:
        return Claim.NOT_SHOWN
    return Claim.BETTER if (high < 0) == lower_is_better else Claim.WORSE


Numbers = NDArray[np.float64]


def _estimate(
    outcome: Numbers, weekday: NDArray[np.int64], counts: tuple[int, int], level: float
) -> tuple[float, float]:
    """The change and half the width of its interval."""
    n0, n1 = counts
    dummies = [(weekday == day).astype(float) for day in np.unique(weekday)]
    is_after = np.concatenate([np.zeros(n0), np.ones(n1)])
    design = np.column_stack([*dummies, is_after])
    fitted, *_ = np.linalg.lstsq(design, outcome, rcond=None)
    residuals = outcome - design @ fitted
    inverse = np.linalg.pinv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    adjusted = residuals**2 / np.clip(1 - leverage, 1e-9, None)  # HC2: unbiased for like spreads
    weights = (inverse @ design.T)[-1]
    parts = [float((weights[side] ** 2 * adjusted[side]).sum()) for side in _sides(n0, n1)]
    lost = np.linalg.matrix_rank(design)
    free = [max(n - lost / 2, 2.0) for n in counts]
    error = sqrt(sum(parts))
    if error == 0:
        return float(fitted[-1]), 0.0
    freedom = sum(parts) ** 2 / sum(part**2 / each for part, each in zip(parts, free, strict=True))
    return float(fitted[-1]), student(level, freedom) * error


def _sides(n0: int, n1: int) -> tuple[slice, slice]:
    return slice(0, n0), slice(n0, n0 + n1)


def student(level: float, freedom: float) -> float:
    """The two-sided quantile of Student's t, by the expansion of Cornish and Fisher.

    Right to 0.002 from eight degrees of freedom on, which every comparison here has.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom ** (n + 1) for n, term in enumerate(terms))


def _warnings(before: Sequence[Lunch], after: Sequence[Lunch], level: float) -> tuple[str, ...]:
    found = []
    if _is_drifting(before, level):
        found.append("drifting_before")
    if {lunch.day.weekday() for lunch in before} != {lunch.day.weekday() for lunch in after}:
        found.append("weekdays_differ")
    return tuple(found)


def _is_drifting(lunches: Sequence[Lunch], level: float) -> bool:
    """Whether the outcome has a slope beyond chance over the lunches."""
    y = np.array([lunch.outcome for lunch in lunches], dtype=float)
    x = np.arange(len(y)) - (len(y) - 1) / 2
    slope = float((x * y).sum() / (x**2).sum())
    residuals = y - y.mean() - slope * x
    spread = sqrt(float((residuals**2).sum()) / (len(y) - 2) / float((x**2).sum()))
    return spread > 0 and abs(slope) > student(level, len(y) - 2) * spread
