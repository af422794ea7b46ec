"""Every write of targets: setting one, filing it, recording what a year came to."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.targets import refusals, results
from jieyue.energy.targets.documents import PLAN_DOCUMENT
from jieyue.energy.targets.facts import TargetFiled, TargetSet, YearRecorded
from jieyue.energy.targets.models import Target, TargetIndicator, TargetPlan, TargetYear
from jieyue.energy.targets.results import Result
from jieyue.energy.targets.rules import check_steps, even_steps
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.files import storing
from jieyue.people.units.models import Unit

MOST = Decimal(1_000_000_000)


@transaction.atomic
def set_target(
    *, plan_id: int, unit_code: str, indicator: str, reduction: Decimal,
    base_value: Decimal | None, steps: Mapping[int, Decimal] | None = None,
    actor: Actor, at: datetime,
) -> Target:  # fmt: skip
    """Break the plan down to a unit, or set the complex's own with an empty code.

    Without steps the same part each year. Raises NotAllowed, TargetPlan.DoesNotExist,
    TargetOfNoUnit, BadReduction, BadSteps.
    """
    actor.require(EnergyPermission.QUOTAS_EDIT)
    plan = TargetPlan.objects.visible_to(actor).select_for_update().get(id=plan_id)
    if not reduction.is_finite() or not 0 <= reduction < 1 or reduction != round(reduction, 4):
        raise refusals.BadReduction(reduction)
    if base_value is not None and not (base_value.is_finite() and 0 < base_value < MOST):
        raise refusals.BadReduction(base_value)
    years = {"first_year": plan.first_year, "last_year": plan.last_year}
    chosen = dict(steps) if steps else even_steps(reduction, **years)
    check_steps(chosen, reduction, **years)
    unit = _unit(unit_code, actor)
    known: Target | None = Target.objects.filter(
        plan=plan, unit=unit, indicator=TargetIndicator(indicator)
    ).first()
    old = known.reduction if known else None
    target = known or Target(site_id=plan.site_id, plan=plan, unit=unit, indicator=indicator)
    target.reduction, target.base_value = reduction, base_value
    target.steps = {str(year): str(step) for year, step in sorted(chosen.items())}
    target.set_at, target.set_by = at, actor.name
    target.save()
    if plan.is_open:
        plan.is_open = False
        plan.save(update_fields=["is_open"])
    fact = TargetSet(
        target_id=target.id, unit_id=target.unit_id, indicator=indicator, old=old, new=reduction
    )
    journal.record(fact, actor=actor, at=at)
    return target


@transaction.atomic
def file_target(
    *, target_id: int, filed_on: date, document: UploadedFile | None, actor: Actor, at: datetime
) -> None:
    """Note that target and plan were filed, with the plan. Raises NotAllowed,
    Target.DoesNotExist, FileRefused."""
    actor.require(EnergyPermission.QUOTAS_EDIT)
    target = Target.objects.visible_to(actor).select_for_update(of=("self",)).get(id=target_id)
    target.filed_on = filed_on
    if document is not None:
        target.document = storing.store(document, purpose=PLAN_DOCUMENT, actor=actor, at=at)
    target.save(update_fields=["filed_on", "document"])
    fact = TargetFiled(target_id=target.id, unit_id=target.unit_id)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def record_year(
    *, target_id: int, year: int, value: Decimal, note: str = "", actor: Actor, at: datetime
) -> None:
    """Enter what a year came to, such as one before the meters; the base year's is the base.

    Raises NotAllowed, Target.DoesNotExist, YearOutsidePlan, YearNotOver, BadResult.
    """
    actor.require(EnergyPermission.QUOTAS_EDIT)
    target = _locked(target_id, actor)
    if not value.is_finite() or not 0 <= value < MOST:
        raise refusals.BadResult(value)
    _check_year(target.plan, year, at=at)
    result = Result(value=round(value, 4), source="hand", note=note.strip())
    _keep(target, year, result, actor=actor, at=at)


@transaction.atomic
def take_year(*, target_id: int, year: int, actor: Actor, at: datetime) -> None:
    """Take what the statistics say of a year, in place of what was recorded.

    Raises NotAllowed, Target.DoesNotExist, YearOutsidePlan, YearNotOver.
    """
    actor.require(EnergyPermission.QUOTAS_EDIT)
    target = _locked(target_id, actor)
    _check_year(target.plan, year, at=at)
    _keep(target, year, results.of_year(target, year), actor=actor, at=at)


def _keep(target: Target, year: int, result: Result, *, actor: Actor, at: datetime) -> None:
    known: TargetYear | None = TargetYear.objects.filter(target=target, year=year).first()
    old = known.value if known else None
    if known is not None and (known.value, known.source) == (result.value, result.source):
        return
    told = {
        "site_id": target.site_id, "value": result.value, "coverage": result.coverage,
        "estimated_share": result.estimated_share, "persons": result.persons,
        "area_m2": result.area_m2, "source": result.source, "note": result.note,
        "recorded_at": at, "recorded_by": actor.name,
    }  # fmt: skip
    TargetYear.objects.update_or_create(target=target, year=year, defaults=told)
    if year == target.plan.base_year and result.value and target.base_value is None:
        target.base_value = result.value
        target.save(update_fields=["base_value"])
    fact = YearRecorded(
        target_id=target.id, year=year, old=old, new=result.value, source=result.source
    )
    journal.record(fact, actor=actor, at=at)


def _check_year(plan: TargetPlan, year: int, *, at: datetime) -> None:
    if not plan.base_year <= year <= plan.last_year:
        raise refusals.YearOutsidePlan(year, first=plan.base_year, last=plan.last_year)
    if year >= timezone.localdate(at).year:
        raise refusals.YearNotOver(year)


def _locked(target_id: int, actor: Actor) -> Target:
    rows = Target.objects.visible_to(actor).select_for_update(of=("self",))
    found: Target = rows.select_related("plan").get(id=target_id)
    return found


def _unit(code: str, actor: Actor) -> Unit | None:
    if not code.strip():
        return None
    unit: Unit | None = Unit.objects.filter(site_id=actor.site_id, code=code.strip()).first()
    if unit is None:
        raise refusals.TargetOfNoUnit(code)
    return unit
