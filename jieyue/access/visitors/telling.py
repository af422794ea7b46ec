"""Who is told of a visit: the host, the host's unit, the guards."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import wording
from jieyue.access.visitors.models import Guest, Visit
from jieyue.access.visitors.spoken import span
from jieyue.kit.actor import system
from jieyue.kit.formats import moment
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text, tell, tell_holders
from jieyue.people.roles.queries import persons_with

NAME = "access.visitors"


def host_asked(visit: Visit, guest: Guest, *, at: datetime) -> None:
    """Somebody wants to come."""
    values = {"name": guest.name, "when": when(visit)}
    _host(visit, wording.ASKED, values, at=at)


def host_changed(visit: Visit, *, at: datetime) -> None:
    _host(visit, wording.CHANGED, {"number": visit.number, "when": when(visit)}, at=at)


def host_cancelled(visit: Visit, *, at: datetime) -> None:
    _host(visit, wording.CANCELLED, {"number": visit.number}, at=at)


def host_arrived(visit: Visit, guest: Guest, *, at: datetime) -> None:
    _host(visit, wording.ARRIVED, {"name": guest.name}, at=at)


def host_overstayed(visit: Visit, *, inside: int, at: datetime) -> None:
    values = {"number": visit.number, "count": str(inside), "when": moment(visit.until_at)}
    _host(visit, wording.OVERSTAYED, values, at=at)


def guards_overstayed(visit: Visit, *, inside: int, at: datetime) -> None:
    values = {"number": visit.number, "count": str(inside)}
    text = Text(title=wording.OVERSTAYED_GUARD, link=_page(visit), values=values)
    _receivers(visit, text, at=at)


def write_up_due(visit: Visit, *, at: datetime) -> None:
    values = {
        "number": visit.number,
        "when": moment(visit.write_up_by) if visit.write_up_by else "",
    }
    _receivers(visit, Text(title=wording.WRITE_UP, link=_page(visit), values=values), at=at)


def ask_department(visit: Visit, *, at: datetime) -> None:
    """Everybody who may act for the host's unit, but the host."""
    found = persons_with(
        AccessPermission.VISITORS_INVITE, site_id=visit.site_id, unit_id=visit.unit_id, at=at
    )
    text = Text(title=wording.DEPARTMENT, link=_page(visit), values={"number": visit.number})
    _tell(visit, text, set(found) - {visit.host_id}, at=at)


def when(visit: Visit) -> str:
    """The visit's time as people say it."""
    return span(visit.from_at, visit.until_at)


def _host(visit: Visit, title: str, values: Mapping[str, str], *, at: datetime) -> None:
    text = Text(title=title, link=_page(visit), values=values)
    _tell(visit, text, {visit.host_id}, at=at)


def _tell(visit: Visit, text: Text, persons: "Collection[int | None]", *, at: datetime) -> None:
    """Nobody to tell is no reason to stop: who left does not come into the list."""
    to = Recipients(person_ids={each for each in persons if each is not None})
    try:
        tell(text, to=to, actor=system(NAME, site_id=visit.site_id), at=at)
    except NobodyToTell:
        return


def _receivers(visit: Visit, text: Text, *, at: datetime) -> None:
    actor = system(NAME, site_id=visit.site_id)
    tell_holders(text, permission=AccessPermission.VISITORS_RECEIVE, actor=actor, at=at)


def _page(visit: Visit) -> str:
    return reverse("access:visit", args=[visit.number])
