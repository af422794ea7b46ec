"""Which weeks and months a review or a meeting may be held on."""

from datetime import date, timedelta


class NotAWeek(Exception):
    """A review is of a whole week, named by its Monday, that has begun."""

    def __init__(self, week: date) -> None:
        super().__init__(week)
        self.week = week


class NotAMonth(Exception):
    """A meeting is on a month, named by its first day, that has begun."""

    def __init__(self, month: date) -> None:
        super().__init__(month)
        self.month = month


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def check_week(week: date, *, today: date) -> None:
    """Raises NotAWeek."""
    if week.weekday() or week > today:
        raise NotAWeek(week)


def check_month(month: date, *, today: date) -> None:
    """Raises NotAMonth."""
    if month.day != 1 or month > today:
        raise NotAMonth(month)
