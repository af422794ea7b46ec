"""What the clock does with presence."""

from datetime import datetime, timedelta

from django.utils import timezone

from jieyue.access.entries.queries import days_with_late_entries
from jieyue.access.presence import actions, days, telling
from jieyue.kit import parameters
from jieyue.kit.actor import system

LATE_WITHIN = timedelta(days=1)  # how far back the night looks for late deliveries
RECOUNTED = timedelta(days=14)  # how far back it does what an older method did once more


def every_quarter(*, site_id: int, at: datetime) -> None:
    """Keep the quarter that has just begun, and those that entries came in late for."""
    actor = system("access.presence", site_id=site_id)
    actions.keep_latest(site_id=site_id, actor=actor, at=at)


def nightly(*, site_id: int, at: datetime) -> None:
    """After the reset: count yesterday once more as a whole, and days that got late entries.

    And the last days that were counted by an older method, oldest first, as habits are learnt
    from days before.
    """
    actor = system("access.presence", site_id=site_id)
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    today = days.span_at(at, values=values).day
    late = days_with_late_entries(site_id=site_id, since=at - LATE_WITHIN, before=today)
    # What happened before the reset of a late day belongs to the day before it.
    wanted = {today - timedelta(days=1)} | set(late) | {day - timedelta(days=1) for day in late}
    wanted |= days.counted_otherwise(site_id=site_id, since=today - RECOUNTED, before=today)
    for day in sorted(wanted):
        span = days.span_of(day, values=values)
        actions.keep(site_id=site_id, span=span, actor=actor, at=at)


def tell(*, site_id: int, at: datetime) -> None:
    """Tell people that they were looked up, when it is time."""
    telling.tell_due(site_id=site_id, actor=system("access.presence", site_id=site_id), at=at)
