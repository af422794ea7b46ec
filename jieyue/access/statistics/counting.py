"""Makes the days of the gates from single decisions; made twice, they are the same."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.decisions.models import Decision
from jieyue.access.permissions import AccessPermission
from jieyue.access.statistics.models import GateDay
from jieyue.access.statistics.parameters import DAYS_COUNTED_ANEW
from jieyue.access.statistics.rules import Counts, Passed, count
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.periods import local_day

COLUMNS = ("gate_id", "at", "direction", "outcome", "reason", "decided_by", "holder_key")
AT_ONCE = 5_000


def count_day(*, site_id: int, day: date) -> dict[int | None, Counts]:
    """What each gate and the whole site saw on a day, from its decisions. One query."""
    return count(_passed(site_id, day))


def _passed(site_id: int, day: date) -> Iterator[Passed]:
    period = local_day(day)
    rows = Decision.objects.filter(site_id=site_id, at__gte=period.start, at__lt=period.end)
    for gate_id, at, *rest in rows.values_list(*COLUMNS).iterator(chunk_size=AT_ONCE):
        yield Passed(gate_id, int((at - period.start).total_seconds() // 60), *rest)


@transaction.atomic
def keep_day(*, site_id: int, day: date, actor: Actor, at: datetime) -> int:
    """Keep the counts of a day in place of what there was; returns the number of rows.

    A day without any decision keeps what there was: its decisions may be forgotten already.
    """
    actor.require(AccessPermission.DECISIONS_ASK)
    counted = count_day(site_id=site_id, day=day)
    if not counted:
        return 0
    GateDay.objects.filter(site_id=site_id, day=day).delete()
    rows = [_row(site_id, day, gate_id, counts, at) for gate_id, counts in counted.items()]
    GateDay.objects.bulk_create(rows)
    return len(rows)


def nightly(*, site_id: int, at: datetime) -> None:
    """Count the last days anew, for gate rooms that were cut off send late."""
    actor = system("access.statistics.counting", site_id=site_id)
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    for back in range(1, values.integer(DAYS_COUNTED_ANEW) + 1):
        keep_day(site_id=site_id, day=today - timedelta(days=back), actor=actor, at=at)


def counts_of(row: GateDay) -> Counts:
    """A kept day as counts."""
    return Counts(
        ins=row.ins,
        outs=row.outs,
        refused=Counter(row.refused),
        noted=row.noted,
        by_hand=row.by_hand,
        visitors=row.visitors,
    )


def _row(site_id: int, day: date, gate_id: int | None, counts: Counts, at: datetime) -> GateDay:
    return GateDay(
        site_id=site_id,
        day=day,
        gate_id=gate_id,
        ins=counts.ins,
        outs=counts.outs,
        refused=dict(counts.refused),
        noted=counts.noted,
        by_hand=counts.by_hand,
        visitors=counts.visitors,
        made_at=at,
    )
