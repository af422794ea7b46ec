"""Early in a month the month before is drafted, and whoever allocates is told."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.energy.allocation import actions, refusals
from jieyue.energy.allocation.models import AllocationRun, RunStatus
from jieyue.energy.allocation.seeding import seed
from jieyue.energy.meters.models import Meter, MeterStatus
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import system
from jieyue.people.messages.actions import Text, tell_holders

WAITS = gettext_noop("Allocation of %(month)s waits to be published: %(numbers)s")


def draft_last_month(*, site_id: int, at: datetime) -> None:
    """A draft for every medium in use that has no run of the month yet."""
    actor = system("energy.allocation", site_id=site_id)
    seed(actor=actor, at=at)
    month = last_month(timezone.localdate(at))
    rows = Meter.objects.filter(site_id=site_id).exclude(status=MeterStatus.SCRAPPED)
    media = set(rows.order_by().values_list("medium", flat=True).distinct())
    known = AllocationRun.objects.filter(site_id=site_id, month=month)
    known = known.exclude(status=RunStatus.SUPERSEDED)
    made = []
    for medium in sorted(media - set(known.values_list("medium", flat=True))):
        try:
            made.append(actions.draft(medium=medium, month=month, actor=actor, at=at).number)
        except refusals.NothingMeasured:
            continue
    if made:
        values = {"month": f"{month:%Y-%m}", "numbers": ", ".join(made)}
        text = Text(title=WAITS, link=reverse("energy:allocation"), values=values)
        tell_holders(text, permission=EnergyPermission.ALLOCATION_EDIT, actor=actor, at=at)


def last_month(today: date) -> date:
    """The first day of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
