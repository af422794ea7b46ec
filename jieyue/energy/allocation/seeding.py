"""The product's own method, where a site has none yet."""

import json
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from jieyue.energy.allocation.facts import MethodPublished
from jieyue.energy.allocation.models import AllocationMethod
from jieyue.energy.allocation.rules.method import parse
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor

SAMPLE = Path(__file__).resolve().parent / "methods" / "standard.json"
FROM_THE_BEGINNING = date(2015, 1, 1)


@transaction.atomic
def seed(*, actor: Actor, at: datetime) -> AllocationMethod | None:
    """Publish the product's method; None if the site has a version of its own. Raises
    NotAllowed."""
    actor.require(EnergyPermission.ALLOCATION_EDIT)
    if AllocationMethod.objects.filter(site_id=actor.site_id).exists():
        return None
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    method: AllocationMethod = AllocationMethod.objects.create(
        site_id=actor.site_id,
        version=1,
        title=parse(content).title,
        content=content,
        effective_from=FROM_THE_BEGINNING,
        made_at=at,
        made_by=actor.name,
        published_at=at,
        published_by=actor.name,
    )
    fact = MethodPublished(method_id=method.id, version=1, effective_from=FROM_THE_BEGINNING)
    journal.record(fact, actor=actor, at=at)
    return method
