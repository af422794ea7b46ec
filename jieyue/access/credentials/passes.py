"""通行码: one's own rotating pass, and the pass of a printed badge."""

from datetime import datetime

from django.db import transaction

from jieyue.access.credentials import actions, qr, queries, signing
from jieyue.access.credentials.models import Credential, Holder, Kind, Status
from jieyue.access.credentials.refusals import NoPass
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor, system
from jieyue.people.persons.models import Person


@transaction.atomic
def make_own(*, actor: Actor, at: datetime) -> Credential:
    """One's own pass, made the first time it is asked for, with the site's usual profile.

    Raises NotAllowed, NoDefaultProfile, PersonGone.
    """
    actor.require(AccessPermission.CREDENTIALS_READ, person_id=actor.person_id)
    rows = Person.objects.filter(site_id=actor.site_id).select_for_update(no_key=True)
    person: Person = rows.get(id=actor.person_id)
    found = queries.own_pass(actor)
    if found is not None:
        return found
    return actions.issue(
        kind=Kind.QR,
        subject="",
        holder=Holder.PERSON,
        holder_key=f"person:{person.id}",
        label=person.name,
        person_id=person.id,
        valid_from=at,
        actor=system("access.credentials", site_id=actor.site_id),
        at=at,
    )


def rotating(*, actor: Actor, at: datetime) -> str:
    """The token to show now. Raises NoPass when there is none that opens."""
    found = queries.own_pass(actor)
    if found is None or found.status != Status.ACTIVE:
        raise NoPass
    return token_of(found, at=at)


def token_of(credential: Credential, *, at: datetime) -> str:
    """A rotating token of any QR credential, as on a visitor's phone page."""
    site_id = credential.site_id
    return qr.new_token(
        subject=credential.subject,
        at_ms=int(at.timestamp() * 1000),
        sign=lambda data: signing.sign(data, site_id=site_id),
    )


def printed(credential: Credential, *, since: datetime, until: datetime) -> str:
    """A token for a badge, good from `since` to `until`."""
    site_id = credential.site_id
    return qr.new_printed_token(
        subject=credential.subject,
        from_ms=int(since.timestamp() * 1000),
        until_ms=int(until.timestamp() * 1000),
        sign=lambda data: signing.sign_until(data, site_id=site_id, until=until),
    )
