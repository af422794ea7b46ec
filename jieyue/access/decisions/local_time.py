"""Instants as gates count them: milliseconds since 1970 UTC, days and minutes of Chinese time.

Pure. China Standard Time has no summer time (国务院 1992 年起停止实行夏令时), so it is an offset.
"""

from datetime import UTC, datetime, timedelta

MINUTE_MS = 60_000
DAY_MS = 86_400_000
OFFSET_MS = 8 * 3_600_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(at: datetime) -> int:
    """An aware instant; exact, without the rounding of a float."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def instant(at_ms: int) -> datetime:
    """Aware, in UTC."""
    return EPOCH + timedelta(milliseconds=at_ms)


def local_day(at_ms: int) -> int:
    """Number of the local day, counted from 1970-01-01."""
    return (at_ms + OFFSET_MS) // DAY_MS


def local_minute(at_ms: int) -> int:
    """Minute of the local day, 0 to 1439."""
    return (at_ms + OFFSET_MS) % DAY_MS // MINUTE_MS


def at_minute(day: int, minute: int) -> int:
    """The instant of a minute of a local day; above 1440 is the next morning."""
    return day * DAY_MS - OFFSET_MS + minute * MINUTE_MS


def last_reset(at_ms: int, *, minute: int) -> int:
    """The latest instant up to and including `at_ms` that lies on this minute of a day."""
    today = at_minute(local_day(at_ms), minute)
    return today if today <= at_ms else today - DAY_MS
