"""From 10 January on the year before is taken from the statistics, for targets that span it."""

from datetime import datetime

from django.utils import timezone

from jieyue.energy.targets import actions, seeding
from jieyue.energy.targets.models import Target, TargetYear
from jieyue.kit.actor import system

FIRST_DAY = (1, 10)  # by then December's readings and bills are in


def take_last_year(*, site_id: int, at: datetime) -> None:
    """Each night, for targets without a result of that year. What is recorded
    stays until somebody takes it anew."""
    actor = system("energy.targets", site_id=site_id)
    seeding.seed(actor=actor, at=at)
    today = timezone.localdate(at)
    if (today.month, today.day) < FIRST_DAY:
        return
    year = today.year - 1
    recorded = TargetYear.objects.filter(site_id=site_id, year=year).values("target_id")
    rows = Target.objects.filter(
        site_id=site_id, plan__base_year__lte=year, plan__last_year__gte=year
    ).exclude(id__in=recorded)
    for target_id in rows.values_list("id", flat=True):
        actions.take_year(target_id=target_id, year=year, actor=actor, at=at)
