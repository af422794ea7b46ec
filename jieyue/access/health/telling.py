"""The limit on meetings is told to who runs the offices, and so is its end."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_noop

from jieyue.access.health.facts import HealthOrdered, HealthOrderEnded
from jieyue.access.health.models import HealthOrder, Switch
from jieyue.kit.actor import system
from jieyue.kit.formats import moment
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell
from jieyue.people.messages.models import Message
from jieyue.people.roles.models import Role

NAME = "access.health"
OFFICE = "office_administrator"
LIMIT_TITLE = gettext_noop("Meetings: at most %(limit)s people")
LIMIT_TEXT = gettext_noop("Health order %(number)s limits meetings until %(until)s.")
FREE_TITLE = gettext_noop("Meetings are not limited any more")
FREE_TEXT = gettext_noop("Health order %(number)s has ended.")


def tell_limit(fact: HealthOrdered, *, site_id: int, at: datetime) -> None:
    """Told once however often the fact comes."""
    if fact.meeting_limit is None:
        return
    values = {
        "limit": str(fact.meeting_limit),
        "number": fact.number,
        "until": moment(fact.until),
    }
    _tell(LIMIT_TITLE, LIMIT_TEXT, values, site_id=site_id, at=at)


def tell_free(fact: HealthOrderEnded, *, site_id: int, at: datetime) -> None:
    """Unless the order that follows limits meetings too."""
    following = HealthOrder.objects.filter(follows_id=fact.order_id, meeting_limit__isnull=False)
    if Switch.MEETINGS in fact.switches and not following.exists():
        _tell(FREE_TITLE, FREE_TEXT, {"number": fact.number}, site_id=site_id, at=at)


def _tell(title: str, text: str, values: Mapping[str, str], *, site_id: int, at: datetime) -> None:
    told = Message.objects.filter(site_id=site_id, title=title, values__number=values["number"])
    if told.exists():
        return
    roles = Role.objects.filter(site_id=site_id, code=OFFICE).values_list("id", flat=True)
    said = Text(title=title, text=text, values=values)
    try:
        tell(said, to=Recipients(role_ids=list(roles)), actor=system(NAME, site_id=site_id), at=at)
    except NobodyToTell:
        return
