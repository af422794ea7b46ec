"""Plans with their targets, year by year against what was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.energy.targets import parameters as defined
from jieyue.energy.targets.models import Target, TargetIndicator, TargetPlan, TargetYear
from jieyue.energy.targets.rules import (
    Agreement,
    Reached,
    agreement,
    reached,
    reduction_rate,
)
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One year of a target. planned: the value the step asks for. rate: reduction reached.

    is_covered: the readings are enough for a target to count as reached.
    """

    year: int
    step: Decimal | None
    planned: Decimal | None
    value: Decimal | None
    rate: Decimal | None
    reached: Reached
    coverage: Decimal | None
    estimated_share: Decimal
    is_covered: bool
    source: str
    note: str
    persons: int | None
    area_m2: Decimal | None


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """One target with its years, base year included, and the last one known."""

    id: int
    plan_id: int
    unit_id: int | None
    unit: str
    indicator: str
    label: str
    base_year: int
    base_value: Decimal | None
    reference: Decimal | None
    reduction: Decimal
    filed_on: date | None
    document_id: object
    years: tuple[YearRow, ...]

    @property
    def latest(self) -> YearRow | None:
        known = [row for row in self.years if row.value is not None and row.step is not None]
        return known[-1] if known else None


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """Whether per person and per m² of one year agree on the area a person has."""

    year: int
    agreement: Agreement
    is_fine: bool


def plans(actor: Actor) -> list[TargetPlan]:
    return list(TargetPlan.objects.visible_to(actor))


def targets(actor: Actor, plan: TargetPlan, *, target_id: int | None = None) -> list[TargetRow]:
    """Of a plan, those the actor may see, the complex's first. Three queries."""
    rows = Target.objects.visible_to(actor).filter(plan=plan)
    if target_id is not None:
        rows = rows.filter(id=target_id)
    kept = list(rows.select_related("unit").prefetch_related("years"))
    on = date(plan.last_year, 12, 31)
    least = parameters.read(site_id=plan.site_id, on=on).decimal(defined.LEAST_COVERAGE)
    found = [_row(target, plan, least) for target in kept]
    return sorted(found, key=lambda row: (row.unit_id is not None, row.unit))


def agreements(rows: Sequence[TargetRow], *, site_id: int, on: date) -> list[AgreementRow]:
    """Of the complex's targets, year by year. One query."""
    tolerance = parameters.read(site_id=site_id, on=on).decimal(defined.AGREEMENT_PCT) / 100
    own = {row.indicator: row for row in rows if row.unit_id is None}
    per_person = own.get(TargetIndicator.ENERGY_PER_PERSON)
    per_m2 = own.get(TargetIndicator.ENERGY_PER_M2)
    if per_person is None or per_m2 is None:
        return []
    by_year = {row.year: row for row in per_m2.years}
    found = []
    for row in per_person.years:
        other = by_year[row.year]
        both = agreement(
            per_person=row.value, per_m2=other.value, persons=row.persons, area_m2=other.area_m2
        )
        if both is not None:
            is_fine = abs(both.deviation) <= tolerance
            found.append(AgreementRow(year=row.year, agreement=both, is_fine=is_fine))
    return found


def latest(
    *, site_id: int, unit_id: int | None, indicator: str, year: int
) -> tuple[YearRow, Target] | None:
    """A target's year for other topics; None where there is no target or no result."""
    target: Target | None = (
        Target.objects.filter(
            site_id=site_id, unit_id=unit_id, indicator=indicator,
            plan__first_year__lte=year, plan__last_year__gte=year,
        )
        .select_related("plan")
        .prefetch_related("years")
        .first()
    )  # fmt: skip
    if target is None:
        return None
    on = date(year, 12, 31)
    least = parameters.read(site_id=site_id, on=on).decimal(defined.LEAST_COVERAGE)
    rows = {row.year: row for row in _row(target, target.plan, least).years}
    return rows[year], target


def units_without(actor: Actor, plan: TargetPlan) -> list[str]:
    """Active units that have no target of the plan yet."""
    named = Target.objects.filter(plan=plan, unit__isnull=False).values("unit_id")
    units = Unit.objects.visible_to(actor).filter(is_active=True, is_contractor=False)
    return list(units.exclude(id__in=named).values_list("short_name", flat=True))


def _row(target: Target, plan: TargetPlan, least: Decimal) -> TargetRow:
    known = {row.year: row for row in target.years.all()}
    reference = plan.references.get(target.indicator)
    steps = {int(year): Decimal(step) for year, step in target.steps.items()}
    return TargetRow(
        id=target.id,
        plan_id=plan.id,
        unit_id=target.unit_id,
        unit=target.unit.short_name if target.unit else "",
        indicator=target.indicator,
        label=str(TargetIndicator(target.indicator).label),
        base_year=plan.base_year,
        base_value=target.base_value,
        reference=None if reference is None else Decimal(reference),
        reduction=target.reduction,
        filed_on=target.filed_on,
        document_id=target.document_id,
        years=tuple(
            _year(year, target.base_value, steps.get(year), known.get(year), least)
            for year in range(plan.base_year, plan.last_year + 1)
        ),
    )


def _year(
    year: int,
    base: Decimal | None,
    step: Decimal | None,
    known: TargetYear | None,
    least: Decimal,
) -> YearRow:
    value = known.value if known else None
    rate = reduction_rate(base, value)
    coverage = known.coverage if known else None
    is_covered = coverage is None or coverage >= least
    return YearRow(
        year=year,
        step=step,
        planned=None if base is None or step is None else base * (1 - step),
        value=value,
        rate=rate,
        reached=reached(rate, step) if is_covered else Reached.UNKNOWN,
        coverage=coverage,
        estimated_share=known.estimated_share if known else Decimal(0),
        is_covered=is_covered,
        source=known.source if known else "",
        note=known.note if known else "",
        persons=known.persons if known else None,
        area_m2=known.area_m2 if known else None,
    )
