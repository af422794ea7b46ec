"""How good a forecast was, in meals."""

from dataclasses import dataclass

import numpy as np

from jieyue.canteen.demand.panel import Matrix


@dataclass(frozen=True)
class Measures:
    """In percent of the meals served. over and short are those of the order, not the forecast."""

    rows: int
    wape_pct: float
    bias_pct: float
    over_pct: float
    short_pct: float
    day_total_wape_pct: float


def measure(served: Matrix, forecast: Matrix, order: Matrix) -> Measures:
    """Matrices of days by series; only cells where all three are known count."""
    scored = np.isfinite(served) & np.isfinite(forecast) & np.isfinite(order)
    kept = np.where(scored, served, 0.0)
    total = kept.sum()
    if total == 0:
        return Measures(0, *[float("nan")] * 5)
    error = np.where(scored, forecast - served, 0.0)
    surplus = np.where(scored, order - served, 0.0)

    def percent(meals: Matrix) -> float:
        return float(100 * meals.sum() / total)

    return Measures(
        rows=int(scored.sum()),
        wape_pct=percent(np.abs(error)),
        bias_pct=percent(error),
        over_pct=percent(np.maximum(surplus, 0)),
        short_pct=percent(np.maximum(-surplus, 0)),
        day_total_wape_pct=percent(np.abs(error.sum(axis=1))),
    )


def coverage_pct(served: Matrix, low: Matrix, high: Matrix) -> float:
    """Share of the known cells that fell between, ends included."""
    scored = np.isfinite(served) & np.isfinite(low) & np.isfinite(high)
    inside = (served >= low) & (served <= high)
    return float(100 * inside[scored].mean()) if scored.any() else float("nan")


def shortage(served: Matrix, order: Matrix) -> float:
    """Meals missing as a share of the meals served."""
    scored = np.isfinite(served) & np.isfinite(order)
    missing = np.maximum(served - order, 0)[scored].sum()
    return float(missing / served[scored].sum())
