"""The pages without an account are slowed down by where a request comes from."""

from datetime import datetime, timedelta

from jieyue.access.visitors import parameters as of_visits
from jieyue.access.visitors import refusals
from jieyue.access.visitors.digests import source_digest
from jieyue.access.visitors.models import PublicAttempt
from jieyue.kit import parameters
from jieyue.kit.periods import SHANGHAI

HOUR = timedelta(hours=1)
GUESSES = 30  # of phone pages that do not exist, in an hour: nobody mistypes a link so often


def count(*, address: str, what: str, at: datetime) -> None:
    """Note one try. what: "ask" for a request, "guess" for a page that does not exist."""
    PublicAttempt.objects.create(source=source_digest(address), what=what, at=at)


def check_asks(*, site_id: int, address: str, at: datetime) -> None:
    """Raises TooManyTries."""
    values = parameters.read(site_id=site_id, on=at.astimezone(SHANGHAI).date())
    _check(address, "ask", most=values.integer(of_visits.TRIES), at=at)


def check_guesses(*, address: str, at: datetime) -> None:
    """Raises TooManyTries."""
    _check(address, "guess", most=GUESSES, at=at)


def _check(address: str, what: str, *, most: int, at: datetime) -> None:
    rows = PublicAttempt.objects.filter(
        source=source_digest(address), what=what, at__gt=at - HOUR, at__lte=at
    )
    times = list(rows.order_by("-at").values_list("at", flat=True)[:most])
    if len(times) >= most:
        wait = times[-1] + HOUR - at
        raise refusals.TooManyTries(minutes=max(1, -(-int(wait.total_seconds()) // 60)))
