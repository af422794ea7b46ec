"""How the complex stands: today so far, this month and this year, by medium."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from django.utils import timezone

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.dimensions import Dimension, Step, Total, joined
from jieyue.energy.meters.models import Medium
from jieyue.energy.overview import figures, rules
from jieyue.energy.overview import load as loads
from jieyue.energy.overview.figures import Figure, Worth
from jieyue.energy.overview.load import Load
from jieyue.energy.overview.places import Place
from jieyue.energy.overview.span import Kind, Span, span_of

Keyed = dict[str, Total]

WEEKS_BACK = 4
LEAST_WEEKS = 2  # of the last four that must be known to expect anything


@dataclass(frozen=True, kw_only=True)
class Today:
    """Today up to the last hour that is known. expected: the middle of the same weekdays before,
    up to the same hour; None when fewer than two are known."""

    use: Decimal
    until_hour: int
    expected: Decimal | None

    @property
    def change_pct(self) -> Decimal | None:
        return rules.change_pct(self.use, self.expected)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One medium of the complex. today None: nothing has arrived yet."""

    medium: str
    label: str
    unit: str
    icon: str
    today: Today | None
    month: Figure
    year: Figure
    load: Load | None


def standing(place: Place, *, at: datetime, worth: Worth) -> list[Standing]:
    """Every medium with a figure this year or today."""
    day = timezone.localdate(at)
    month, year = span_of(Kind.MONTH, day).elapsed(day), span_of(Kind.YEAR, day).elapsed(day)
    months, years = _by_medium(place, month, year)
    month_ago, year_ago = _by_medium(place, month.year_ago, year.year_ago)
    found = []
    for medium in figures.media_in_order({*months, *years}):
        recent = recent_load(place, medium, day)
        found.append(
            Standing(
                medium=medium,
                label=str(Medium(medium).label),
                unit=str(figures.unit_of(medium)),
                icon=figures.ICONS[medium],
                today=today_of(recent, day),
                month=worth.figure(medium, months.get(medium), year_ago=month_ago.get(medium)),
                year=worth.figure(medium, years.get(medium), year_ago=year_ago.get(medium)),
                load=recent,
            )
        )
    return found


def recent_load(place: Place, medium: str, day: date) -> Load | None:
    """The last four weeks and today."""
    return loads.read(place, medium, first=day - timedelta(days=7 * WEEKS_BACK), last=day)


def today_of(load: Load | None, day: date) -> Today | None:
    """Today's known hours, and what the same weekdays took in the same hours."""
    if load is None or load.dates[-1] != day:
        return None
    known = ~np.isnan(load.use[-1])
    if not known.any():
        return None
    hours = np.flatnonzero(known)
    before = [load.use[-1 - 7 * week][known] for week in range(1, WEEKS_BACK + 1)]
    whole = [float(row.sum()) for row in before if not np.isnan(row).any()]
    expected = Decimal(str(round(float(np.median(whole)), 3))) if whole else None
    return Today(
        use=Decimal(str(round(float(load.use[-1][known].sum()), 3))),
        until_hour=int(hours[-1]) + 1,
        expected=expected if len(whole) >= LEAST_WEEKS else None,
    )


def _by_medium(place: Place, month: Span, year: Span) -> tuple[Keyed, Keyed]:
    """The month and the year by medium; on a month's first day the year ends the day before."""
    by = (Dimension.MEDIUM,)
    last = max(month.last, year.last)
    rows = consumption.totals(
        site_id=place.site_id, first=year.first, last=last, by=by, step=Step.MONTH
    )
    of_month = [row for row in rows if row.start == month.first]
    of_year = [row for row in rows if row.start is not None and row.start <= year.last]
    return _keyed(of_month), _keyed(joined(of_year, by))


def _keyed(rows: Sequence[Total]) -> Keyed:
    return {str(row.key[Dimension.MEDIUM]): row for row in rows}
