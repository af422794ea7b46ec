"""The boosted trees: the median share of the expectation, and how far it may lie below or above.

Three sets are grown on the same rows, for the quantiles 0.1, 0.5 and 0.9. The far ones only give
the width; `calibration` turns widths into quantiles that held on days the trees had not seen.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.panel import Matrix

SHARE_RANGE = (0.05, 3.0)  # of the expectation; beyond it the level is wrong, not the day
LEAST_WIDTH = 0.015
HALF_WEIGHT_DAYS = 1095.0  # a day three years ago counts half
ROWS_PER_LEAF = 700
FIXED = {
    "objective": "quantile",
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
    "num_threads": 1,  # the sets grow side by side; threads inside one wait on each other's cores
}
MIDDLE, SIDES = 0.5, (0.1, 0.9)
ROUNDS, ROUNDS_SMALL = 150, 100
RATE, RATE_SMALL = 0.08, 0.05
SIDE_PACE = 2.0  # widths need less care than the median: fewer rounds, longer steps
LARGE = ROWS_PER_LEAF * 10


@dataclass(frozen=True)
class Shares:
    """Of the expectation: the median, and the widths down to 0.1 and up to 0.9, never zero."""

    median: Matrix
    below: Matrix
    above: Matrix


@dataclass(frozen=True)
class Trees:
    """Grown trees by quantile."""

    names: tuple[str, ...]
    low: lightgbm.Booster
    median: lightgbm.Booster
    high: lightgbm.Booster

    def shares(self, values: NDArray[np.float32]) -> Shares:
        """`values` is rows by `names`."""
        low, median, high = (
            np.clip(np.asarray(booster.predict(values)), *SHARE_RANGE)
            for booster in (self.low, self.median, self.high)
        )
        below = np.maximum(median - low, LEAST_WIDTH)
        return Shares(median, below, np.maximum(high - median, LEAST_WIDTH))

    def contributions(self, values: NDArray[np.float32]) -> Matrix:
        """What each feature adds to the median share; the last column is the usual share."""
        return np.asarray(self.median.predict(values, pred_contrib=True), dtype=float)


def grow(
    values: NDArray[np.float32],
    shares: Matrix,
    *,
    names: tuple[str, ...],
    expected: Matrix,
    age_days: Matrix,
    threads: int = 2,
) -> Trees:
    """Grow trees on rows; a row weighs as many meals as were expected, older ones less."""
    weight = expected * 0.5 ** (age_days / HALF_WEIGHT_DAYS)
    sizes = _sizes(len(shares)) | FIXED
    rate = RATE if len(shares) > LARGE else RATE_SMALL

    def booster(alpha: float, rounds: int, pace: float = 1.0) -> lightgbm.Booster:
        chosen = {"alpha": alpha, "learning_rate": pace * rate}
        dataset = lightgbm.Dataset(
            values,
            np.clip(shares, *SHARE_RANGE),
            weight=weight / weight.mean(),
            feature_name=list(names),
            params=sizes,
        )
        return lightgbm.train(sizes | chosen, dataset, num_boost_round=rounds)

    rounds = ROUNDS if len(shares) > LARGE else ROUNDS_SMALL
    with ThreadPoolExecutor(max_workers=threads) as pool:
        median = pool.submit(booster, MIDDLE, rounds)
        low, high = (
            pool.submit(booster, alpha, round(rounds / SIDE_PACE), SIDE_PACE) for alpha in SIDES
        )
        return Trees(names, low=low.result(), median=median.result(), high=high.result())


def _sizes(rows: int) -> dict[str, int]:
    """A small record bears small trees."""
    return {
        "num_leaves": int(np.clip(rows // ROWS_PER_LEAF * 4, 6, 24)),
        "min_data_in_leaf": int(np.clip(rows // 100, 10, 80)),
    }
