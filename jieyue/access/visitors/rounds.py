"""What time does to visits: nobody came, everybody went, somebody stays too long."""

from datetime import datetime, timedelta

from django.db import transaction

from jieyue.access.visitors import actions, facts, passes, rules, telling
from jieyue.access.visitors.models import PublicAttempt, Visit
from jieyue.access.visitors.settings_of_site import VisitRules, rules_of
from jieyue.kit import journal
from jieyue.kit.actor import system

NAME = "access.visitors"
ATTEMPTS_KEPT = timedelta(hours=2)


def look(*, site_id: int, at: datetime) -> None:
    """Every few minutes: end what is over, tell of who overstays, open lanes that got free."""
    site = rules_of(site_id, at=at)
    rows = Visit.objects.filter(site_id=site_id)
    over = rows.filter(state__in=rules.OPEN, until_at__lte=at)
    for visit_id in over.values_list("id", flat=True):
        _look_at(visit_id, site, at=at)
    _open_lanes(site_id, at=at)
    due = rows.filter(write_up_by__lte=at, written_up_at=None, write_up_told_at=None)
    for visit in due.exclude(write_up_by=None):
        with transaction.atomic():
            telling.write_up_due(visit, at=at)
            Visit.objects.filter(id=visit.id).update(write_up_told_at=at)
    PublicAttempt.objects.filter(at__lt=at - ATTEMPTS_KEPT).delete()


@transaction.atomic
def _look_at(visit_id: int, site: VisitRules, *, at: datetime) -> None:
    visit: Visit = Visit.objects.select_for_update().get(id=visit_id)
    actor = system(NAME, site_id=visit.site_id)
    after_min = site.after_min
    outcome = rules.outcome(visit.state, until_at=visit.until_at, at=at, after_min=after_min)
    if outcome:
        actions.finish(visit, outcome=outcome, actor=actor, at=at)
        return
    if visit.state != "arrived":
        return
    whom = rules.whom_to_tell(
        visit.until_at,
        at=at,
        after_min=after_min,
        guard_min=site.guard_min,
        host_told_at=visit.host_told_at,
        guard_told_at=visit.guard_told_at,
    )
    if not whom:
        return
    inside = visit.guests.filter(left_at=None).exclude(arrived_at=None).count()
    if whom == "host":
        visit.host_told_at = at
        telling.host_overstayed(visit, inside=inside, at=at)
    else:
        visit.guard_told_at = at
        telling.guards_overstayed(visit, inside=inside, at=at)
    visit.save(update_fields=["host_told_at", "guard_told_at"])
    fact = facts.VisitOverstayed(
        visit_id=visit.id, number=visit.number, unit_id=visit.unit_id, inside=inside, told=whom
    )
    journal.record(fact, actor=actor, at=at)


def _open_lanes(site_id: int, *, at: datetime) -> None:
    """A car whose plate had another pass gets its own once that one has ended."""
    waiting = Visit.objects.filter(
        site_id=site_id, state__in=rules.RECEIVED, until_at__gt=at, plates__problem=passes.TAKEN
    )
    actor = system(NAME, site_id=site_id)
    for visit_id in set(waiting.values_list("id", flat=True)):
        with transaction.atomic():
            visit = Visit.objects.select_for_update().get(id=visit_id)
            passes.issue(visit, actor=actor, at=at)
