"""How right the forecasts were, in the measures of the field: WAPE, bias, coverage.

Percentages are of the meals served. A forecast of a meal nobody was served is not scored: the
canteen was closed, or the record is missing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
WEEK = timedelta(days=7)
MEALS_OF_MEAN = 4  # "the mean of the last four same weekdays" is what planners use by hand
WEEKS_LOOKED_BACK = 26


@dataclass(frozen=True)
class Scored:
    """One forecast whose meal is over. None where a figure is not known."""

    day: date
    horizon: int
    expected: int
    low: int
    high: int
    served: int
    planned: int | None = None
    same_weekday: int | None = None
    mean4: int | None = None


@dataclass(frozen=True)
class Accuracy:
    """Measures over some meals; None when no meal could be scored."""

    meals: int
    wape_pct: Decimal | None
    bias_pct: Decimal | None
    over_pct: Decimal | None
    short_pct: Decimal | None
    coverage_pct: Decimal | None = None


FORECASTERS: Mapping[str, Callable[[Scored], int | None]] = {
    "forecast": lambda row: row.expected,
    "planned": lambda row: row.planned,
    "same_weekday": lambda row: row.same_weekday,
    "mean4": lambda row: row.mean4,
}


def accuracy(rows: Iterable[Scored], *, of: str = "forecast") -> Accuracy:
    """The measures of one of FORECASTERS. Coverage is that of the 80 % interval."""
    pairs = [(FORECASTERS[of](row), row) for row in rows if row.served > 0]
    known = [(figure, row) for figure, row in pairs if figure is not None]
    served = sum(row.served for _, row in known)
    if not served:
        return Accuracy(0, None, None, None, None)
    over = sum(max(figure - row.served, 0) for figure, row in known)
    short = sum(max(row.served - figure, 0) for figure, row in known)
    inside = sum(row.low <= row.served <= row.high for _, row in known)
    return Accuracy(
        meals=len(known),
        wape_pct=_pct(over + short, served),
        bias_pct=_pct(over - short, served),
        over_pct=_pct(over, served),
        short_pct=_pct(short, served),
        coverage_pct=_pct(inside, len(known)) if of == "forecast" else None,
    )


def compared(rows: Sequence[Scored]) -> dict[str, Accuracy]:
    """Every forecaster on those meals for which all figures are known: a fair comparison.

    Planners are left out of the choice of meals where nobody wrote a plan down.
    """
    names = [n for n in FORECASTERS if any(FORECASTERS[n](row) is not None for row in rows)]
    fair = [row for row in rows if all(FORECASTERS[n](row) is not None for n in names)]
    return {name: accuracy(fair, of=name) for name in names}


def same_weekday_figures(
    served: Mapping[date, int], *, day: date, known_until: date
) -> tuple[int | None, int | None]:
    """The last same weekday and the mean of the last four, from what was known by then."""
    found: list[int] = []
    earlier = day - WEEK
    oldest = day - WEEKS_LOOKED_BACK * WEEK
    while len(found) < MEALS_OF_MEAN and earlier >= oldest:
        if earlier <= known_until and served.get(earlier, 0) > 0:
            found.append(served[earlier])
        earlier -= WEEK
    if not found:
        return None, None
    return found[0], round(sum(found) / len(found))


def _pct(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, rounding=ROUND_HALF_UP)
