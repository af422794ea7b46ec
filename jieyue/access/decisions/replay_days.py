"""A day as it is stored, replayed: does the rule still say what was said then?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jieyue.access.decisions import explaining
from jieyue.access.decisions.models import Decision

AT_ONCE = 2_000


@dataclass(frozen=True)
class StoredDay:
    """Decisions of one local day. forgotten: those whose inputs are no longer kept.

    differing: ids of decisions that the rule would not make again, at most 100.
    """

    decisions: int
    same: int
    different: int
    forgotten: int
    by_hand: int
    reasons: dict[str, int]
    differing: list[int]


def replay_day(*, site_id: int, day: date) -> StoredDay:
    """Run the rule on the stored inputs of each decision of a local day."""
    since = timezone.make_aware(datetime.combine(day, time.min))
    rows = Decision.objects.filter(site_id=site_id, at__gte=since, at__lt=since + timedelta(days=1))
    counts = dict.fromkeys(
        (explaining.SAME, explaining.DIFFERS, explaining.FORGOTTEN, explaining.BY_HAND), 0
    )
    reasons: dict[str, int] = {}
    differing: list[int] = []
    for row in rows.order_by("at", "id").iterator(chunk_size=AT_ONCE):
        said = explaining.replayed(row)
        counts[said] += 1
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
        if said == explaining.DIFFERS and len(differing) < 100:
            differing.append(row.id)
    return StoredDay(
        decisions=sum(counts.values()),
        same=counts[explaining.SAME],
        different=counts[explaining.DIFFERS],
        forgotten=counts[explaining.FORGOTTEN],
        by_hand=counts[explaining.BY_HAND],
        reasons=dict(sorted(reasons.items())),
        differing=differing,
    )
