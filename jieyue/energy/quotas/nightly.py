"""Each night: who is over quota is asked to explain, and reminded before and after it is due."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.quotas import actions, queries, seeding
from jieyue.energy.quotas import parameters as defined
from jieyue.energy.quotas.models import Explanation, Quota
from jieyue.energy.quotas.rules.pace import State
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders
from jieyue.people.roles.queries import persons_with

ASKED = gettext_noop("%(unit)s used more than its quota of %(year)s: explain by %(due)s")
REMINDED = gettext_noop("%(unit)s: the explanation of use over quota is due on %(due)s")
OVERDUE = gettext_noop("%(unit)s: the explanation of use over quota was due on %(due)s")
COMPLEX = gettext_noop("The complex used more than its quota of %(year)s (%(measure)s)")


def look(*, site_id: int, at: datetime) -> None:
    """Ask for what is over, remind of what is due."""
    actor = system("energy.quotas", site_id=site_id)
    seeding.seed(actor=actor, at=at)
    today = timezone.localdate(at)
    rows = Quota.objects.filter(
        Q(explanation=None), site_id=site_id, year__in=(today.year, today.year - 1)
    ).select_related("unit")
    for year in (today.year - 1, today.year):
        quotas = [quota for quota in rows if quota.year == year]
        for row in queries.of_quotas(quotas, site_id=site_id, year=year, today=today):
            if row.pace.state is State.OVER:
                _over(row, actor=actor, at=at)
    remind(site_id=site_id, at=at)


def _over(row: queries.Progress, *, actor: Actor, at: datetime) -> None:
    if row.unit_id is None:
        values = {"year": str(row.year), "measure": row.label}
        link = reverse("energy:quota", args=[row.id])
        text = Text(title=COMPLEX, link=link, values=values)
        if timezone.localdate(at).day == 1:  # once a month; nobody explains to himself
            tell_holders(text, permission=EnergyPermission.QUOTAS_DECIDE, actor=actor, at=at)
        return
    explanation = actions.ask(quota_id=row.id, used=row.pace.used, actor=actor, at=at)
    _tell_unit(explanation, ASKED, actor=actor, at=at)


def remind(*, site_id: int, at: datetime) -> None:
    """Once before it is due, and every week from then on while it is late."""
    today = timezone.localdate(at)
    actor = system("energy.quotas", site_id=site_id)
    days = parameters.read(site_id=site_id, on=today).integer(defined.REMIND_WORKDAYS)
    waiting = Explanation.objects.filter(site_id=site_id, status__in=actions.TO_EXPLAIN)
    soon = Q(reminded_on=None, due_on__lte=today + timedelta(days=days))
    late = Q(due_on__lt=today, reminded_on__lte=today - timedelta(days=7))
    for explanation in waiting.filter(soon | late).select_related("unit", "quota"):
        title = OVERDUE if explanation.due_on < today else REMINDED
        _tell_unit(explanation, title, actor=actor, at=at)
        explanation.reminded_on = today
        explanation.save(update_fields=["reminded_on"])


def _tell_unit(explanation: Explanation, title: str, *, actor: Actor, at: datetime) -> None:
    found = persons_with(
        EnergyPermission.QUOTAS_EXPLAIN,
        site_id=explanation.site_id,
        unit_id=explanation.unit_id,
        at=at,
    )
    values = {
        "unit": explanation.unit.short_name,
        "year": str(explanation.quota.year),
        "due": formats.day(explanation.due_on, "long"),
    }
    link = reverse("energy:explanation", args=[explanation.number])
    text = Text(title=title, link=link, values=values)
    try:
        tell(text, to=Recipients(person_ids=found), actor=actor, at=at)
    except NobodyToTell:  # the unit has no energy officer; whoever decides must know
        tell_holders(text, permission=EnergyPermission.QUOTAS_DECIDE, actor=actor, at=at)
