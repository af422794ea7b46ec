"""How much a morning's signal has been worth: learnt from past mornings and what came after."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

PRIOR_SLOPE = 0.5  # half of what the gates say is news, until the site's own days tell
PRIOR_DAYS = 10.0  # days of experience at which the site's own slope counts half
MOST_EXPLAINED = 0.75  # a morning never explains more of the night's uncertainty than this
FEWEST_NIGHTS = 10
NEWS_TO_NIGHT = 0.5  # share of what differs from a usual weekday that the night did not know


@dataclass(frozen=True)
class Reliability:
    """slope: diners that a signal of one diner has meant, from 0 to 1.

    explained: share of the night's uncertainty that the signal removes, from 0 to below 1.
    """

    slope: float = PRIOR_SLOPE
    explained: float = 0.0


@dataclass(frozen=True)
class Experience:
    """One past day: the morning's signal, and by how many the diners differed afterwards.

    error: diners against the night's forecast where one was made, else None.
    difference: diners against the usual of the weekday.
    """

    signal: float
    difference: float
    error: int | None = None


def reliability(days: Sequence[Experience]) -> Reliability:
    """Least squares through the origin on past days, drawn to a prior by how few they are.

    Where the night's forecasts of enough days are known, their errors are what the signal has
    to explain; before, half of the difference from a usual weekday.
    """
    nights = [(day.signal, float(day.error)) for day in days if day.error is not None]
    if len(nights) >= FEWEST_NIGHTS:
        return _fitted(nights, share=1.0)
    return _fitted([(day.signal, day.difference) for day in days], share=NEWS_TO_NIGHT)


def _fitted(pairs: Sequence[tuple[float, float]], *, share: float) -> Reliability:
    signals = fsum(signal**2 for signal, _ in pairs)
    outcomes = fsum(outcome**2 for _, outcome in pairs)
    if not signals or not outcomes:
        return Reliability()
    both = fsum(signal * outcome for signal, outcome in pairs)
    trust = len(pairs) / (len(pairs) + PRIOR_DAYS)
    slope = trust * share * both / signals + (1 - trust) * PRIOR_SLOPE
    by_chance = 1 / len(pairs)
    explained = (
        (both**2 / (signals * outcomes) - by_chance) / (1 - by_chance) if by_chance < 1 else 0
    )
    if both <= 0:
        explained = 0.0
    return Reliability(
        slope=min(max(slope, 0.0), 1.0),
        explained=min(max(trust * share * explained, 0.0), MOST_EXPLAINED),
    )
