"""Who may come, when and where to, and who says so. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jieyue.access.visitors import refusals
from jieyue.kit.periods import Period

OPEN = ("requested", "confirmed", "arrived", "left")  # may still become something else
RECEIVED = ("confirmed", "arrived", "left")


@dataclass(frozen=True)
class Whoever:
    """A person as far as it tells whether two are the same: digests of phone and number."""

    name: str
    phone: str = ""
    number: str = ""


@dataclass(frozen=True)
class Limits:
    """What the site allows: hours a visit lasts at most, days ahead, guests of one visit."""

    longest_h: int
    days_ahead: int
    most_guests: int


@dataclass(frozen=True)
class Stop:
    """[since, until) in which a unit (all, if None) receives nobody."""

    unit_id: int | None
    since: datetime
    until: datetime


def check_window(start: datetime, end: datetime, *, limits: Limits, at: datetime) -> Period:
    """The time of a visit. Raises WindowBackwards, WindowPast, TooLong, TooFar."""
    if end <= start:
        raise refusals.WindowBackwards
    if end <= at:
        raise refusals.WindowPast
    if end - start > timedelta(hours=limits.longest_h):
        raise refusals.TooLong(hours=limits.longest_h)
    if start > at + timedelta(days=limits.days_ahead):
        raise refusals.TooFar(days=limits.days_ahead)
    return Period(start, end)


def permit(window: Period, *, before_min: int, after_min: int) -> Period:
    """When passes open: the visit's time with its grace."""
    before, after = timedelta(minutes=before_min), timedelta(minutes=after_min)
    return Period(window.start - before, window.end + after)


def open_zones(profile: Collection[str], wanted: Collection[str]) -> tuple[str, ...]:
    """Zones a pass opens: of the visitors' profile those asked for, all of it without a wish.

    Raises NoZoneLeft when a wish leaves none.
    """
    if not wanted:
        return tuple(sorted(profile))
    both = tuple(sorted(set(profile) & set(wanted)))
    if not both:
        raise refusals.NoZoneLeft
    return both


def stopped_until(window: Period, unit_id: int | None, stops: Iterable[Stop]) -> datetime | None:
    """Until when the unit receives nobody in that time; None when it receives."""
    hit = [
        stop.until
        for stop in stops
        if stop.unit_id in (None, unit_id) and window.overlaps(Period(stop.since, stop.until))
    ]
    return max(hit, default=None)


def check_not_self(confirmer: Whoever, guests: Iterable[Whoever]) -> None:
    """Nobody confirms his own visit: the same phone or identity number is the same person, and
    so is the same name unless both phones are known and differ. Raises HostIsGuest.
    """
    for guest in guests:
        both = bool(guest.phone and confirmer.phone)
        same = (
            (both and guest.phone == confirmer.phone)
            or (guest.number and guest.number == confirmer.number)
            or (guest.name == confirmer.name and not both)
        )
        if same:
            raise refusals.HostIsGuest(name=guest.name)


def mark_of(guest: Whoever) -> str:
    """By which two rows are one person: the identity number, else name and phone; else empty."""
    if guest.number:
        return guest.number
    return f"{guest.name}|{guest.phone}" if guest.phone else ""


def check_guests(guests: Sequence[Whoever], *, limits: Limits) -> None:
    """Somebody comes, not too many, nobody twice.

    Raises NobodyNamed, GroupTooLarge, SamePersonTwice.
    """
    if not guests:
        raise refusals.NobodyNamed
    if len(guests) > limits.most_guests:
        raise refusals.GroupTooLarge(most=limits.most_guests)
    seen: set[str] = set()
    for guest in guests:
        mark = mark_of(guest)
        if mark and mark in seen:
            raise refusals.SamePersonTwice(name=guest.name)
        seen.add(mark)


def check_notice(from_at: datetime, *, at: datetime, hours: int) -> None:
    """A change needs so many hours' notice. Raises TooLateToChange."""
    if at > from_at - timedelta(hours=hours):
        raise refusals.TooLateToChange(hours=hours)


def whom_to_tell(
    until_at: datetime,
    *,
    at: datetime,
    after_min: int,
    guard_min: int,
    host_told_at: datetime | None,
    guard_told_at: datetime | None,
) -> str:
    """Of whoever is still inside: "host" from the end and its grace on, "guard" so many minutes
    after the host, else nobody. Each once."""
    if at < until_at + timedelta(minutes=after_min):
        return ""
    if host_told_at is None:
        return "host"
    late_enough = at >= host_told_at + timedelta(minutes=guard_min)
    return "guard" if guard_told_at is None and late_enough else ""


def is_overstayed(state: str, until_at: datetime, *, at: datetime, after_min: int) -> bool:
    return state == "arrived" and at >= until_at + timedelta(minutes=after_min)


def state_of(guests: Iterable[tuple[datetime | None, datetime | None]]) -> str:
    """A confirmed visit by when each guest arrived and left."""
    rows = list(guests)
    if any(arrived and not left for arrived, left in rows):
        return "arrived"
    return "left" if any(arrived or left for arrived, left in rows) else "confirmed"


def outcome(state: str, *, until_at: datetime, at: datetime, after_min: int) -> str:
    """What a visit becomes when its time is over; empty while it is not, or somebody is inside."""
    if at < until_at + timedelta(minutes=after_min):
        return ""
    return {"confirmed": "no_show", "requested": "no_show", "left": "ended"}.get(state, "")
