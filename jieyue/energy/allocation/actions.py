"""Every write of allocation: methods, the basis of a month, drafting and publishing runs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jieyue.energy.allocation import refusals, sources
from jieyue.energy.allocation.facts import (
    BasisSet,
    BasisTaken,
    MethodProposed,
    MethodPublished,
    RunDrafted,
    RunPublished,
)
from jieyue.energy.allocation.models import (
    AllocationBasis,
    AllocationLine,
    AllocationMethod,
    AllocationRun,
    BasisKind,
    RunStatus,
)
from jieyue.energy.allocation.rules.dividing import Part, amounts, divide
from jieyue.energy.allocation.rules.method import parse
from jieyue.energy.allocation.rules.splitting import NoWeights
from jieyue.energy.allocation.sources import month_end
from jieyue.energy.factors import queries as factors
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.scale import of_micro
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit

BY_HAND = ("hand", "excel")
MOST_BASIS = Decimal(1_000_000_000)
MOST_YUAN = Decimal(1_000_000_000)


@transaction.atomic
def propose_method(
    content: Mapping[str, Any], *, effective_from: date, actor: Actor, at: datetime
) -> AllocationMethod:
    """Keep a new version; it counts once published. Raises NotAllowed, BadMethod,
    MethodBeginsTooEarly."""
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    method = parse(content)
    _in_turn(actor)
    begins = effective_from.replace(day=1)
    _check_free(actor, begins)
    known = AllocationMethod.objects.filter(site_id=actor.site_id)
    last = known.aggregate(last=Max("version"))["last"] or 0
    made: AllocationMethod = AllocationMethod.objects.create(
        site_id=actor.site_id,
        version=last + 1,
        title=method.title,
        content=dict(content),
        effective_from=begins,
        made_at=at,
        made_by=actor.name,
        made_by_person_id=actor.person_id,
    )
    fact = MethodProposed(method_id=made.id, version=made.version, effective_from=begins)
    journal.record(fact, actor=actor, at=at)
    return made


@transaction.atomic
def publish_method(*, method_id: int, actor: Actor, at: datetime) -> None:
    """Let a version count from its month on. Raises NotAllowed, AllocationMethod.DoesNotExist,
    MethodAlreadyPublished, OwnMethod, MethodBeginsTooEarly."""
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    rows = AllocationMethod.objects.visible_to(actor).select_for_update()
    method = rows.get(id=method_id)
    if method.published_at is not None:
        raise refusals.MethodAlreadyPublished(
            published_by=method.published_by, published_at=method.published_at
        )
    if actor.person_id is not None and actor.person_id == method.made_by_person_id:
        raise refusals.OwnMethod
    _check_free(actor, method.effective_from)
    method.published_at, method.published_by = at, actor.name
    method.save(update_fields=["published_at", "published_by"])
    fact = MethodPublished(
        method_id=method.id, version=method.version, effective_from=method.effective_from
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def set_basis(
    *, month: date, unit_code: str, kind: str, value: Decimal, source: str = "hand",
    actor: Actor, at: datetime,
) -> str:  # fmt: skip
    """Enter one figure by hand or from Excel; says "added", "changed" or "unchanged".

    Raises NotAllowed, BadBasis, BasisOfNoUnit.
    """
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    if not value.is_finite() or not 0 <= value < MOST_BASIS or value != round(value, 3):
        raise refusals.BadBasis(value)
    unit = Unit.objects.filter(site_id=actor.site_id, code=unit_code.strip()).first()
    if unit is None:
        raise refusals.BasisOfNoUnit(unit_code)
    first = month.replace(day=1)
    key: dict[str, Any] = {
        "site_id": actor.site_id,
        "month": first,
        "unit": unit,
        "kind": BasisKind(kind),
    }
    known = AllocationBasis.objects.select_for_update().filter(**key).first()
    old = known.value if known else None
    if known and old == value and known.source in BY_HAND:
        return "unchanged"
    told = {"value": value, "source": source, "recorded_at": at, "recorded_by": actor.name}
    AllocationBasis.objects.update_or_create(**key, defaults=told)
    fact = BasisSet(month=first, unit_id=unit.id, kind=kind, old=old, new=value, source=source)
    journal.record(fact, actor=actor, at=at)
    return "changed" if known else "added"


@transaction.atomic
def take_basis(
    *, month: date, kind: str, values: Mapping[int, Decimal], source: str,
    actor: Actor, at: datetime,
) -> int:  # fmt: skip
    """The system's figures of a month, by unit; returns how many moved. What a person entered
    stays, and a unit no longer named loses its figure. Raises NotAllowed."""
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    rows = AllocationBasis.objects.filter(site_id=actor.site_id, month=month, kind=kind)
    known = {row.unit_id: row for row in rows.select_for_update()}
    hand = {unit_id for unit_id, row in known.items() if row.source in BY_HAND}
    wanted = {unit_id: value for unit_id, value in values.items() if unit_id not in hand}
    gone = known.keys() - hand - wanted.keys()
    moved = {
        unit_id: value
        for unit_id, value in wanted.items()
        if unit_id not in known or known[unit_id].value != value
    }
    if not moved and not gone:
        return 0
    rows.filter(unit_id__in=gone | (moved.keys() & known.keys())).delete()
    AllocationBasis.objects.bulk_create(
        AllocationBasis(
            site_id=actor.site_id, month=month, unit_id=unit_id, kind=kind, value=value,
            source=source, recorded_at=at, recorded_by=actor.name,
        )
        for unit_id, value in sorted(moved.items())
    )  # fmt: skip
    fact = BasisTaken(month=month, kind=kind, units=len(moved) + len(gone), source=source)
    journal.record(fact, actor=actor, at=at)
    return len(moved) + len(gone)


@transaction.atomic
def draft(
    *, medium: str, month: date, bill_yuan: Decimal | None = None, actor: Actor, at: datetime
) -> AllocationRun:
    """Divide a month's use among the units, or do so anew; a published run stays beside it.

    bill_yuan: what the supplier billed; without it the bills entered for the complex count, and
    without those the price of the month. Raises
    NotAllowed, MonthNotOver, NoMethod, NothingMeasured, BadBill.
    """
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    assert actor.site_id is not None
    first = month.replace(day=1)
    if month_end(first) >= timezone.localdate(at):
        raise refusals.MonthNotOver(first)
    if bill_yuan is not None and not (bill_yuan.is_finite() and 0 < bill_yuan < MOST_YUAN):
        raise refusals.BadBill(bill_yuan)
    method = in_force(site_id=actor.site_id, on=first)
    if method is None:
        raise refusals.NoMethod(first)
    found = sources.measured(site_id=actor.site_id, medium=medium, month=first)
    if not found.remainders:
        raise refusals.NothingMeasured(first)
    weights = sources.weights(site_id=actor.site_id, month=first)
    parts = divide(found.remainders, parse(method.content), weights)
    _in_turn(actor)
    run = _run(medium, first, actor=actor, at=at)
    run.method, run.coverage = method, round(found.coverage, 4)
    run.use_micro = sum(part.use_micro for part in parts)
    run.estimated_micro = sum(part.estimated_micro for part in parts)
    _price(run, parts, bill_yuan)
    fact = RunDrafted(
        number=run.number,
        medium=medium,
        month=first,
        revision=run.revision,
        use=of_micro(run.use_micro),
    )
    journal.record(fact, actor=actor, at=at)
    return run


@transaction.atomic
def publish(*, number: str, seen_revision: int, actor: Actor, at: datetime) -> None:
    """Let a drafted run count as it was seen; one published before is superseded by it.

    Raises NotAllowed, AllocationRun.DoesNotExist, RunAlreadyPublished, RunChanged.
    """
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    rows = AllocationRun.objects.visible_to(actor).select_for_update(of=("self",))
    run = rows.select_related("method").get(number=number)
    if run.published_at is not None:
        raise refusals.RunAlreadyPublished(
            number=number, published_by=run.published_by, published_at=run.published_at
        )
    if run.revision != seen_revision:
        raise refusals.RunChanged(number=number)
    former = published_run(site_id=run.site_id, medium=run.medium, month=run.month)
    if former is not None:
        former.status = RunStatus.SUPERSEDED
        former.save(update_fields=["status"])
    run.status, run.replaces = RunStatus.PUBLISHED, former
    run.published_at, run.published_by = at, actor.name
    run.save(update_fields=["status", "replaces", "published_at", "published_by"])
    fact = RunPublished(
        number=number,
        medium=run.medium,
        month=run.month,
        version=run.method.version,
        replaces=former.number if former else "",
    )
    journal.record(fact, actor=actor, at=at)


def _in_turn(actor: Actor) -> None:
    """One at a time on a site takes the next version, or a month's first draft."""
    Site.objects.select_for_update(no_key=True).get(id=actor.site_id)


def in_force(*, site_id: int, on: date) -> AllocationMethod | None:
    """The published version that counts on a day; None without one."""
    rows = AllocationMethod.objects.filter(site_id=site_id, effective_from__lte=on)
    known: AllocationMethod | None = (
        rows.exclude(published_at=None).order_by("-effective_from", "-version").first()
    )
    return known


def published_run(*, site_id: int, medium: str, month: date) -> AllocationRun | None:
    """The run that counts for a month; None without one."""
    found: AllocationRun | None = AllocationRun.objects.filter(
        site_id=site_id, medium=medium, month=month, status=RunStatus.PUBLISHED
    ).first()
    return found


def _check_free(actor: Actor, begins: date) -> None:
    """A published month keeps the version it was published by."""
    rows = AllocationRun.objects.filter(site_id=actor.site_id, status=RunStatus.PUBLISHED)
    last = rows.filter(month__gte=begins).aggregate(last=Max("month"))["last"]
    if last is not None:
        raise refusals.MethodBeginsTooEarly(begins, published=last)


def _run(medium: str, month: date, *, actor: Actor, at: datetime) -> AllocationRun:
    """The month's draft, a revision on, or a new one that is not stored yet."""
    assert actor.site_id is not None
    rows = AllocationRun.objects.select_for_update(of=("self",))
    known: AllocationRun | None = rows.filter(
        site_id=actor.site_id, medium=medium, month=month, status=RunStatus.DRAFT
    ).first()
    if known is None:
        number = numbers.take("FT", site_id=actor.site_id, at=at)
        run = AllocationRun(site_id=actor.site_id, number=number, medium=medium, month=month)
    else:
        run = known
        run.revision += 1
        run.lines.all().delete()
    run.made_at, run.made_by = at, actor.name
    return run


def _price(run: AllocationRun, parts: list[Part], bill_yuan: Decimal | None) -> None:
    """Put amounts on the run, store it and its lines."""
    if bill_yuan is None:
        bill_yuan = sources.billed(site_id=run.site_id, medium=run.medium, month=run.month)
    run.amount_source = "price" if bill_yuan is None else "bill"
    if bill_yuan is None:
        price = factors.price(site_id=run.site_id, medium=run.medium, on=run.month)
        run.parameters_used = {"price": str(price)}
        bill_yuan = of_micro(run.use_micro) * price
    fen = int(yuan(bill_yuan).scaleb(2))
    try:
        each_fen: list[int | None] = list(amounts(fen, parts))
        run.amount_fen = fen
    except NoWeights:  # nothing was used, so nobody can be charged
        each_fen, run.amount_fen, run.amount_source = [None] * len(parts), None, ""
    run.save()
    AllocationLine.objects.bulk_create(
        AllocationLine(
            site_id=run.site_id, run=run, meter_id=part.meter_id, item=part.item,
            unit_id=part.unit_id, kind=part.kind, rule=part.rule, basis=part.basis,
            place=part.place, weight=part.weight, weight_total=part.weight_total,
            use_micro=part.use_micro, estimated_micro=part.estimated_micro, amount_fen=amount,
        )
        for part, amount in zip(parts, each_fen, strict=True)
    )  # fmt: skip
