"""Until when one may sign up for a meal or off from it."""

from datetime import date, datetime, time, timedelta

from jieyue.kit.periods import SHANGHAI


def deadline(day: date, *, until: time, days_before: int) -> datetime:
    """The last moment to sign up or off for a meal on `day`, in local time."""
    return datetime.combine(day - timedelta(days=days_before), until, tzinfo=SHANGHAI)
