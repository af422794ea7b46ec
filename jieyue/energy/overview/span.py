"""The period a page shows, from its address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 1_100  # three years and a little


class Kind(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ANY = "any"


class BadSpan(Exception):
    """The days asked for end before they begin, or are more than three years."""

    def __init__(self, *, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first, self.last, self.most = first, last, LONGEST_DAYS


@dataclass(frozen=True)
class Span:
    """Whole local days, both ends included."""

    kind: Kind
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """The one of this kind that ends where this begins."""
        if self.kind is Kind.ANY:
            return Span(
                self.kind, self.first - timedelta(days=self.days), self.first - timedelta(days=1)
            )
        return span_of(self.kind, self.first - timedelta(days=1))

    @property
    def after(self) -> "Span":
        if self.kind is Kind.ANY:
            return Span(
                self.kind, self.last + timedelta(days=1), self.last + timedelta(days=self.days)
            )
        return span_of(self.kind, self.last + timedelta(days=1))

    @property
    def year_ago(self) -> "Span":
        """A year back: a day or week by its weekdays, the others by the calendar."""
        if self.kind in (Kind.DAY, Kind.WEEK):
            return self.moved(-364)
        return Span(self.kind, a_year_before(self.first), a_year_before(self.last))

    def moved(self, days: int) -> "Span":
        by = timedelta(days=days)
        return Span(self.kind, self.first + by, self.last + by)

    def elapsed(self, today: date) -> "Span":
        """Without the days that are not over, so that like is compared with like.

        A span that begins today or later stays as it is.
        """
        yesterday = today - timedelta(days=1)
        if self.last <= yesterday or self.first >= today:
            return self
        return Span(Kind.ANY if self.kind is Kind.ANY else self.kind, self.first, yesterday)

    def query(self) -> dict[str, str]:
        """The values that name it in an address."""
        if self.kind is Kind.ANY:
            return {"span": self.kind, "from": str(self.first), "to": str(self.last)}
        return {"span": self.kind, "on": str(self.first)}


def a_year_before(day: date) -> date:
    """29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def span_of(kind: Kind, on: date) -> Span:
    """The day, week (from Monday), month or year that `on` is in; ANY is that day alone."""
    if kind is Kind.WEEK:
        monday = on - timedelta(days=on.weekday())
        return Span(kind, monday, monday + timedelta(days=6))
    if kind is Kind.MONTH:
        first = on.replace(day=1)
        return Span(kind, first, month_after(first) - timedelta(days=1))
    if kind is Kind.YEAR:
        return Span(kind, date(on.year, 1, 1), date(on.year, 12, 31))
    return Span(kind, on, on)


def asked(values: Mapping[str, str], *, today: date, usual: Kind = Kind.MONTH) -> Span:
    """What an address asks for; the current one of `usual` kind where it says nothing useful.

    Raises BadSpan.
    """
    kind = Kind(values["span"]) if values.get("span") in tuple(Kind) else usual
    if kind is Kind.ANY:
        first, last = _day(values.get("from")), _day(values.get("to"))
        if first is None or last is None:
            return span_of(usual, today)
        if last < first or (last - first).days >= LONGEST_DAYS:
            raise BadSpan(first=first, last=last)
        return Span(kind, first, last)
    return span_of(kind, _day(values.get("on")) or today)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else None
