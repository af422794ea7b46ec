"""Tells security once when a gate room is not well, and again when it then falls silent.

Its return is written into the journal.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from jieyue.access.edge import facts, queries
from jieyue.access.edge.models import GateRoom
from jieyue.access.edge.rules import Limits, Trouble
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import Text, tell_holders

TITLE = gettext_noop("Gate room %(room)s needs looking after")
TEXTS = {
    Trouble.CLOCK: gettext_noop("Its clock was set or runs wrong. Set it by the network."),
    Trouble.LETTER: gettext_noop("It refuses the rules it gets. Check its key and whom it trusts."),
    Trouble.REFUSED: gettext_noop("Some of its decisions were not taken. See its page."),
    Trouble.RULES_OLD: gettext_noop("Its rules are old. Check its network and its key."),
    Trouble.SILENT: gettext_noop(
        "It was last heard %(minutes)s minutes ago. It decides alone meanwhile."
    ),
}


def look(*, site_id: int, at: datetime) -> None:
    """Timed, every five minutes."""
    actor = system("access.edge", site_id=site_id)
    limits = queries.limits_of(site_id=site_id, at=at)
    rooms = GateRoom.objects.filter(site_id=site_id, device__is_active=True)
    for number in list(rooms.values_list("id", flat=True)):
        with transaction.atomic():
            locked = GateRoom.objects.select_for_update(of=("self",)).select_related("device")
            room: GateRoom = locked.get(id=number)
            trouble = queries.trouble_of(room, limits, at=at)
            if trouble and _is_news(room, trouble, limits):
                _tell(room, trouble, actor=actor, at=at)
            elif not trouble and room.told_at is not None:
                well = facts.GateRoomWell(device_id=room.device_id, title=room.device.name)
                journal.record(well, actor=actor, at=at)
                GateRoom.objects.filter(id=room.id).update(told_at=None)


def _is_news(room: GateRoom, trouble: str, limits: Limits) -> bool:
    """Told of nothing yet, or of something else while it was still heard."""
    if room.told_at is None:
        return True
    return trouble == Trouble.SILENT and room.told_at - room.heard_at <= limits.silent_after


def _tell(room: GateRoom, trouble: str, *, actor: Actor, at: datetime) -> None:
    minutes = int((at - room.heard_at).total_seconds() // 60)
    fact = facts.GateRoomLost(
        device_id=room.device_id, title=room.device.name, trouble=trouble, minutes=minutes
    )
    journal.record(fact, actor=actor, at=at)
    values = {"room": room.device.name, "minutes": str(minutes)}
    text = Text(title=TITLE, text=TEXTS[Trouble(trouble)], link="/access/edge/", values=values)
    tell_holders(text, permission=AccessPermission.DEVICES_EDIT, actor=actor, at=at)
    GateRoom.objects.filter(id=room.id).update(told_at=at)
