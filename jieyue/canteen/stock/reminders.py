"""Twice a day: whoever keeps the store is told which fridges nobody looked at."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import places
from jieyue.canteen.stock.parameters import FRIDGE_READINGS_BY
from jieyue.kit import parameters
from jieyue.kit.actor import system
from jieyue.people.messages.actions import Text, tell_holders

TITLE = gettext_noop("Fridges not read: %(count)s")
TEXT = gettext_noop("Nobody noted the temperature of %(places)s today in time. Look and note it.")


def remind(*, site_id: int, at: datetime) -> None:
    """Tell who moves goods of the fridges whose reading of the last due hour is missing."""
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    due_by = hours(values)
    now = timezone.localtime(at).time()
    passed = [due for due in due_by if due <= now]
    if not passed:
        return
    missed = places.missing_readings(site_id=site_id, at=at, due_by=due_by)
    names = [place.name for place, late in missed if passed[-1] in late]
    if not names:
        return
    text = Text(
        title=TITLE,
        text=TEXT,
        link=reverse("canteen:fridges"),
        values={"count": str(len(names)), "places": "、".join(names)},
    )
    actor = system("canteen.stock.reminders", site_id=site_id)
    tell_holders(text, permission=CanteenPermission.STOCK_MOVE, actor=actor, at=at)


def hours(values: parameters.Values) -> list[time]:
    """By when fridges are read, sorted."""
    return sorted(time.fromisoformat(text) for text in values.json(FRIDGE_READINGS_BY))
