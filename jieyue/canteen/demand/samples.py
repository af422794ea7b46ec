"""Made-up records for tests: a level, a weekday rhythm, noise from a fixed seed."""

from datetime import date, timedelta

import numpy as np

from jieyue.canteen.demand.panel import Panel

WEEKDAY = np.array([1.0, 1.05, 1.0, 0.95, 0.8])
FIRST = date(2024, 1, 1)  # a Monday


def working_days(count: int, first: date = FIRST) -> list[date]:
    """The first `count` Mondays to Fridays."""
    days = (first + timedelta(days=ahead) for ahead in range(count * 2 + 7))
    return [day for day in days if day.weekday() < len(WEEKDAY)][:count]


def make_panel(
    days: int = 120, levels: tuple[float, ...] = (100.0, 400.0), *, noise: float = 0.05
) -> Panel:
    """One series a level. Everybody who was planned for is planned right on average."""
    dates = working_days(days)
    rhythm = np.array([WEEKDAY[day.weekday()] for day in dates])
    chance = np.random.default_rng(7)
    ideal = rhythm[:, None] * np.array(levels)
    served = np.round(ideal * (1 + noise * chance.standard_normal(ideal.shape)))
    names = tuple(f"canteen {place}" for place in range(len(levels)))
    ahead = {"planned": np.round(ideal * 1.05)}
    stamps = np.array(dates, dtype="datetime64[D]")
    return Panel(stamps, names, served, ahead, ("lunch",) * len(levels))
