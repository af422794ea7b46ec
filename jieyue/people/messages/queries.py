from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import SiteQuerySet
from jieyue.people.messages.models import Message, Notice


@dataclass(frozen=True)
class NoticeRow:
    """One notice in its reader's language."""

    id: int
    title: str
    text: str
    link: str
    sender: str
    sent_at: datetime
    is_read: bool


def unread(actor: Actor) -> int:
    """For the bell. One query; nobody without a person has notices."""
    if actor.person_id is None:
        return 0
    return _own(actor).filter(read_at=None).count()


def rows(actor: Actor, *, limit: int = 200) -> list[NoticeRow]:
    """The newest notices, unread ones first. One query."""
    found = _own(actor).select_related("message").order_by("-message__sent_at", "-id")[:limit]
    result = [_row(notice) for notice in found]
    return sorted(result, key=lambda row: row.is_read)


def _own(actor: Actor) -> SiteQuerySet:
    return Notice.objects.filter(site_id=actor.site_id, person_id=actor.person_id)


def _row(notice: Notice) -> NoticeRow:
    message = notice.message
    return NoticeRow(
        id=notice.id,
        title=_said(message.title, message),
        text=_said(message.text, message),
        link=message.link,
        sender=message.sender,
        sent_at=message.sent_at,
        is_read=notice.read_at is not None,
    )


def _said(source: str, message: Message) -> str:
    """What a person wrote as it is; a source with values in the reader's language."""
    return _(source) % message.values if source and message.values else source
