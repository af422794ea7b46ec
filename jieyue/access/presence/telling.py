"""Tells people that somebody looked up their whereabouts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from jieyue.access.lookups.models import Lookup, Purpose
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.people.messages import actions as messages
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text

TITLE = gettext_noop("Your whereabouts were looked up")
WORDS = gettext_noop(
    "%(by)s looked up your passages of the gates at %(at)s. Purpose: %(purpose)s. The written "
    "reason is kept; ask the security office for it."
)


@transaction.atomic
def tell_due(*, site_id: int, actor: Actor, at: datetime) -> int:
    """Each look-up once, when its time has come; who has left is not told. Returns how many."""
    actor.require(AccessPermission.PRESENCE_LOOKUP)
    due = Lookup.objects.select_for_update().filter(site_id=site_id, told_at=None, tell_at__lte=at)
    rows = list(due.exclude(person=None))
    for row in rows:
        _tell(row, row.person_id or 0, actor, at)
        row.told_at = at
        row.save(update_fields=["told_at"])
    return len(rows)


def _tell(row: Lookup, person_id: int, actor: Actor, at: datetime) -> None:
    purpose = str(Purpose(row.purpose).label)
    values = {"by": row.by, "at": moment(row.at, "long"), "purpose": purpose}
    text = Text(title=TITLE, text=WORDS, values=values)
    try:
        messages.tell(text, to=Recipients(person_ids=[person_id]), actor=actor, at=at)
    except NobodyToTell:
        return
