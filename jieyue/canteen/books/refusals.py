"""Why the books refuse."""

from datetime import date, datetime

from django.utils import timezone


class BooksRefused(Exception):
    """The books cannot be written, closed or opened so."""


class MonthClosed(BooksRefused):
    """`month`, by its first day, is closed; nothing dated in it or before it can be written."""

    def __init__(self, month: date) -> None:
        super().__init__(month)
        self.month = month
        self.said = f"{month:%Y-%m}"


class AlreadyClosed(BooksRefused):
    """Somebody closed the month before."""

    def __init__(self, month: date, *, closed_by: str, closed_at: datetime) -> None:
        super().__init__(month, closed_by, closed_at)
        self.month, self.closed_by, self.closed_at = month, closed_by, closed_at
        self.said = f"{month:%Y-%m}"
        self.said_at = f"{timezone.localtime(closed_at):%Y-%m-%d %H:%M}"


class MonthNotOver(BooksRefused):
    """A month closes when its last day is over."""

    def __init__(self, month: date, *, closes_from: date) -> None:
        super().__init__(month, closes_from)
        self.month, self.closes_from = month, closes_from
        self.said = f"{month:%Y-%m}"


class NotClosed(BooksRefused):
    """The month is open; there is nothing to open again."""

    def __init__(self, month: date) -> None:
        super().__init__(month)
        self.month = month
        self.said = f"{month:%Y-%m}"


class LaterMonthClosed(BooksRefused):
    """A later month is closed and rests on this one."""

    def __init__(self, month: date, *, later: date) -> None:
        super().__init__(month, later)
        self.month, self.later = month, later
        self.said, self.said_later = f"{month:%Y-%m}", f"{later:%Y-%m}"


class ReasonMissing(BooksRefused):
    """A closed month is opened again only with a reason."""


class SamePerson(BooksRefused):
    """Whoever closed a month does not open it again."""

    def __init__(self, month: date, *, closed_by: str) -> None:
        super().__init__(month, closed_by)
        self.month, self.closed_by = month, closed_by
        self.said = f"{month:%Y-%m}"
