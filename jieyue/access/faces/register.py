"""The register of face use: purposes, their assessments, consent texts, and the readers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jieyue.access.devices.models import Device, DeviceKind
from jieyue.access.faces import facts, refusals, rules
from jieyue.access.faces.enrolments import want_in_new_reader
from jieyue.access.faces.models import Assessment, ConsentText, FaceReader, FaceUse
from jieyue.access.faces.parameters import ASSESSMENT_KEPT
from jieyue.access.permissions import AccessPermission
from jieyue.estate.rooms.models import Room
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor

FACE_KINDS = (DeviceKind.FACE, DeviceKind.MIXED)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A purpose as it is entered."""

    code: str
    purpose: str
    basis: str
    necessity: str
    alternatives: str
    began_on: date
    ended_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """An assessment as it is entered: the three questions of the law, and the answer."""

    lawful: str
    impact: str
    protection: str
    is_acceptable: bool
    good_until: date


@transaction.atomic
def register(*, use: Use, use_id: int | None = None, actor: Actor, at: datetime) -> FaceUse:
    """Enter a purpose, or change it. Raises NotAllowed, CodeTaken, AlternativesMissing."""
    actor.require(AccessPermission.FACES_EDIT)
    if not use.alternatives.strip():
        raise refusals.AlternativesMissing
    rows = FaceUse.objects.filter(site_id=actor.site_id)
    if rows.filter(code=use.code).exclude(id=use_id).exists():
        raise refusals.CodeTaken(code=use.code)
    row = rows.select_for_update().get(id=use_id) if use_id else FaceUse(site_id=actor.site_id)
    for name, value in vars(use).items():
        setattr(row, name, value)
    row.save()
    fact = facts.FaceUseRegistered(
        use_id=row.id, code=row.code, basis=row.basis, ended_on=row.ended_on
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def assess(*, use_id: int, findings: Findings, actor: Actor, at: datetime) -> Assessment:
    """Keep an assessment; a later one takes its place and both stay. Raises NotAllowed."""
    actor.require(AccessPermission.FACES_EDIT)
    use = FaceUse.objects.filter(site_id=actor.site_id).get(id=use_id)
    today = timezone.localdate(at)
    years = parameters.read(site_id=use.site_id, on=today).integer(ASSESSMENT_KEPT)
    row: Assessment = Assessment.objects.create(
        site_id=use.site_id,
        use=use,
        made_on=today,
        made_by=actor.name,
        keep_until=rules.years_on(max(today, findings.good_until), years),
        **vars(findings),
    )
    fact = facts.FaceUseAssessed(
        assessment_id=row.id,
        use_id=use.id,
        is_acceptable=row.is_acceptable,
        good_until=row.good_until,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def publish(
    *,
    use_id: int,
    kind: str,
    text: str,
    old_until: date | None,
    actor: Actor,
    at: datetime,
) -> ConsentText:
    """The next version of what people agree to. Raises NotAllowed, NoGoodAssessment."""
    actor.require(AccessPermission.FACES_EDIT)
    use = FaceUse.objects.filter(site_id=actor.site_id).select_for_update().get(id=use_id)
    check_assessed(use, on=timezone.localdate(at))
    before = ConsentText.objects.filter(site_id=use.site_id, kind=kind)
    last = before.aggregate(last=Max("version"))["last"] or 0
    row: ConsentText = ConsentText.objects.create(
        site_id=use.site_id,
        use=use,
        kind=kind,
        version=last + 1,
        text=text,
        published_at=at,
        published_by=actor.name,
        old_until=old_until,
    )
    fact = facts.ConsentTextPublished(text_id=row.id, kind=kind, version=row.version)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def register_reader(
    *, device_id: int, use_id: int, room_id: int | None, place: str, actor: Actor, at: datetime
) -> FaceReader:
    """Let a device learn faces, or move it; whoever agreed is wanted in it from now on.

    Raises NotAllowed, NotAFaceDevice, PrivatePlace, NoGoodAssessment.
    """
    actor.require(AccessPermission.FACES_EDIT)
    site_id = actor.site_id or 0
    device = Device.objects.filter(site_id=site_id).get(id=device_id)
    if device.kind not in FACE_KINDS:
        raise refusals.NotAFaceDevice(serial=device.serial)
    room = Room.objects.filter(site_id=site_id).get(id=room_id) if room_id else None
    check_public(device, room=room, place=place)
    use = FaceUse.objects.filter(site_id=site_id).get(id=use_id)
    check_assessed(use, on=timezone.localdate(at))
    reader, is_new = FaceReader.objects.update_or_create(
        device=device,
        defaults={"site_id": site_id, "use": use, "room": room, "place": place},
    )
    if is_new:
        want_in_new_reader(reader, at=at)
    fact = facts.FaceReaderRegistered(device_id=device.id, use_id=use.id, room_id=room_id)
    journal.record(fact, actor=actor, at=at)
    return reader


def check_public(device: Device, *, room: Room | None, place: str) -> None:
    """Raises PrivatePlace."""
    texts = (place, device.name, room.name if room else "")
    word = rules.private_word(room_use=room.use if room else "", texts=texts)
    if word:
        named = f"{room.number} {room.name}" if room else place
        raise refusals.PrivatePlace(place=named.strip() or device.name)


def check_assessed(use: FaceUse, *, on: date) -> None:
    """The newest assessment allows the use today. Raises NoGoodAssessment."""
    newest = use.assessments.first()
    is_good = newest is not None and newest.is_acceptable and newest.good_until >= on
    if not is_good or (use.ended_on is not None and use.ended_on <= on):
        raise refusals.NoGoodAssessment(purpose=use.purpose)
