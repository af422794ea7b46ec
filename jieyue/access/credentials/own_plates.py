"""Staff's own cars: one registers it, the security officer lets it in."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jieyue.access.credentials import actions, facts, refusals
from jieyue.access.credentials.models import Credential, Holder, Kind, PlateRequest, Status
from jieyue.access.credentials.parameters import OWN_PLATES
from jieyue.access.gates import versions
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.people.persons.models import Person


@transaction.atomic
def ask(*, plate: str, colour: str, is_sure: bool, actor: Actor, at: datetime) -> PlateRequest:
    """Register one's own car; asked twice it waits once.

    Raises NotAllowed, NotAPlate, ColourMissing, ColourUnlike, PlateMaybeShort, TooManyPlates,
    Taken, PersonGone.
    """
    actor.require(AccessPermission.CREDENTIALS_READ, person_id=actor.person_id)
    shown = actions.subject_of(kind=Kind.PLATE, subject=plate, colour=colour, is_sure=is_sure)
    rows = Person.objects.filter(site_id=actor.site_id).select_for_update(no_key=True)
    person: Person = rows.get(id=actor.person_id)
    waiting = PlateRequest.objects.filter(person=person, is_granted=None)
    same: PlateRequest | None = waiting.filter(plate=shown.number, colour=colour).first()
    if same is not None:
        return same
    _check_room(person, waiting=waiting.count(), at=at)
    living = Credential.objects.filter(site_id=person.site_id, kind=Kind.PLATE)
    taken = living.filter(subject=shown.number, colour=colour).exclude(status=Status.ENDED)
    if taken.exists():
        raise refusals.Taken(number=shown.number)
    request: PlateRequest = PlateRequest.objects.create(
        site_id=person.site_id, person=person, plate=shown.number, colour=colour, asked_at=at
    )
    fact = facts.PlateAsked(request_id=request.id, person_id=person.id)
    journal.record(fact, actor=actor, at=at)
    return request


@transaction.atomic
def decide(
    *, request_id: int, is_granted: bool, reason: str = "", actor: Actor, at: datetime
) -> PlateRequest:
    """Let the car in, or say why not. Not one's own.

    Raises NotAllowed, AlreadyDecided, ReasonMissing, OwnRequest, Taken, NoDefaultProfile,
    PersonGone.
    """
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    rows = PlateRequest.objects.filter(site_id=actor.site_id).select_related("person")
    row: PlateRequest = rows.select_for_update(of=("self",)).get(id=request_id)
    if row.is_granted is not None:
        raise refusals.AlreadyDecided(by=row.decided_by, said=moment(row.decided_at))
    if row.person_id == actor.person_id:
        raise refusals.OwnRequest
    if not is_granted and not reason.strip():
        raise refusals.ReasonMissing
    row.is_granted, row.reason = is_granted, reason.strip()[:200]
    row.decided_at, row.decided_by = at, actor.name
    if is_granted:
        row.credential_id = _let_in(row, actor=actor, at=at).id
    row.save()
    fact = facts.PlateDecided(
        request_id=row.id, person_id=row.person_id, is_granted=is_granted, reason=row.reason
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def give_up(*, credential_id: int, actor: Actor, at: datetime) -> None:
    """One's own car comes no more. Raises NotYours, Credential.DoesNotExist."""
    versions.hold(site_id=actor.site_id or 0)
    rows = Credential.objects.filter(site_id=actor.site_id, kind=Kind.PLATE)
    row: Credential = rows.select_for_update().get(id=credential_id)
    if row.person_id is None or row.person_id != actor.person_id:
        raise refusals.NotYours
    actions.end_own(credential=row, actor=actor, at=at)


def _let_in(row: PlateRequest, *, actor: Actor, at: datetime) -> Credential:
    return actions.issue(
        kind=Kind.PLATE,
        subject=row.plate,
        colour=row.colour,
        holder=Holder.PERSON,
        holder_key="",
        label=row.person.name,
        person_id=row.person_id,
        valid_from=at,
        actor=actor,
        at=at,
    )


def _check_room(person: Person, *, waiting: int, at: datetime) -> None:
    """Raises TooManyPlates."""
    values = parameters.read(site_id=person.site_id, on=timezone.localdate(at))
    most = values.integer(OWN_PLATES)
    have = Credential.objects.filter(person=person, kind=Kind.PLATE).exclude(status=Status.ENDED)
    if have.count() + waiting >= most:
        raise refusals.TooManyPlates(most=most)
