"""The register of face use as pages show it; who has agreed is only counted for most."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from jieyue.access.faces.consents import current_text
from jieyue.access.faces.models import (
    ConsentKind,
    ConsentText,
    DeletionProof,
    FaceConsent,
    FaceDeletion,
    FaceReader,
    FaceTally,
    FaceTemplate,
    FaceUse,
    ReaderEnrolment,
    Wanted,
)
from jieyue.access.faces.parameters import FILING_AT
from jieyue.access.faces.retention import stored_holders
from jieyue.access.faces.words import reason_words
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class UseRow:
    """One purpose, and its newest assessment."""

    id: int
    code: str
    purpose: str
    basis: str
    necessity: str
    alternatives: str
    began_on: date
    ended_on: date | None
    assessed_on: date | None
    is_acceptable: bool
    good_until: date | None
    is_good: bool
    readers: int


@dataclass(frozen=True)
class ReaderRow:
    """One reader: where it hangs, and how far it is with what is wanted."""

    id: int
    device_id: int
    serial: str
    name: str
    place: str
    purpose: str
    held: int
    to_learn: int
    to_delete: int


@dataclass(frozen=True)
class Counts:
    """Numbers of faces, no names. `file_by` once the number to file at was reached."""

    agreed: int
    stored: int
    central: int
    guests: int
    waiting: int
    limit: int
    most: int
    most_on: date | None
    file_by: date | None


@dataclass(frozen=True)
class DeletionRow:
    """One deletion and how far it is. `who` is a number of the job, never a name."""

    id: int
    reason: str
    asked_at: datetime
    templates: int
    readers: int
    confirmed: int
    finished_at: datetime | None


@dataclass(frozen=True)
class ProofRow:
    """One reader in the proof: confirmed or still waited for."""

    device_id: int
    reader: str
    serial: str
    confirmed_at: datetime | None
    by: str
    note: str


@dataclass(frozen=True)
class TextRow:
    """A version of the text."""

    id: int
    kind: str
    version: int
    text: str
    published_at: datetime
    published_by: str
    old_until: date | None
    agreed: int


@dataclass(frozen=True)
class Own:
    """What one's own page shows."""

    text: ConsentText | None
    alternatives: str
    purpose: str
    given_at: datetime | None
    given_version: int | None
    is_current: bool
    readers: int
    learnt: int
    deletions: list[DeletionRow]


def uses(actor: Actor, *, on: date) -> list[UseRow]:
    """Three queries. Raises NotAllowed."""
    actor.require(AccessPermission.FACES_READ)
    rows = FaceUse.objects.visible_to(actor).prefetch_related("assessments", "readers")
    return [_use(row, on=on) for row in rows]


def readers(actor: Actor) -> list[ReaderRow]:
    """Raises NotAllowed."""
    actor.require(AccessPermission.FACES_READ)
    rows = FaceReader.objects.visible_to(actor).select_related("device", "use", "room")
    counts = _by_device(actor)
    found = []
    for row in rows:
        held, to_learn, to_delete = counts.get(row.device_id, (0, 0, 0))
        place = f"{row.room.number} {row.place}" if row.room else row.place
        found.append(
            ReaderRow(
                id=row.id,
                device_id=row.device_id,
                serial=row.device.serial,
                name=row.device.name,
                place=place,
                purpose=row.use.purpose,
                held=held,
                to_learn=to_learn,
                to_delete=to_delete,
            )
        )
    return found


def counts(actor: Actor, *, on: date) -> Counts:
    """Raises NotAllowed."""
    actor.require(AccessPermission.FACES_READ)
    site_id = actor.site_id or 0
    agreed = FaceConsent.objects.filter(site_id=site_id, kind=ConsentKind.READER, withdrawn_at=None)
    lines = ReaderEnrolment.objects.filter(site_id=site_id)
    guests = lines.exclude(holder_key__startswith="person:").values("holder_key").distinct()
    tally = FaceTally.objects.filter(site_id=site_id).first()
    stored = stored_holders(site_id=site_id)
    return Counts(
        agreed=agreed.count(),
        stored=stored,
        central=FaceTemplate.objects.filter(site_id=site_id).count(),
        guests=guests.count(),
        waiting=FaceDeletion.objects.filter(site_id=site_id, finished_at=None).count(),
        limit=parameters.read(site_id=site_id, on=on).integer(FILING_AT),
        most=max(stored, tally.most if tally else 0),
        most_on=tally.most_on if tally else None,
        file_by=tally.file_by if tally else None,
    )


def texts(actor: Actor) -> list[TextRow]:
    """Every version with how many hold to it, newest first. Raises NotAllowed."""
    actor.require(AccessPermission.FACES_READ)
    living = Count("consents", filter=Q(consents__withdrawn_at=None))
    rows = ConsentText.objects.filter(site_id=actor.site_id).annotate(agreed=living)
    return [
        TextRow(
            id=row.id,
            kind=row.get_kind_display(),
            version=row.version,
            text=row.text,
            published_at=row.published_at,
            published_by=row.published_by,
            old_until=row.old_until,
            agreed=row.agreed,
        )
        for row in rows
    ]


def deletions(actor: Actor) -> list[DeletionRow]:
    """What waits first, then the last hundred. Raises NotAllowed."""
    actor.require(AccessPermission.FACES_READ)
    rows = FaceDeletion.objects.filter(site_id=actor.site_id)
    rows = rows.annotate(confirmed=Count("proofs"))
    waiting = rows.filter(finished_at=None).order_by("asked_at", "id")
    return [_deletion(row) for row in [*waiting, *rows.exclude(finished_at=None)[:100]]]


def proof(actor: Actor, *, deletion_id: int) -> tuple[DeletionRow, list[ProofRow]]:
    """What was deleted, and which reader confirmed when; to the officer and to whose it was.

    Raises FaceDeletion.DoesNotExist.
    """
    rows = FaceDeletion.objects.filter(site_id=actor.site_id)
    if not actor.may(AccessPermission.FACES_EDIT):
        rows = rows.filter(person_id=actor.person_id).exclude(person_id=None)
    row = rows.annotate(confirmed=Count("proofs")).get(id=deletion_id)
    done = DeletionProof.objects.filter(deletion=row).select_related("device")
    waiting = ReaderEnrolment.objects.filter(deletion=row).select_related("device")
    lines = [
        ProofRow(p.device_id, p.device.name, p.device.serial, p.confirmed_at, p.by, p.note)
        for p in done
    ]
    lines += [ProofRow(w.device_id, w.device.name, w.device.serial, None, "", "") for w in waiting]
    return _deletion(row), lines


def own(actor: Actor, *, kind: str = ConsentKind.READER) -> Own:
    """What one agreed to, and how far it is."""
    site_id = actor.site_id or 0
    holder_key = f"person:{actor.person_id}"
    text = current_text(site_id=site_id, kind=kind)
    consents = FaceConsent.objects.filter(
        site_id=site_id, kind=kind, holder_key=holder_key, withdrawn_at=None
    )
    given = consents.select_related("text").first()
    lines = ReaderEnrolment.objects.filter(
        site_id=site_id, holder_key=holder_key, wanted=Wanted.PRESENT
    )
    states = list(lines.values_list("actual", flat=True))
    gone = FaceDeletion.objects.filter(site_id=site_id, holder_key=holder_key)
    return Own(
        text=text,
        alternatives=text.use.alternatives if text else "",
        purpose=text.use.purpose if text else "",
        given_at=given.given_at if given else None,
        given_version=given.text.version if given else None,
        is_current=given is not None and text is not None and given.text_id == text.id,
        readers=len(states),
        learnt=states.count(Wanted.PRESENT),
        deletions=[_deletion(row) for row in gone.annotate(confirmed=Count("proofs"))[:5]],
    )


def _deletion(row: FaceDeletion) -> DeletionRow:
    return DeletionRow(
        id=row.id,
        reason=reason_words(row.reason),
        asked_at=row.asked_at,
        templates=row.templates,
        readers=row.readers,
        confirmed=row.confirmed,  # type: ignore[attr-defined]
        finished_at=row.finished_at,
    )


def _use(row: FaceUse, *, on: date) -> UseRow:
    newest = next(iter(row.assessments.all()), None)
    is_over = row.ended_on is not None and row.ended_on <= on
    return UseRow(
        id=row.id,
        code=row.code,
        purpose=row.purpose,
        basis=row.get_basis_display(),
        necessity=row.necessity,
        alternatives=row.alternatives,
        began_on=row.began_on,
        ended_on=row.ended_on,
        assessed_on=newest.made_on if newest else None,
        is_acceptable=bool(newest and newest.is_acceptable),
        good_until=newest.good_until if newest else None,
        is_good=bool(newest and newest.is_acceptable and newest.good_until >= on) and not is_over,
        readers=len(row.readers.all()),
    )


def _by_device(actor: Actor) -> dict[int, tuple[int, int, int]]:
    """Held, to learn, to delete, by device. One query."""
    learn = Q(wanted=Wanted.PRESENT) & ~Q(actual=Wanted.PRESENT)
    rows = ReaderEnrolment.objects.filter(site_id=actor.site_id).order_by().values("device_id")
    counted = rows.annotate(
        held=Count("id", filter=Q(wanted=Wanted.PRESENT, actual=Wanted.PRESENT)),
        to_learn=Count("id", filter=learn),
        to_delete=Count("id", filter=Q(wanted=Wanted.ABSENT)),
    )
    return {row["device_id"]: (row["held"], row["to_learn"], row["to_delete"]) for row in counted}
