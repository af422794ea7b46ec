"""Who decides requests of a kind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.approvals import rules
from jieyue.people.approvals.facts import ChainSet
from jieyue.people.approvals.models import ChainStep
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person


@transaction.atomic
def set_chain(*, kind: str, chain: Sequence[rules.Link], actor: Actor, at: datetime) -> None:
    """Say who decides requests of a kind; requests on their way keep their steps.

    Raises NotAllowed, ChainHasGap, Person.DoesNotExist.
    """
    actor.require(PeoplePermission.APPROVALS_CONFIGURE)
    rules.check_chain(chain)
    persons = {link.person_id for link in chain if link.person_id is not None}
    known = Person.objects.filter(site_id=actor.site_id, id__in=persons)
    if known.count() != len(persons):
        raise Person.DoesNotExist
    ChainStep.objects.filter(site_id=actor.site_id, kind=kind).delete()
    ChainStep.objects.bulk_create(
        ChainStep(
            site_id=actor.site_id,
            kind=kind,
            from_yuan=link.from_yuan,
            position=link.position,
            permission=link.permission,
            person_id=link.person_id,
        )
        for link in chain
    )
    steps = [
        f"{link.from_yuan} {link.position} {link.permission or link.person_id}" for link in chain
    ]
    journal.record(ChainSet(kind=kind, steps=steps), actor=actor, at=at)
