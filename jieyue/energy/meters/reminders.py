"""Every workday morning: whoever keeps the ledger is told what must be calibrated."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.energy.meters.models import Instrument, MeterStatus
from jieyue.energy.meters.parameters import CALIBRATION_NOTICE_DAYS
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import parameters
from jieyue.kit.actor import system
from jieyue.people.messages.actions import Text, tell_holders

TITLE = gettext_noop("Meters to be calibrated: %(count)s")
TEXT = gettext_noop(
    "The calibration of these meters ends by %(until)s or is over: %(meters)s. Order it, then "
    "enter it on the meter's page."
)
NAMED = 12
AGAIN_EVERY = 7  # days; a due calibration is told on its first day and then weekly


def remind(*, site_id: int, at: datetime) -> None:
    """Tell who keeps the ledger of calibrations that became due soon, or are due for weeks."""
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    until = today + timedelta(days=values.integer(CALIBRATION_NOTICE_DAYS))
    due = Instrument.objects.filter(
        site_id=site_id,
        removed_at=None,
        meter__status=MeterStatus.IN_USE,
        calibration_due_on__lte=until,
    ).order_by("calibration_due_on", "meter__number")
    rows = list(due.values_list("meter__number", "calibration_due_on"))
    if not any(due_on and is_told(due_on, until=until) for _number, due_on in rows):
        return
    numbers = [number for number, _due_on in rows]
    more = "…" if len(numbers) > NAMED else ""
    text = Text(
        title=TITLE,
        text=TEXT,
        link=reverse("energy:meters"),
        values={
            "count": str(len(numbers)),
            "until": until.isoformat(),
            "meters": "、".join(numbers[:NAMED]) + more,
        },
    )
    actor = system("energy.meters.reminders", site_id=site_id)
    tell_holders(text, permission=EnergyPermission.METERS_EDIT, actor=actor, at=at)


def is_told(due_on: date, *, until: date) -> bool:
    """Whether this is the day on which a calibration comes into view, or a week later again."""
    return (until - due_on).days % AGAIN_EVERY == 0
