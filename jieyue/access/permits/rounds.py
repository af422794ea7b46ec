"""What time does to work permits: insurance that ended, work that is over, what will end soon."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.credentials.models import Credential, Holder, Status
from jieyue.access.decisions import forgotten
from jieyue.access.permissions import AccessPermission
from jieyue.access.permits import actions, facts, passes, rules
from jieyue.access.permits import parameters as of_permits
from jieyue.access.permits.models import PermitPlate, PermitState, Worker, WorkPermit
from jieyue.kit import journal, parameters
from jieyue.kit.actor import system
from jieyue.kit.periods import local_day
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders

NAME = "access.permits"
INSURANCE = "insurance"
ENDING = gettext_noop("The work permit %(number)s of %(company)s, or its insurance, ends soon")
STOPPED = gettext_noop("The work permit %(number)s is suspended: the insurance has ended")
STILL_INSIDE = gettext_noop(
    "Permit %(number)s is over: %(count)s workers of %(company)s are inside"
)


def look(*, site_id: int, at: datetime) -> None:
    """Every few minutes: suspend what is no longer insured, end what is over, remind once, and
    open lanes that got free."""
    today = timezone.localdate(at)
    days = parameters.read(site_id=site_id, on=today).integer(of_permits.EXPIRING)
    rows = WorkPermit.objects.filter(site_id=site_id)
    living = rows.filter(state__in=(PermitState.APPROVED, PermitState.DRAFT, PermitState.SUSPENDED))
    for permit_id in living.values_list("id", flat=True):
        _look_at(permit_id, days=days, at=at)


@transaction.atomic
def _look_at(permit_id: int, *, days: int, at: datetime) -> None:
    permit: WorkPermit = WorkPermit.objects.select_for_update().get(id=permit_id)
    actor, today = system(NAME, site_id=permit.site_id), timezone.localdate(at)
    if permit.until_at <= at:
        actions.finish(permit, actor=actor, at=at)
        _tell_of_who_stays(permit, at=at)
        return
    if permit.state != PermitState.APPROVED:
        return
    if not rules.is_covered(permit.insurance_until, on=today):
        actions.hold_up(permit, reason=INSURANCE, actor=actor, at=at)
        _tell(permit, STOPPED, at=at)
        return
    if permit.plates.filter(problem=passes.TAKEN).exists():
        passes.issue(permit, actor=actor, at=at)
    soon = rules.is_expiring(permit.until_at, permit.insurance_until, on=today, days=days)
    if soon and permit.reminded_at is None:
        permit.reminded_at = at
        permit.save(update_fields=["reminded_at"])
        _tell(permit, ENDING, at=at)


def _tell_of_who_stays(permit: WorkPermit, *, at: datetime) -> None:
    """Whoever receives people at the gates, once, of workers inside when the work is over."""
    count = sum(worker.is_inside for worker in permit.workers.all())
    if not count:
        return
    values = {"number": permit.number, "count": str(count)}
    link = reverse("access:permit", args=[permit.number])
    tell_holders(
        Text(title=STILL_INSIDE, link=link, values=values),
        permission=AccessPermission.VISITORS_RECEIVE,
        actor=system(NAME, site_id=permit.site_id),
        at=at,
    )


def _tell(permit: WorkPermit, title: str, *, at: datetime) -> None:
    """Whoever answers for the work, and who issues permits."""
    actor = system(NAME, site_id=permit.site_id)
    values = {"number": permit.number, "company": permit.company}
    link = reverse("access:permit", args=[permit.number])
    text = Text(title=title, link=link, values=values)
    tell_holders(text, permission=AccessPermission.PERMITS_EDIT, actor=actor, at=at)
    try:
        tell(
            Text(title=title, values=values),
            to=Recipients(person_ids=[permit.supervisor_id]),
            actor=actor,
            at=at,
        )
    except NobodyToTell:
        return


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Nightly: names and numbers of workers go after the days the site gives."""
    today = timezone.localdate(at)
    kept = parameters.read(site_id=site_id, on=today).integer(of_permits.KEPT)
    before = today - timedelta(days=kept)
    due = WorkPermit.objects.filter(
        site_id=site_id,
        state__in=(PermitState.ENDED, PermitState.REFUSED),
        until_at__lt=local_day(before).start,
        forgotten_at=None,
    )
    ids = list(due.values_list("id", flat=True))
    if not ids:
        return
    workers = Worker.objects.filter(permit_id__in=ids)
    keys = [worker.holder_key for worker in workers]
    count = len(keys)
    forgotten.holders(keys, site_id=site_id)
    plates = PermitPlate.objects.filter(permit_id__in=ids)
    lanes = Credential.objects.filter(site_id=site_id, holder=Holder.CONTRACTOR)
    for credential in lanes.filter(holder_key__in=[car.holder_key for car in plates]):
        if credential.status == Status.ENDED:
            forgotten.car(credential)
    plates.delete()
    for worker in workers:
        worker.name = worker.phone = worker.phone_digest = worker.id_number = ""
        worker.id_digest = worker.certificate = worker.pass_subject = ""
        worker.save()
    WorkPermit.objects.filter(id__in=ids).update(forgotten_at=at, fire_watch="")
    left = Worker.objects.filter(permit_id__in=ids).exclude(name="", id_number="", phone="")
    fact = facts.WorkersForgotten(before=before, permits=len(ids), workers=count, left=left.count())
    journal.record(fact, actor=system(NAME, site_id=site_id), at=at)
