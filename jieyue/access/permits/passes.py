"""Passes of a work permit: a QR code for each worker, a lane for each car, never longer than the
insurance."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials import blocks
from jieyue.access.credentials.models import (
    AccessProfile,
    BlockKind,
    Credential,
    Holder,
    Kind,
    Status,
)
from jieyue.access.credentials.refusals import Taken
from jieyue.access.permits import parameters as of_permits
from jieyue.access.permits import refusals, rules
from jieyue.access.permits.models import PermitPlate, Worker, WorkPermit
from jieyue.access.visitors.rules import open_zones
from jieyue.kit import parameters
from jieyue.kit.actor import Actor

TAKEN = "taken"  # the plate has another pass


def issue(permit: WorkPermit, *, actor: Actor, at: datetime) -> int:
    """Give a pass to every worker and car without one; how many. Without a profile for
    contractors none: the guard lets them in by the list. Raises NoZoneLeft."""
    profile = _profile(permit, at)
    if profile is None:
        return 0
    zones: list[str] = []
    if permit.zones:
        zones = list(open_zones([zone.code for zone in profile.zones.all()], permit.zones))
    living = set(_living(permit).values_list("holder_key", flat=True))
    until = rules.pass_ends(permit.until_at, insurance_until=permit.insurance_until)
    given = 0
    for worker in permit.workers.filter(is_active=True):
        if worker.holder_key not in living:
            made = _give(permit, profile, zones, until, worker, actor, at)
            worker.pass_subject = made.subject
            worker.save(update_fields=["pass_subject"])
            given += 1
    for car in permit.plates.all():
        if car.holder_key not in living:
            given += _lane(permit, profile, zones, until, car, actor, at)
    return given


def end(permit: WorkPermit, *, reason: str, actor: Actor, at: datetime) -> None:
    """Nothing of this permit opens any more."""
    for credential in _living(permit):
        credentials.end(credential_id=credential.id, reason=reason, actor=actor, at=at)


def end_of(worker: Worker, *, actor: Actor, at: datetime) -> None:
    """A worker's pass opens nothing any more."""
    credentials.end_all(
        actor=actor, at=at, reason="taken off the permit", holder_key=worker.holder_key
    )


def check_blocks(permit: WorkPermit, *, at: datetime) -> None:
    """Nobody and no car of it is on the block list. Raises OnBlockList."""
    workers = list(permit.workers.filter(is_active=True))
    wanted = {
        BlockKind.ID_NUMBER: [each.id_number for each in workers],
        BlockKind.PHONE: [each.phone for each in workers],
        BlockKind.PLATE: [each.plate for each in permit.plates.all()],
    }
    for kind, subjects in wanted.items():
        stored = {blocks.stored(kind, subject) for subject in subjects if subject}
        found = blocks.in_force(site_id=permit.site_id, at=at)
        if stored and found.filter(kind=kind, subject__in=stored).exists():
            raise refusals.OnBlockList


def _living(permit: WorkPermit) -> QuerySet[Credential]:
    keys = [worker.holder_key for worker in permit.workers.all()]
    cars = [car.holder_key for car in permit.plates.all()]
    rows: QuerySet[Credential] = Credential.objects.filter(site_id=permit.site_id)
    own = Q(holder_key__in=keys) | Q(holder_key__in=cars, holder=Holder.CONTRACTOR)
    return rows.filter(own).exclude(status=Status.ENDED)


def _profile(permit: WorkPermit, at: datetime) -> AccessProfile | None:
    values = parameters.read(site_id=permit.site_id, on=timezone.localdate(at))
    rows = AccessProfile.objects.filter(
        site_id=permit.site_id, code=values.text(of_permits.PROFILE)
    )
    found: AccessProfile | None = rows.prefetch_related("zones").first()
    return found


def _give(
    permit: WorkPermit,
    profile: AccessProfile,
    zones: list[str],
    until: datetime,
    worker: Worker,
    actor: Actor,
    at: datetime,
) -> Credential:
    return credentials.issue(
        kind=Kind.QR,
        subject="",
        holder=Holder.CONTRACTOR,
        holder_key=worker.holder_key,
        label=f"{worker.name}({permit.company})"[:80],
        unit_id=permit.unit_id,
        profile_id=profile.id,
        zones_only=zones,
        valid_from=permit.from_at,
        valid_until=until,
        actor=actor,
        at=at,
    )


def _lane(
    permit: WorkPermit,
    profile: AccessProfile,
    zones: list[str],
    until: datetime,
    car: PermitPlate,
    actor: Actor,
    at: datetime,
) -> int:
    try:
        credentials.issue(
            kind=Kind.PLATE,
            subject=car.plate,
            colour=car.colour,
            holder=Holder.CONTRACTOR,
            holder_key=car.holder_key,
            label=permit.company,
            unit_id=permit.unit_id,
            profile_id=profile.id,
            zones_only=zones,
            valid_from=permit.from_at,
            valid_until=until,
            actor=actor,
            at=at,
        )
    except Taken:
        car.problem = TAKEN
        car.save(update_fields=["problem"])
        return 0
    if car.problem:
        car.problem = ""
        car.save(update_fields=["problem"])
    return 1
