"""Issue, change, stop and end what is shown at the gates. Each change is in force at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from jieyue.access.credentials import facts, numbers, refusals
from jieyue.access.credentials.models import (
    AccessProfile,
    Credential,
    Holder,
    Kind,
    Status,
)
from jieyue.access.credentials.rights import require_edit
from jieyue.access.gates import versions
from jieyue.access.gates.models import Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import day, moment
from jieyue.people.persons.models import Person


class Subject(NamedTuple):
    """What is shown: its kind, its number as the gates compare it, and a plate's colour."""

    kind: str
    number: str
    colour: str = ""


@transaction.atomic
def issue(
    *,
    kind: str,
    subject: str,
    colour: str = "",
    holder: str,
    holder_key: str,
    label: str,
    person_id: int | None = None,
    unit_id: int | None = None,
    host_id: int | None = None,
    profile_id: int | None = None,
    zones_only: Sequence[str] = (),
    valid_from: datetime,
    valid_until: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Credential:
    """Let a holder pass by showing this; without a profile it gets the site's default one.

    A QR pass with an empty subject gets a new public id; a staff member's plate gets the holder
    key of the car whatever is given. host_id: whose visitor it is, as the visit says.

    Raises NotAllowed, BadNumber, NotAPlate, ColourMissing,
    ColourUnlike, BadWindow, PersonGone, NoDefaultProfile, NoSuchProfile, NoSuchZone, Taken.
    """
    require_edit(actor, holder=holder, unit_id=unit_id, host_id=host_id)
    shown = subject_of(kind=kind, subject=subject, colour=colour)
    if valid_until is not None and valid_until <= valid_from:
        raise refusals.BadWindow(since=moment(valid_from), until=moment(valid_until))
    site_id = actor.site_id or 0
    if person_id is not None:
        unit_id = _working(person_id, site_id=site_id, at=at).unit_id
    if kind == Kind.PLATE and holder == Holder.PERSON:
        holder_key = numbers.own_car_key(shown.number, shown.colour)
    credential = Credential(
        site_id=site_id,
        kind=shown.kind,
        subject=shown.number,
        colour=shown.colour,
        holder=holder,
        holder_key=holder_key,
        label=label,
        person_id=person_id,
        unit_id=unit_id,
        profile=_profile(profile_id, site_id=site_id),
        zones_only=_zones(zones_only, site_id=site_id),
        valid_from=valid_from,
        valid_until=valid_until,
        created_at=at,
    )
    _insert(credential, actor=actor)
    fact = facts.CredentialIssued(
        credential_id=credential.id, kind=kind, holder=holder, person_id=person_id
    )
    journal.record(fact, actor=actor, at=at)
    return credential


@transaction.atomic
def change(
    *,
    credential_id: int,
    profile_id: int,
    zones_only: Sequence[str] = (),
    valid_from: datetime,
    valid_until: datetime | None,
    actor: Actor,
    at: datetime,
) -> bool:
    """Other zones, or another window. False when that is what it was, and nothing is recorded.

    Raises NotAllowed, AlreadyEnded, BadWindow, NoSuchProfile, ZoneNotOpened.
    """
    credential = _locked(credential_id, actor)
    if valid_until is not None and valid_until <= valid_from:
        raise refusals.BadWindow(since=moment(valid_from), until=moment(valid_until))
    profile = _profile(profile_id, site_id=credential.site_id)
    opened = set(profile.zones.values_list("code", flat=True))
    for code in zones_only:  # else it would open nothing, and nobody would be told why
        if code not in opened:
            raise refusals.ZoneNotOpened(code=code, profile=profile.name)
    new = {
        "profile_id": profile.id,
        "zones_only": sorted(set(zones_only)),
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    differing = [name for name, value in new.items() if getattr(credential, name) != value]
    if not differing:
        return False
    fact = facts.CredentialChanged(
        credential_id=credential.id,
        old={name: str(getattr(credential, name)) for name in differing},
        new={name: str(new[name]) for name in differing},
    )
    _save(credential, **{name: new[name] for name in differing})
    journal.record(fact, actor=actor, at=at)
    return True


@transaction.atomic
def report_lost(*, credential_id: int, actor: Actor, at: datetime) -> None:
    """Works at once, by the holder or the security officer; said twice it is kept once.

    One that was blocked stays so, by its reason, once it is found.

    Raises NotAllowed, AlreadyEnded, Credential.DoesNotExist.
    """
    credential = _locked(credential_id, actor, is_own_enough=True)
    if credential.status == Status.LOST:
        return
    _save(credential, status=Status.LOST)
    fact = facts.CredentialLost(credential_id=credential.id, person_id=credential.person_id)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def found(*, credential_id: int, actor: Actor, at: datetime) -> None:
    """Good again, or blocked as it was; only by who may issue, since whoever found it may not be
    its holder.

    Raises NotAllowed, AlreadyEnded, NotLost.
    """
    credential = _locked(credential_id, actor)
    if credential.status != Status.LOST:
        raise refusals.NotLost
    _save(credential, status=Status.BLOCKED if credential.status_reason else Status.ACTIVE)
    journal.record(facts.CredentialFound(credential_id=credential.id), actor=actor, at=at)


@transaction.atomic
def block(*, credential_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Stop it for a while; a lost one stays lost, and is blocked once it is found.

    Raises NotAllowed, AlreadyEnded, ReasonMissing.
    """
    credential = _locked(credential_id, actor)
    if not reason.strip():
        raise refusals.ReasonMissing
    status = Status.LOST if credential.status == Status.LOST else Status.BLOCKED
    _save(credential, status=status, status_reason=reason.strip()[:200])
    fact = facts.CredentialBlocked(credential_id=credential.id, reason=reason.strip()[:200])
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def unblock(*, credential_id: int, actor: Actor, at: datetime) -> None:
    """Good again; one that is good already stays so. Raises NotAllowed, AlreadyEnded."""
    credential = _locked(credential_id, actor)
    if credential.status != Status.BLOCKED:
        return
    _save(credential, status=Status.ACTIVE, status_reason="")
    journal.record(facts.CredentialUnblocked(credential_id=credential.id), actor=actor, at=at)


@transaction.atomic
def end(*, credential_id: int, reason: str = "", actor: Actor, at: datetime) -> None:
    """Never good again, and its number free for another. Ended twice it is recorded once.

    Raises NotAllowed, Credential.DoesNotExist.
    """
    versions.hold(site_id=actor.site_id or 0)
    credential = Credential.objects.filter(site_id=actor.site_id)
    row: Credential = credential.select_for_update().get(id=credential_id)
    require_edit(actor, holder=row.holder, unit_id=row.unit_id)
    if row.status != Status.ENDED:
        _end(row, reason=reason, actor=actor, at=at)


@transaction.atomic
def end_own(*, credential: Credential, actor: Actor, at: datetime) -> None:
    """For topics in which holders give up what is theirs: they asked whose it is."""
    if credential.status != Status.ENDED:
        _end(credential, reason="", actor=actor, at=at)


@transaction.atomic
def end_all(
    *, actor: Actor, at: datetime, reason: str, person_id: int | None = None, holder_key: str = ""
) -> int:
    """End every living credential of a person or holder; how many. Raises NotAllowed.

    With the person go their plates, whose state is the cars'.
    """
    rows = Credential.objects.filter(site_id=actor.site_id).exclude(status=Status.ENDED)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    else:
        rows = rows.filter(holder_key=holder_key)
    versions.hold(site_id=actor.site_id or 0)
    living = list(rows.select_for_update())
    for row in living:
        require_edit(actor, holder=row.holder, unit_id=row.unit_id)
        _end(row, reason=reason, actor=actor, at=at)
    return len(living)


@transaction.atomic
def move(*, person_id: int, unit_id: int, actor: Actor) -> None:
    """A person's living credentials belong to another unit. Raises NotAllowed."""
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    rows = Credential.objects.filter(site_id=actor.site_id, person_id=person_id)
    rows = rows.exclude(status=Status.ENDED).exclude(unit_id=unit_id)
    if rows.exists():
        rows.update(unit_id=unit_id, changed_in=versions.rise(site_id=actor.site_id or 0))


def subject_of(*, kind: str, subject: str, colour: str = "", is_sure: bool = True) -> Subject:
    """The number as the gates compare it.

    Raises BadNumber, NotAPlate, ColourMissing, ColourUnlike, PlateMaybeShort.
    """
    if kind == Kind.PLATE:
        return Subject(kind, numbers.plate(subject, colour=colour, is_sure=is_sure), colour)
    if kind == Kind.CARD:
        return Subject(kind, numbers.card(subject))
    if kind == Kind.QR and not subject:
        return Subject(kind, numbers.new_pass())
    return Subject(kind, numbers.plain(subject))


def _insert(credential: Credential, *, actor: Actor) -> None:
    """Raises Taken, TakenBy."""
    _check_free(credential, actor=actor)
    credential.changed_in = versions.rise(site_id=credential.site_id)
    try:
        with transaction.atomic():
            credential.save(force_insert=True)
    except IntegrityError:  # taken in the same moment
        _check_free(credential, actor=actor)
        raise


def _check_free(credential: Credential, *, actor: Actor) -> None:
    living = Credential.objects.exclude(status=Status.ENDED).filter(
        kind=credential.kind, subject=credential.subject, colour=credential.colour
    )
    if not living.filter(site_id=credential.site_id).exists():
        return
    seen = living.visible_to(actor).first()
    if seen is None:
        raise refusals.Taken(number=credential.subject)
    raise refusals.TakenBy(number=credential.subject, holder=seen.label)


def _locked(credential_id: int, actor: Actor, *, is_own_enough: bool = False) -> Credential:
    """A living credential. Raises NotAllowed, AlreadyEnded, Credential.DoesNotExist."""
    versions.hold(site_id=actor.site_id or 0)
    rows = Credential.objects.filter(site_id=actor.site_id)
    row: Credential = rows.select_for_update().get(id=credential_id)
    is_own = row.person_id is not None and row.person_id == actor.person_id
    if not (is_own and is_own_enough):
        require_edit(actor, holder=row.holder, unit_id=row.unit_id)
    if row.status == Status.ENDED:
        raise refusals.AlreadyEnded(number=row.subject)
    return row


def _save(credential: Credential, **values: object) -> None:
    for name, value in values.items():
        setattr(credential, name, value)
    credential.changed_in = versions.rise(site_id=credential.site_id)
    credential.save(update_fields=[*values, "changed_in"])


def _end(credential: Credential, *, reason: str, actor: Actor, at: datetime) -> None:
    _save(credential, status=Status.ENDED, status_reason=reason[:200])
    fact = facts.CredentialEnded(credential_id=credential.id, reason=reason[:200])
    journal.record(fact, actor=actor, at=at)


def _working(person_id: int, *, site_id: int, at: datetime) -> Person:
    """Raises PersonGone, Person.DoesNotExist."""
    person: Person = Person.objects.filter(site_id=site_id).get(id=person_id)
    if person.left_on is not None and person.left_on <= timezone.localdate(at):
        raise refusals.PersonGone(person=person.name, left_on=day(person.left_on))
    return person


def _profile(profile_id: int | None, *, site_id: int) -> AccessProfile:
    """Raises NoSuchProfile, NoDefaultProfile."""
    profiles = AccessProfile.objects.filter(site_id=site_id)
    chosen = profiles.filter(id=profile_id) if profile_id else profiles.filter(is_default=True)
    profile: AccessProfile | None = chosen.first()
    if profile is None:
        raise refusals.NoSuchProfile(code=profile_id) if profile_id else refusals.NoDefaultProfile
    return profile


def _zones(codes: Sequence[str], *, site_id: int) -> list[str]:
    """Raises NoSuchZone."""
    known = set(Zone.objects.filter(site_id=site_id, code__in=codes).values_list("code", flat=True))
    for code in codes:
        if code not in known:
            raise refusals.NoSuchZone(code=code)
    return sorted(set(codes))
