"""The periods of reports: quarters and years, and when each must be in. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

YEAR = 0


@dataclass(frozen=True, order=True)
class Span:
    """A quarter (1 to 4) of a year, or with quarter 0 the year."""

    year: int
    quarter: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.quarter - 2 if self.quarter else 1, 1)

    @property
    def last(self) -> date:
        if self.quarter in (YEAR, 4):
            return date(self.year, 12, 31)
        return date(self.year, 3 * self.quarter + 1, 1) - timedelta(days=1)

    @property
    def is_year(self) -> bool:
        return self.quarter == YEAR

    @property
    def kind(self) -> str:
        return "year" if self.is_year else "quarter"

    @property
    def code(self) -> str:
        return str(self.year) if self.is_year else f"{self.year}Q{self.quarter}"

    def a_year_before(self) -> "Span":
        return Span(self.year - 1, self.quarter)

    def quarters(self) -> list["Span"]:
        """The year's quarters; of a quarter itself."""
        return [Span(self.year, q) for q in range(1, 5)] if self.is_year else [self]

    def due_on(self, *, annual_due: str, quarter_days: int) -> date:
        """The last day to submit: of a year a day ("03-31") of the next, of a quarter so many
        days after its end."""
        if self.is_year:
            month, day = annual_due.split("-")
            return date(self.year + 1, int(month), int(day))
        return self.last + timedelta(days=quarter_days)


def parse(code: str) -> Span:
    """ "2026Q1" or "2026". Raises ValueError."""
    year, _q, quarter = code.partition("Q")
    span = Span(int(year), int(quarter or 0))
    if not (2000 <= span.year <= 2100 and 0 <= span.quarter <= 4):
        raise ValueError(code)
    return span


def latest_ended(day: date) -> Span:
    """The last quarter that has ended before `day`."""
    quarter = (day.month - 1) // 3
    return Span(day.year, quarter) if quarter else Span(day.year - 1, 4)


def recent(day: date, *, quarters: int = 5) -> list[Span]:
    """The quarters that ended last, newest first, and after a fourth quarter its year."""
    spans: list[Span] = []
    span = latest_ended(day)
    for _each in range(quarters):
        if span.quarter == 4:
            spans.append(Span(span.year, YEAR))
        spans.append(span)
        span = Span(span.year - 1, 4) if span.quarter == 1 else Span(span.year, span.quarter - 1)
    return spans
