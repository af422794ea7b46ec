"""The plans the product brings: the 14th five-year plan, the 15th left open."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.targets.facts import PlanOpened
from jieyue.energy.targets.models import Target, TargetIndicator, TargetPlan
from jieyue.energy.targets.rules import even_steps
from jieyue.kit import journal
from jieyue.kit.actor import Actor

FOLDER = Path(__file__).resolve().parent / "plans"


def seed(*, actor: Actor, at: datetime) -> None:
    """Plans the actor's site does not have yet."""
    known = set(TargetPlan.objects.filter(site_id=actor.site_id).values_list("code", flat=True))
    for path in sorted(FOLDER.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["code"] not in known:
            open_plan(data, actor=actor, at=at)


@transaction.atomic
def open_plan(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> TargetPlan:
    """A plan with its targets for the complex, in even steps. Raises NotAllowed."""
    actor.require(EnergyPermission.QUOTAS_EDIT)
    plan: TargetPlan = TargetPlan.objects.create(
        site_id=actor.site_id,
        code=data["code"],
        title=data["title"],
        source=data["source"],
        base_year=data["base_year"],
        first_year=data["first_year"],
        last_year=data["last_year"],
        set_code=data["set_code"],
        is_open=data.get("is_open", False),
        references=data["references"],
    )
    for indicator, reduction in data["targets"].items():
        steps = even_steps(Decimal(reduction), first_year=plan.first_year, last_year=plan.last_year)
        Target.objects.create(
            site_id=actor.site_id,
            plan=plan,
            indicator=TargetIndicator(indicator),
            reduction=Decimal(reduction),
            steps={str(year): str(step) for year, step in steps.items()},
            set_at=at,
            set_by=actor.name,
        )
    fact = PlanOpened(plan_id=plan.id, code=plan.code)
    journal.record(fact, actor=actor, at=at)
    return plan
