"""Runs of allocation for pages: the list, one run by unit and by meter, one unit's part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from jieyue.energy.allocation.models import (
    AllocationLine,
    AllocationRun,
    LineKind,
    RunStatus,
)
from jieyue.energy.allocation.rules.method import Method, Rule, parse
from jieyue.energy.allocation.wording import PLACES, basis_words, rule_title
from jieyue.energy.meters.models import Item, Medium
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.scale import of_micro
from jieyue.kit import formats
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.unit_labels import label_of


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One run in a list."""

    number: str
    month: date
    medium: str
    medium_label: str
    unit_label: str
    status: str
    use: Decimal
    estimated_share: Decimal
    coverage: Decimal
    amount_yuan: Decimal | None
    amount_source: str
    version: int
    method_id: int
    made_at: datetime
    made_by: str
    published_at: datetime | None
    published_by: str
    replaces: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class UnitPart:
    """What a run gives one unit; unit_id None: what could not be allocated.

    before: its total by the run this one replaces, or would replace; None without one.
    """

    unit_id: int | None
    name: str
    own: Decimal
    shared: Decimal
    estimated: Decimal
    amount_yuan: Decimal | None
    share: Decimal | None
    before: Decimal | None

    @property
    def total(self) -> Decimal:
        return self.own + self.shared

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.total - self.before


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One line with its reason in words. weight and whole are None for an own meter."""

    meter_id: int
    number: str
    meter: str
    item: str
    unit_id: int | None
    unit: str
    kind: str
    rule: str
    basis: str
    place: str
    weight: Decimal | None
    weight_total: Decimal | None
    meter_use: Decimal
    use: Decimal
    estimated: Decimal
    amount_yuan: Decimal | None

    @property
    def share(self) -> Decimal | None:
        if self.weight is None or not self.weight_total:
            return None
        return self.weight / self.weight_total


@dataclass(frozen=True, kw_only=True)
class MeterPart:
    """What a run divides of one meter."""

    meter_id: int
    number: str
    name: str
    kind: str
    rule: str
    use: Decimal
    units: int


def runs(actor: Actor, *, medium: str = "") -> list[RunRow]:
    """Newest month first; whoever sees one unit only sees what is published. One query."""
    rows = seen(actor).select_related("method", "replaces")
    return [run_row(run) for run in (rows.filter(medium=medium) if medium else rows)]


def seen(actor: Actor) -> QuerySet[Any]:
    rows = AllocationRun.objects.visible_to(actor)
    if actor.scope_of(EnergyPermission.ALLOCATION_READ) is Scope.COMPLEX:
        return rows
    return rows.exclude(status=RunStatus.DRAFT)


def run_of(actor: Actor, *, number: str) -> AllocationRun:
    """Raises AllocationRun.DoesNotExist."""
    run: AllocationRun = seen(actor).select_related("method", "replaces").get(number=number)
    return run


def compared_with(run: AllocationRun) -> AllocationRun | None:
    """The run it replaces; of a draft, the one published now."""
    if run.status != RunStatus.DRAFT:
        former: AllocationRun | None = run.replaces
        return former
    known: AllocationRun | None = AllocationRun.objects.filter(
        site_id=run.site_id, medium=run.medium, month=run.month, status=RunStatus.PUBLISHED
    ).first()
    return known


def by_unit(actor: Actor, run: AllocationRun) -> list[UnitPart]:
    """The parts the actor may see, by unit code, what nobody got last. Two queries."""
    found = _sums(actor, run)
    former = compared_with(run)
    before = _sums(actor, former) if former else {}
    names = {**{key: each[0] for key, each in before.items()},
             **{key: each[0] for key, each in found.items()}}  # fmt: skip
    parts = []
    for unit_id in sorted(names, key=lambda key: (key is None, names[key][0])):
        _name, sums = found.get(unit_id, (names[unit_id], _Sums()))
        use = sums.own + sums.shared
        known = before.get(unit_id)
        parts.append(
            UnitPart(
                unit_id=unit_id,
                name=names[unit_id][1],
                own=of_micro(sums.own),
                shared=of_micro(sums.shared),
                estimated=of_micro(sums.estimated),
                amount_yuan=None if run.amount_fen is None else Decimal(sums.fen).scaleb(-2),
                share=Decimal(use) / run.use_micro if run.use_micro else None,
                before=of_micro(known[1].own + known[1].shared)
                if known
                else (Decimal(0) if former else None),
            )
        )
    return parts


def lines(
    actor: Actor, run: AllocationRun, *, unit_id: int | None = None, meter_id: int | None = None
) -> list[LineRow]:
    """Lines the actor may see, by meter and unit. Two queries."""
    rows = AllocationLine.objects.visible_to(actor).filter(run=run)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if meter_id is not None:
        rows = rows.filter(meter_id=meter_id)
    kept = list(rows.select_related("meter", "unit").order_by("meter__number", "id"))
    wholes = _meter_uses(run, {line.meter_id for line in kept})
    method = parse(run.method.content)
    return [_line(line, method, wholes[line.meter_id]) for line in kept]


def by_meter(actor: Actor, run: AllocationRun) -> list[MeterPart]:
    """What is divided or stays over, meter by meter; own meters are the units'. One query."""
    rows = AllocationLine.objects.visible_to(actor).filter(run=run).exclude(kind=LineKind.OWN)
    method = parse(run.method.content)
    grouped: dict[int, list[AllocationLine]] = defaultdict(list)
    for line in rows.select_related("meter").order_by("meter__number", "id"):
        grouped[line.meter_id].append(line)
    return [
        MeterPart(
            meter_id=meter_id,
            number=each[0].meter.number,
            name=each[0].meter.name,
            kind=each[0].kind,
            rule=rule_title(_rule(method, each[0].rule)),
            use=of_micro(sum(line.use_micro for line in each)),
            units=sum(line.unit_id is not None for line in each),
        )
        for meter_id, each in grouped.items()
    ]


def run_row(run: AllocationRun) -> RunRow:
    use = Decimal(run.use_micro)
    return RunRow(
        number=run.number,
        month=run.month,
        medium=run.medium,
        medium_label=str(Medium(run.medium).label),
        unit_label=label_of(UNIT_OF[run.medium]),
        status=run.status,
        use=of_micro(run.use_micro),
        estimated_share=abs(run.estimated_micro / use) if use else Decimal(0),
        coverage=run.coverage,
        amount_yuan=None if run.amount_fen is None else Decimal(run.amount_fen).scaleb(-2),
        amount_source=run.amount_source,
        version=run.method.version,
        method_id=run.method_id,
        made_at=run.made_at,
        made_by=formats.who(run.made_by),
        published_at=run.published_at,
        published_by=formats.who(run.published_by),
        replaces=run.replaces.number if run.replaces else "",
        revision=run.revision,
    )


@dataclass
class _Sums:
    own: int = 0
    shared: int = 0
    estimated: int = 0
    fen: int = 0


Named = tuple[tuple[str, str], _Sums]


def _sums(actor: Actor, run: AllocationRun) -> dict[int | None, Named]:
    """By unit: its code and name, and the sums of its lines. One query."""
    rows = AllocationLine.objects.visible_to(actor).filter(run=run)
    columns = ("unit_id", "unit__code", "unit__short_name", "kind", "use_micro",
               "estimated_micro", "amount_fen")  # fmt: skip
    found: dict[int | None, Named] = {}
    for unit_id, code, name, kind, use, estimated, fen in rows.values_list(*columns):
        _names, sums = found.setdefault(unit_id, ((code or "", name or ""), _Sums()))
        if kind == LineKind.OWN:
            sums.own += use
        else:
            sums.shared += use
        sums.estimated += estimated
        sums.fen += fen or 0
    return found


def _meter_uses(run: AllocationRun, meter_ids: Iterable[int]) -> dict[int, int]:
    """What the run has of each meter in all."""
    rows: Sequence[tuple[int, int]] = list(
        AllocationLine.objects.filter(run=run, meter_id__in=list(meter_ids)).values_list(
            "meter_id", "use_micro"
        )
    )
    sums: dict[int, int] = defaultdict(int)
    for meter_id, use in rows:
        sums[meter_id] += use
    return sums


def _line(line: AllocationLine, method: Method, whole_micro: int) -> LineRow:
    fen = line.amount_fen
    return LineRow(
        meter_id=line.meter_id,
        number=line.meter.number,
        meter=line.meter.name,
        item=str(Item(line.item).label) if line.item in Item.values else line.item,
        unit_id=line.unit_id,
        unit=line.unit.short_name if line.unit else "",
        kind=line.kind,
        rule=rule_title(_rule(method, line.rule)),
        basis=str(basis_words(line.basis)),
        place=str(PLACES.get(line.place, "")),
        weight=line.weight,
        weight_total=line.weight_total,
        meter_use=of_micro(whole_micro),
        use=of_micro(line.use_micro),
        estimated=of_micro(line.estimated_micro),
        amount_yuan=None if fen is None else Decimal(fen).scaleb(-2),
    )


def _rule(method: Method, code: str) -> Rule | None:
    return next((rule for rule in method.rules if rule.code == code), None)
