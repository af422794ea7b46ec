"""What food costs: the market's price of a day, and the contract's price of a quarter.

Prices are whole ten-thousandths of a yuan for one base unit, rounded to the fen.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from simulator.food import Ingredient
from simulator.randomness import stream

SEASONAL = {
    "leaf_vegetable": 0.16,
    "fruit_vegetable": 0.18,
    "root_vegetable": 0.08,
    "fruit": 0.10,
    "pork": 0.06,
    "aquatic": 0.05,
}
WEEKLY_NOISE = 0.035
FEN = 100  # ten-thousandths of a yuan
DAYS_OF_A_YEAR = 365.25


@cache
def market_price(item: Ingredient, day: date, *, seed: int) -> int:
    """What the market asks in the week of a day."""
    week = day.toordinal() // 7
    rng = stream(seed, f"market {item.code}", week)
    return _to_fen(_usual(item, day, seed) * math.exp(float(rng.normal(0, WEEKLY_NOISE))))


@cache
def contract_price(item: Ingredient, day: date, *, seed: int) -> int:
    """What the supplier's contract says for the quarter of a day: near the market's mean."""
    first = quarter_of(day)
    rng = stream(seed, f"contract {item.code}", first.toordinal())
    middle = first + timedelta(days=45)
    return _to_fen(_usual(item, middle, seed) * (0.985 + float(rng.normal(0, 0.012))))


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarters(first: date, last: date) -> Iterator[date]:
    """First days of the quarters that touch [first, last]."""
    start = quarter_of(first)
    while start <= last:
        yield start
        start = quarter_of(start + timedelta(days=100))


def _usual(item: Ingredient, day: date, seed: int) -> float:
    """The list price with the seasons and a slow rise of prices, in ten-thousandths."""
    peak = _dearest_on(item.code, seed)
    swing = SEASONAL.get(item.category, 0.0)
    turn = 2 * math.pi * (day.timetuple().tm_yday - peak) / DAYS_OF_A_YEAR
    years = (day - date(2026, 1, 1)).days / DAYS_OF_A_YEAR
    listed = float(item.price_yuan) * 10_000
    return listed * (1 + swing * math.cos(turn)) * math.pow(1.015, years)


@cache
def _dearest_on(code: str, seed: int) -> float:
    """The day of the year on which an ingredient costs most."""
    return float(stream(seed, f"season {code}").uniform(0, DAYS_OF_A_YEAR))


def _to_fen(price: float) -> int:
    return max(FEN, round(price / FEN) * FEN)
