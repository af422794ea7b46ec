"""Who bore how much of the shared energy: the method, and a published run of every month.

The last months go through the product's own actions; those before are put in at once, divided by
the same rules.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from jieyue.energy.allocation import actions, seeding, sources
from jieyue.energy.allocation.models import (
    AllocationLine,
    AllocationMethod,
    AllocationRun,
    RunStatus,
)
from jieyue.energy.allocation.rules.dividing import Part, amounts, divide
from jieyue.energy.allocation.rules.method import parse
from jieyue.energy.consumption.queries import Dimension, Step, Total, totals
from jieyue.energy.meters import queries as meters
from jieyue.kit import numbers
from jieyue.kit.actor import Actor
from simulator.loading.inserting import insert
from simulator.loading.stage import Stage, moment

MEDIA = ("electricity", "gas", "water")
RUN_ONE_BY_ONE = 6  # months
FIGURES = (
    "meter_id", "item", "unit_id", "kind", "rule", "basis", "place", "weight", "weight_total",
    "use_micro", "estimated_micro",
)  # fmt: skip


def load(stage: Stage, months: Sequence[date], *, by: Actor) -> None:
    """Publish the method and divide every month; bills of the months are there already."""
    method = seeding.seed(actor=by, at=settled(months[0]))
    assert method is not None  # the demo has no method before
    _divide_at_once(stage, method, months[:-RUN_ONE_BY_ONE], by=by)
    for month in months[-RUN_ONE_BY_ONE:]:
        at = min(settled(month), stage.at)
        for medium in MEDIA:
            run = actions.draft(medium=medium, month=month, actor=by, at=at)
            actions.publish(number=run.number, seen_revision=run.revision, actor=by, at=at)


def settled(month: date) -> datetime:
    """When a month is divided: on the sixth of the next."""
    return moment(sources.month_end(month) + timedelta(days=6), time(10, 30))


def _divide_at_once(
    stage: Stage, method: AllocationMethod, months: Sequence[date], *, by: Actor
) -> None:
    if not months:
        return
    span = {"site_id": stage.site_id, "first": months[0], "last": sources.month_end(months[-1])}
    step = Step.MONTH
    places = totals(**span, by=(*sources.PLACE, Dimension.MEDIUM), step=step)  # type: ignore[arg-type]
    wholes = {
        (row.start, row[Dimension.MEDIUM]): row
        for row in totals(**span, by=[Dimension.MEDIUM], step=step)  # type: ignore[arg-type]
    }
    rules = parse(method.content)
    known = meters.known(site_id=stage.site_id)
    lines: list[Sequence[object]] = []
    for month in months:
        weights = sources.weights(site_id=stage.site_id, month=month)
        served = meters.served(site_id=stage.site_id, first=month, last=sources.month_end(month))
        for medium in MEDIA:
            rows = [r for r in places if r.start == month and r[Dimension.MEDIUM] == medium]
            remainders = [
                sources.remainder(
                    row,
                    medium=medium,
                    number=known[int(str(row[Dimension.METER]))].number,
                    served=served,
                )
                for row in rows
            ]
            parts = divide(remainders, rules, weights)
            run = _run(stage, method, month, medium, parts, wholes[month, medium], by=by)
            lines += _lines(run, parts)
    insert(AllocationLine, (*FIGURES, "site_id", "run_id", "amount_fen"), lines)


def _run(
    stage: Stage,
    method: AllocationMethod,
    month: date,
    medium: str,
    parts: Sequence[Part],
    whole: Total,
    *,
    by: Actor,
) -> AllocationRun:
    at = settled(month)
    billed = sources.billed(site_id=stage.site_id, medium=medium, month=month)
    assert billed is not None
    run: AllocationRun = AllocationRun.objects.create(
        site_id=stage.site_id,
        number=numbers.take("FT", site_id=stage.site_id, at=at),
        month=month,
        medium=medium,
        method=method,
        status=RunStatus.PUBLISHED,
        use_micro=sum(part.use_micro for part in parts),
        amount_fen=int(billed.scaleb(2)),
        amount_source="bill",
        coverage=round(whole.coverage, 4),
        estimated_micro=sum(part.estimated_micro for part in parts),
        made_at=at,
        made_by=by.name,
        published_at=at,
        published_by=by.name,
    )
    return run


def _lines(run: AllocationRun, parts: Sequence[Part]) -> Iterator[Sequence[object]]:
    assert run.amount_fen is not None
    for part, fen in zip(parts, amounts(run.amount_fen, parts), strict=True):
        yield (*(getattr(part, name) for name in FIGURES), run.site_id, run.id, fen)
