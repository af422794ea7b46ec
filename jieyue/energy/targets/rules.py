"""Steps of a plan, how much was saved against its base, and whether the figures agree. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

FOUR_PLACES = Decimal("0.0001")


class Reached(StrEnum):
    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class BadSteps(Exception):
    """Steps that do not rise year by year to the plan's reduction. `year` is the first wrong."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


def even_steps(reduction: Decimal, *, first_year: int, last_year: int) -> dict[int, Decimal]:
    """The same part of the base each year, the whole in the last one."""
    years = last_year - first_year + 1
    return {
        first_year + n: (reduction * (n + 1) / years).quantize(FOUR_PLACES) for n in range(years)
    }


def check_steps(
    steps: Mapping[int, Decimal], reduction: Decimal, *, first_year: int, last_year: int
) -> None:
    """Raises BadSteps."""
    before = Decimal(0)
    for year in range(first_year, last_year + 1):
        step = steps.get(year)
        if step is None or not before <= step < 1:
            raise BadSteps(year)
        before = step
    if before != reduction or len(steps) != last_year - first_year + 1:
        raise BadSteps(last_year)


def reduction_rate(base: Decimal | None, current: Decimal | None) -> Decimal | None:
    """(base - current) / base; None when either is unknown or the base is not above 0."""
    if base is None or current is None or base <= 0:
        return None
    return (base - current) / base


def reached(rate: Decimal | None, step: Decimal | None) -> Reached:
    """Whether a year's step is reached; a reduction of exactly the step is."""
    if rate is None or step is None:
        return Reached.UNKNOWN
    return Reached.YES if rate >= step else Reached.NO


@dataclass(frozen=True)
class Agreement:
    """(E/P)/(E/A) = A/P: what the two indicators say of the area a person has, and what was
    counted. deviation: the one over the other, less 1."""

    implied_m2: Decimal
    counted_m2: Decimal

    @property
    def deviation(self) -> Decimal:
        return self.implied_m2 / self.counted_m2 - 1


def agreement(
    *,
    per_person: Decimal | None,
    per_m2: Decimal | None,
    persons: int | None,
    area_m2: Decimal | None,
) -> Agreement | None:
    """Of one year; None where one of the four is unknown or 0.

    Vehicle fuel counts in per_person alone, so a few per cent are no error.
    """
    if not per_person or not per_m2 or not persons or not area_m2:
        return None
    return Agreement(per_person / per_m2, area_m2 / persons)


def change_of_area(*, left_per_person: Decimal, left_per_m2: Decimal) -> Decimal:
    """By how much m² a person changed, from what is left of both indicators (1 - reduction)."""
    return left_per_person / left_per_m2 - 1
