"""约束值、基准值、引导值: which limits count, and what a figure is held against them. Pure.

A table has no limit for a key it does not name: never a neighbour's. A figure of standard coal is
compared only with limits reckoned by its own coefficient set; the classic error is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jieyue.energy.factors.rules import SetsMixed


@dataclass(frozen=True)
class Key:
    """What decides which limits count. set_code: empty for figures without standard coal."""

    institution: str
    level: str
    zone: str
    indicator: str
    set_code: str


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Three levels, or two without a baseline. Lower is better: guide < baseline < constraint."""

    key: Key
    constraint: Decimal
    baseline: Decimal | None
    guide: Decimal


@dataclass(frozen=True)
class Figure:
    """An indicator's value, with the coefficient set it was made by."""

    value: Decimal
    set_code: str


class Rating(StrEnum):
    ADVANCED = "advanced"  # 先进
    GOOD = "good"  # 良好
    QUALIFIED = "qualified"  # 合格
    OVER = "over"  # 超定额


class BadLimits(Exception):
    """The levels of a row do not fall: constraint, baseline, guide."""

    def __init__(self, *, constraint: Decimal, baseline: Decimal | None, guide: Decimal) -> None:
        super().__init__(constraint, baseline, guide)
        self.constraint, self.baseline, self.guide = constraint, baseline, guide


def check(limits: Limits) -> None:
    """Raises BadLimits."""
    levels = [limits.guide, limits.baseline, limits.constraint]
    known = [level for level in levels if level is not None]
    if known != sorted(known) or len(set(known)) < len(known) or known[0] <= 0:
        raise BadLimits(constraint=limits.constraint, baseline=limits.baseline, guide=limits.guide)


def find(rows: Iterable[Limits], key: Key) -> Limits | None:
    """The limits of exactly this key; None is "no quota"."""
    return next((row for row in rows if row.key == key), None)


def rate(figure: Figure, limits: Limits) -> Rating:
    """A figure on the bound has it. Without a baseline nothing is good (two levels, water).

    Raises SetsMixed.
    """
    if figure.set_code != limits.key.set_code:
        raise SetsMixed(figure.set_code, limits.key.set_code)
    if figure.value <= limits.guide:
        return Rating.ADVANCED
    if limits.baseline is not None and figure.value <= limits.baseline:
        return Rating.GOOD
    return Rating.QUALIFIED if figure.value <= limits.constraint else Rating.OVER
