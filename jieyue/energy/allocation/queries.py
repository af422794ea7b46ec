"""What each unit used and owes by the published allocation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from jieyue.energy.allocation.models import AllocationLine, LineKind, RunStatus
from jieyue.energy.scale import of_micro


@dataclass(frozen=True, kw_only=True)
class UnitUse:
    """One unit's part of a month, in the medium's unit. total = own + shared, exactly.

    amount_yuan None: the month had neither bill nor price. version: of the method.
    coverage: share of the complex's readings that were there, 0 to 1.
    """

    own: Decimal
    shared: Decimal
    estimated: Decimal
    amount_yuan: Decimal | None
    version: int
    coverage: Decimal
    run: str

    @property
    def total(self) -> Decimal:
        return self.own + self.shared


def unit_use(*, site_id: int, medium: str, month: date) -> dict[int, UnitUse]:
    """By unit, from the published run of a month; empty when none is published. One query."""
    return unit_uses(site_id=site_id, medium=medium, first=month, last=month).get(
        month.replace(day=1), {}
    )


def unit_uses(
    *, site_id: int, medium: str, first: date, last: date, unit_id: int | None = None
) -> dict[date, dict[int, UnitUse]]:
    """By month (its first day) and unit, of published runs. Months without one are absent.
    One query."""
    rows = AllocationLine.objects.filter(
        site_id=site_id,
        unit__isnull=False,
        run__status=RunStatus.PUBLISHED,
        run__medium=medium,
        run__month__range=(first.replace(day=1), last),
    )
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    sums = rows.values_list(
        "run__month", "unit_id", "kind", "run__method__version", "run__coverage", "run__number"
    ).annotate(Sum("use_micro"), Sum("estimated_micro"), Sum("amount_fen"))
    grouped: dict[tuple[date, int], list[Row]] = defaultdict(list)
    for row in sums.order_by("run__month", "unit_id", "kind"):
        grouped[row[0], row[1]].append(row)
    found: dict[date, dict[int, UnitUse]] = defaultdict(dict)
    for (month, unit), parts in grouped.items():
        found[month][unit] = _use(parts)
    return dict(found)


Row = tuple[date, int, str, int, Decimal, str, int, int, int | None]


def _use(parts: list[Row]) -> UnitUse:
    """One unit's rows of a month, one for each kind of line."""
    micro = dict.fromkeys(LineKind, 0)
    for part in parts:
        micro[LineKind(part[2])] += part[6]
    fen = [part[8] for part in parts]
    _month, _unit, _kind, version, coverage, run, *_sums = parts[0]
    return UnitUse(
        own=of_micro(micro[LineKind.OWN]),
        shared=of_micro(micro[LineKind.SHARED]),
        estimated=of_micro(sum(part[7] for part in parts)),
        amount_yuan=None if None in fen else Decimal(sum(each or 0 for each in fen)).scaleb(-2),
        version=version,
        coverage=coverage,
        run=run,
    )
