"""The share of diners who take a dish, learnt from what was served.

Before anything is served the share is a guess, worth `strength` diners. Every served meal adds
evidence, but a thousand diners of one day are not a thousand opinions: they share weather, queue
and neighbours on the counter. With correlation r a day of n diners counts as n / (1 + (n-1) r).
Old days fade by half every `half_life_days`. A dish that sold out shows a lower bound only, and
counts as what was expected when that is more.

How much days differ is learnt as well: a dish whose share hardly moves from day to day needs
less in reserve. The given correlation stands for `CORRELATION_STRENGTH` days of evidence.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

DAY_CORRELATION = 0.02  # between two diners of one day; a day never counts more than 50 diners
HALF_LIFE_DAYS = 180.0
CORRELATION_STRENGTH = 8.0  # days
PRIOR_STRENGTH = 20.0  # diners; less than one served day


class BadServedCount(ValueError):
    """Diners or portions are negative, or a dish was taken more often than diners came."""

    def __init__(self, *, day: date, diners: int, taken: int) -> None:
        super().__init__(day, diners, taken)
        self.day, self.diners, self.taken = day, diners, taken


class BadPrior(ValueError):
    """A prior take rate must lie between 0 and 1 and its strength above 0."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """One dish at one meal: portions taken of the diners who came."""

    day: date
    diners: int
    taken: int
    sold_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Prior:
    """The guess before evidence: a share, and the diners it is worth."""

    mean: float
    strength: float = PRIOR_STRENGTH

    def __post_init__(self) -> None:
        if not 0 <= self.mean <= 1 or self.strength <= 0:
            raise BadPrior(self.mean, self.strength)


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """What is known: a beta distribution, and the days and diners it rests on."""

    taking: float
    passing: float
    days: int
    prior_mean: float
    day_correlation: float = DAY_CORRELATION

    @property
    def mean(self) -> float:
        return self.taking / (self.taking + self.passing)

    @property
    def sd(self) -> float:
        """How well the mean is known; the day's own spread comes on top."""
        total = self.taking + self.passing
        return math.sqrt(self.taking * self.passing / (total**2 * (total + 1)))

    @property
    def strength(self) -> float:
        """The evidence in independent diners, the prior included."""
        return self.taking + self.passing


def learn(
    served: Iterable[Served],
    prior: Prior,
    *,
    on: date,
    day_correlation: float = DAY_CORRELATION,
    half_life_days: float = HALF_LIFE_DAYS,
) -> Learnt:
    """The take rate on day `on`, from meals before it. Raises BadServedCount."""
    meals = sorted((_checked(meal) for meal in served), key=lambda meal: meal.day)
    known = [meal for meal in meals if meal.diners > 0 and meal.day < on]
    correlation = learnt_correlation(known, day_correlation)
    taking, passing = prior.mean * prior.strength, (1 - prior.mean) * prior.strength
    for meal in known:
        share = meal.taken / meal.diners
        if meal.sold_out:
            share = max(share, taking / (taking + passing))
        weight = meal.diners / (1 + (meal.diners - 1) * correlation)
        weight *= 0.5 ** ((on - meal.day).days / half_life_days)
        taking, passing = taking + share * weight, passing + (1 - share) * weight
    return Learnt(
        taking=taking,
        passing=passing,
        days=len(known),
        prior_mean=prior.mean,
        day_correlation=correlation,
    )


def learnt_correlation(meals: Sequence[Served], assumed: float) -> float:
    """Likeness of two diners of one day, from how far the days' shares lie apart.

    The spread beyond what chance gives, as a part of p (1 - p), drawn towards what is assumed.
    Days that sold out say nothing about the spread.
    """
    open_days = [meal for meal in meals if not meal.sold_out]
    if len(open_days) < 2:
        return assumed
    shares = [meal.taken / meal.diners for meal in open_days]
    mean = sum(shares) / len(shares)
    room = mean * (1 - mean)
    if room <= 0:
        return assumed
    spread = sum((share - mean) ** 2 for share in shares) / (len(shares) - 1)
    chance = sum(1 / meal.diners for meal in open_days) / len(open_days)
    seen = min(max(spread / room - chance, 0.0), 1.0)
    weight = len(open_days) - 1
    return (seen * weight + assumed * CORRELATION_STRENGTH) / (weight + CORRELATION_STRENGTH)


def _checked(meal: Served) -> Served:
    if meal.diners < 0 or not 0 <= meal.taken <= meal.diners:
        raise BadServedCount(day=meal.day, diners=meal.diners, taken=meal.taken)
    return meal
