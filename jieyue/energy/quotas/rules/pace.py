"""How far a year's quota is used, and whether that is too fast. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

MONTHS = 12


class State(StrEnum):
    UNKNOWN = "unknown"
    WITHIN = "within"
    AHEAD = "ahead"  # faster than its pace, not over yet
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """used: of the months known. share: of the quota. expected: the share a year at its usual
    pace would have used in those months; None before anything is known. year_end: what the year
    comes to at this pace. by_year_before: whether the year before gave the pace."""

    used: Decimal
    share: Decimal
    expected: Decimal | None
    year_end: Decimal | None
    by_year_before: bool
    state: State


def pace(
    quota: Decimal,
    months: Sequence[Decimal | None],
    year_before: Sequence[Decimal | None],
    *,
    margin: Decimal,
    year: int,
) -> Pace:
    """Months January to December; None is unknown. margin: how far ahead of pace is still fine.

    The pace is the year before's share of the same months when all of it is known, else by days.
    """
    known = [n for n, use in enumerate(months) if use is not None]
    used = sum((use for use in months if use is not None), Decimal(0))
    share = used / quota
    before = [use for use in year_before if use is not None]
    whole = sum(before, Decimal(0))
    is_full = len(before) == MONTHS and whole > 0
    if not known:
        return Pace(
            used=used, share=share, expected=None, year_end=None, by_year_before=is_full,
            state=State.UNKNOWN,
        )  # fmt: skip
    if is_full:
        expected = sum((year_before[n] or Decimal(0) for n in known), Decimal(0)) / whole
    else:
        expected = Decimal(sum(_days(year, n + 1) for n in known)) / _days_of(year)
    year_end = used / expected if expected > 0 else None
    if used > quota:
        state = State.OVER
    else:
        state = State.AHEAD if share > expected * (1 + margin) else State.WITHIN
    return Pace(
        used=used, share=share, expected=expected, year_end=year_end, by_year_before=is_full,
        state=state,
    )  # fmt: skip


def _days(year: int, month: int) -> int:
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return (following - date(year, month, 1)).days


def _days_of(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
