"""What units and the complex used month by month, in the measures that quotas count."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jieyue.energy.allocation import queries as allocation
from jieyue.energy.consumption.queries import Dimension, Step, Total, totals
from jieyue.energy.factors import queries as factors
from jieyue.energy.factors.rules import NOT_ADDED, CoefficientSet
from jieyue.energy.quotas.models import Measure

MONTHS = 12


@dataclass
class MonthUse:
    """One month of one measure. is_own_only: the unit's shared part is not published yet, so its
    own meters alone stand here. coverage: 0 to 1."""

    use: Decimal
    coverage: Decimal
    is_own_only: bool = False


@dataclass
class YearUse:
    """A year by measure: months January to December, None is unknown."""

    months: list[MonthUse | None] = field(default_factory=lambda: [None] * MONTHS)

    @property
    def uses(self) -> list[Decimal | None]:
        return [month.use if month else None for month in self.months]


Key = tuple[int | None, str]  # unit (None: the complex) and medium


class Uses:
    """Uses of one year by unit and medium. At most three queries and one a medium."""

    def __init__(self, *, site_id: int, year: int, until: date, media: Iterable[str]) -> None:
        self.site_id, self.year = site_id, year
        self._found: dict[Key, YearUse] = defaultdict(YearUse)
        first, last = date(year, 1, 1), min(date(year, 12, 31), until)
        if last < first:
            return
        span = {"site_id": site_id, "first": first, "last": last, "step": Step.MONTH}
        wanted = set(media)
        for row in totals(**span, by=[Dimension.MEDIUM]):  # type: ignore[arg-type]
            self._put(None, row, is_own_only=False)
        for row in totals(**span, by=[Dimension.MEDIUM, Dimension.UNIT]):  # type: ignore[arg-type]
            if row[Dimension.UNIT] is not None:
                self._put(row[Dimension.UNIT], row, is_own_only=True)
        for medium in sorted(wanted):
            published = allocation.unit_uses(site_id=site_id, medium=medium, first=first, last=last)
            for month, units in published.items():
                for unit_id, use in units.items():
                    known = MonthUse(use.total, use.coverage)
                    self._found[unit_id, medium].months[month.month - 1] = known

    def _put(self, unit: int | str | None, row: Total, *, is_own_only: bool) -> None:
        assert row.start is not None  # asked for by month
        key = (None if unit is None else int(unit), str(row[Dimension.MEDIUM]))
        month = MonthUse(row.use, row.coverage, is_own_only)
        self._found[key].months[row.start.month - 1] = month

    def medium(self, unit_id: int | None, medium: str) -> YearUse:
        return self._found.get((unit_id, medium), YearUse())

    def of(self, unit_id: int | None, measure: str, coefficients: CoefficientSet | None) -> YearUse:
        """One measure; energy is standard coal by `coefficients` of every medium known."""
        if measure != Measure.ENERGY:
            return self.medium(unit_id, measure)
        assert coefficients is not None
        total = YearUse()
        for (unit, medium), year in self._found.items():
            if unit != unit_id or medium in NOT_ADDED:
                continue
            factor = coefficients.coefficient(medium)
            for n, month in enumerate(year.months):
                if month is None:
                    continue
                so_far = total.months[n] or MonthUse(Decimal(0), month.coverage)
                total.months[n] = MonthUse(
                    so_far.use + month.use * factor,
                    min(so_far.coverage, month.coverage),
                    so_far.is_own_only or month.is_own_only,
                )
        return total


def coefficients(*, site_id: int, codes: Iterable[str], on: date) -> dict[str, CoefficientSet]:
    """The sets by code. Raises UnknownSet."""
    return {
        code: factors.coefficient_set(site_id=site_id, code=code, on=on)
        for code in sorted(set(codes) - {""})
    }
