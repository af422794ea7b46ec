"""What is usual by one minute of the morning: people inside, and how many of them eat.

A unit is described by its own past mornings; where these are few, its propensity to eat is drawn
to the complex's by as much as its own figure is uncertain against the spread between units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import fmean, variance

FEWEST_DAYS = 3  # below this a morning is not yet "usual"


@dataclass(frozen=True)
class PastMorning:
    """One past day of a unit: people inside by the minute, of `strength`, and who ate lunch."""

    inside: int
    strength: int
    diners: int | None = None


@dataclass(frozen=True)
class Usual:
    """A unit's usual morning.

    share, share_variance: of its strength inside by the minute, over `days` past days.
    propensity: diners per person inside; None where nobody counted the unit's diners.
    residual_variance: of diners a day around propensity × inside.
    propensity_variance: how uncertain the propensity is.
    """

    share: float
    share_variance: float
    days: int
    propensity: float | None = None
    residual_variance: float = 0.0
    propensity_variance: float = 0.0


def usual_morning(past: Sequence[PastMorning]) -> Usual | None:
    """The usual of these past days; None when fewer than three tell anything."""
    shares = [day.inside / day.strength for day in past if day.strength > 0]
    if len(shares) < FEWEST_DAYS:
        return None
    spread = variance(shares)
    fed = [(day.inside, day.diners) for day in past if day.diners is not None and day.inside > 0]
    if len(fed) < FEWEST_DAYS:
        return Usual(fmean(shares), spread, len(shares))
    inside = fsum(people for people, _ in fed)
    propensity = fsum(diners for _, diners in fed) / inside
    residual = fsum((diners - propensity * people) ** 2 for people, diners in fed) / (len(fed) - 1)
    uncertainty = residual * len(fed) / inside**2
    return Usual(fmean(shares), spread, len(shares), propensity, residual, uncertainty)


def shrunk_propensities(units: Mapping[int, Usual], *, of_complex: float) -> dict[int, float]:
    """Each unit's propensity, drawn to the complex's (empirical Bayes, by moments).

    A unit nobody counted takes the complex's. With no spread between units beyond their own
    uncertainty, all take it.
    """
    known = {unit: usual for unit, usual in units.items() if usual.propensity is not None}
    between = 0.0
    if len(known) > 1:
        found = [usual.propensity or 0.0 for usual in known.values()]
        noise = fmean(usual.propensity_variance for usual in known.values())
        between = max(0.0, variance(found) - noise)
    propensities = {}
    for unit, usual in units.items():
        own = usual.propensity
        trust = _share(between, usual.propensity_variance)
        propensities[unit] = of_complex if own is None else of_complex + trust * (own - of_complex)
    return propensities


def _share(signal: float, noise: float) -> float:
    return signal / (signal + noise) if signal > 0 else 0.0
