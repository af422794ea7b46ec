"""What a guard sees of the one at the gate, while it is live."""

from datetime import datetime, timedelta

from django.utils import timezone

from jieyue.access.console.parameters import PICTURES_LIVE
from jieyue.access.decisions import pictures
from jieyue.access.decisions.models import Decision
from jieyue.access.decisions.pictures import Picture
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values


class NotLive(Exception):
    """The passage is over for longer than the guard's work takes; a look needs a purpose."""


def live(actor: Actor, decision_id: int, *, at: datetime) -> Picture:
    """Raises NotAllowed, NotLive, Decision.DoesNotExist (also without a picture)."""
    actor.require(AccessPermission.CONSOLE_READ)
    row = Decision.objects.filter(site_id=actor.site_id).get(id=decision_id)
    values = parameters.read(site_id=row.site_id, on=timezone.localdate(at))
    if row.at <= live_since(values, at=at):
        raise NotLive
    found = pictures.of(row)
    if found is None:
        raise Decision.DoesNotExist
    return found


def live_since(values: Values, *, at: datetime) -> datetime:
    """Passages after this are live, by their own time; so nothing that was filled in later is."""
    return at - timedelta(minutes=values.integer(PICTURES_LIVE))
