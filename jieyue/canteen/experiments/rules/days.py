"""Which lunches are held against each other: fixed by rules before anybody looks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

LUNCHES = 20  # before and after, as on the sheet T0/T1 of France's ma-cantine


@dataclass(frozen=True)
class Lunch:
    """One lunch. outcome: what is compared, such as grams per guest; None: not measured."""

    day: date
    diners: int
    outcome: float | None


@dataclass(frozen=True)
class Excluded:
    """A lunch that does not count. reason: few_diners, named or not_measured."""

    day: date
    reason: str


@dataclass(frozen=True)
class Chosen:
    """Lunches that count, in date order, and those left out among them."""

    lunches: tuple[Lunch, ...]
    excluded: tuple[Excluded, ...]


def before(
    lunches: Sequence[Lunch],
    *,
    starts_on: date,
    least_share: float,
    named: Mapping[date, str],
    count: int = LUNCHES,
) -> Chosen:
    """The last `count` lunches before the start that qualify.

    A lunch with fewer than `least_share` of the usual diners does not; the usual is the median
    of the lunches before the start.
    """
    past = [lunch for lunch in lunches if lunch.day < starts_on]
    return _choose(past[::-1], usual=usual_diners(past), least_share=least_share, named=named,
                   count=count)  # fmt: skip


def after(
    lunches: Sequence[Lunch],
    *,
    starts_on: date,
    usual: float,
    least_share: float,
    named: Mapping[date, str],
    count: int = LUNCHES,
) -> Chosen:
    """The first `count` lunches from the start that qualify; `usual` as before the start."""
    following = [lunch for lunch in lunches if lunch.day >= starts_on]
    return _choose(following, usual=usual, least_share=least_share, named=named, count=count)


def usual_diners(lunches: Collection[Lunch]) -> float:
    """The median of the last sixty; 0 when there are none."""
    counts = [lunch.diners for lunch in sorted(lunches, key=lambda lunch: lunch.day)[-60:]]
    return float(median(counts)) if counts else 0.0


def _choose(
    lunches: Sequence[Lunch],
    *,
    usual: float,
    least_share: float,
    named: Mapping[date, str],
    count: int,
) -> Chosen:
    """The first `count` of the lunches as they stand that qualify, then in date order."""
    chosen: list[Lunch] = []
    excluded: list[Excluded] = []
    for lunch in lunches:
        if len(chosen) == count:
            break
        if lunch.day in named:
            excluded.append(Excluded(lunch.day, "named"))
        elif lunch.diners < least_share * usual:
            excluded.append(Excluded(lunch.day, "few_diners"))
        elif lunch.outcome is None:
            excluded.append(Excluded(lunch.day, "not_measured"))
        else:
            chosen.append(lunch)
    return Chosen(
        tuple(sorted(chosen, key=lambda lunch: lunch.day)),
        tuple(sorted(excluded, key=lambda each: each.day)),
    )
