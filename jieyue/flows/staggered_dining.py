"""错峰就餐: under a health order units eat in their own time; who cooks, sells and eats is told.

    access.health       orders slots by unit, or ends them   StaggeredDiningOrdered, ...Ended
    people.messages     the canteen's people get all slots, each unit's people their own

Told twice, each is told once. An order that follows another with slots of its own does not say
in between that everybody is free.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext_noop

from jieyue.access.health.facts import StaggeredDiningEnded, StaggeredDiningOrdered
from jieyue.access.health.models import DiningSlot, HealthOrder
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import system
from jieyue.kit.formats import moment
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell
from jieyue.people.messages.models import Message
from jieyue.people.roles.queries import persons_with
from jieyue.people.units.models import Unit

NAME = "flows.staggered_dining"
MY_MEALS = "/canteen/my-meals/"
CANTEEN = (
    CanteenPermission.CANTEENS_EDIT,
    CanteenPermission.KITCHEN_COOK,
    CanteenPermission.SERVICE_SELL,
)
OWN_TITLE = gettext_noop("Staggered dining: your time is %(slot)s")
OWN_TEXT = gettext_noop("Until %(until)s people of your unit eat in this time.")
ALL_TITLE = gettext_noop("Staggered dining begins")
ALL_TEXT = gettext_noop("%(slots)s. Until %(until)s.")
OVER_TITLE = gettext_noop("Staggered dining is over")
OVER_TEXT = gettext_noop("Everybody eats when they like again, within the canteen's hours.")


def tell_slots(fact: StaggeredDiningOrdered, *, site_id: int, at: datetime) -> None:
    """The canteen gets the whole list; each unit's people one message with their own slot."""
    until = moment(fact.until)
    units = Unit.objects.filter(site_id=site_id, id__in=[int(each) for each in fact.slots])
    names = {str(unit_id): name for unit_id, name in units.values_list("id", "short_name")}
    slots = {unit: f"{starts}–{ends}" for unit, (starts, ends) in fact.slots.items()}
    lines = sorted((slot, names[unit]) for unit, slot in slots.items() if unit in names)
    listed = "; ".join(f"{slot} {name}" for slot, name in lines)
    values = {"order": str(fact.order_id), "slots": listed, "until": until}
    _tell(ALL_TITLE, ALL_TEXT, values, to=_canteen(site_id, at), site_id=site_id, at=at)
    for unit in sorted(names, key=int):
        values = {"order": str(fact.order_id), "unit": unit, "slot": slots[unit], "until": until}
        to = Recipients(unit_ids=[int(unit)])
        _tell(OWN_TITLE, OWN_TEXT, values, to=to, site_id=site_id, at=at)


def tell_end(fact: StaggeredDiningEnded, *, site_id: int, at: datetime) -> None:
    """One message to all who were told of the beginning."""
    order_id = fact.order_id
    if HealthOrder.objects.filter(follows_id=order_id, slots__isnull=False).exists():
        return
    slots = DiningSlot.objects.filter(site_id=site_id, order_id=order_id)
    units: Collection[int] = list(slots.values_list("unit_id", flat=True))
    canteen = _canteen(site_id, at)
    to = Recipients(person_ids=canteen.person_ids, unit_ids=units)
    _tell(OVER_TITLE, OVER_TEXT, {"order": str(order_id)}, to=to, site_id=site_id, at=at)


def _canteen(site_id: int, at: datetime) -> Recipients:
    """Whoever runs a canteen, cooks or sells there."""
    found: set[int] = set()
    for permission in CANTEEN:
        found |= set(persons_with(permission, site_id=site_id, unit_id=None, at=at))
    return Recipients(person_ids=found)


def _tell(
    title: str,
    text: str,
    values: Mapping[str, str],
    *,
    to: Recipients,
    site_id: int,
    at: datetime,
) -> None:
    """Once: what was said before of the same order, and unit, is not said again."""
    known = Message.objects.filter(site_id=site_id, title=title, values__order=values["order"])
    if "unit" in values:
        known = known.filter(values__unit=values["unit"])
    if known.exists():
        return
    said = Text(title=title, text=text, link=MY_MEALS, values=values)
    try:
        tell(said, to=to, actor=system(NAME, site_id=site_id), at=at)
    except NobodyToTell:
        return
