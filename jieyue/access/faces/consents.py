"""Consent to one's face being used: given separately by oneself, taken back at any time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.models import Credential, Holder, Kind, Status
from jieyue.access.faces import deletions, enrolments, facts, refusals, rules
from jieyue.access.faces.models import ConsentKind, ConsentText, FaceConsent
from jieyue.access.faces.parameters import CENTRAL_TEMPLATES, GUARDIAN_AGE
from jieyue.access.faces.register import check_assessed
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.people.persons.models import Person


def current_text(*, site_id: int, kind: str = ConsentKind.READER) -> ConsentText | None:
    """The version one agrees to today."""
    rows = ConsentText.objects.filter(site_id=site_id, kind=kind).select_related("use")
    found: ConsentText | None = rows.first()
    return found


@transaction.atomic
def give_own(*, text_id: int, is_agreed: bool, actor: Actor, at: datetime) -> FaceConsent:
    """A staff member agrees on their own page. Given twice it is kept once.

    Raises NotAllowed, NotAgreed, NoText, OtherText, NoGoodAssessment, NoCentralTemplates,
    NoDefaultProfile, PersonGone.
    """
    actor.require(AccessPermission.CREDENTIALS_READ, person_id=actor.person_id)
    rows = Person.objects.filter(site_id=actor.site_id).select_for_update(no_key=True)
    person: Person = rows.get(id=actor.person_id)
    return give(
        text_id=text_id,
        is_agreed=is_agreed,
        holder_key=f"person:{person.id}",
        person=person,
        actor=actor,
        at=at,
    )


@transaction.atomic
def give(
    *,
    text_id: int,
    is_agreed: bool,
    holder_key: str,
    person: Person | None = None,
    is_below_age: bool = False,
    guardian: str = "",
    actor: Actor,
    at: datetime,
) -> FaceConsent:
    """Keep the consent of a holder; for a guest, whoever holds the visit's page asks this.

    A staff member's face credential and what readers should hold follow at once; a guest's
    follow from the visit by `admit`. Raises NotAgreed, NoText, OtherText, GuardianMissing,
    NoGoodAssessment, NoCentralTemplates.
    """
    if not is_agreed:
        raise refusals.NotAgreed
    site_id = actor.site_id or 0
    text = _text(text_id, site_id=site_id, at=at)
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    if is_below_age and not guardian.strip():
        raise refusals.GuardianMissing(age=values.integer(GUARDIAN_AGE))
    if text.kind == ConsentKind.CENTRAL and not values.boolean(CENTRAL_TEMPLATES):
        raise refusals.NoCentralTemplates
    enrolments.take_turns(site_id=site_id)
    living = FaceConsent.objects.filter(
        site_id=site_id, kind=text.kind, holder_key=holder_key, withdrawn_at=None
    )
    known: FaceConsent | None = living.select_for_update().first()
    if known is not None and known.text_id == text.id:
        return known
    living.update(withdrawn_at=at)  # an older version, agreed anew
    consent: FaceConsent = FaceConsent.objects.create(
        site_id=site_id,
        text=text,
        kind=text.kind,
        holder_key=holder_key,
        person=person,
        guardian=guardian.strip()[:40],
        given_at=at,
    )
    fact = facts.FaceConsentGiven(
        consent_id=consent.id, text_id=text.id, by_guardian=bool(consent.guardian)
    )
    journal.record(fact, actor=actor, at=at)
    if person is not None and text.kind == ConsentKind.READER:
        admit(credential=_credential(person, at=at), at=at)
    return consent


def admit(*, credential: Credential, at: datetime) -> int:
    """Readers should hold the bearer of a face credential. Raises NoConsent."""
    consents = FaceConsent.objects.filter(
        site_id=credential.site_id,
        kind=ConsentKind.READER,
        holder_key=credential.holder_key,
        withdrawn_at=None,
    )
    if not consents.exists():
        raise refusals.NoConsent
    return enrolments.want(credential, at=at)


@transaction.atomic
def withdraw_own(*, actor: Actor, at: datetime) -> None:
    """Take back all one agreed to; everything of one's face goes at once. Twice is once."""
    actor.require(AccessPermission.CREDENTIALS_READ, person_id=actor.person_id)
    withdraw(holder_key=f"person:{actor.person_id}", actor=actor, at=at)


@transaction.atomic
def withdraw(*, holder_key: str, reason: str = rules.WITHDRAWN, actor: Actor, at: datetime) -> None:
    """End a holder's consents, face credential, templates, and what readers hold.

    Whoever calls has asked whose it is.
    """
    enrolments.take_turns(site_id=actor.site_id or 0)
    living = FaceConsent.objects.filter(
        site_id=actor.site_id, holder_key=holder_key, withdrawn_at=None
    )
    for consent in living.select_for_update(no_key=True):
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        fact = facts.FaceConsentWithdrawn(consent_id=consent.id)
        journal.record(fact, actor=actor, at=at)
    deletions.start(holder_key=holder_key, reason=reason, actor=actor, at=at)


def _text(text_id: int, *, site_id: int, at: datetime) -> ConsentText:
    """Raises NoText, OtherText, NoGoodAssessment."""
    rows = ConsentText.objects.filter(site_id=site_id).select_related("use")
    text: ConsentText | None = rows.filter(id=text_id).first()
    if text is None:
        raise refusals.NoText
    newest = current_text(site_id=site_id, kind=text.kind)
    if newest is None or newest.id != text.id:
        raise refusals.OtherText(version=newest.version if newest else 0)
    check_assessed(text.use, on=timezone.localdate(at))
    return text


def _credential(person: Person, *, at: datetime) -> Credential:
    """A person's face credential, made the first time; the reader reports the staff number."""
    rows = Credential.objects.filter(site_id=person.site_id, person=person, kind=Kind.FACE)
    found: Credential | None = rows.exclude(status=Status.ENDED).first()
    return found or credentials.issue(
        kind=Kind.FACE,
        subject=person.staff_no,
        holder=Holder.PERSON,
        holder_key=f"person:{person.id}",
        label=person.name,
        person_id=person.id,
        valid_from=at,
        actor=system("access.faces", site_id=person.site_id),
        at=at,
    )
