"""Who is told what about a request, in the reader's language."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from jieyue.kit.actor import Actor
from jieyue.people.approvals.models import Approval, Step
from jieyue.people.messages import actions as messages
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text
from jieyue.people.roles import queries as roles

WAITS = gettext_noop("%(title)s waits for your decision")
HAND_OVER = gettext_noop("%(title)s waits for a second person: hand the next step over")
URGED = gettext_noop("%(title)s still waits for your decision")
GRANTED = gettext_noop("%(title)s was approved")
REFUSED = gettext_noop("%(title)s was refused: %(reason)s")
WITHDRAWN = gettext_noop("%(title)s was withdrawn")


def deciders(approval: Approval, step: Step, *, at: datetime) -> set[int]:
    """Persons a step waits for; never the one who asked."""
    if step.person_id is not None:
        return {step.person_id}
    found = roles.persons_with(
        step.permission, site_id=approval.site_id, unit_id=approval.unit_id, at=at
    )
    return found - {approval.asked_by_id or 0}


def tell_deciders(
    approval: Approval, step: Step, title: str, *, actor: Actor, at: datetime
) -> None:
    """Tell who may decide; when they all decided earlier steps, that somebody else must."""
    found = deciders(approval, step, at=at)
    earlier = set(approval.steps.exclude(decided_at=None).values_list("decided_by_id", flat=True))
    others = found - earlier
    if not others and title in (WAITS, URGED):
        title = HAND_OVER
    to = Recipients(person_ids=others or found)
    _tell(approval, title, "", to=to, actor=actor, at=at)


def tell_asker(approval: Approval, title: str, reason: str, *, actor: Actor, at: datetime) -> None:
    if approval.asked_by_id is not None:
        to = Recipients(person_ids=[approval.asked_by_id])
        _tell(approval, title, reason, to=to, actor=actor, at=at)


def _tell(
    approval: Approval, title: str, reason: str, *, to: Recipients, actor: Actor, at: datetime
) -> None:
    """A request stands even when nobody holds the right yet; its page says so."""
    text = Text(
        title=title,
        link=reverse("people:approval", args=[approval.id]),
        values={"title": approval.title, "reason": reason},
    )
    try:
        messages.tell(text, to=to, actor=actor, at=at)
    except NobodyToTell:
        return
