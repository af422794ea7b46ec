"""What is usual by one minute of the morning: people inside, and how many of them eat.

A unit is described by its own past mornings. What differs between weekdays is learnt from the
whole complex, since a unit has few Mondays; and where a unit's diners are counted on few days,
its propensity to eat is drawn to the complex's by as much as its own figure is uncertain.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from statistics import fmean, variance

FEWEST_DAYS = 3  # below this a morning is not yet "usual"
WEEKDAY_DAYS = 2.0  # days of a weekday at which its own factor counts half


@dataclass(frozen=True)
class PastMorning:
    """One past day of a unit: people inside by the minute, of `strength`, and who ate lunch."""

    inside: int
    strength: int
    diners: int | None = None


@dataclass(frozen=True)
class Usual:
    """A unit's usual morning on a day like any other.

    share: of its strength inside by the minute, over `days` past days.
    propensity: diners per person inside; None where nobody counted the unit's diners.
    propensity_variance: how uncertain the propensity is.
    """

    share: float
    days: int
    propensity: float | None = None
    propensity_variance: float = 0.0


Days = Mapping[date, PastMorning]


def weekday_factors(shares: Mapping[date, float]) -> dict[int, float]:
    """How a weekday (1 to 7) differs from all days, 1 where too little is known.

    shares: of the complex, by day. A weekday seen on few days is drawn to 1.
    """
    by_weekday: dict[int, list[float]] = defaultdict(list)
    for day, share in shares.items():
        by_weekday[day.isoweekday()].append(share)
    overall = fmean(shares.values()) if shares else 0.0
    factors = dict.fromkeys(range(1, 8), 1.0)
    for weekday, found in by_weekday.items():
        if overall > 0:
            trust = len(found) / (len(found) + WEEKDAY_DAYS)
            factors[weekday] = 1 + trust * (fmean(found) / overall - 1)
    return factors


def usual_morning(past: Days, factors: Mapping[int, float] | None = None) -> Usual | None:
    """The usual of these past days; None when fewer than three tell anything."""
    factor = factors or dict.fromkeys(range(1, 8), 1.0)
    shares = [
        morning.inside / morning.strength / factor[day.isoweekday()]
        for day, morning in past.items()
        if morning.strength > 0 and factor[day.isoweekday()] > 0
    ]
    if len(shares) < FEWEST_DAYS:
        return None
    fed = [(m.inside, m.diners) for m in past.values() if m.diners is not None and m.inside > 0]
    if len(fed) < FEWEST_DAYS:
        return Usual(fmean(shares), len(shares))
    inside = fsum(people for people, _ in fed)
    propensity = fsum(diners for _, diners in fed) / inside
    residual = fsum((diners - propensity * people) ** 2 for people, diners in fed) / (len(fed) - 1)
    return Usual(fmean(shares), len(shares), propensity, residual * len(fed) / inside**2)


def shrunk_propensities(units: Mapping[int, Usual], *, of_complex: float) -> dict[int, float]:
    """Each unit's propensity, drawn to the complex's (empirical Bayes, by moments).

    A unit nobody counted takes the complex's. With no spread between units beyond their own
    uncertainty, all take it.
    """
    known = [usual for usual in units.values() if usual.propensity is not None]
    between = 0.0
    if len(known) > 1:
        noise = fmean(usual.propensity_variance for usual in known)
        between = max(0.0, variance(usual.propensity or 0.0 for usual in known) - noise)
    propensities = {}
    for unit, usual in units.items():
        own = usual.propensity
        trust = _share(between, usual.propensity_variance)
        propensities[unit] = of_complex if own is None else of_complex + trust * (own - of_complex)
    return propensities


def signal(mornings: Sequence[tuple[Usual, float, PastMorning]], *, weekday_factor: float) -> float:
    """Diners by which a past day's mornings, one a unit, differed from usual.

    mornings: the unit's usual, its propensity, and what was seen.
    """
    return fsum(
        propensity * (seen.inside - usual.share * seen.strength * weekday_factor)
        for usual, propensity, seen in mornings
    )


def _share(part: float, noise: float) -> float:
    return part / (part + noise) if part > 0 else 0.0
