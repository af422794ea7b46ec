"""Draft, approve, suspend and end work permits, and who works on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jieyue.access.permissions import AccessPermission
from jieyue.access.permits import facts, passes, refusals, rules
from jieyue.access.permits import parameters as of_permits
from jieyue.access.permits.models import PermitPlate, PermitState, Worker, WorkPermit
from jieyue.access.permits.rules import Certificate
from jieyue.access.visitors import digests, identity
from jieyue.access.visitors.asking import CarAsked, car_of, named
from jieyue.access.visitors.refusals import HostNotFound
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.kit.periods import Period
from jieyue.people.persons.models import Person

EDIT = AccessPermission.PERMITS_EDIT
SERIES = "WP"
TAIL = 4


@dataclass(frozen=True, kw_only=True)
class PermitAsked:
    """A permit as typed."""

    company: str
    work: str
    supervisor_id: int
    from_at: datetime
    until_at: datetime
    insurance_until: date
    zones: Sequence[str] = ()
    certificates: str = ""
    is_hot_work: bool = False
    fire_watch: str = ""
    cars: Sequence[CarAsked] = ()


@dataclass(frozen=True, kw_only=True)
class WorkerAsked:
    """One worker as typed; the identity number is needed."""

    name: str
    id_number: str
    phone: str = ""
    trade: str = ""
    certificate: str = ""
    certificate_until: date | None = None


@transaction.atomic
def draft(*, asked: PermitAsked, number: str = "", actor: Actor, at: datetime) -> WorkPermit:
    """Write a permit down, or change one that is not approved yet.

    Raises NotAllowed, PermitsRefused, HostNotFound, NotAPlate, ColourUnlike.
    """
    actor.require(EDIT)
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate(at))
    most_days = values.integer(of_permits.LONGEST)
    window = rules.check_window(asked.from_at, asked.until_at, most_days=most_days, at=at)
    rules.check_cover(window, insurance_until=asked.insurance_until)
    rules.check_fire_watch(is_hot_work=asked.is_hot_work, fire_watch=asked.fire_watch)
    supervisor = Person.objects.filter(
        site_id=actor.site_id, id=asked.supervisor_id, left_on=None
    ).first()
    if supervisor is None:
        raise HostNotFound
    cars = {car_of(each) for each in asked.cars}
    permit = _open_draft(number, actor, at)
    permit.supervisor, permit.unit_id = supervisor, supervisor.unit_id
    permit.company, permit.work = asked.company.strip()[:80], asked.work.strip()[:200]
    permit.from_at, permit.until_at = asked.from_at, asked.until_at
    permit.insurance_until, permit.zones = asked.insurance_until, sorted(set(asked.zones))
    permit.certificates = asked.certificates.strip()[:300]
    permit.is_hot_work, permit.fire_watch = asked.is_hot_work, asked.fire_watch.strip()[:80]
    permit.save()
    permit.plates.all().delete()
    for plate, colour in sorted(cars):
        PermitPlate.objects.create(
            site_id=permit.site_id, permit=permit, plate=plate, colour=colour
        )
    fact = facts.PermitDrafted(
        permit_id=permit.id,
        number=permit.number,
        company=permit.company,
        from_at=permit.from_at,
        until_at=permit.until_at,
        insurance_until=permit.insurance_until,
        is_hot_work=permit.is_hot_work,
    )
    journal.record(fact, actor=actor, at=at)
    return permit


@transaction.atomic
def add_worker(*, number: str, worker: WorkerAsked, actor: Actor, at: datetime) -> Worker:
    """One more worker; of a permit in force, with a pass at once.

    Raises NotAllowed, NotInForce, WorkerTwice, CertificateEnded, BadIdentity, OnBlockList.
    """
    actor.require(EDIT)
    permit = locked(number, actor)
    if permit.state not in (PermitState.DRAFT, PermitState.APPROVED):
        raise refusals.NotInForce(state=permit.get_state_display())
    today = timezone.localdate(at)
    id_number = identity.number_of(worker.id_number, document="id_card", today=today)
    name, digest = named(worker.name), digests.digest(id_number)
    if permit.workers.filter(id_digest=digest, is_active=True).exists():
        raise refusals.WorkerTwice(name=name)
    rules.check_certificates(_window(permit), [Certificate(name, worker.certificate_until)])
    phone = identity.phone_of(worker.phone) if worker.phone.strip() else ""
    row, _is_new = Worker.objects.update_or_create(
        site_id=permit.site_id,
        permit=permit,
        id_digest=digest,
        defaults={
            "name": name,
            "phone": phone,
            "phone_digest": digests.digest(phone),
            "id_number": id_number,
            "trade": worker.trade.strip()[:40],
            "certificate": worker.certificate.strip()[:60],
            "certificate_until": worker.certificate_until,
            "is_active": True,
        },
    )
    if permit.state == PermitState.APPROVED:
        passes.check_blocks(permit, at=at)
        passes.issue(permit, actor=actor, at=at)
    fact = facts.WorkerAdded(permit_id=permit.id, worker_id=row.id)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def remove_worker(*, worker_id: int, actor: Actor, at: datetime) -> None:
    """Works here no more, at once. Raises NotAllowed, Worker.DoesNotExist."""
    actor.require(EDIT)
    rows = Worker.objects.filter(site_id=actor.site_id)
    number = rows.values_list("permit__number", flat=True).get(id=worker_id)
    locked(number, actor)  # it is not approved meanwhile, which gives passes
    row: Worker = rows.select_for_update().get(id=worker_id)
    if not row.is_active:
        return
    row.is_active = False
    row.save(update_fields=["is_active"])
    passes.end_of(row, actor=actor, at=at)
    fact = facts.WorkerRemoved(permit_id=row.permit_id, worker_id=row.id)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def approve(*, number: str, actor: Actor, at: datetime) -> WorkPermit:
    """The security officer puts a draft, or a suspended permit, into force.

    Raises NotAllowed, AlreadyDecided, NoWorkers, WindowPast, NotCovered, CertificateEnded,
    FireWatchMissing, OnBlockList, NoZoneLeft.
    """
    actor.require(EDIT)
    permit = locked(number, actor)
    if permit.state not in (PermitState.DRAFT, PermitState.SUSPENDED):
        raise already_decided(permit)
    workers = list(permit.workers.filter(is_active=True))
    if not workers:
        raise refusals.NoWorkers
    if permit.until_at <= at:
        raise refusals.WindowPast
    window = _window(permit)
    rules.check_cover(window, insurance_until=permit.insurance_until)
    rules.check_certificates(window, [Certificate(w.name, w.certificate_until) for w in workers])
    rules.check_fire_watch(is_hot_work=permit.is_hot_work, fire_watch=permit.fire_watch)
    passes.check_blocks(permit, at=at)
    _decide(permit, PermitState.APPROVED, actor=actor, at=at)
    passes.issue(permit, actor=actor, at=at)
    fact = facts.PermitApproved(
        permit_id=permit.id, number=permit.number, unit_id=permit.unit_id, workers=len(workers)
    )
    journal.record(fact, actor=actor, at=at)
    return permit


@transaction.atomic
def refuse(*, number: str, reason: str, actor: Actor, at: datetime) -> WorkPermit:
    """Raises NotAllowed, ReasonMissing, AlreadyDecided."""
    actor.require(EDIT)
    permit = locked(number, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    if permit.state != PermitState.DRAFT:
        raise already_decided(permit)
    _decide(permit, PermitState.REFUSED, reason=reason, actor=actor, at=at)
    fact = facts.PermitRefused(permit_id=permit.id, number=permit.number, reason=permit.reason)
    journal.record(fact, actor=actor, at=at)
    return permit


@transaction.atomic
def suspend(*, number: str, reason: str, actor: Actor, at: datetime) -> WorkPermit:
    """Nothing opens from now on. Raises NotAllowed, ReasonMissing, AlreadyDecided."""
    actor.require(EDIT)
    permit = locked(number, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    if permit.state != PermitState.APPROVED:
        raise already_decided(permit)
    hold_up(permit, reason=reason, actor=actor, at=at)
    return permit


@transaction.atomic
def renew_insurance(*, number: str, until: date, actor: Actor, at: datetime) -> WorkPermit:
    """A later last day; a permit suspended for it is approved anew by hand.

    Raises NotAllowed, NotCovered, NotInForce.
    """
    actor.require(EDIT)
    permit = locked(number, actor)
    if permit.state in (PermitState.ENDED, PermitState.REFUSED):
        raise refusals.NotInForce(state=permit.get_state_display())
    rules.check_cover(_window(permit), insurance_until=until)
    permit.insurance_until, permit.reminded_at = until, None
    permit.save(update_fields=["insurance_until", "reminded_at"])
    if permit.state == PermitState.APPROVED:
        passes.end(permit, reason="insurance renewed", actor=actor, at=at)
        passes.issue(permit, actor=actor, at=at)
    fact = facts.InsuranceRenewed(permit_id=permit.id, number=permit.number, until=until)
    journal.record(fact, actor=actor, at=at)
    return permit


@transaction.atomic
def end(*, number: str, actor: Actor, at: datetime) -> WorkPermit:
    """The work is done. Raises NotAllowed, AlreadyDecided."""
    actor.require(EDIT)
    permit = locked(number, actor)
    if permit.state in (PermitState.ENDED, PermitState.REFUSED):
        raise already_decided(permit)
    finish(permit, actor=actor, at=at)
    return permit


@transaction.atomic
def check(*, worker_id: int, tail: str, actor: Actor, at: datetime) -> Worker:
    """A guard compares who stands there with the permit. Raises NotAllowed, NotInForce,
    IdentityDiffers, Worker.DoesNotExist."""
    actor.require(AccessPermission.VISITORS_RECEIVE)
    rows = Worker.objects.filter(site_id=actor.site_id).select_related("permit")
    row: Worker = rows.select_for_update(of=("self",)).get(id=worker_id)
    permit = row.permit
    is_open = permit.state == PermitState.APPROVED and at in _window(permit) and row.is_active
    if not is_open or not rules.is_covered(permit.insurance_until, on=timezone.localdate(at)):
        raise refusals.NotInForce(state=permit.get_state_display())
    shown = "".join(tail.upper().split())
    if len(shown) < TAIL or not row.id_number.endswith(shown):
        raise refusals.IdentityDiffers
    row.checked_at, row.checked_by = at, actor.name
    row.save(update_fields=["checked_at", "checked_by"])
    fact = facts.WorkerChecked(permit_id=permit.id, worker_id=row.id)
    journal.record(fact, actor=actor, at=at)
    return row


def hold_up(permit: WorkPermit, *, reason: str, actor: Actor, at: datetime) -> None:
    """Suspend a locked permit that is in force."""
    _decide(permit, PermitState.SUSPENDED, reason=reason, actor=actor, at=at)
    passes.end(permit, reason="suspended", actor=actor, at=at)
    fact = facts.PermitSuspended(permit_id=permit.id, number=permit.number, reason=permit.reason)
    journal.record(fact, actor=actor, at=at)


def finish(permit: WorkPermit, *, actor: Actor, at: datetime) -> None:
    """A locked permit is over."""
    permit.state, permit.ended_at = PermitState.ENDED, at
    permit.save(update_fields=["state", "ended_at"])
    passes.end(permit, reason="ended", actor=actor, at=at)
    fact = facts.PermitEnded(permit_id=permit.id, number=permit.number)
    journal.record(fact, actor=actor, at=at)


def locked(number: str, actor: Actor) -> WorkPermit:
    """Raises WorkPermit.DoesNotExist."""
    rows = WorkPermit.objects.filter(site_id=actor.site_id)
    permit: WorkPermit = rows.select_for_update().get(number=number)
    return permit


def already_decided(permit: WorkPermit) -> refusals.AlreadyDecided:
    """Who decided before, when, and what."""
    return refusals.AlreadyDecided(
        state=permit.get_state_display(),
        by=permit.decided_by or permit.asked_by,
        said=moment(permit.decided_at or permit.asked_at),
    )


def _open_draft(number: str, actor: Actor, at: datetime) -> WorkPermit:
    """A new row, or the one of this number while it is a draft. Raises AlreadyDecided."""
    if number:
        permit = locked(number, actor)
        if permit.state != PermitState.DRAFT:
            raise already_decided(permit)
        return permit
    return WorkPermit(
        site_id=actor.site_id,
        number=numbers.take(SERIES, site_id=actor.site_id or 0, at=at),
        asked_at=at,
        asked_by=actor.name,
    )


def _decide(
    permit: WorkPermit, state: str, *, reason: str = "", actor: Actor, at: datetime
) -> None:
    permit.state, permit.reason = state, reason.strip()[:200]
    permit.decided_at, permit.decided_by = at, actor.name
    permit.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _window(permit: WorkPermit) -> Period:
    return Period(permit.from_at, permit.until_at)
