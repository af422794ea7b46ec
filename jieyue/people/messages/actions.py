from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.messages import rules
from jieyue.people.messages.facts import MessageSent
from jieyue.people.messages.models import Message, Notice
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person
from jieyue.people.roles import queries as roles


class NobodyToTell(rules.Refusal):
    """The notice would reach no one."""


@dataclass(frozen=True, kw_only=True)
class Recipients:
    """Persons, and everybody in units or holding roles; `everybody` means the whole site."""

    person_ids: Collection[int] = ()
    unit_ids: Collection[int] = ()
    role_ids: Collection[int] = ()
    everybody: bool = False


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is said. With `values`, `title` and `text` are English sources with placeholders."""

    title: str
    text: str = ""
    link: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def send(text: Text, *, to: Recipients, actor: Actor, at: datetime) -> Message:
    """A notice by hand. To one's own unit the right for the unit is enough.

    Raises NotAllowed, NobodyToTell, BadLink.
    """
    own_unit = set(to.unit_ids) == {actor.unit_id} and not (
        to.person_ids or to.role_ids or to.everybody
    )
    actor.require(PeoplePermission.MESSAGES_SEND, unit_id=actor.unit_id if own_unit else None)
    message = tell(text, to=to, actor=actor, at=at)
    persons = message.notices.count()
    fact = MessageSent(message_id=message.id, persons=persons)
    journal.record(fact, actor=actor, at=at)
    return message


@transaction.atomic
def tell(text: Text, *, to: Recipients, actor: Actor, at: datetime) -> Message:
    """A notice that belongs to something else, which is what the journal records.

    Raises NobodyToTell, BadLink.
    """
    rules.check_link(text.link)
    person_ids = _persons(to, site_id=actor.site_id, at=at)
    if not person_ids:
        raise NobodyToTell
    message: Message = Message.objects.create(
        site_id=actor.site_id,
        title=text.title,
        text=text.text,
        link=text.link,
        values=dict(text.values),
        sender=actor.name,
        sender_person_id=actor.person_id,
        sent_at=at,
    )
    Notice.objects.bulk_create(
        Notice(site_id=actor.site_id, message=message, person_id=person_id)
        for person_id in sorted(person_ids)
    )
    return message


def tell_holders(text: Text, *, permission: str, actor: Actor, at: datetime) -> Message | None:
    """A notice to whoever holds a right for the whole site; None when nobody does.

    Raises BadLink.
    """
    found = roles.persons_with(permission, site_id=actor.site_id, unit_id=None, at=at)
    try:
        return tell(text, to=Recipients(person_ids=found), actor=actor, at=at)
    except NobodyToTell:
        return None


@transaction.atomic
def read(*, notice_ids: Collection[int] | None, actor: Actor, at: datetime) -> int:
    """Mark one's own notices as read, all of them with None; returns how many were unread."""
    notices = Notice.objects.filter(site_id=actor.site_id, person_id=actor.person_id, read_at=None)
    if notice_ids is not None:
        notices = notices.filter(id__in=notice_ids)
    return notices.update(read_at=at)


def _persons(to: Recipients, *, site_id: int | None, at: datetime) -> set[int]:
    """Who works on the site now and is meant."""
    meant = Q(id__in=to.person_ids) | Q(unit_id__in=to.unit_ids)
    for role_id in to.role_ids:
        meant |= Q(id__in=roles.persons_in(role_id, site_id=site_id, at=at))
    if to.everybody:
        meant = Q()
    today = timezone.localdate(at)
    here = Person.objects.filter(site_id=site_id).filter(Q(left_on=None) | Q(left_on__gt=today))
    return set(here.filter(meant).values_list("id", flat=True))
