"""Who is told of lost cards, block-list hits, asked and decided plates, and old blocks."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.credentials import facts
from jieyue.access.credentials.models import Block, Credential, PlateRequest
from jieyue.access.credentials.parameters import BLOCK_REVIEW
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders
from jieyue.people.messages.models import Message

LOST = gettext_noop("%(holder)s reported a credential lost. It opens no gate any more.")
HIT = gettext_noop("Block list: %(number)s at %(where)s.")
ASKED = gettext_noop("%(person)s asks to enter with their car %(plate)s.")
GRANTED = gettext_noop("Your car %(plate)s may enter now.")
REFUSED = gettext_noop("Your car %(plate)s may not enter: %(reason)s")
GONE = "—"
REVIEW = gettext_noop("%(count)s entries of the block list have no end and are due for review.")


def tell_of_loss(fact: facts.CredentialLost, *, site_id: int, at: datetime) -> None:
    row = Credential.objects.get(id=fact.credential_id)
    link = reverse("access:credential", args=[row.id])
    _tell_editors(LOST, {"holder": row.label}, link, site_id=site_id, at=at)


def tell_of_hit(fact: facts.BlockHit, *, site_id: int, at: datetime) -> None:
    """Every hit is told, each time."""
    block = Block.objects.get(id=fact.block_id)
    text = Text(
        title=HIT,
        link=reverse("access:blocks"),
        values={"number": block.hint, "where": fact.where},
    )
    tell_holders(text, permission=AccessPermission.BLOCKS_READ, actor=_part(site_id), at=at)


def tell_of_asking(fact: facts.PlateAsked, *, site_id: int, at: datetime) -> None:
    row = PlateRequest.objects.select_related("person").get(id=fact.request_id)
    values = {"person": row.person.name, "plate": row.plate}
    _tell_editors(ASKED, values, reverse("access:plate_requests"), site_id=site_id, at=at)


def tell_of_deciding(fact: facts.PlateDecided, *, site_id: int, at: datetime) -> None:
    row = PlateRequest.objects.get(id=fact.request_id)
    text = Text(
        title=GRANTED if fact.is_granted else REFUSED,
        link=reverse("access:my_credentials"),
        values={"plate": row.plate, "reason": fact.reason},
    )
    try:
        tell(text, to=Recipients(person_ids=[fact.person_id]), actor=_part(site_id), at=at)
    except NobodyToTell:  # they have left since
        return


def remind_of_blocks(*, site_id: int, at: datetime) -> None:
    """Timed: whom nobody put an end to is looked at again after so many days, and each time."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    days = values.integer(BLOCK_REVIEW)
    endless = Block.objects.filter(
        site_id=site_id, until=None, since__lte=at - timedelta(days=days)
    )
    due = [row for row in endless if ((at - row.since).days % days) == 0]
    if not due:
        return
    text = Text(title=REVIEW, link=reverse("access:blocks"), values={"count": str(len(due))})
    tell_holders(text, permission=AccessPermission.BLOCKS_EDIT, actor=_part(site_id), at=at)


def _tell_editors(
    title: str, values: dict[str, str], link: str, *, site_id: int, at: datetime
) -> None:
    text = Text(title=title, link=link, values=values)
    tell_holders(text, permission=AccessPermission.CREDENTIALS_EDIT, actor=_part(site_id), at=at)


def _part(site_id: int) -> Actor:
    return system("access.credentials", site_id=site_id)


def forget(*, site_id: int, before: datetime) -> None:
    """Take names, plates and numbers out of what was told of passes before then."""
    rows = Message.objects.filter(
        site_id=site_id, sent_at__lt=before, title__in=(ASKED, GRANTED, HIT, LOST, REFUSED)
    )
    for message in rows.exclude(values={}):
        if set(message.values.values()) != {GONE}:
            message.values = dict.fromkeys(message.values, GONE)
            message.save(update_fields=["values"])
