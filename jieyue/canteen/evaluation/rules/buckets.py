"""Days, weeks, months and quarters of a chart, and the same quarter a year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


SHOWN = {Step.DAY: 31, Step.WEEK: 26, Step.MONTH: 13, Step.QUARTER: 9}
MONTHS = {Step.MONTH: 1, Step.QUARTER: 3}


@dataclass(frozen=True)
class Bucket:
    """The days of one step, both included."""

    first: date
    last: date


def bucket_of(day: date, step: Step) -> Bucket:
    """Weeks begin on Monday."""
    if step is Step.DAY:
        return Bucket(day, day)
    if step is Step.WEEK:
        first = day - timedelta(days=day.weekday())
        return Bucket(first, first + timedelta(days=6))
    months = MONTHS[step]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Bucket(first, _months_later(first, months) - timedelta(days=1))


def buckets(last: date, step: Step, count: int) -> Sequence[Bucket]:
    """The `count` steps up to the one `last` lies in, oldest first."""
    found = [bucket_of(last, step)]
    while len(found) < count:
        found.append(bucket_of(found[-1].first - timedelta(days=1), step))
    return found[::-1]


def year_before(bucket: Bucket, step: Step) -> Bucket:
    """The same month or quarter of the year before; days and weeks 52 weeks earlier."""
    if step in MONTHS:
        return bucket_of(bucket.first.replace(year=bucket.first.year - 1), step)
    return Bucket(bucket.first - timedelta(weeks=52), bucket.last - timedelta(weeks=52))


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)
