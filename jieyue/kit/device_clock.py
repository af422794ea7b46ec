"""What another device's clock said, told in our own time.

A device that was offline sends when things happened by its clock (`happened_at`) and, in the
header `X-Sent-At`, what the same clock shows while it sends. Their difference to ours is its
skew, known without asking the device anything; the network's own delay makes it a little small.
"""

from datetime import datetime, timedelta

SENT_AT = "X-Sent-At"
MOST_SKEW = timedelta(days=3650)


def skew_seconds(sent_at: str | None, *, at: datetime) -> int | None:
    """Seconds by which the device's clock is ahead of ours, below 0 when it is behind.

    `sent_at` is the header `X-Sent-At`, `at` our clock when it came. None when the header is
    missing, has no offset, or cannot be a clock at all.
    """
    try:
        sent = datetime.fromisoformat(sent_at or "")
    except ValueError:
        return None
    if sent.tzinfo is None:
        return None
    skew = sent - at
    return round(skew.total_seconds()) if abs(skew) <= MOST_SKEW else None


def in_our_time(happened_at: datetime, *, skew_s: int | None) -> datetime:
    """When it happened by our clock; as the device said when its skew is not known."""
    return happened_at - timedelta(seconds=skew_s or 0)
