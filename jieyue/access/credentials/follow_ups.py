"""What a change of person means for what they show at the gates."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.access.credentials import actions
from jieyue.access.credentials.models import Credential, Status
from jieyue.access.gates import versions
from jieyue.kit.actor import Actor, system
from jieyue.people.persons.facts import PersonLeft, PersonPosted, PersonsImported
from jieyue.people.persons.models import Person

LEFT = "left"  # stored as the reason; words in `words.py`
EXPIRED = "expired"


def follow_leave(fact: PersonLeft, *, site_id: int, at: datetime) -> None:
    """All of theirs end at once; of a leave ahead, on the morning of that day."""
    if fact.left_on <= timezone.localdate(at):
        actions.end_all(person_id=fact.person_id, reason=LEFT, actor=_part(site_id), at=at)
    else:
        _limit(fact.person_id, until=_morning(fact), site_id=site_id)


def follow_posting(fact: PersonPosted, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    actions.move(person_id=fact.person_id, unit_id=fact.unit_id, actor=_part(site_id))


def follow_import(fact: PersonsImported, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """Those whom a sheet posted elsewhere."""
    posted = Person.objects.filter(site_id=site_id, id__in=fact.posted)
    for person_id, unit_id in posted.values_list("id", "unit_id"):
        actions.move(person_id=person_id, unit_id=unit_id, actor=_part(site_id))


def end_expired(*, site_id: int, at: datetime) -> None:
    """Timed: what expired frees its number. The gates refused it from the moment it expired.

    And whoever left without the gates being told, as after an import, loses all at the latest now.
    """
    living = Credential.objects.filter(site_id=site_id).exclude(status=Status.ENDED)
    today = timezone.localdate(at)
    gone = Q(person__left_on__lte=today)
    for row in living.filter(Q(valid_until__lte=at) | gone).values_list("id", "person__left_on"):
        has_left = row[1] is not None and row[1] <= today
        reason = LEFT if has_left else EXPIRED
        actions.end(credential_id=row[0], reason=reason, actor=_part(site_id), at=at)


@transaction.atomic
def _limit(person_id: int, *, until: datetime, site_id: int) -> None:
    rows = Credential.objects.filter(site_id=site_id, person_id=person_id)
    rows = rows.exclude(status=Status.ENDED)
    longer = rows.filter(Q(valid_until=None) | Q(valid_until__gt=until))
    if longer.exists():
        longer.update(valid_until=until, changed_in=versions.rise(site_id=site_id))


def _morning(fact: PersonLeft) -> datetime:
    return timezone.make_aware(datetime.combine(fact.left_on, time.min))


def _part(site_id: int) -> Actor:
    return system("access.credentials", site_id=site_id)
