"""When contractors may work. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jieyue.access.permits import refusals
from jieyue.kit.periods import SHANGHAI, Period


@dataclass(frozen=True)
class Certificate:
    """Of one worker; until: last day it is good, None if it does not end."""

    name: str
    until: date | None


def last_day(until_at: datetime) -> date:
    """The last local day of work; midnight belongs to the day before."""
    return (until_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


def check_window(start: datetime, end: datetime, *, most_days: int, at: datetime) -> Period:
    """Raises WindowBackwards, WindowPast, TooLong."""
    if end <= start:
        raise refusals.WindowBackwards
    if end <= at:
        raise refusals.WindowPast
    if end - start > timedelta(days=most_days):
        raise refusals.TooLong(days=most_days)
    return Period(start, end)


def check_cover(window: Period, *, insurance_until: date) -> None:
    """The insurance covers every day of the work. Raises NotCovered."""
    if insurance_until < last_day(window.end):
        raise refusals.NotCovered(until=insurance_until.isoformat())


def check_certificates(window: Period, certificates: Iterable[Certificate]) -> None:
    """Raises CertificateEnded for the first that ends before the work."""
    for each in certificates:
        if each.until is not None and each.until < last_day(window.end):
            raise refusals.CertificateEnded(name=each.name, until=each.until.isoformat())


def check_fire_watch(*, is_hot_work: bool, fire_watch: str) -> None:
    """Raises FireWatchMissing."""
    if is_hot_work and not fire_watch.strip():
        raise refusals.FireWatchMissing


def is_covered(insurance_until: date, *, on: date) -> bool:
    """Insured through its last day."""
    return on <= insurance_until


def pass_ends(until_at: datetime, *, insurance_until: date) -> datetime:
    """A pass never outlives the insurance."""
    midnight = datetime.combine(
        insurance_until + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI
    )
    return min(until_at, midnight)


def is_expiring(until_at: datetime, insurance_until: date, *, on: date, days: int) -> bool:
    """Whether the permit or its insurance ends within so many days; over is not expiring."""
    ends = min(last_day(until_at), insurance_until)
    return on <= ends <= on + timedelta(days=days)
