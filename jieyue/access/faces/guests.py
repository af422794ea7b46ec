"""Visitors who choose to be known by face: consent, a pass as long as the visit's, deletion.

The visit's own page asks; nothing else of a visit needs a face.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.models import Credential, Holder, Kind, Status
from jieyue.access.faces import consents, refusals, rules
from jieyue.access.faces.models import ConsentKind, ConsentText, FaceConsent
from jieyue.access.faces.parameters import GUARDIAN_AGE, GUESTS
from jieyue.access.faces.register import check_assessed
from jieyue.access.visitors import identity, phone
from jieyue.access.visitors.facts import GuestConsented, VisitConfirmed, VisitEnded
from jieyue.access.visitors.models import Guest
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, system

NAME = "access.faces.guests"
FACE = "face"


@dataclass(frozen=True)
class Offer:
    """What a visitor may agree to, and whether they have."""

    text: ConsentText
    purpose: str
    alternatives: str
    is_agreed: bool
    is_by_guardian_only: bool
    guardian_age: int


def offer(guest: Guest, *, at: datetime) -> Offer | None:
    """None where the site uses no faces of visitors: nothing in force, or nothing published."""
    today = timezone.localdate(at)
    values = parameters.read(site_id=guest.site_id, on=today)
    text = consents.current_text(site_id=guest.site_id)
    if text is None or not values.boolean(GUESTS):
        return None
    try:
        check_assessed(text.use, on=today)
    except refusals.NoGoodAssessment:
        return None
    age = identity.age_on(guest.id_number, document=guest.document, on=today)
    limit = values.integer(GUARDIAN_AGE)
    return Offer(
        text=text,
        purpose=text.use.purpose,
        alternatives=text.use.alternatives,
        is_agreed=_living(guest).exists(),
        is_by_guardian_only=age is not None and age < limit,
        guardian_age=limit,
    )


@transaction.atomic
def agree(
    *, key: str, text_id: int, is_agreed: bool, is_young: bool, guardian: str, at: datetime
) -> None:
    """The visitor, or the guardian of one too young, agrees on the visit's page.

    is_young: said to be below the guardian's age; what a document says counts all the same.
    Raises NoSuchGuest, NotAgreed, NoText, OtherText, GuardianMissing.
    """
    guest = phone.guest_of(key, at=at)
    offered = offer(guest, at=at)
    if offered is None:
        raise refusals.NoText
    if offered.text.id != text_id:
        raise refusals.OtherText(version=offered.text.version)
    is_below_age = is_young or offered.is_by_guardian_only
    consents.give(
        text_id=text_id,
        is_agreed=is_agreed,
        holder_key=guest.holder_key,
        is_below_age=is_below_age,
        guardian=guardian if is_below_age else "",
        actor=_part(guest.site_id),
        at=at,
    )
    phone.consent(key=key, kind=FACE, version=str(offered.text.version), at=at)


@transaction.atomic
def take_back(*, key: str, at: datetime) -> None:
    """Everything of the face goes at once. Raises NoSuchGuest."""
    guest = phone.guest_of(key, at=at)
    phone.consent(key=key, kind=FACE, version="", at=at)
    _delete([guest], reason=rules.WITHDRAWN, site_id=guest.site_id, at=at)


def follow_consent(fact: GuestConsented, *, site_id: int, at: datetime) -> None:
    """Agreed: the readers learn the face for as long as the pass. Taken back: it is deleted."""
    if fact.kind != FACE:
        return
    for guest in Guest.objects.filter(site_id=site_id, id=fact.guest_id):
        if fact.version:
            _let_in(guest, at=at)
        elif not guest.face_consent:  # not agreed anew meanwhile
            _delete([guest], reason=rules.WITHDRAWN, site_id=site_id, at=at)


def follow_confirmation(fact: VisitConfirmed, *, site_id: int, at: datetime) -> None:
    """Who agreed before the host did."""
    for guest in Guest.objects.filter(site_id=site_id, visit_id=fact.visit_id):
        _let_in(guest, at=at)


def follow_end(fact: VisitEnded, *, site_id: int, at: datetime) -> None:
    """No reader keeps the face of somebody whose visit is over."""
    guests = Guest.objects.filter(site_id=site_id, visit_id=fact.visit_id)
    _delete(guests, reason=rules.EXPIRED, site_id=site_id, at=at)


@transaction.atomic
def _let_in(guest: Guest, *, at: datetime) -> None:
    """A face credential that opens what the visitor's code opens, when it does. Twice is once."""
    if not _living(guest).select_for_update().exists():
        return
    passes = Credential.objects.filter(site_id=guest.site_id, holder_key=guest.holder_key)
    living = passes.exclude(status=Status.ENDED)
    code = living.filter(kind=Kind.QR).first()
    if code is None:
        return
    face = living.filter(kind=Kind.FACE).first() or credentials.issue(
        kind=Kind.FACE,
        subject=f"guest-{guest.id}",
        holder=Holder.VISITOR,
        holder_key=guest.holder_key,
        label=code.label,
        unit_id=code.unit_id,
        profile_id=code.profile_id,
        zones_only=code.zones_only,
        valid_from=code.valid_from,
        valid_until=code.valid_until,
        actor=_part(guest.site_id),
        at=at,
    )
    consents.admit(credential=face, at=at)


def _delete(guests: Iterable[Guest], *, reason: str, site_id: int, at: datetime) -> None:
    for guest in guests:
        consents.withdraw(holder_key=guest.holder_key, reason=reason, actor=_part(site_id), at=at)


def _living(guest: Guest) -> QuerySet[FaceConsent]:
    return FaceConsent.objects.filter(
        site_id=guest.site_id,
        kind=ConsentKind.READER,
        holder_key=guest.holder_key,
        withdrawn_at=None,
    )


def _part(site_id: int) -> Actor:
    return system(NAME, site_id=site_id)
