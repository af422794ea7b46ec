"""How much to order so that one meal in a hundred is lacking: fixed on a past year, then kept."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jieyue.canteen.demand.measures import shortage
from jieyue.canteen.demand.panel import Matrix
from jieyue.canteen.demand.quantiles import GRID, MEDIAN, quantiles_at

SHORTAGE = 0.01  # of the meals served: what an order may lack
AIM = 0.93  # of that, on the year it is fixed on: the next year is never quite like the last
HALVINGS = 40


@dataclass(frozen=True)
class OrderRule:
    """Order the quantile of this probability, times a factor."""

    probability: float
    factor: float

    def order(self, quantiles: Matrix) -> Matrix:
        """`quantiles` has the grid as its last axis."""
        ordered: Matrix = quantiles_at(quantiles, self.probability) * self.factor
        return ordered


def fix_rule(served: Matrix, quantiles: Matrix) -> OrderRule:
    """Of a higher quantile, a raised median and the way between: what throws least away.

    Each holds the shortage at 1 % on the days given.
    """
    probability = _least(
        lambda p: shortage(served, quantiles_at(quantiles, p)), low=GRID[MEDIAN], high=GRID[-1]
    )
    rules = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        start = GRID[MEDIAN] + share * (probability - GRID[MEDIAN])
        forecast = quantiles_at(quantiles, start)
        rules.append(OrderRule(start, fix_factor(served, forecast)))
    return min(rules, key=lambda rule: _surplus(served, rule.order(quantiles)))


def fix_factor(served: Matrix, forecast: Matrix) -> float:
    """The factor on a forecast that holds the shortage at 1 %."""
    return _least(lambda factor: shortage(served, forecast * factor), low=0.5, high=3.0)


def _least(shortage_at: Callable[[float], float], *, low: float, high: float) -> float:
    """The smallest value whose shortage is within the limit; `high` when none is."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if shortage_at(middle) > AIM * SHORTAGE:
            low = middle
        else:
            high = middle
    return high


def _surplus(served: Matrix, order: Matrix) -> float:
    scored = np.isfinite(served) & np.isfinite(order)
    return float(np.maximum(order - served, 0)[scored].sum())
