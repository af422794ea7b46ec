"""Small makers of evidence: shares, counts and ratios, with the sentence that tells them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from django.urls import reverse
from django.utils.translation import gettext_noop

from jieyue.kit import formats
from jieyue.scorecards.evidence import Evidence, Span

OF_ALL = gettext_noop("%(part)s of %(whole)s")
COUNTED = gettext_noop("%(count)s found")
AGAINST = gettext_noop("%(value)s against %(limit)s")
FOUR_PLACES = Decimal("0.0001")


def share(part: int, whole: int, *, page: str = "") -> Evidence:
    """`part` of `whole`; nothing to judge when there is no whole."""
    return Evidence(
        value=Decimal(part) / whole if whole else None,
        text=OF_ALL if whole else "",
        values={"part": formats.number(part), "whole": formats.number(whole)},
        url=reverse(page) if page else "",
    )


def count(found: int, *, page: str = "") -> Evidence:
    return Evidence(
        value=Decimal(found),
        text=COUNTED,
        values={"count": formats.number(found)},
        url=reverse(page) if page else "",
    )


def ratio(
    value: Decimal | None,
    limit: Decimal | None,
    *,
    coverage: Decimal | None = None,
    page: str = "",
    parameters: dict[str, int] | None = None,
) -> Evidence:
    """How much of the limit the value is, to four places and never rounded down past a bound:
    1.20004 is beyond 1.2."""
    if value is None or not limit:
        return Evidence(value=None, url=reverse(page) if page else "", coverage=coverage)
    return Evidence(
        value=(value / limit).quantize(FOUR_PLACES, rounding=ROUND_CEILING),
        text=AGAINST,
        values={"value": formats.number(value, 2), "limit": formats.number(limit, 2)},
        url=reverse(page) if page else "",
        coverage=coverage,
        parameters=parameters or {},
    )


def months(span: Span) -> Iterator[date]:
    """First days of the whole months in a span."""
    month = span.first.replace(day=1)
    while month <= span.last:
        following = (month + timedelta(days=32)).replace(day=1)
        if month >= span.first and following - timedelta(days=1) <= span.last:
            yield month
        month = following
