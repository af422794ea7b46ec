"""Times of visits as people say them."""

from datetime import datetime

from django.utils import timezone

from jieyue.kit.formats import moment


def span(start: datetime, end: datetime) -> str:
    """From and until; the day once when both lie in it."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    if first.date() == last.date():
        return f"{moment(start)} – {last:%H:%M}"
    return f"{moment(start)} – {moment(end)}"
