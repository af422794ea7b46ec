"""Spans of time. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class BadPeriod(Exception):
    """A period's instants carry no time zone, or it ends before it starts."""

    def __init__(self, start: datetime, end: datetime) -> None:
        super().__init__(start, end)
        self.start, self.end = start, end


@dataclass(frozen=True)
class Period:
    """Half-open: `start` is in it, `end` is not. Both are aware. Raises BadPeriod."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None or self.end < self.start:
            raise BadPeriod(self.start, self.end)

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def overlaps(self, other: "Period") -> bool:
        """Whether they share an instant; an empty period shares none."""
        return max(self.start, other.start) < min(self.end, other.end)


def local_day(day: date) -> Period:
    """The day from midnight to midnight in Shanghai."""
    start = datetime.combine(day, time.min, tzinfo=SHANGHAI)
    return Period(start, start + timedelta(days=1))


def local_month(day: date) -> Period:
    """The calendar month that `day` is in."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Period(local_day(first).start, local_day(following).start)


def days_of(start: date, end: date) -> list[date]:
    """Every day of [start, end), in order."""
    return [start + timedelta(days=n) for n in range((end - start).days)]
