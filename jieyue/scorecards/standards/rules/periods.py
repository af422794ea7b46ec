"""The days a card of a kind of period covers."""

from datetime import date, timedelta

from jieyue.scorecards.standards.rules.content import PeriodKind

MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def period_of(day: date, kind: PeriodKind) -> tuple[date, date]:
    """First and last day of the month, quarter or year that `day` lies in."""
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.replace(day=28)
    for _ in range(months):
        following = (following + timedelta(days=7)).replace(day=28)
    return first, following.replace(day=1) - timedelta(days=1)


def last_ended(day: date, kind: PeriodKind) -> tuple[date, date]:
    """The latest period that was over before `day`."""
    return period_of(period_of(day, kind)[0] - timedelta(days=1), kind)
