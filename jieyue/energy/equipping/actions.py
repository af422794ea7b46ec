"""Say how many meters are needed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jieyue.energy.equipping.facts import EquippingNeedSet
from jieyue.energy.equipping.models import EquippingNeed
from jieyue.energy.meters.models import Level, Medium
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def set_need(*, medium: str, needed: Mapping[str, int | None], actor: Actor, at: datetime) -> None:
    """How many meters of a medium each level needs; None: not known. Raises NotAllowed."""
    actor.require(EnergyPermission.METERS_EDIT)
    rows = EquippingNeed.objects.filter(site_id=actor.site_id, medium=Medium(medium))
    before = dict(rows.values_list("level", "needed"))
    after = {str(Level(level)): count for level, count in needed.items() if count is not None}
    if before == after:
        return
    rows.exclude(level__in=after).delete()
    for level, count in after.items():
        if before.get(level) != count:
            EquippingNeed.objects.update_or_create(
                site_id=actor.site_id,
                medium=medium,
                level=level,
                defaults={"needed": count, "recorded_at": at, "recorded_by": actor.name},
            )
    fact = EquippingNeedSet(medium=medium, before=before, after=after)
    journal.record(fact, actor=actor, at=at)
