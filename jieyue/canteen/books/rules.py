"""Months of the books. Pure."""

from datetime import date, timedelta


def first_of(day: date) -> date:
    """The first day of the month `day` is in."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
