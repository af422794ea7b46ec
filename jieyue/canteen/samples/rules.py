"""Which dishes need a sample, how long it is kept, and when the authority must be told.

GB 31654-2021: of every dish served a sample of 125 g or more is kept cold for 48 hours or
longer, from the minute it was taken.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Served:
    """A dish of a meal and its course."""

    dish_id: int
    course: str


@dataclass(frozen=True, kw_only=True)
class OpenReport:
    """An illness report that is not closed: the days of the meals in question, both included."""

    number: str
    first_on: date
    last_on: date


def needing_sample(dishes: Iterable[Served], *, exempt: Collection[str]) -> list[int]:
    """The dishes of which a sample is kept, in their order."""
    return [dish.dish_id for dish in dishes if dish.course not in exempt]


def kept_until(sampled_at: datetime, *, keep_hours: int) -> datetime:
    """The first moment at which a sample may be thrown away."""
    return sampled_at + timedelta(hours=keep_hours)


def held_by(day: date, reports: Iterable[OpenReport]) -> OpenReport | None:
    """The open report that keeps the samples of a day, the oldest number first."""
    holding = (r for r in reports if r.first_on <= day <= r.last_on)
    return min(holding, key=lambda report: report.number, default=None)


def tell_by(reported_at: datetime, *, hours: Decimal) -> datetime:
    """The moment by which the authority must know."""
    return reported_at + timedelta(seconds=float(hours * 3600))


def must_remind(*, now: datetime, reported_at: datetime, by: datetime) -> bool:
    """Halfway through the time there is, while it can still be met."""
    return now >= reported_at + (by - reported_at) / 2
