"""Whoever has not submitted a report is told before its last day."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import duties
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.spans import Span, latest_ended
from jieyue.kit import parameters
from jieyue.kit.actor import system
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders
from jieyue.people.roles import queries as roles

DUE = gettext_noop("%(unit)s: the energy report %(period)s is due on %(due)s")
MISSING = gettext_noop("%(count)s units have not submitted the energy report %(period)s")


def remind(*, site_id: int, at: datetime) -> None:
    """Each day: of the quarter and the year that ended last, when a day to remind has come."""
    today = timezone.localdate(at)
    days = parameters.read(site_id=site_id, on=today).json(defined.REMIND_DAYS)
    for span in (latest_ended(today), Span(today.year - 1, 0)):
        left = (duties.due_on(site_id=site_id, span=span) - today).days
        if left in days:
            _remind(site_id, span, at=at)


def _remind(site_id: int, span: Span, *, at: datetime) -> None:
    actor = system("energy.statistics", site_id=site_id)
    today = timezone.localdate(at)
    open_ones = [
        each
        for each in duties.of_period(site_id=site_id, span=span, today=today)
        if not each.is_done
    ]
    for duty in open_ones:
        persons = roles.persons_with(
            EnergyPermission.STATISTICS_FILL, site_id=site_id, unit_id=duty.unit_id, at=at
        ) - roles.persons_with(
            EnergyPermission.STATISTICS_FILL, site_id=site_id, unit_id=None, at=at
        )
        values = {"unit": duty.unit, "period": span.code, "due": duty.due_on.isoformat()}
        text = Text(title=DUE, link=reverse("energy:statistics"), values=values)
        try:
            tell(text, to=Recipients(person_ids=persons), actor=actor, at=at)
        except NobodyToTell:
            continue
    if open_ones:
        text = Text(
            title=MISSING,
            link=reverse("energy:statistics_units"),
            values={"count": str(len(open_ones)), "period": span.code},
        )
        tell_holders(text, permission=EnergyPermission.STATISTICS_REVIEW, actor=actor, at=at)
