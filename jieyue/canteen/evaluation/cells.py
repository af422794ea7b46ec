"""Small makers of evidence: counts and shares with the sentence that tells them."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_noop

from jieyue.canteen.diners.models import Attendance
from jieyue.kit import formats
from jieyue.scorecards.evidence import Evidence, Span, Subject

OF_ALL = gettext_noop("%(part)s of %(whole)s")
COUNTED = gettext_noop("%(count)s found")


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


def served_days(subject: Subject, span: Span) -> set[date]:
    """Days of the span on which the canteen fed somebody. One query."""
    rows = Attendance.objects.filter(
        canteen_id=subject.id, day__range=(span.first, span.last), served__gt=0
    )
    return set(rows.order_by().values_list("day", flat=True).distinct())
