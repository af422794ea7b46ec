"""删除任务: everything of one holder's face goes, and each reader says so."""

from datetime import datetime

from django.db import transaction

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.models import Credential, Kind, Status
from jieyue.access.faces import facts, refusals
from jieyue.access.faces.enrolments import confirmed_absent, finish_if_done, take_turns
from jieyue.access.faces.models import (
    FaceDeletion,
    FaceTemplate,
    ReaderEnrolment,
    Wanted,
)
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor, system


@transaction.atomic
def start(*, holder_key: str, reason: str, actor: Actor, at: datetime) -> FaceDeletion | None:
    """Delete what is here, and want every reader empty of it. None when there was nothing.

    Templates and the face credential go in this transaction; the job is finished when the last
    reader has confirmed, at once if none ever had it. While an earlier one of the same holder
    waits for a reader, that one goes on and takes this in.
    """
    site_id = actor.site_id or 0
    take_turns(site_id=site_id)
    templates = FaceTemplate.objects.filter(site_id=site_id, holder_key=holder_key).delete()[0]
    ended = _end_credentials(holder_key, reason=reason, site_id=site_id, at=at)
    lines = ReaderEnrolment.objects.filter(site_id=site_id, holder_key=holder_key)
    lines = lines.exclude(wanted=Wanted.ABSENT)
    readers = lines.select_for_update().count()
    if not (templates or ended or readers):
        return None
    waiting = FaceDeletion.objects.filter(site_id=site_id, holder_key=holder_key, finished_at=None)
    deletion: FaceDeletion = waiting.first() or FaceDeletion(
        site_id=site_id,
        holder_key=holder_key,
        person_id=person_id_of(holder_key),
        reason=reason,
        asked_at=at,
    )
    deletion.templates += templates
    deletion.readers += readers
    deletion.save()
    lines.update(wanted=Wanted.ABSENT, wanted_at=at, deletion=deletion, label="")
    fact = facts.FaceDeletionStarted(
        deletion_id=deletion.id, reason=reason, templates=templates, readers=readers
    )
    journal.record(fact, actor=actor, at=at)
    finish_if_done(deletion, actor=actor, at=at)
    return deletion


@transaction.atomic
def confirm_by_hand(
    *, deletion_id: int, device_id: int, reason: str, actor: Actor, at: datetime
) -> None:
    """For a reader that was wiped or scrapped and cannot say it. Raises NotAllowed,
    ReasonMissing, AlreadyConfirmed, FaceDeletion.DoesNotExist."""
    actor.require(AccessPermission.FACES_EDIT)
    if not reason.strip():
        raise refusals.ReasonMissing
    take_turns(site_id=actor.site_id or 0)
    deletion = FaceDeletion.objects.filter(site_id=actor.site_id).get(id=deletion_id)
    lines = ReaderEnrolment.objects.select_for_update().filter(deletion=deletion)
    line = lines.filter(device_id=device_id).first()
    if line is None:
        raise refusals.AlreadyConfirmed
    note = reason.strip()[:200]
    confirmed_absent(line, confirmed_at=at, actor=actor, at=at, by=actor.name, note=note)
    fact = facts.DeletionConfirmedByHand(
        deletion_id=deletion.id, device_id=device_id, reason=reason.strip()[:200]
    )
    journal.record(fact, actor=actor, at=at)


def _end_credentials(holder_key: str, *, reason: str, site_id: int, at: datetime) -> int:
    rows = Credential.objects.filter(site_id=site_id, holder_key=holder_key, kind=Kind.FACE)
    living = list(rows.exclude(status=Status.ENDED).values_list("id", flat=True))
    part = system("access.faces", site_id=site_id)
    for credential_id in living:
        credentials.end(credential_id=credential_id, reason=reason, actor=part, at=at)
    return len(living)


def person_id_of(holder_key: str) -> int | None:
    """Of a staff member's key; None for a guest's."""
    kind, _, number = holder_key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None
