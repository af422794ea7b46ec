"""What each reader should hold and says it holds. Pictures and templates never pass through here.

A reader or the gate room's agent fetches what is wanted and confirms what is; a request never
waits for a reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from jieyue.access.credentials.models import Credential, Kind, Status
from jieyue.access.decisions import store
from jieyue.access.devices.models import Device, DeviceKind
from jieyue.access.faces import facts
from jieyue.access.faces.models import (
    ConsentKind,
    DeletionProof,
    FaceConsent,
    FaceDeletion,
    FaceReader,
    ReaderEnrolment,
    Wanted,
)
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class WantedRow:
    """One line of what a reader should hold. `subject` is what it reports at a passage."""

    device: str
    subject: str
    label: str
    wanted: str


@dataclass(frozen=True)
class Confirmed:
    """What a reader says of one subject: present or absent, since when."""

    subject: str
    actual: str
    at: datetime
    device: str = ""  # serial; needed from a gate room's agent


def take_turns(*, site_id: int) -> None:
    """One change at a time of who agreed and what readers hold, until the transaction ends.

    Asked before any of their rows is looked at: what one reader confirms may finish a deletion
    that another confirms in the same moment, and who takes back a consent must be seen by whoever
    puts up a reader.
    """
    store.lock_names({f"faces:{site_id}"})


def want(credential: Credential, *, at: datetime) -> int:
    """Every face reader in use should hold the bearer of this face credential; how many do.

    One that has still to delete an earlier face of the same bearer or number does that first.
    """
    devices = Device.objects.filter(site_id=credential.site_id, is_active=True)
    found = list(devices.exclude(face_reader=None))
    for device in found:
        _want(device, credential, at=at)
    return len(found)


def want_in_new_reader(reader: FaceReader, *, at: datetime) -> None:
    """Whoever agreed and may pass by face."""
    take_turns(site_id=reader.site_id)
    for credential in _agreed(reader.site_id, at=at):
        _want(reader.device, credential, at=at)


def wanted(*, device_id: int, actor: Actor) -> list[WantedRow]:
    """What a reader should hold; for a gate room's agent, of every reader of the site.

    Raises NotAllowed.
    """
    actor.require(AccessPermission.DECISIONS_ASK)
    rows = _of(device_id, actor).select_related("device").order_by("device_id", "id")
    return [WantedRow(row.device.serial, row.subject, row.label, row.wanted) for row in rows]


@transaction.atomic
def confirm(rows: Sequence[Confirmed], *, device_id: int, actor: Actor, at: datetime) -> list[str]:
    """What readers say they hold: taken, older, or stray for each, in their order.

    older: it said something later before. stray: nobody wants that face there, and the reader is
    told to delete it. Raises NotAllowed, Device.DoesNotExist.
    """
    actor.require(AccessPermission.DECISIONS_ASK)
    asking = Device.objects.filter(site_id=actor.site_id).get(id=device_id)
    take_turns(site_id=asking.site_id)
    return [_confirm(row, _reader(row, asking), actor=actor, at=at) for row in rows]


def confirmed_absent(
    enrolment: ReaderEnrolment,
    *,
    confirmed_at: datetime,
    actor: Actor,
    at: datetime,
    by: str = "",
    note: str = "",
) -> None:
    """The face is gone from one reader: proof is kept, the line goes, the last one finishes.

    Whoever agreed anew meanwhile is wanted there from now on.
    """
    deletion = enrolment.deletion
    enrolment.delete()
    if deletion is not None:
        DeletionProof.objects.create(
            site_id=deletion.site_id,
            deletion=deletion,
            device_id=enrolment.device_id,
            confirmed_at=confirmed_at,
            by=by,
            note=note,
        )
        finish_if_done(deletion, actor=actor, at=at)
    if FaceReader.objects.filter(device_id=enrolment.device_id, device__is_active=True).exists():
        same = Q(holder_key=enrolment.holder_key) | Q(subject=enrolment.subject)
        for credential in _agreed(enrolment.site_id, at=at).filter(same):
            _want(enrolment.device, credential, at=at)


def finish_if_done(deletion: FaceDeletion, *, actor: Actor, at: datetime) -> None:
    if deletion.finished_at is not None or deletion.enrolments.exists():
        return
    deletion.finished_at = at
    deletion.save(update_fields=["finished_at"])
    journal.record(facts.FaceDeletionFinished(deletion_id=deletion.id), actor=actor, at=at)


def _agreed(site_id: int, *, at: datetime) -> QuerySet[Credential]:
    """Face credentials that are good, of those who agreed to readers holding their face."""
    keys = FaceConsent.objects.filter(site_id=site_id, kind=ConsentKind.READER, withdrawn_at=None)
    living: QuerySet[Credential] = Credential.objects.filter(site_id=site_id, kind=Kind.FACE)
    living = living.filter(holder_key__in=keys.values("holder_key"), status=Status.ACTIVE)
    return living.filter(Q(valid_until=None) | Q(valid_until__gt=at))


def _want(device: Device, credential: Credential, *, at: datetime) -> None:
    same = Q(holder_key=credential.holder_key) | Q(subject=credential.subject)
    if ReaderEnrolment.objects.filter(same, device=device, wanted=Wanted.ABSENT).exists():
        return  # the deletion is proven first, and then it is wanted
    ReaderEnrolment.objects.update_or_create(
        device=device,
        holder_key=credential.holder_key,
        defaults={
            "site_id": credential.site_id,
            "subject": credential.subject,
            "label": credential.label,
            "person_id": credential.person_id,
            "wanted": Wanted.PRESENT,
            "wanted_at": at,
            "deletion": None,
        },
    )


def _of(device_id: int, actor: Actor) -> QuerySet[ReaderEnrolment]:
    rows = ReaderEnrolment.objects.filter(site_id=actor.site_id)
    asking = Device.objects.filter(site_id=actor.site_id).get(id=device_id)
    return rows if asking.kind == DeviceKind.EDGE else rows.filter(device=asking)


def _reader(row: Confirmed, asking: Device) -> Device:
    """Raises Device.DoesNotExist."""
    if asking.kind != DeviceKind.EDGE or not row.device:
        return asking
    reader: Device = Device.objects.filter(site_id=asking.site_id).get(serial=row.device)
    return reader


def _confirm(row: Confirmed, device: Device, *, actor: Actor, at: datetime) -> str:
    said_at = min(row.at, at)
    lines = ReaderEnrolment.objects.select_for_update().filter(device=device)
    line: ReaderEnrolment | None = lines.filter(subject=row.subject).first()
    if line is None:
        return _stray(row, device, actor=actor, at=at) if row.actual == Wanted.PRESENT else "taken"
    if line.confirmed_at is not None and said_at < line.confirmed_at:
        return "older"
    if row.actual == Wanted.ABSENT and line.wanted == Wanted.ABSENT:
        if said_at < line.wanted_at:
            return "older"
        confirmed_absent(line, confirmed_at=said_at, actor=actor, at=at)
        return "taken"
    line.actual, line.confirmed_at = row.actual, said_at
    line.save(update_fields=["actual", "confirmed_at"])
    return "taken"


def _stray(row: Confirmed, device: Device, *, actor: Actor, at: datetime) -> str:
    ReaderEnrolment.objects.create(
        site_id=device.site_id,
        device=device,
        holder_key=f"stray:{row.subject}",
        subject=row.subject,
        wanted=Wanted.ABSENT,
        wanted_at=at,
        actual=Wanted.PRESENT,
        confirmed_at=min(row.at, at),
    )
    journal.record(facts.StrayFaceFound(device_id=device.id), actor=actor, at=at)
    return "stray"
